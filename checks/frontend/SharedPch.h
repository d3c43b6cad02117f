// A precompiled header that units of one flag class share.
//
// Most of a unit's parse is the same few hundred headers. A unit may start from a precompiled form
// of them if nothing can tell: it reads all of them anyway, and defines no macro before that they
// mention. Then only the order of the includes differs. Everything is checked for each unit.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_SHAREDPCH_H
#define KPHYS_CHECKS_FRONTEND_SHAREDPCH_H

#include "checks/frontend/ParseUnit.h"
#include "llvm/ADT/StringSet.h"

namespace clang {
class Preprocessor;
}

namespace kphys {

/// Which file includes which, by absolute path; a unit's own -include options count as its own.
using IncludeGraph = std::map<std::string, std::set<std::string>>;

/// Adds what \p Macros includes, from now on, to \p Graph, which must outlive it.
void recordIncludes(clang::Preprocessor &Macros, IncludeGraph &Graph);

class SharedPch {
public:
  /// Precompiles \p Headers (as one would include them) with the flags of \p Like, but for those
  /// that differ from unit to unit, into \p Path. Returns nothing but the includes if that fails:
  /// the units of this class are then parsed without.
  static IncludeGraph build(const CompileCommand &Like, const std::vector<std::string> &Headers,
                            const std::string &Path);

  /// The header at \p Path, with what build() returned.
  SharedPch(std::string Path, IncludeGraph Includes);

  const std::string &path() const { return Path; }
  /// The file of #include lines that it was made from.
  std::string source() const { return Path + ".h"; }

  /// True if no macro that \p Source defines before its last include is mentioned by the headers.
  bool suits(llvm::StringRef Source) const;

  /// The headers of this one that a unit with the includes \p Own reads, or nothing if these are
  /// not all of them: then it must not use it.
  std::optional<std::set<std::string>> covered(const IncludeGraph &Own) const;

private:
  std::string Path;
  IncludeGraph Includes;
  std::set<std::string> Files;
  llvm::StringSet<> Words; ///< every identifier in them
};

} // namespace kphys

#endif
