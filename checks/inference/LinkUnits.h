// Names of functions and variables across programs that are never linked together.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_LINKUNITS_H
#define KPHYS_CHECKS_INFERENCE_LINKUNITS_H

#include "llvm/ADT/StringMap.h"
#include <map>
#include <set>
#include <string>

namespace kphys {

/// An external name that two programs define (two modules that are never loaded together, the
/// kernel and its boot code) is two names.
class LinkUnits {
public:
  /// Notes that \p Name is defined in \p Unit. All definitions come before the first scoped().
  void define(llvm::StringRef Unit, llvm::StringRef Name) { Definers[Name].insert(Unit.str()); }

  /// \p Key as \p Unit means it: `P:vmlinux|name:0` for `P:name:0` where the name is ambiguous.
  std::string scoped(llvm::StringRef Key, const std::string &Unit) const;

private:
  llvm::StringMap<std::set<std::string>> Definers;
};

} // namespace kphys

#endif
