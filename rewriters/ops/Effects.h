// Does evaluating this expression do anything but calculate?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_EFFECTS_H
#define KPHYS_REWRITERS_OPS_EFFECTS_H

#include "clang/AST/Decl.h"
#include <set>
#include <string>

namespace kphys {

/// What an expression is made of.
struct ValuesIn {
  std::set<const clang::ValueDecl *> Variables; ///< that are named
  bool ReadsMemory = false;                     ///< a global, or through a pointer, or by a call
};

ValuesIn valuesIn(const clang::Expr &Of);

enum class SideEffect {
  None,
  Some,   ///< or it calls what may have one
  Unknown ///< it calls a function whose body was skipped
};

/// Does \p Value change anything that is there before it? Not by calls of functions of \p
/// Arithmetic, nor of those whose body is at hand and does not either.
SideEffect sideEffectOf(const clang::Expr &Value, const std::set<std::string> &Arithmetic);

} // namespace kphys

#endif
