// Names the places of a unit that hold values.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_SLOTTABLE_H
#define KPHYS_CHECKS_EXTRACT_SLOTTABLE_H

#include "checks/catalog/Kinds.h"
#include "checks/extract/AddressFacts.h"
#include "checks/extract/TreeFiles.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/StringMap.h"
#include <set>

namespace kphys {

class SlotTable {
public:
  SlotTable(clang::ASTContext &Context, TreeFiles &Files, const KindCatalog &Kinds)
      : Context(Context), Files(Files), Kinds(Kinds) {}

  /// True for a type whose values are followed: an integer that can hold an address, or a page.
  bool isTracked(clang::QualType Type) const;

  /// The slot of a variable, parameter or field, whatever its type.
  unsigned of(const clang::ValueDecl *Decl);
  /// The slot of a field where it is used at \p Where. A number in a struct of the whole kernel,
  /// the key of a tree or a register, is not one thing: each directory has its own.
  unsigned ofField(const clang::FieldDecl *Field, clang::SourceLocation Where);
  /// What \p Function, or the function pointer in field \p Function, returns.
  unsigned returnOf(const clang::ValueDecl *Function);
  /// Parameter \p Index of the same.
  unsigned parameterOf(const clang::ValueDecl *Function, unsigned Index);
  /// What the pointer in \p Slot points to.
  unsigned pointeeOf(unsigned Slot);
  /// What is written through a pointer, if \p Slot is what that points to; \p Slot otherwise.
  unsigned writtenThrough(unsigned Slot);
  /// The value of a call at \p Where in \p Function, another one each time.
  unsigned valueOfCall(const clang::FunctionDecl *Function, clang::SourceLocation Where);
  /// Result or parameter of a macro that the catalog knows.
  unsigned ofMacro(llvm::StringRef Name, std::optional<unsigned> Parameter);
  /// Result and parameters of a function-pointer field, as declared.
  void declareFunctionPointer(const clang::FieldDecl *Field);
  /// The parameters and the result of \p Function, if it has other declarations, under the names
  /// that they have in this declaration.
  void declareAgain(const clang::FunctionDecl &Function);
  /// The same for a variable that is defined elsewhere.
  void declareAgain(const clang::VarDecl &Variable);
  /// What \p Pointer, if it is one to an address, points to, under the pointer's name.
  void declarePointee(const clang::ValueDecl *Pointer);

  /// The variable, parameter or field that \p Slot is, or nullptr.
  const clang::ValueDecl *declarationOf(unsigned Slot) const {
    auto Found = Declarations.find(Slot);
    return Found == Declarations.end() ? nullptr : Found->second;
  }

  std::vector<Slot> Slots;

private:
  void declareHere(const clang::NamedDecl &Named, clang::QualType Type, const std::string &Key,
                   const char *Decl, const std::string &Function);
  unsigned intern(Slot Wanted);
  std::string nameOf(const clang::ValueDecl *Decl);
  std::string structOf(const clang::FieldDecl *Field);
  std::string markerOf(const clang::ValueDecl *Decl) const;
  void locate(const clang::Decl *Decl, Slot &Into);
  bool isGeneric(const clang::FieldDecl *Field);

  clang::ASTContext &Context;
  TreeFiles &Files;
  const KindCatalog &Kinds;
  llvm::StringMap<unsigned> ByKey;
  std::map<const clang::ValueDecl *, unsigned> ByDecl;
  llvm::DenseMap<unsigned, const clang::ValueDecl *> Declarations;
  std::map<std::string, unsigned> CallsAt;
};

} // namespace kphys

#endif
