// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/NumberVariables.h"

#include "checks/bodies/FunctionBody.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;

void NumberVariables::enter(const clang::FunctionDecl &Function) {
  Current = &Function;
  Known.reset();
}

bool NumberVariables::holds(const clang::VarDecl &Variable,
                            llvm::function_ref<bool(const clang::Expr &)> IsNumber) {
  if (!Current || !Variable.isLocalVarDecl() || Variable.isStaticLocal())
    return false;
  if (!Known)
    Known = Definitions::in(FunctionBody(*Current, Context));
  if (Known->Escaped.count(&Variable))
    return false;
  if (!Asked.insert(&Variable).second)
    return true;
  bool IsGiven = false;
  bool AreNumbers = llvm::all_of(Known->All, [&](const Definition &Each) {
    if (Each.Variable != &Variable || Each.Is == Definition::Form::None)
      return true;
    IsGiven = true;
    bool IsStep = Each.Is == Definition::Form::Modify && !Each.Value;
    return IsStep || (Each.Value && IsNumber(*Each.Value));
  });
  Asked.erase(&Variable);
  return IsGiven && AreNumbers;
}
