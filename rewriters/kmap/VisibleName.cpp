// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/VisibleName.h"

using namespace kphys;

/// What \p Declares gives the name \p Name, if it does.
static const clang::Decl *declared(const clang::Stmt *Declares, clang::DeclarationName Name) {
  if (const auto *Declared = llvm::dyn_cast_or_null<clang::DeclStmt>(Declares))
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Its = llvm::dyn_cast<clang::NamedDecl>(Each);
          Its && Its->getDeclName() == Name)
        return Its;
  return nullptr;
}

bool kphys::isVisibleAt(const clang::VarDecl &Variable, const clang::Stmt &Part,
                        const FunctionBody &Body) {
  const clang::DeclarationName Name = Variable.getDeclName();
  const clang::Stmt *Inner = &Part;
  for (const clang::Stmt *Outer; (Outer = Body.parent(Inner)); Inner = Outer) {
    const clang::Decl *Last = nullptr;
    if (const auto *Block = llvm::dyn_cast<clang::CompoundStmt>(Outer)) {
      for (const clang::Stmt *Each : Block->body()) {
        if (Each == Inner)
          break;
        if (const clang::Decl *Its = declared(Each, Name))
          Last = Its;
      }
    } else if (const auto *Loop = llvm::dyn_cast<clang::ForStmt>(Outer)) {
      Last = declared(Loop->getInit(), Name);
    }
    if (Last)
      return Last == &Variable;
  }
  for (const clang::ParmVarDecl *Each : Body.function().parameters())
    if (Each->getDeclName() == Name)
      return Each == &Variable;
  return !Variable.isLocalVarDecl();
}
