// Which types are meant for addresses?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_ADDRESSTYPES_H
#define KPHYS_CHECKS_BODIES_ADDRESSTYPES_H

#include "checks/catalog/Kinds.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Type.h"

namespace kphys {

/// True for `struct page *`, whatever is const about it.
bool isPageType(clang::QualType Type, const KindCatalog &Kinds, const clang::ASTContext &Context);

/// True for phys_addr_t and the like, and typedefs and arrays of them.
bool isAddressType(clang::QualType Type, const KindCatalog &Kinds,
                   const clang::ASTContext &Context);

/// True for dma_addr_t and the like.
bool isDmaType(clang::QualType Type, const KindCatalog &Kinds);

/// True for size_t and the like.
bool isSizeType(clang::QualType Type, const KindCatalog &Kinds);

/// True for a type that is \p Typedef, or a typedef of it.
bool isTypedefOf(clang::QualType Type, llvm::function_ref<bool(llvm::StringRef)> IsWanted);

} // namespace kphys

#endif
