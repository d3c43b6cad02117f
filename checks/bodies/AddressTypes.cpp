// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/AddressTypes.h"

using namespace kphys;
using clang::QualType;

bool kphys::isPageType(QualType Type, const KindCatalog &Kinds, const clang::ASTContext &Context) {
  return Type->isPointerType() && Type->getPointeeType()->isRecordType() &&
         Kinds.pageTypes().count(
             Context.getPointerType(Type->getPointeeType().getUnqualifiedType()).getAsString());
}

bool kphys::isTypedefOf(QualType Type, llvm::function_ref<bool(llvm::StringRef)> IsWanted) {
  while (const auto *Typedef = Type->getAs<clang::TypedefType>()) {
    if (IsWanted(Typedef->getDecl()->getName()))
      return true;
    Type = Typedef->desugar();
  }
  return false;
}

/// True for a type that is one of \p Names, or a typedef of it.
static bool isNamed(QualType Type, const std::set<std::string> &Names) {
  return isTypedefOf(Type, [&](llvm::StringRef Name) { return Names.count(Name.str()) != 0; });
}

bool kphys::isDmaType(QualType Type, const KindCatalog &Kinds) {
  return isNamed(Type, Kinds.dmaTypes());
}

bool kphys::isSizeType(QualType Type, const KindCatalog &Kinds) {
  return isNamed(Type, Kinds.sizeTypes());
}

bool kphys::isAddressType(QualType Type, const KindCatalog &Kinds,
                          const clang::ASTContext &Context) {
  while (const clang::ArrayType *Array = Context.getAsArrayType(Type))
    Type = Array->getElementType();
  return isNamed(Type, Kinds.addressTypes());
}
