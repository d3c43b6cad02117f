// Texts of which most is the same, as the commands of a compile database are: each is kept as what
// it has of its own.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_SIMILARTEXT_H
#define KPHYS_CHECKS_SOURCES_SIMILARTEXT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kphys {

class SimilarText {
public:
  SimilarText() = default;

  /// \p Text, which may have most words, between spaces, in common with \p Like. At most 4 GiB.
  SimilarText(llvm::StringRef Text, const SimilarText &Like);

  bool empty() const { return !Base; }
  std::string str() const;

private:
  struct Change {
    uint32_t At, Length; ///< of Base, bytes
    uint32_t NewLength;  ///< of Own
  };

  /// Notes what \p Text has in the place of words of Base; false if that is not worth it.
  bool change(llvm::StringRef Text);

  std::shared_ptr<const std::string> Base; ///< null for an empty text
  std::vector<Change> Changes;             ///< in order
  std::string Own;                         ///< what stands there instead, one after the other
};

} // namespace kphys

#endif
