// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TEXTEDIT_H
#define KPHYS_CHECKS_TEXTEDIT_H

#include "checks/sources/JsonText.h"
#include <string>

namespace kphys {

/// A replacement of some bytes of one file.
struct TextEdit {
  unsigned Offset = 0;
  unsigned Length = 0;
  std::string Text;
  auto operator<=>(const TextEdit &) const = default;
};
KPHYS_JSON_MEMBERS(TextEdit, Offset, Length, Text)

} // namespace kphys

#endif
