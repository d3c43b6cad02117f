// entry = flags | phys, for page after page, where phys has an offset in its page.
//
// An IOMMU driver used to make the base of its table entries from a masked address. A conversion
// puts the parameter in its place, unmasked: the offset gets into the flags. A finding is an
// address that is stepped by pages and or-ed into something, or handed to what takes whole pages,
// while the function itself takes its offset in a page elsewhere, and so does not think it aligned.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"

using namespace kphys;
using clang::Expr;
using clang::VarDecl;
using llvm::dyn_cast;

namespace {

constexpr unsigned PageBits = 12; ///< of the smallest page

class Entries {
public:
  Entries(const AuditInput &In, const AuditReporter &Report) : In(In), Report(Report) {}

  void find() {
    for (const auto *Binary : In.Body.all<clang::BinaryOperator>()) {
      if (Binary->getOpcode() != clang::BO_Or)
        continue;
      for (const Expr *Side : {Binary->getLHS(), Binary->getRHS()})
        if (const VarDecl *Variable = variableOf(Side))
          checkEntry(*Binary, *Side, *Variable);
    }
    forEachUse(
        In.Body, In.Unit.Context,
        [&](llvm::StringRef Name) { return In.Unit.Names.wholePages(Name) != nullptr; },
        [&](const Expr &, const NamedUse &Use) {
          const Expr *Address = Use.argument(*In.Unit.Names.wholePages(Use.Name));
          if (const VarDecl *Variable = variableOf(Address))
            check(*Address, *Variable, PageBits, Use.Where,
                  Use.Name.str() + "() takes whole pages, and gets the address in '" +
                      Variable->getNameAsString() + "', which has its offset still");
        });
  }

private:
  /// How many bits \p Variable is stepped by, round a loop that \p Where is in; 0 if it is not.
  unsigned step(const VarDecl &Variable, const Expr &Where, const ReachingDefinitions &Flow) const {
    for (const Definition *Each : Flow.definitions(Variable)) {
      if (Each->Is != Definition::Form::Modify || !Each->Value ||
          !Flow.canReach(*Each->Where, Where) || !Flow.canReach(Where, *Each->Where))
        continue;
      const auto *Binary = dyn_cast<clang::BinaryOperator>(Each->Where);
      std::optional<uint64_t> Bytes = constantOf(*Each->Value, In.Unit.Context);
      constexpr uint64_t SmallestPage = 512;
      if (Binary->getOpcode() == clang::BO_AddAssign && Bytes && llvm::isPowerOf2_64(*Bytes) &&
          *Bytes >= SmallestPage)
        return llvm::countr_zero(*Bytes);
    }
    return 0;
  }

  /// The parameter that \p Variable has the value of at first, with whatever offset that has.
  const VarDecl *parameterIn(const VarDecl &Variable, const ReachingDefinitions &Flow,
                             unsigned Depth = 0) const {
    constexpr unsigned MaxDepth = 4;
    for (const Definition *Each : Flow.definitions(Variable)) {
      if (Each->Is == Definition::Form::Entry)
        return &Variable;
      const VarDecl *Copied =
          Each->isPlain() && Depth < MaxDepth ? variableOf(Each->Value) : nullptr;
      if (const VarDecl *Found = Copied ? parameterIn(*Copied, Flow, Depth + 1) : nullptr)
        return Found;
    }
    return nullptr;
  }

  /// True if \p Offset is only asked about, also by a variable that is made of it: what has one is
  /// turned away then.
  bool isOnlyAsked(const clang::BinaryOperator &Offset) const {
    if (isAsked(&Offset, In.Body))
      return true;
    const VarDecl *Holder = nullptr;
    for (const auto *Declared : In.Body.all<clang::DeclStmt>())
      for (const clang::Decl *Each : Declared->decls())
        if (const auto *Local = dyn_cast<VarDecl>(Each))
          if (const Expr *Init = Local->getInit(); Init && Init->IgnoreParenCasts() == &Offset)
            Holder = Local;
    return Holder &&
           llvm::all_of(In.Body.all<clang::DeclRefExpr>(), [&](const clang::DeclRefExpr *Each) {
             return Each->getDecl() != Holder || isAsked(Each, In.Body);
           });
  }

  /// Where the function takes the \p Bits low bits of \p Parameter, or counts the pages from it.
  const Expr *offsetOf(const VarDecl &Parameter, unsigned Bits,
                       const ReachingDefinitions &Flow) const {
    for (const auto *Binary : In.Body.all<clang::BinaryOperator>())
      if (std::optional<BitsOf> Taken = lowBits(*Binary, In.Unit.Context);
          Taken && Taken->Bits >= Bits && !isOnlyAsked(*Binary))
        if (const VarDecl *Of = variableOf(Taken->Of);
            Of && (Of == &Parameter || parameterIn(*Of, Flow) == &Parameter))
          return Binary;
    const Expr *Counted = nullptr;
    forEachUse(
        In.Body, In.Unit.Context,
        [&](llvm::StringRef Name) { return In.Unit.Names.is(AuditRole::CountsPages, Name); },
        [&](const Expr &Value, const NamedUse &Use) {
          const VarDecl *Of = variableOf(Use.argument(0));
          if (Of && (Of == &Parameter || parameterIn(*Of, Flow) == &Parameter))
            Counted = &Value;
        });
    return Counted;
  }

  void checkEntry(const Expr &Or, const Expr &Side, const VarDecl &Variable) const {
    const ReachingDefinitions *Flow = In.Body.definitions();
    if (unsigned Bits = Flow ? step(Variable, Or, *Flow) : 0)
      check(Side, Variable, Bits, Or.getExprLoc(),
            "the address in '" + Variable.getNameAsString() +
                "' is stepped by pages, and has its offset in the first page still");
  }

  /// Reports \p Text if \p Value, \p Variable as it is used, may have some of the \p Bits low bits,
  /// which the function takes of the parameter that it is.
  void check(const Expr &Value, const VarDecl &Variable, unsigned Bits, clang::SourceLocation Where,
             std::string Text) const {
    const ReachingDefinitions *Flow = In.Body.definitions();
    if (!Flow || !Flow->canFollow(Variable) ||
        KnownZeros(In.Body, In.Unit.Context).of(Value) >= Bits)
      return;
    const VarDecl *Parameter = parameterIn(Variable, *Flow);
    if (!Parameter || !isAddressType(Parameter->getType(), In.Unit.Kinds, In.Unit.Context))
      return;
    const Expr *Offset = offsetOf(*Parameter, Bits, *Flow);
    if (!Offset)
      return;
    Report({Where,
            std::move(Text),
            {{Offset->getExprLoc(), "the offset is taken here, and not off"}}});
  }

  const AuditInput &In;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkUnalignedEntry(const AuditInput &In, const AuditReporter &Report) {
  Entries(In, Report).find();
}
