// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/GivenAway.h"

#include "checks/bodies/FunctionBody.h"
#include "rewriters/kmap/CopiedValue.h"
#include "rewriters/kmap/FunctionText.h"

using namespace kphys;

namespace {

/// \p Parameter, and the locals that \p Body makes from it.
std::set<const clang::ValueDecl *> holdersOf(const clang::ParmVarDecl &Parameter,
                                             const FunctionBody &Body) {
  std::set<const clang::ValueDecl *> Result = {&Parameter};
  auto Note = [&](const clang::ValueDecl *Place, const clang::Expr &Value) {
    const clang::ValueDecl *From = namedAt(baseOf(&Value));
    if (Place && From && Result.count(From))
      Result.insert(Place);
  };
  for (const auto *Declared : Body.all<clang::DeclStmt>())
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Local = llvm::dyn_cast<clang::VarDecl>(Each); Local && Local->getInit())
        Note(Local, *Local->getInit());
  for (const auto *Each : Body.all<clang::BinaryOperator>())
    if (Each->isAssignmentOp())
      Note(namedAt(Each->getLHS()->IgnoreParenCasts()), *Each->getRHS());
  return Result;
}

} // namespace

const clang::RecordDecl *kphys::recordIn(clang::QualType Type) {
  return (Type->isPointerType() ? Type->getPointeeType() : Type)->getAsRecordDecl();
}

bool GivenAway::isGivenAway(const clang::CallExpr &Call, unsigned Number) {
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return true;
  if (isOfKernel(*Callee))
    return false;
  const Borrower *Borrows =
      Callee->getIdentifier() ? Names.mappings().borrower(Callee->getName()) : nullptr;
  if (Borrows && Borrows->borrows(Number))
    return false;
  const clang::SourceManager &Sources = Context.getSourceManager();
  const clang::FunctionDecl *Definition = Callee->getDefinition();
  bool IsHere = Definition && Definition->getBody() &&
                Sources.isInMainFile(Sources.getExpansionLoc(Definition->getLocation()));
  if (!IsHere || Number >= Definition->getNumParams())
    return true;
  // One that calls itself gives nothing away by that.
  auto [Before, IsNew] = Known.try_emplace({Definition, Number}, false);
  if (!IsNew)
    return Before->second;
  bool Result = givesAway(*Definition, *Definition->getParamDecl(Number));
  return Known[{Definition, Number}] = Result;
}

bool GivenAway::givesAway(const clang::FunctionDecl &Function,
                          const clang::ParmVarDecl &Parameter) {
  FunctionBody Body(Function, Context);
  const std::set<const clang::ValueDecl *> Holders = holdersOf(Parameter, Body);
  const clang::RecordDecl *Record = recordIn(Parameter.getType());
  auto HasIt = [&](const clang::Expr &Argument) {
    const clang::ValueDecl *Given = namedAt(baseOf(&Argument));
    return (Given && Holders.count(Given)) ||
           (Record && recordIn(Argument.IgnoreParenCasts()->getType()) == Record);
  };
  for (const auto *Call : Body.all<clang::CallExpr>())
    for (unsigned I = 0; I < Call->getNumArgs(); ++I)
      if (HasIt(*Call->getArg(I)) && isGivenAway(*Call, I))
        return true;
  return false;
}
