// dma_capable(dev, addr, size, is_mmio), where the parameter is is_ram.
//
// A flag that says the opposite of what the parameter wants: a bool is a bool.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// What a condition says of the memory by being true.
enum class Says { Unknown, Mmio, Ram };

Says opposite(Says Of) {
  return Of == Says::Mmio ? Says::Ram : Of == Says::Ram ? Says::Mmio : Says::Unknown;
}

/// What it says that the attribute is set in \p Attributes.
Says whereSet(const Expr &Attributes) {
  const Expr *Plain = bare(&Attributes);
  if (const auto *Not = dyn_cast<clang::UnaryOperator>(Plain))
    return Not->getOpcode() == clang::UO_Not ? opposite(whereSet(*Not->getSubExpr()))
                                             : Says::Unknown;
  return llvm::isa<clang::DeclRefExpr, clang::MemberExpr, clang::CallExpr>(Plain) ? Says::Mmio
                                                                                  : Says::Unknown;
}

Says saidBy(const Expr &Value, const AuditInput &In) {
  const Expr *Origin = bare(originOf(&Value, In.Body));
  if (const auto *Not = dyn_cast<clang::UnaryOperator>(Origin))
    return Not->getOpcode() == clang::UO_LNot ? opposite(saidBy(*Not->getSubExpr(), In))
                                              : Says::Unknown;
  const auto *Binary = dyn_cast<clang::BinaryOperator>(Origin);
  if (!Binary)
    return Says::Unknown;
  if (Binary->getOpcode() == clang::BO_And) {
    const Expr *Left = Binary->getLHS(), *Right = Binary->getRHS();
    if (useWith(*Right, AuditRole::MmioAttribute, In.Unit))
      return whereSet(*Left);
    if (useWith(*Left, AuditRole::MmioAttribute, In.Unit))
      return whereSet(*Right);
  }
  std::optional<uint64_t> Number = constantOf(*Binary->getRHS(), In.Unit.Context);
  if (!Binary->isEqualityOp() || Number != 0)
    return Says::Unknown;
  Says Inner = saidBy(*Binary->getLHS(), In);
  return Binary->getOpcode() == clang::BO_NE ? Inner : opposite(Inner);
}

} // namespace

void kphys::checkInvertedPredicate(const AuditInput &In, const AuditReporter &Report) {
  forEachUse(
      In.Body, In.Unit.Context,
      [&](llvm::StringRef Name) { return In.Unit.Names.ramFlag(Name) != nullptr; },
      [&](const Expr &, const NamedUse &Use) {
        const Expr *Flag = Use.argument(*In.Unit.Names.ramFlag(Use.Name));
        if (Flag && saidBy(*Flag, In) == Says::Mmio)
          Report({Flag->getExprLoc(),
                  Use.Name.str() + "() asks whether the memory is RAM, and is "
                                   "told whether it is device memory",
                  {},
                  negate(*Flag, In.Unit.Context)});
      });
}
