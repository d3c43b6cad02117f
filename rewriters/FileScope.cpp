// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/FileScope.h"

using namespace kphys;

bool kphys::isDeclared(const clang::ASTContext &Context, llvm::StringRef Name) {
  // Sema keeps the declarations in scope here: at the end of the unit, those of file scope.
  return Context.Idents.get(Name).getFETokenInfo() != nullptr;
}
