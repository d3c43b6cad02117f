// Which local variables only ever hold numbers that are no addresses?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_NUMBERVARIABLES_H
#define KPHYS_CHECKS_BODIES_NUMBERVARIABLES_H

#include "checks/bodies/Definitions.h"
#include "clang/AST/ASTContext.h"
#include <optional>

namespace kphys {

class NumberVariables {
public:
  explicit NumberVariables(clang::ASTContext &Context) : Context(Context) {}

  /// From now on, speaks of the variables of \p Function, which has a body.
  void enter(const clang::FunctionDecl &Function);

  /// True if \p Variable is a local one, no parameter, that gets its value nowhere but in the
  /// function, and \p IsNumber says of all that it is given that this is no address. A variable
  /// that is asked about again on the way holds what the others say.
  bool holds(const clang::VarDecl &Variable,
             llvm::function_ref<bool(const clang::Expr &)> IsNumber);

private:
  clang::ASTContext &Context;
  const clang::FunctionDecl *Current = nullptr;
  std::optional<Definitions> Known; ///< of Current, once asked for
  std::set<const clang::VarDecl *> Asked;
};

} // namespace kphys

#endif
