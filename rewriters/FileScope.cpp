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

/// The first declaration of \p Name at file scope that is a \p Class, or nullptr.
template <typename Class>
static const Class *declaredAs(const clang::ASTContext &Context, llvm::StringRef Name) {
  for (const clang::NamedDecl *Found :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *Wanted = llvm::dyn_cast<Class>(Found))
      return Wanted;
  return nullptr;
}

std::optional<clang::QualType> kphys::typeCalled(const clang::ASTContext &Context,
                                                 llvm::StringRef Name) {
  const auto *Type = declaredAs<clang::TypedefNameDecl>(Context, Name);
  return Type ? std::optional(Type->getUnderlyingType()) : std::nullopt;
}

std::optional<clang::QualType> kphys::returnedBy(const clang::ASTContext &Context,
                                                 llvm::StringRef Name) {
  const auto *Function = declaredAs<clang::FunctionDecl>(Context, Name);
  return Function ? std::optional(Function->getReturnType()) : std::nullopt;
}

bool kphys::isDefinedRecord(const clang::ASTContext &Context, llvm::StringRef Name) {
  const auto *Record = declaredAs<clang::RecordDecl>(Context, Name);
  return Record && Record->getDefinition();
}
