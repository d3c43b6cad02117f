// PFN_PHYS(hv_pfn), pfn_to_page(phys): a frame number of other frames, or an address for a number.
//
// A number is an address, or counts frames: pages of the kernel, of the hypervisor, of Xen. All
// are 4 KiB on x86, and only there. What a value is follows from the macros that made it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

class Units {
public:
  Units(const AuditInput &In, const AuditReporter &Report)
      : In(In), Names(In.Unit.Names), Report(Report) {}

  void find() {
    forEachUse(
        In.Body, In.Unit.Context, [&](llvm::StringRef Name) { return demandOf(Name).has_value(); },
        [&](const Expr &, const NamedUse &Use) {
          auto [Argument, Wanted] = *demandOf(Use.Name);
          if (const Expr *Value = Use.argument(Argument))
            compare(*Value, Wanted, Use.Name.str() + "()", Use.Where);
        });
    for (const auto *Binary : In.Body.all<clang::BinaryOperator>())
      if (Binary->getOpcode() == clang::BO_Shl && !isOfKnownMacro(Binary->getOperatorLoc()))
        if (std::string Unit = shiftOf(*Binary->getRHS()); !Unit.empty())
          compare(*Binary->getLHS(), Unit, "this shift", Binary->getOperatorLoc());
  }

private:
  static constexpr const char *Address = "address";

  /// True for a place in the body of a macro that is looked at as a whole.
  bool isOfKnownMacro(clang::SourceLocation Where) const {
    if (!Where.isMacroID())
      return false;
    llvm::StringRef Macro = clang::Lexer::getImmediateMacroName(
        Where, In.Unit.Context.getSourceManager(), In.Unit.Context.getLangOpts());
    return Names.frameDemand(Macro) || Names.yieldsFrame(Macro) || In.Unit.Kinds.find(Macro);
  }

  /// What an argument of \p Name must be.
  std::optional<std::pair<unsigned, std::string>> demandOf(llvm::StringRef Name) const {
    if (const FrameDemand *Known = Names.frameDemand(Name))
      return std::pair(Known->Argument, Known->Unit);
    if (Names.yieldsFrame(Name) && Names.takesAddress(Name))
      return std::pair(0U, std::string(Address));
    const KnownName *Known = In.Unit.Kinds.find(Name);
    if (!Known || Known->Is != KnownName::Form::Function || Known->IsFrame || Known->Same)
      return std::nullopt;
    for (const auto &[Argument, Demanded] : Known->Demands)
      if (Demanded == Kind::Kphys || Demanded == Kind::Raw)
        return std::pair(Argument, std::string(Address));
    return std::nullopt;
  }

  /// The frames by whose size \p Amount, of a shift, shifts; empty for any other number.
  std::string shiftOf(const Expr &Amount) const {
    for (const MacroExpansion &Each : expansionsOf(Amount, In.Unit.Context))
      if (const std::string *Unit = Names.shift(Each.Macro))
        return *Unit;
    return {};
  }

  /// Address, the unit of the frame number that \p Value is, or an empty string.
  std::string unitOf(const Expr &Value, unsigned Depth = 0) const {
    constexpr unsigned MaxDepth = 8;
    const Expr *Origin = originOf(&Value, In.Body);
    if (!Origin || Depth == MaxDepth || !bare(Origin)->getType()->isIntegerType())
      return {};
    std::optional<NamedUse> Made = namedUse(*Origin, In.Unit.Context, [&](llvm::StringRef Name) {
      const KnownName *Known = In.Unit.Kinds.find(Name);
      return Names.yieldsFrame(Name) || (Known && Known->Is == KnownName::Form::Function);
    });
    if (Made) {
      if (const std::string *Unit = Names.yieldsFrame(Made->Name))
        return *Unit;
      return unitOfResult(*Made, *In.Unit.Kinds.find(Made->Name), Depth);
    }
    const auto *Binary = dyn_cast<clang::BinaryOperator>(bare(Origin));
    if (!Binary)
      return {};
    switch (Binary->getOpcode()) {
    case clang::BO_Add:
    case clang::BO_Sub:
      return unitOf(*Binary->getLHS(), Depth + 1);
    case clang::BO_Shr:
      return shiftOf(*Binary->getRHS());
    case clang::BO_Shl:
      return shiftOf(*Binary->getRHS()).empty() ? "" : Address;
    default:
      return {};
    }
  }

  /// The same, of what \p Made, a function that the kinds know as \p Known, returns.
  std::string unitOfResult(const NamedUse &Made, const KnownName &Known, unsigned Depth) const {
    if (Known.IsFrame || Known.IsVirtual)
      return {};
    if (Known.Same && !Known.Default && !Names.frameDemand(Made.Name)) { // ALIGN() and the like
      const Expr *Same = Made.argument(*Known.Same);
      return Same ? unitOf(*Same, Depth + 1) : "";
    }
    bool IsAddress = Known.Result == Kind::Kphys || Known.Result == Kind::Raw || Known.Default ||
                     Names.frameDemand(Made.Name);
    return IsAddress ? Address : "";
  }

  void compare(const Expr &Value, const std::string &Wanted, const std::string &By,
               clang::SourceLocation Where) const {
    std::string Given = unitOf(Value);
    if (Given.empty() || Given == Wanted)
      return;
    AuditFinding Found = {Where,
                          By + " takes " + describe(Wanted) + ", and gets " + describe(Given)};
    if (const Expr *Origin = originOf(&Value, In.Body); bare(Origin) != bare(&Value))
      Found.Notes.push_back({Origin->getExprLoc(), "it comes from here"});
    Report(std::move(Found));
  }

  static std::string describe(const std::string &Unit) {
    return Unit == Address ? "an address" : "the number of a " + Unit;
  }

  const AuditInput &In;
  const AuditNames &Names;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkFrameUnit(const AuditInput &In, const AuditReporter &Report) {
  Units(In, Report).find();
}
