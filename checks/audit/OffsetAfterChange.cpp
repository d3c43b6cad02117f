// offset_in_page(phys) after phys &= PAGE_MASK: an offset that is always 0.
//
// An IOMMU driver rounds the address down, steps through its pages and adds the offset to the
// result at the end. Where the offset is taken from the variable then, and not before, it is gone.
// Found by what is known of the bits, not by what the macros are called.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using llvm::dyn_cast;

namespace {

constexpr unsigned SmallestPage = 9, LargestPage = 40; ///< sizes of blocks and pages, as bits

/// True if \p Of makes the variable from its own old value.
bool isChange(const Definition &Of, const FunctionBody &Body) {
  if (Of.Is == Definition::Form::Modify)
    return true;
  for (const clang::DeclRefExpr *Each : Body.all<clang::DeclRefExpr>())
    if (Of.Is == Definition::Form::Assign && Each->getDecl() == Of.Variable &&
        Body.contains(Of.Value, Each))
      return true;
  return false;
}

} // namespace

void kphys::checkOffsetAfterChange(const AuditInput &In, const AuditReporter &Report) {
  for (const auto *Binary : In.Body.all<clang::BinaryOperator>()) {
    if (Binary->getOpcode() != clang::BO_And)
      continue;
    std::optional<BitsOf> Taken = lowBits(*Binary, In.Unit.Context);
    const clang::VarDecl *Variable = Taken ? variableOf(Taken->Of) : nullptr;
    if (!Variable || Taken->Bits < SmallestPage || Taken->Bits > LargestPage ||
        isAsked(Binary, In.Body))
      continue;
    const ReachingDefinitions *Flow = In.Body.definitions();
    if (!Flow || KnownZeros(In.Body, In.Unit.Context).of(*Taken->Of) < Taken->Bits)
      continue;
    std::vector<const Definition *> Reaching = Flow->reaching(*Variable, *Binary);
    if (!llvm::all_of(Reaching, [&](const auto *Each) { return isChange(*Each, In.Body); }))
      continue;
    AuditFinding Found = {Binary->getExprLoc(),
                          "the offset that is taken from '" + Variable->getNameAsString() +
                              "' is always 0: its low bits were cleared before"};
    for (const Definition *Each : Reaching)
      Found.Notes.push_back({Each->Where->getBeginLoc(), "'" + Variable->getNameAsString() +
                                                             "' gets the value that is used here"});
    Report(std::move(Found));
  }
}
