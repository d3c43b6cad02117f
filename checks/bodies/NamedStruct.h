// Which struct is a field called a member of?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_NAMEDSTRUCT_H
#define KPHYS_CHECKS_BODIES_NAMEDSTRUCT_H

#include "clang/AST/Decl.h"

namespace kphys {

/// The name of \p Record, be it a typedef's; empty if it has none.
inline std::string nameOfStruct(const clang::RecordDecl &Record) {
  const clang::TypedefNameDecl *Typedef = Record.getTypedefNameForAnonDecl();
  return Typedef ? Typedef->getNameAsString() : Record.getNameAsString();
}

/// The innermost struct with a name that \p Field lies in; the outermost where none has one.
inline const clang::RecordDecl &namedStructOf(const clang::FieldDecl &Field) {
  const auto *Record = llvm::cast<clang::RecordDecl>(Field.getParent());
  while (Record->getName().empty() && !Record->getTypedefNameForAnonDecl()) {
    const auto *Outer = llvm::dyn_cast<clang::RecordDecl>(Record->getDeclContext());
    if (!Outer)
      break;
    Record = Outer;
  }
  return *Record;
}

} // namespace kphys

#endif
