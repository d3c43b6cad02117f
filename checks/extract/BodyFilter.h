// Which functions of a unit's own file need their bodies parsed for what its occurrences are.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_BODYFILTER_H
#define KPHYS_CHECKS_EXTRACT_BODYFILTER_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/IdentifierScan.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace kphys {

/// True if all that is said of \p InFile, the occurrences of one file, is said by the functions
/// that they stand in: none is in a macro, for which its users count, and none of an API whose
/// rewrite looks at other functions.
bool eachFunctionSpeaksForItself(const Catalog &Names, const std::vector<Occurrence> &InFile);

/// Tells by the text alone, before a body is parsed. The kernel's style puts a '}' in the first
/// column at the end of a function only; where a file does not, a function may be taken for one
/// without occurrences, which shows: those have no role after the parse.
class BodyFilter {
public:
  /// \p Text and \p InFile, its occurrences in order, must outlive it.
  BodyFilter(llvm::StringRef Text, const std::vector<Occurrence> &InFile)
      : Text(Text), InFile(InFile) {}

  /// True if the function that begins at offset \p Begin has an occurrence.
  bool wants(unsigned Begin) const;

private:
  llvm::StringRef Text;
  const std::vector<Occurrence> &InFile;
};

} // namespace kphys

#endif
