// Which functions of a parse are looked at: the unit's own and its driver's headers', or those of
// given headers that the whole kernel shares, which say the same in every unit.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_UNITPARTS_H
#define KPHYS_CHECKS_EXTRACT_UNITPARTS_H

#include "checks/extract/TreeFiles.h"
#include "checks/sources/IdentifierScan.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <set>

namespace kphys {

/// What does not change from unit to unit: the tree, and the words that make a file worth a look.
class PartOptions {
public:
  PartOptions(TreeNames Tree, const std::vector<std::string> &Vocabulary,
              TreeFiles::Others Outside = TreeFiles::Others::Unnamed)
      : Tree(std::move(Tree)), Outside(Outside), Vocabulary(Vocabulary) {}

  /// True if \p Text has one of the words.
  bool isWorthALook(llvm::StringRef Text) const { return Vocabulary.mentionsName(Text); }
  /// The same for the header at \p Path, looked at once a process.
  bool isHeaderWorthALook(llvm::StringRef Path, llvm::StringRef Text) const;

  const TreeNames Tree;
  const TreeFiles::Others Outside; ///< files outside the tree are a driver's, or nobody's business

private:
  IdentifierScan Vocabulary;
  mutable llvm::StringMap<bool> Headers;
};

/// Which parts of a unit are wanted.
struct WantedParts {
  bool Own = true;              ///< the unit's, and that of its driver's headers
  bool AllShared = false;       ///< one for each header of the whole kernel
  std::set<std::string> Shared; ///< or for each of these, paths in the tree
};

/// The unit's own part if \p Headers is empty, else one for each of these, paths in the tree.
inline WantedParts partsFor(const std::set<std::string> &Headers) {
  return {Headers.empty(), false, Headers};
}

/// The top-level declarations of one unit by part, whoever parses it: "", the unit's own, and those
/// of headers, by their path.
class UnitParts {
public:
  /// All arguments must outlive it.
  UnitParts(const PartOptions &Options, const WantedParts &Wanted,
            const clang::SourceManager &Sources)
      : Files(Options.Tree, Sources, Options.Outside), Options(Options), Wanted(Wanted),
        Sources(Sources) {}

  TreeFiles Files;
  std::map<std::string, std::vector<clang::Decl *>> Declarations; ///< by part

  /// False for a function of no wanted part: its body need not be parsed.
  bool needsBody(const clang::Decl &Function) { return partOf(Function) != nullptr; }

  /// Takes note of the top-level declarations. Each is shown once, in order.
  void add(llvm::ArrayRef<clang::Decl *> TopLevel) {
    for (clang::Decl *Each : TopLevel)
      if (const std::string *Part = partOf(*Each))
        Declarations[*Part].push_back(Each);
  }

private:
  const std::string *partOf(const clang::Decl &Declaration);
  const std::string *partOf(clang::FileID Id);

  const PartOptions &Options;
  const WantedParts &Wanted;
  const clang::SourceManager &Sources;
  llvm::DenseMap<clang::FileID, const std::string *> Parts;
  std::set<std::string> Names; ///< of parts
};

} // namespace kphys

#endif
