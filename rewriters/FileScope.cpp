// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/FileScope.h"

#include "checks/sources/Paths.h"
#include <filesystem>

using namespace kphys;

/// What the unit declares as \p Name at file scope.
static llvm::SmallVector<const clang::NamedDecl *, 2>
declarationsOf(const clang::ASTContext &Context, llvm::StringRef Name) {
  clang::IdentifierInfo &Id = Context.Idents.get(Name);
  if (Id.isOutOfDate()) // of a precompiled header, which may have declarations that nobody read yet
    if (clang::IdentifierInfoLookup *Precompiled = Context.Idents.getExternalIdentifierLookup())
      Precompiled->get(Name);
  // Sema keeps the declarations in scope here: at the end of the unit, those of file scope. It is a
  // list, with a bit set, where there are several, or were.
  auto InScope = reinterpret_cast<uintptr_t>(Id.getFETokenInfo());
  if (!Id.isOutOfDate() && InScope == 0)
    return {};
  if (!Id.isOutOfDate() && (InScope & 1) == 0)
    return {reinterpret_cast<const clang::NamedDecl *>(InScope)};
  auto Found = Context.getTranslationUnitDecl()->lookup(&Id);
  return {Found.begin(), Found.end()};
}

bool kphys::isDeclared(const clang::ASTContext &Context, llvm::StringRef Name) {
  return !declarationsOf(Context, Name).empty();
}

/// The first declaration of \p Name at file scope that is a \p Class, or nullptr.
template <typename Class>
static const Class *declaredAs(const clang::ASTContext &Context, llvm::StringRef Name) {
  for (const clang::NamedDecl *Found : declarationsOf(Context, Name))
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

std::optional<std::string> kphys::fileDefining(const clang::ASTContext &Context,
                                               llvm::StringRef Name) {
  const auto *Record = declaredAs<clang::RecordDecl>(Context, Name);
  const clang::RecordDecl *Defined = Record ? Record->getDefinition() : nullptr;
  if (!Defined)
    return std::nullopt;
  const clang::SourceManager &Sources = Context.getSourceManager();
  auto File = Sources.getFileEntryRefForID(
      Sources.getFileID(Sources.getExpansionLoc(Defined->getLocation())));
  return File ? absolutePath(File->getName(), std::filesystem::current_path().string()) : "";
}
