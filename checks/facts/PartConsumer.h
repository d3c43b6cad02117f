// Which functions of a parse are looked at: the unit's own and its driver's headers', or those of
// given headers that the whole kernel shares, which say the same in every unit.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_PARTCONSUMER_H
#define KPHYS_CHECKS_FACTS_PARTCONSUMER_H

#include "checks/facts/TreeFiles.h"
#include "checks/sources/IdentifierScan.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <set>

namespace kphys {

/// What does not change from unit to unit: the tree, and the words that make a file worth a look.
class PartOptions {
public:
  PartOptions(std::string TreeRoot, const std::vector<std::string> &Vocabulary)
      : TreeRoot(std::move(TreeRoot)), Vocabulary(Vocabulary) {}

  /// True if \p Text has one of the words.
  bool isWorthALook(llvm::StringRef Text) const { return Vocabulary.mentionsName(Text); }
  /// The same for the header at \p Path, looked at once a process.
  bool isHeaderWorthALook(llvm::StringRef Path, llvm::StringRef Text) const;

  const std::string TreeRoot;

private:
  IdentifierScan Vocabulary;
  mutable llvm::StringMap<bool> Headers;
};

/// Collects the top-level declarations by part and skips the bodies of all other functions.
class PartConsumer : public clang::ASTConsumer {
public:
  /// The unit's own part, "", if \p Headers is empty, else one part for each of these, paths in the
  /// tree. All arguments must outlive it.
  PartConsumer(const PartOptions &Options, const std::set<std::string> &Headers,
               clang::CompilerInstance &Compiler)
      : Headers(Headers), Sources(Compiler.getSourceManager()), Files(Options.TreeRoot, Sources),
        Options(Options) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override { return !partOf(*Function); }
  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override;

protected:
  const std::set<std::string> &Headers;
  const clang::SourceManager &Sources;
  TreeFiles Files;
  std::map<std::string, std::vector<clang::Decl *>> Declarations; ///< by part

private:
  const std::string *partOf(const clang::Decl &Declaration);
  const std::string *partOf(clang::FileID Id);

  const PartOptions &Options;
  llvm::DenseMap<clang::FileID, const std::string *> Parts;
};

} // namespace kphys

#endif
