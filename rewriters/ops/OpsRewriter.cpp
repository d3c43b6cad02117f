// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/OpsRewriter.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/ops/FamilyConversion.h"
#include "llvm/ADT/IntEqClasses.h"

using namespace kphys;

namespace {

class OpsRewriter {
public:
  OpsRewriter(const OpsTarget &Target, const UnitSite &Site, Proposals &Into)
      : Target(Target), Site(Site), Where(Site.Context),
        Unit(OpsUnit::in(Target.Names, Site, Where)), Into(Into) {}

  void run() {
    if (Target.Contract.ImplementedBy.count(Site.File))
      return;
    for (const CallbackRead &Read : Unit.Reads)
      noteRead(Read);
    for (const OpsFamily &Family : families())
      convert(Family);
  }

private:
  /// Who reads the old member does not find what is in the new one.
  void noteRead(const CallbackRead &Read) {
    Change Found;
    Found.Rule = Read.Known->Converts->Rule;
    Found.Feature = Read.Known->feature();
    Found.Code = CodeDemand::NotCompared;
    Found.Before = Read.Known->displayName();
    Found.Refusal = Reason::MemberRead;
    Found.BindsRule = true;
    Into.add(Read.Member, Role::Member, {}, std::move(Found));
  }

  /// Stores that must change together, in order of the first of them.
  std::vector<OpsFamily> families() const {
    std::map<std::string, unsigned> Members; // tables and functions, numbered
    llvm::IntEqClasses Together;
    auto Member = [&](const std::string &Name) {
      auto [Known, IsNew] = Members.try_emplace(Name, Members.size());
      if (IsNew)
        Together.grow(Members.size());
      return Known->second;
    };
    auto Table = [&](const CallbackStore &Store) { return Member("table " + Store.Table); };
    auto Function = [&](const std::string &Name) { return Member("function " + Name); };
    for (const CallbackStore &Store : Unit.Stores)
      if (unsigned Of = Table(Store); Store.Function)
        Together.join(Of, Function(Store.Function->getNameAsString()));
    for (const auto &[Caller, Helper] : helperPairs(Target, Site, Where, Unit)) {
      unsigned From = Function(Caller);
      Together.join(From, Function(Helper));
    }
    std::map<unsigned, size_t> Numbers;
    std::vector<OpsFamily> Found;
    for (const CallbackStore &Store : Unit.Stores) {
      auto [Number, IsNew] = Numbers.try_emplace(Together.findLeader(Table(Store)), Found.size());
      if (IsNew)
        Found.emplace_back();
      Found[Number->second].push_back(&Store);
    }
    return Found;
  }

  void convert(const OpsFamily &Family) {
    ConvertedFamily Converted = convertFamily(Target, Site, Where, Unit, Family);
    std::string Group = "ops " + Family.front()->Table;
    bool IsFirst = true;
    for (const CallbackStore *Store : Family) {
      Change Found;
      Found.Rule = Store->Known->Converts->Rule;
      Found.Feature = Store->Known->feature();
      Found.Code = CodeDemand::NotCompared;
      Found.Group = Group;
      Found.BindsRule = Store->IsPatch;
      Found.Before = foldSpace(Store->Whole.in(Where.Text));
      Found.Refusal = Converted.Refusal;
      if (Converted.IsTentative)
        Found.DependsOn = Bodies::All;
      if (Found.isRefused())
        Found.Detail = Converted.Detail;
      else
        Found.Alternatives.push_back(
            edit(*Store, Found.Before, Converted, std::exchange(IsFirst, false)));
      Into.add(Store->Member, Role::Member, {}, std::move(Found));
    }
  }

  /// What is done to the text of \p Store, which is \p Before. The first of a family carries what
  /// is done to the functions.
  Alternative edit(const CallbackStore &Store, const std::string &Before,
                   const ConvertedFamily &Converted, bool IsFirst) const {
    Alternative Result;
    if (auto Own = Converted.Edits.find(&Store); Own != Converted.Edits.end())
      Result.Edits = Own->second;
    Result.After = foldSpace(editedText(Where.Text, Store.Whole, inside(Store.Whole, Result)));
    if (Result.After == Before) // the member goes, its function is called by another
      Result.After = "/* part of ." + Store.Known->Converts->Becomes + " */";
    if (!IsFirst)
      return Result;
    Result.Detail = Converted.Detail;
    Result.Edits.insert(Result.Edits.end(), Converted.Common.begin(), Converted.Common.end());
    llvm::sort(Result.Edits);
    return Result;
  }

  static std::vector<TextEdit> inside(TextRange Whole, const Alternative &Made) {
    std::vector<TextEdit> Result;
    for (const TextEdit &Edit : Made.Edits)
      if (Edit.Offset >= Whole.Begin && Edit.Offset + Edit.Length <= Whole.End)
        Result.push_back(Edit);
    return Result;
  }

  const OpsTarget &Target;
  const UnitSite &Site;
  const SourceText Where;
  const OpsUnit Unit;
  Proposals &Into;
};

} // namespace

void CallbackRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  if (!Unit.dependsOnHeaders())
    return;
  const OpsTarget Target = {Context.Names, Context.Profile.contract(), Context.Profile.idioms()};
  OpsRewriter(Target, Unit.unit(), Into).run();
}
