// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/SiteMerge.h"

#include "checks/sources/Paths.h"
#include "tool/decide/Chooser.h"

using namespace kphys;

namespace {

/// What the units that saw one occurrence say of it.
struct Merged {
  Role Is = Role::ConditionOff;
  std::set<std::string> Functions;
  std::set<Change> Changes;
  bool IsAlsoOther = false; ///< in some unit the name means something else
};

using MergedFacts = std::map<std::pair<std::string, unsigned>, Merged>;

MergedFacts mergeFacts(const MergeInput &Input) {
  MergedFacts Result;
  for (const UnitFacts *Unit : Input.Facts)
    for (const UnitSiteFact &Fact : Unit->Sites) {
      Merged &Known = Result[{Fact.File, Fact.Offset}];
      if (Fact.Is > Known.Is)
        Known.Functions.clear();
      Known.Is = std::max(Known.Is, Fact.Is);
      if (Fact.Is == Known.Is)
        Known.Functions.insert(Fact.Function);
      Known.Changes.insert(Fact.Changes.begin(), Fact.Changes.end());
      Known.IsAlsoOther |= Fact.Is == Role::OtherEntity || Fact.Is == Role::Reference;
    }
  return Result;
}

void setReason(Site &Into, Reason Why) {
  Into.Status = statusFor(Why);
  Into.Reason = Why;
}

/// \p Proposed, each with its last alternative only where they do not agree on more.
std::set<Change> agreeing(const std::set<Change> &Proposed) {
  auto HasMore = [](const Change &Each) { return Each.Alternatives.size() > 1; };
  auto More = llvm::find_if(Proposed, HasMore);
  if (Proposed.size() == 1 || More == Proposed.end())
    return Proposed;
  std::set<Change> Result;
  for (Change Each : Proposed) {
    Each.Alternatives = {Each.Alternatives.back()};
    Each.Alternatives.front().Detail = More->Alternatives.back().Detail + "another unit has it too";
    Result.insert(std::move(Each));
  }
  return Result;
}

/// A call or a member: rewritten where every expansion in every unit agrees on the same edits.
void classifyCall(Site &Into, const Merged &Facts) {
  if (Facts.Changes.empty())
    return setReason(Into, Reason::ReportOnly);
  bool BindsRule = llvm::any_of(Facts.Changes, [](const Change &Each) { return Each.BindsRule; });
  bool MayDisagree = Facts.Changes.size() > 1 || Facts.IsAlsoOther;
  auto Refused = llvm::find_if(Facts.Changes, [](const Change &Each) { return Each.isRefused(); });
  std::set<Change> Agreed = agreeing(Facts.Changes);
  Into.Plan = Refused != Facts.Changes.end() ? *Refused : *Agreed.begin();
  Into.Plan.Before = Facts.Changes.begin()->Before;
  Into.Plan.Group = Facts.Changes.begin()->Group;
  Into.Plan.BindsRule = BindsRule;
  if (Refused != Facts.Changes.end()) {
    if (MayDisagree)
      Into.Plan.Alternatives.clear();
    Into.Detail = Refused->Detail;
    return setReason(Into, Refused->Refusal);
  }
  if (Agreed.size() > 1 || Facts.IsAlsoOther) {
    Into.Plan.Alternatives.clear();
    return setReason(Into, Reason::ExpansionsDisagree);
  }
  Chooser::choose(Into);
}

void classifySeen(Site &Into, const Merged &Facts, bool HasRule) {
  Into.Function = *Facts.Functions.begin();
  switch (Facts.Is) {
  case Role::ConditionOff:
    return setReason(Into, Reason::ConditionOff);
  case Role::MacroNotExpanded:
    return setReason(Into, Reason::MacroNotExpanded);
  case Role::NotCode:
    return setReason(Into, Reason::NotCode);
  case Role::MacroDefinition:
  case Role::Declaration:
    return setReason(Into, Reason::ApiDeclaration);
  case Role::OtherEntity:
    return setReason(Into, Reason::OtherEntity);
  case Role::Reference:
    return setReason(Into, Reason::NotACall);
  case Role::Expansion:
    // A rule exists and found nothing to work on: say so, it is no plain report.
    return HasRule ? setReason(Into, Reason::NoCallFound) : setReason(Into, Reason::ReportOnly);
  case Role::Member:
    return Facts.Changes.empty() ? setReason(Into, Reason::ReportOnly) : classifyCall(Into, Facts);
  case Role::Call:
    return classifyCall(Into, Facts);
  }
}

/// Why no unit read the file of an occurrence.
Reason unseenReason(const MergeInput &Input, llvm::StringRef File) {
  if (Input.FailedSources.count(File.str()))
    return Reason::UnitFailed;
  if (isOfOtherArchitecture(File, Input.Architecture))
    return Reason::OtherArchitecture;
  return File.ends_with(".h") ? Reason::HeaderNotIncluded : Reason::NotBuilt;
}

} // namespace

SiteTable kphys::mergeSites(const MergeInput &Input) {
  SiteTable Result;
  MergedFacts Facts = mergeFacts(Input);
  for (const auto &[File, Mentions] : Input.Occurrences)
    for (const Occurrence &Mention : Mentions) {
      Site Next;
      Next.File = File;
      Next.Where = Mention;
      auto Seen = Facts.find({File, Mention.Offset});
      if (Seen != Facts.end())
        classifySeen(Next, Seen->second, Input.Names.apis()[Mention.Name].hasRule());
      else
        setReason(Next, unseenReason(Input, File));
      Result.push_back(std::move(Next));
    }
  return Result;
}
