// offset_in_page(phys) after a loop that moved phys on: the offset of the end, not of the start.
//
// A finding is the offset of an address parameter that is no more what it was, by an amount that is
// not a number of whole pages, taken where the loop is over.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

void kphys::checkOffsetAfterAdvance(const AuditInput &In, const AuditReporter &Report) {
  constexpr unsigned SmallestPage = 9, LargestPage = 40;
  for (const auto *Binary : In.Body.all<clang::BinaryOperator>()) {
    if (Binary->getOpcode() != clang::BO_And)
      continue;
    std::optional<BitsOf> Taken = lowBits(*Binary, In.Unit.Context);
    const clang::VarDecl *Variable = Taken ? variableOf(Taken->Of) : nullptr;
    const ReachingDefinitions *Flow = Variable ? In.Body.definitions() : nullptr;
    if (!Flow || Taken->Bits < SmallestPage || Taken->Bits > LargestPage ||
        !isAddressType(Variable->getType(), In.Unit.Kinds, In.Unit.Context))
      continue;
    const Definition *Moved = nullptr;
    bool IsStart = false;
    for (const Definition *Each : Flow->reaching(*Variable, *Binary)) {
      IsStart |= Each->Is == Definition::Form::Entry;
      bool IsWhole =
          Each->Value && KnownZeros(In.Body, In.Unit.Context).of(*Each->Value) >= Taken->Bits;
      if (Each->Is == Definition::Form::Modify &&
          !rounded(*llvm::cast<Expr>(Each->Where), In.Unit.Context) && !IsWhole &&
          !Flow->canReach(*Binary, *Each->Where) && Flow->canReach(*Each->Where, *Each->Where))
        Moved = Each;
    }
    if (Moved && IsStart) // a loop that may not be entered: what is wanted is what it was before
      Report({Binary->getExprLoc(),
              "the offset of '" + Variable->getNameAsString() +
                  "' in its page is taken after the loop that moves it on",
              {{Moved->Where->getBeginLoc(), "it is moved here"}}});
  }
}
