// Does a name that a rewrite brings in mean the kernel's own at its place?
//
// A macro, a function or a local that happens to be called like it makes another thing of the
// rewritten text, often without a diagnostic. What is no declaration or macro of the kernel's
// headers has taken the name, in whatever branch of an #if, before the place or behind it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_TAKENNAMES_H
#define KPHYS_CHECKS_EXTRACT_TAKENNAMES_H

#include "checks/catalog/Catalog.h"
#include "checks/extract/TreeFiles.h"
#include "clang/AST/Decl.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseSet.h"
#include <set>

namespace kphys {

class TakenNames {
public:
  TakenNames(const Catalog &Names, clang::Preprocessor &Macros, TreeFiles &Files);

  void noteMacro(const clang::Token &Name, const clang::MacroInfo *Definition);
  void noteFile(clang::FileID Entered) { Entries.push_back(Entered); }

  /// To be called for all declarations at file scope, and for those in the functions that are
  /// looked at: \p In is the function around.
  void noteDeclaration(const clang::NamedDecl &Declared, const clang::FunctionDecl *In);

  /// What makes something else of \p Name at \p Offset of \p File; an empty string if it is the
  /// kernel's there. \p IsInMacro: a #define has the place, and is expanded anywhere. \p IsFresh:
  /// the file does not have the name so far.
  std::string whyTaken(llvm::StringRef Name, llvm::StringRef File, unsigned Offset, bool IsInMacro,
                       bool IsFresh);

  /// \p Name and the names that come with it: half an API is not brought in where the other half is
  /// something else.
  std::vector<std::string> withSiblings(llvm::StringRef Name) const;

private:
  /// A name in a function.
  struct Local {
    std::string File;    ///< its path
    unsigned Begin, End; ///< of the function
    unsigned Line;
  };

  bool isWanted(const clang::IdentifierInfo *Name) const { return Name && Wanted.count(Name); }
  bool isKernelMacro(llvm::StringRef Name, clang::SourceLocation Where);
  bool isShared(clang::SourceLocation Where);
  std::string placeOf(clang::SourceLocation Where);
  std::string whyTakenByMacro(llvm::StringRef Name);
  std::string macroInTexts(llvm::StringRef Name);
  std::string whyTakenByLocal(llvm::StringRef Name, llvm::StringRef File, unsigned Offset,
                              bool IsInMacro) const;
  template <typename Function> std::string inOwnTexts(llvm::StringRef Name, const Function &Look);
  std::string functionInTexts(llvm::StringRef Name);

  const Catalog &Names;
  const std::set<std::string> NewNames, NewMembers;
  clang::Preprocessor &Macros;
  const clang::SourceManager &Sources;
  TreeFiles &Files;
  llvm::DenseSet<const clang::IdentifierInfo *> Wanted; ///< the catalog's
  std::vector<clang::FileID> Entries;                   ///< the files that were read
  std::map<std::string, std::string> ByMacro, ByDeclaration, ByParameter;
  std::map<std::string, std::string> MacrosInTexts, FunctionsInTexts;
  std::map<std::string, std::vector<Local>> Locals;
  std::set<std::string> DefinedHere; ///< functions of the kernel's headers, by the unit
};

} // namespace kphys

#endif
