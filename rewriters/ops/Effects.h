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

/// True if \p Value changes nothing that is there before it: no call but of functions of \p
/// Arithmetic and of those whose body is at hand and does not either.
bool isHarmless(const clang::Expr &Value, const std::set<std::string> &Arithmetic);

} // namespace kphys

#endif
