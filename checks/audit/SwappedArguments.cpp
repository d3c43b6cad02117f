// dma_sync(dev, phys, dma, …) for dma_sync(dev, dma, phys, …): every type is a number.
//
// Two arguments stand in each other's place where both fit the other parameter and not their own:
// by the typedefs they are declared with, by their names, or as an enumerator where a number is
// wanted and the other way round. Where a function does something the other way round on purpose
// that is no mistake: it says so by its name, makes the call both ways, or (for names alone) gets
// the two as its own parameters in the order of the function that it calls.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::QualType;
using llvm::dyn_cast;

namespace {

/// What is told of.
enum class Evidence {
  Sure,  ///< types, and names where one of them is that of an address
  Names, ///< all other names
};

class Swaps {
public:
  Swaps(const AuditInput &In, Evidence Wanted, const AuditReporter &Report)
      : In(In), Wanted(Wanted), Report(Report) {}

  void find() {
    for (const auto *Call : In.Body.all<clang::CallExpr>())
      if (const clang::FunctionDecl *Callee = Call->getDirectCallee())
        check(*Call, *Callee);
  }

private:
  enum class Sort { Other, Physical, Dma, Size };

  Sort sortOf(QualType Type) const {
    if (isAddressType(Type, In.Unit.Kinds, In.Unit.Context))
      return Sort::Physical;
    auto Has = [&](AuditRole Role) {
      return isTypedefOf(Type, [&](llvm::StringRef Name) { return In.Unit.Names.is(Role, Name); });
    };
    return Has(AuditRole::DmaType)    ? Sort::Dma
           : Has(AuditRole::SizeType) ? Sort::Size
                                      : Sort::Other;
  }

  /// The name of the variable or field that \p Argument is.
  static llvm::StringRef nameOf(const Expr &Argument) {
    if (const auto *Named = dyn_cast<clang::DeclRefExpr>(bare(&Argument)))
      return Named->getDecl()->getName();
    if (const auto *Member = dyn_cast<clang::MemberExpr>(bare(&Argument)))
      return Member->getMemberDecl()->getName();
    return {};
  }

  static const clang::EnumDecl *enumOf(const Expr &Argument) {
    const Expr *Value = Argument.IgnoreParenImpCasts();
    if (const auto *Named = dyn_cast<clang::DeclRefExpr>(Value)) // an enumerator's type is int
      if (const auto *Constant = dyn_cast<clang::EnumConstantDecl>(Named->getDecl()))
        return dyn_cast<clang::EnumDecl>(Constant->getDeclContext());
    const auto *Type = Value->getType()->getAs<clang::EnumType>();
    return Type ? Type->getDecl()->getCanonicalDecl() : nullptr;
  }

  /// True if \p Physical, for a physical address, gets a DMA address, and \p Other, which is for
  /// some number, a physical one: an I/O virtual address is an `unsigned long` in many interfaces.
  /// Both must be declared as such: PFN_PHYS() is used for I/O virtual addresses, too.
  bool isDmaForPhysical(Sort ForPhysical, const Expr &Physical, Sort ForOther,
                        const Expr &Other) const {
    return !nameOf(Physical).empty() && !nameOf(Other).empty() && ForPhysical == Sort::Physical &&
           sortOf(bare(&Physical)->getType()) == Sort::Dma && ForOther == Sort::Other &&
           sortOf(bare(&Other)->getType()) == Sort::Physical;
  }

  /// True if \p Address, for an address, gets another number, and \p Size, for a length, a variable
  /// that holds an address.
  bool isSizeForAddress(Sort ForAddress, const Expr &Address, Sort ForSize,
                        const Expr &Size) const {
    auto IsAddress = [](Sort Of) { return Of == Sort::Physical || Of == Sort::Dma; };
    llvm::StringRef Name = nameOf(Size);
    // resource_size_t holds sizes, too.
    bool IsSize = Name.contains_insensitive("size") || Name.contains_insensitive("len") ||
                  Name.contains_insensitive("bytes") || Name.contains_insensitive("sz");
    return IsAddress(ForAddress) && ForSize == Sort::Size && !nameOf(Address).empty() &&
           !Name.empty() && !IsSize && IsAddress(sortOf(bare(&Size)->getType())) &&
           !IsAddress(sortOf(bare(&Address)->getType())) &&
           bare(&Address)->getType()->isIntegerType();
  }

  /// True if the types, or what the arguments are, say so.
  bool areSwapped(const Expr &A, const clang::ParmVarDecl &ForA, const Expr &B,
                  const clang::ParmVarDecl &ForB) const {
    QualType TypeA = ForA.getType(), TypeB = ForB.getType();
    if (!TypeA->isIntegralOrEnumerationType() || !TypeB->isIntegralOrEnumerationType())
      return false;
    for (const auto &[Wanted, Number, AtWanted, AtNumber] :
         {std::tuple(TypeA, TypeB, &A, &B), std::tuple(TypeB, TypeA, &B, &A)})
      if (const auto *Enum = Wanted->getAs<clang::EnumType>();
          Enum && !Number->isEnumeralType() && !Number->isBooleanType()) {
        const clang::EnumDecl *Declared = Enum->getDecl()->getCanonicalDecl();
        const clang::EnumDecl *Given = enumOf(*AtNumber);
        return Given && Given->getCanonicalDecl() == Declared && enumOf(*AtWanted) == nullptr &&
               sortOf(Number) == Sort::Other;
      }
    Sort SortA = sortOf(TypeA), SortB = sortOf(TypeB);
    if (SortA != Sort::Physical && SortA != Sort::Dma && SortB != Sort::Physical &&
        SortB != Sort::Dma)
      return false;
    Sort GivenA = sortOf(bare(&A)->getType()), GivenB = sortOf(bare(&B)->getType());
    if (SortA != SortB && GivenA == SortB && GivenB == SortA && SortA != Sort::Other &&
        SortB != Sort::Other)
      return true;
    if (isDmaForPhysical(SortA, A, SortB, B) || isDmaForPhysical(SortB, B, SortA, A))
      return true;
    if (isSizeForAddress(SortA, A, SortB, B) || isSizeForAddress(SortB, B, SortA, A))
      return true;
    return false;
  }

  bool isAddress(const clang::ParmVarDecl &Parameter) const {
    Sort Is = sortOf(Parameter.getType());
    return Is == Sort::Physical || Is == Sort::Dma;
  }

  /// The name of what \p Argument, or its address, is.
  static llvm::StringRef nameBehind(const Expr &Argument) {
    const auto *Address = dyn_cast<clang::UnaryOperator>(bare(&Argument));
    bool IsOne = Address && (Address->getOpcode() == clang::UO_AddrOf ||
                             Address->getOpcode() == clang::UO_Deref);
    return nameOf(IsOne ? *Address->getSubExpr() : Argument);
  }

  /// True if each is called as the parameter of the other.
  bool areNamedSwapped(const Expr &A, const clang::ParmVarDecl &ForA, const Expr &B,
                       const clang::ParmVarDecl &ForB) const {
    llvm::StringRef NameA = nameBehind(A), NameB = nameBehind(B);
    bool IsSure =
        (isAddress(ForA) || isAddress(ForB)) && ForA.getType()->isIntegralOrEnumerationType() &&
        ForB.getType()->isIntegralOrEnumerationType() && !In.Unit.Names.areOpposites(NameA, NameB);
    if (NameA.empty() || NameA == NameB || NameA != ForB.getName() || NameB != ForA.getName() ||
        IsSure != (Wanted == Evidence::Sure))
      return false;
    if (IsSure)
      return true;
    // x and y, a and b: those who transpose or compare mean it.
    return NameA.size() > 1 && NameB.size() > 1 &&
           In.Unit.Context.hasSameUnqualifiedType(ForA.getType(), ForB.getType());
  }

  bool isNamedForReversal() const {
    return In.Function.getDeclName().isIdentifier() &&
           In.Unit.Names.hasWord(AuditRole::ReversingWord, In.Function.getName());
  }

  /// True if the function makes the call in the right order, too.
  bool isMadeBothWays(const clang::FunctionDecl &Callee, unsigned I, unsigned J) const {
    llvm::StringRef First = Callee.getParamDecl(I)->getName(),
                    Second = Callee.getParamDecl(J)->getName();
    return llvm::any_of(In.Body.all<clang::CallExpr>(), [&](const clang::CallExpr *Each) {
      const clang::FunctionDecl *Other = Each->getDirectCallee();
      return Other && Other->getCanonicalDecl() == Callee.getCanonicalDecl() &&
             J < Each->getNumArgs() && nameBehind(*Each->getArg(I)) == First &&
             nameBehind(*Each->getArg(J)) == Second;
    });
  }

  /// True if both are parameters of the function itself, in the order in which \p First and \p
  /// Second are those of the function that is called.
  bool isHandedOnReversed(const Expr &A, const Expr &B, const clang::ParmVarDecl &First) const {
    const auto *OwnA = llvm::dyn_cast_or_null<clang::ParmVarDecl>(variableOf(&A));
    const auto *OwnB = llvm::dyn_cast_or_null<clang::ParmVarDecl>(variableOf(&B));
    return OwnA && OwnB && OwnB->getName() == First.getName() &&
           OwnB->getFunctionScopeIndex() < OwnA->getFunctionScopeIndex();
  }

  void check(const clang::CallExpr &Call, const clang::FunctionDecl &Callee) const {
    unsigned Count = std::min(Call.getNumArgs(), Callee.getNumParams());
    for (unsigned I = 0; I < Count; ++I)
      for (unsigned J = I + 1; J < Count; ++J) {
        const clang::ParmVarDecl &First = *Callee.getParamDecl(I),
                                 &Second = *Callee.getParamDecl(J);
        const Expr &A = *Call.getArg(I), &B = *Call.getArg(J);
        bool ByType = areSwapped(A, First, B, Second);
        if (ByType != (Wanted == Evidence::Sure) && ByType)
          continue;
        if (!ByType && (!areNamedSwapped(A, First, B, Second) || isHandedOnReversed(A, B, First)))
          continue;
        if (isNamedForReversal() || isMadeBothWays(Callee, I, J))
          continue;
        Report({Call.getArg(I)->getExprLoc(),
                "arguments " + std::to_string(I + 1) + " and " + std::to_string(J + 1) + " of " +
                    Callee.getNameAsString() + "() stand in each other's place",
                {{Callee.getLocation(), "its parameters are '" + First.getNameAsString() +
                                            "' and '" + Second.getNameAsString() + "'"}},
                exchange(*Call.getArg(I), *Call.getArg(J), In.Unit.Context)});
      }
  }

  const AuditInput &In;
  const Evidence Wanted;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkSwappedArguments(const AuditInput &In, const AuditReporter &Report) {
  Swaps(In, Evidence::Sure, Report).find();
}

void kphys::checkSwappedNames(const AuditInput &In, const AuditReporter &Report) {
  Swaps(In, Evidence::Names, Report).find();
}
