// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/FileScope.h"

using namespace kphys;

bool kphys::isDeclared(const clang::ASTContext &Context, llvm::StringRef Name) {
  clang::IdentifierInfo &Id = Context.Idents.get(Name);
  // Sema keeps the declarations in scope here: at the end of the unit, those of file scope, or an
  // empty list where others were.
  if (!Id.isOutOfDate() && !Id.getFETokenInfo())
    return false;
  bool IsOne = (reinterpret_cast<uintptr_t>(Id.getFETokenInfo()) & 1) == 0;
  if (!Id.isOutOfDate() && IsOne)
    return true;
  return !Context.getTranslationUnitDecl()->lookup(&Id).empty();
}

std::optional<clang::QualType> kphys::typeCalled(const clang::ASTContext &Context,
                                                 llvm::StringRef Name) {
  for (const clang::NamedDecl *Found :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *Type = llvm::dyn_cast<clang::TypedefNameDecl>(Found))
      return Type->getUnderlyingType();
  return std::nullopt;
}

std::optional<clang::QualType> kphys::returnedBy(const clang::ASTContext &Context,
                                                 llvm::StringRef Name) {
  for (const clang::NamedDecl *Found :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Found))
      return Function->getReturnType();
  return std::nullopt;
}

bool kphys::isDefinedRecord(const clang::ASTContext &Context, llvm::StringRef Name) {
  for (const clang::NamedDecl *Found :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *Record = llvm::dyn_cast<clang::RecordDecl>(Found))
      return Record->getDefinition() != nullptr;
  return false;
}
