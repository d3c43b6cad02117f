// A .map_phys that gets at the memory behind the address without asking whether it is memory.
//
// DMA_ATTR_MMIO says that the address is a device's: it has no kernel mapping and no struct page.
// Every function that is stored in the callback must test it before it, or a function that it
// calls, takes phys_to_virt() and the like of the address.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/facts/AddressTypes.h"
#include "checks/facts/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::FunctionDecl;
using llvm::dyn_cast;

namespace {

class GuardSearch {
public:
  GuardSearch(const AuditInput &In, const AuditReporter &Report) : Unit(In.Unit), Report(Report) {}

  /// Reports the first use of parameter \p Address of \p Function, as of RAM, before a test.
  /// \p Callers: how control came here. Returns true if there was one.
  bool search(const FunctionDecl &Function, const clang::ParmVarDecl &Address,
              std::vector<AuditNote> Callers) {
    if (!Visited.insert({&Function, Address.getFunctionScopeIndex()}).second)
      return false;
    FunctionBody &Body = Unit.bodyOf(Function);
    std::set<const clang::VarDecl *> Made = madeFrom(Address, Body);
    std::vector<const Expr *> Tests = tests(Body);
    for (const Expr *Value : Body.all<Expr>()) {
      if (!llvm::isa<clang::CallExpr>(Value) && !Value->getBeginLoc().isMacroID())
        continue;
      if (std::optional<NamedUse> Use = namedUse(*Value, Unit.Context, [&](llvm::StringRef Name) {
            return demandsRam(Name).has_value();
          })) {
        const Expr *Argument = Use->argument(*demandsRam(Use->Name));
        if (!Argument || !mentions(Argument, Made, Body) || isTested(*Value, Tests, Body))
          continue;
        AuditFinding Found = {Use->Where, Use->Name.str() +
                                              "() of the address that is to be mapped: it may be "
                                              "device memory, which is not asked before"};
        Found.Notes = std::move(Callers);
        Report(std::move(Found));
        return true;
      }
      if (const auto *Call = dyn_cast<clang::CallExpr>(Value))
        if (follow(*Call, Made, Tests, Body, Callers))
          return true;
    }
    return false;
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

  /// The expressions that test for device memory.
  std::vector<const Expr *> tests(const FunctionBody &Body) const {
    std::vector<const Expr *> Result;
    for (const auto *Binary : Body.all<clang::BinaryOperator>())
      if (Binary->getOpcode() == clang::BO_And)
        for (const Expr *Side : {Binary->getLHS(), Binary->getRHS()})
          if (useWith(*Side, AuditRole::MmioAttribute, Unit))
            Result.push_back(Binary);
    return Result;
  }

  static bool isTested(const Expr &Value, const std::vector<const Expr *> &Tests,
                       FunctionBody &Body) {
    const ReachingDefinitions *Flow = Body.definitions();
    return !Flow || llvm::any_of(Tests, [&](const Expr *Test) {
      return Flow->isAlwaysBefore(*Test, Value);
    });
  }

  /// Looks into a function of the unit that gets the address.
  bool follow(const clang::CallExpr &Call, const std::set<const clang::VarDecl *> &Made,
              const std::vector<const Expr *> &Tests, FunctionBody &Body,
              std::vector<AuditNote> Callers) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    const FunctionDecl *Known = Callee ? Callee->getDefinition() : nullptr;
    if (!Known || !llvm::is_contained(Unit.functions(), Known))
      return false;
    for (unsigned I = 0; I < std::min(Call.getNumArgs(), Known->getNumParams()); ++I) {
      const clang::ParmVarDecl &Parameter = *Known->getParamDecl(I);
      bool Gets = Parameter.getType()->isIntegerType() && mentions(Call.getArg(I), Made, Body) &&
                  !lowBits(*Call.getArg(I), Unit.Context);
      if (!Gets || isTested(Call, Tests, Body))
        continue;
      std::vector<AuditNote> Way = Callers;
      Way.push_back({Call.getExprLoc(),
                     "the address is handed to " + Known->getNameAsString() + "() here, untested"});
      if (search(*Known, Parameter, std::move(Way)))
        return true;
    }
    return false;
  }

  AuditUnit &Unit;
  const AuditReporter &Report;
  std::set<std::pair<const FunctionDecl *, unsigned>> Visited;
};

} // namespace

/// True if the unit knows the attribute: before Linux 6.18 no address could be device memory.
static bool hasAttribute(const AuditUnit &Unit) {
  return llvm::any_of(Unit.Names.names(AuditRole::MmioAttribute), [&](const std::string &Name) {
    return Unit.Context.Idents.get(Name).hadMacroDefinition();
  });
}

/// What a driver's callback in another file may call.
void kphys::checkMmioGuardHelper(const AuditInput &In, const AuditReporter &Report) {
  auto IsAttributes = [&](const clang::ParmVarDecl *Parameter) {
    return In.Unit.Names.is(AuditRole::AttributesParameter, Parameter->getName());
  };
  if (!In.Function.isExternallyVisible() || !hasAttribute(In.Unit) ||
      llvm::none_of(In.Function.parameters(), IsAttributes))
    return;
  for (const std::string &Field : In.Unit.fieldsWith(In.Function))
    if (In.Unit.Names.is(AuditRole::MapCallback, Field)) // that is told of already
      return;
  for (const clang::ParmVarDecl *Parameter : In.Function.parameters())
    if (isAddressType(Parameter->getType(), In.Unit.Kinds, In.Unit.Context))
      GuardSearch(In, Report).search(In.Function, *Parameter, {});
}

void kphys::checkMmioGuard(const AuditInput &In, const AuditReporter &Report) {
  for (const std::string &Field : In.Unit.fieldsWith(In.Function)) {
    if (!In.Unit.Names.is(AuditRole::MapCallback, Field))
      continue;
    for (const clang::ParmVarDecl *Parameter : In.Function.parameters())
      if (isAddressType(Parameter->getType(), In.Unit.Kinds, In.Unit.Context)) {
        AuditNote Start = {In.Function.getLocation(),
                           In.Function.getNameAsString() + "() is the " + Field + " of its device"};
        GuardSearch(In, Report).search(In.Function, *Parameter, {Start});
      }
  }
}
