// A .map_phys that gets at the memory behind the address without asking whether it is memory.
//
// DMA_ATTR_MMIO says that the address is a device's: it has no kernel mapping and no struct page.
// Every function that is stored in the callback must test it before it, or a function that it
// calls, takes phys_to_virt() and the like of the address. What a condition says of the attributes
// is evaluated: the attribute is taken to be set, and a use that control cannot get to then is
// guarded, however the test is written.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"
#include "checks/bodies/ValueFlow.h"

using namespace kphys;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;

namespace {

class GuardSearch {
public:
  GuardSearch(const AuditInput &In, const AuditReporter &Report)
      : Unit(In.Unit), Report(Report),
        Bodies([this](const FunctionDecl &Function) { return Unit.bodyOfCallee(Function); }) {}

  /// Reports the first use of parameter \p Address of \p Function, as of RAM, that control gets to
  /// for device memory. \p Given: what is known of parameters then. \p Callers: how control came
  /// here. Returns true if there was one.
  bool search(const FunctionDecl &Function, const clang::ParmVarDecl &Address,
              const FlowArguments &Given, std::vector<AuditNote> Callers) {
    if (!Visited.insert({&Function, Address.getFunctionScopeIndex()}).second)
      return false;
    FunctionBody &Body = Unit.bodyOf(Function);
    std::set<const clang::VarDecl *> Made = madeFrom(Address, Body);
    ValueFlow Flow(Body, Unit.Context, Bodies, Given);
    for (const Expr *Value : Body.all<Expr>()) {
      if (!llvm::isa<clang::CallExpr>(Value) && !Value->getBeginLoc().isMacroID())
        continue;
      if (std::optional<NamedUse> Use = namedUse(*Value, Unit.Context, [&](llvm::StringRef Name) {
            return demandsRam(Name).has_value();
          })) {
        const Expr *Argument = Use->argument(*demandsRam(Use->Name));
        if (!Argument || !mentions(Argument, Made, Body) || !Flow.canReach(*Value))
          continue;
        AuditFinding Found = {Use->Where, Use->Name.str() +
                                              "() of the address that is to be mapped: it may be "
                                              "device memory, which is not asked before"};
        Found.Notes = std::move(Callers);
        Report(std::move(Found));
        return true;
      }
      if (const auto *Call = dyn_cast<clang::CallExpr>(Value))
        if (follow(*Call, Made, Flow, Body, Callers))
          return true;
    }
    return false;
  }

  /// What is known of the parameters of \p Function, with attributes in \p Attributes, for device
  /// memory.
  FlowArguments forDeviceMemory(llvm::ArrayRef<const clang::ParmVarDecl *> Attributes) const {
    std::optional<uint64_t> Mmio;
    for (const std::string &Name : Unit.Names.names(AuditRole::MmioAttribute))
      if (!Mmio)
        Mmio = Unit.attributeValue(Name, true);
    FlowArguments Given;
    for (const clang::ParmVarDecl *Each : Attributes) {
      llvm::KnownBits Bits(Unit.Context.getIntWidth(Each->getType()));
      if (Mmio)
        Bits.One = llvm::APInt(64, *Mmio).zextOrTrunc(Bits.getBitWidth());
      Given[Each] = {Bits, true, !Mmio};
    }
    return Given;
  }

private:
  /// The argument that must be RAM, of a function that wants one.
  std::optional<unsigned> demandsRam(llvm::StringRef Name) const {
    const KnownName *Known = Unit.Kinds.find(Name);
    if (!Known || Known->Is != KnownName::Form::Function)
      return std::nullopt;
    for (const auto &[Argument, Demanded] : Known->Demands)
      if (Demanded == Kind::Kphys)
        return Argument;
    return std::nullopt;
  }

  static bool mentions(const Expr *Whole, const std::set<const clang::VarDecl *> &Names,
                       const FunctionBody &Body) {
    return llvm::any_of(Body.all<clang::DeclRefExpr>(), [&](const clang::DeclRefExpr *Each) {
      const auto *Variable = dyn_cast<clang::VarDecl>(Each->getDecl());
      return Variable && Names.count(Variable) && Body.contains(Whole, Each);
    });
  }

  /// \p Address and the locals that are made from it, an offset in a page apart.
  std::set<const clang::VarDecl *> madeFrom(const clang::ParmVarDecl &Address,
                                            const FunctionBody &Body) const {
    std::set<const clang::VarDecl *> Result = {&Address};
    for (bool Grew = true; std::exchange(Grew, false);) {
      auto Note = [&](const clang::VarDecl *Into, const Expr *Value) {
        if (Into && Value && !Result.count(Into) && !lowBits(*Value, Unit.Context) &&
            mentions(Value, Result, Body))
          Grew |= Result.insert(Into).second;
      };
      for (const clang::Stmt *Each : Body.statements())
        if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each)) {
          for (const clang::Decl *Part : Declared->decls())
            if (const auto *Local = dyn_cast<clang::VarDecl>(Part))
              Note(Local, Local->getInit());
        } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Each)) {
          if (Binary->isAssignmentOp())
            Note(variableOf(Binary->getLHS()), Binary->getRHS());
        }
    }
    return Result;
  }

  /// Looks into a function of the unit that gets the address.
  bool follow(const clang::CallExpr &Call, const std::set<const clang::VarDecl *> &Made,
              const ValueFlow &Flow, FunctionBody &Body, const std::vector<AuditNote> &Callers) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    const FunctionDecl *Known = Callee ? Callee->getDefinition() : nullptr;
    if (!Known || !llvm::is_contained(Unit.functions(), Known))
      return false;
    for (unsigned I = 0; I < std::min(Call.getNumArgs(), Known->getNumParams()); ++I) {
      const clang::ParmVarDecl &Parameter = *Known->getParamDecl(I);
      bool Gets = Parameter.getType()->isIntegerType() && mentions(Call.getArg(I), Made, Body) &&
                  !lowBits(*Call.getArg(I), Unit.Context);
      if (!Gets || !Flow.canReach(Call))
        continue;
      std::vector<AuditNote> Way = Callers;
      Way.push_back({Call.getExprLoc(),
                     "the address is handed to " + Known->getNameAsString() + "() here, untested"});
      if (search(*Known, Parameter, argumentsOf(Call, *Known, Flow), std::move(Way)))
        return true;
    }
    return false;
  }

  FlowArguments argumentsOf(const clang::CallExpr &Call, const FunctionDecl &Callee,
                            const ValueFlow &Flow) const {
    FlowArguments Given;
    for (unsigned I = 0; I < std::min(Call.getNumArgs(), Callee.getNumParams()); ++I) {
      const clang::ParmVarDecl *Parameter = Callee.getParamDecl(I);
      if (!Parameter->getType()->isIntegralOrEnumerationType())
        continue;
      std::optional<FlowValue> Value = Flow.valueOf(*Call.getArg(I));
      if (Value && Value->Bits.getBitWidth() == Unit.Context.getIntWidth(Parameter->getType()))
        Given[Parameter] = *Value;
    }
    return Given;
  }

  AuditUnit &Unit;
  const AuditReporter &Report;
  const BodySource Bodies;
  std::set<std::pair<const FunctionDecl *, unsigned>> Visited;
};

} // namespace

/// True if the unit knows the attribute: before Linux 6.18 no address could be device memory.
static bool hasAttribute(const AuditUnit &Unit) {
  return llvm::any_of(Unit.Names.names(AuditRole::MmioAttribute), [&](const std::string &Name) {
    return Unit.Context.Idents.get(Name).hadMacroDefinition();
  });
}

/// The parameters with the attributes: those that are called so, or else the last, where the
/// callback has them.
static std::vector<const clang::ParmVarDecl *> attributesOf(const AuditInput &In, bool ByPlace) {
  std::vector<const clang::ParmVarDecl *> Result;
  for (const clang::ParmVarDecl *Each : In.Function.parameters())
    if (Each->getType()->isIntegralOrEnumerationType() &&
        In.Unit.Names.is(AuditRole::AttributesParameter, Each->getName()))
      Result.push_back(Each);
  if (Result.empty() && ByPlace && !In.Function.parameters().empty())
    if (const clang::ParmVarDecl *Last = In.Function.parameters().back();
        Last->getType()->isUnsignedIntegerType() &&
        !isAddressType(Last->getType(), In.Unit.Kinds, In.Unit.Context))
      Result.push_back(Last);
  return Result;
}

static void checkFunction(const AuditInput &In,
                          llvm::ArrayRef<const clang::ParmVarDecl *> Attributes,
                          const std::vector<AuditNote> &Start, const AuditReporter &Report) {
  for (const clang::ParmVarDecl *Parameter : In.Function.parameters())
    if (isAddressType(Parameter->getType(), In.Unit.Kinds, In.Unit.Context)) {
      GuardSearch Search(In, Report);
      Search.search(In.Function, *Parameter, Search.forDeviceMemory(Attributes), Start);
    }
}

/// What a driver's callback in another file may call.
void kphys::checkMmioGuardHelper(const AuditInput &In, const AuditReporter &Report) {
  std::vector<const clang::ParmVarDecl *> Attributes = attributesOf(In, false);
  if (!In.Function.isExternallyVisible() || !hasAttribute(In.Unit) || Attributes.empty())
    return;
  for (const std::string &Field : In.Unit.fieldsWith(In.Function))
    if (In.Unit.Names.is(AuditRole::MapCallback, Field)) // that is told of already
      return;
  checkFunction(In, Attributes, {}, Report);
}

void kphys::checkMmioGuard(const AuditInput &In, const AuditReporter &Report) {
  for (const std::string &Field : In.Unit.fieldsWith(In.Function))
    if (In.Unit.Names.is(AuditRole::MapCallback, Field))
      checkFunction(In, attributesOf(In, true),
                    {{In.Function.getLocation(),
                      In.Function.getNameAsString() + "() is the " + Field + " of its device"}},
                    Report);
}
