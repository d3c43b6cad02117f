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

bool kphys::isDmaType(QualType Type, const KindCatalog &Kinds) {
  return isTypedefOf(Type,
                     [&](llvm::StringRef Name) { return Kinds.dmaTypes().count(Name.str()); });
}

bool kphys::isSizeType(QualType Type, const KindCatalog &Kinds) {
  return isTypedefOf(Type,
                     [&](llvm::StringRef Name) { return Kinds.sizeTypes().count(Name.str()); });
}

bool kphys::isAddressType(QualType Type, const KindCatalog &Kinds,
                          const clang::ASTContext &Context) {
  while (const clang::ArrayType *Array = Context.getAsArrayType(Type))
    Type = Array->getElementType();
  return isTypedefOf(Type,
                     [&](llvm::StringRef Name) { return Kinds.addressTypes().count(Name.str()); });
}
