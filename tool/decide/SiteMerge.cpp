// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/SiteMerge.h"

#include "tool/decide/Chooser.h"

using namespace kphys;

namespace {

using BuildNumbers = std::set<size_t>;

/// What the units that saw one occurrence say of it.
struct Merged {
  Role Is = Role::ConditionOff;
  std::set<std::string> Functions;
  BuildNumbers Builds;
  std::map<Change, BuildNumbers> Changes; ///< with the builds that propose them
  BuildNumbers OtherBuilds;               ///< in them the name means something else
  BuildNumbers MacroBuilds;               ///< in them it is expanded to no call with a rule
};

using MergedFacts = std::map<std::pair<std::string, unsigned>, Merged>;

/// \p Of without what was looked at to find out.
Change withoutEvidence(Change Of) {
  Of.Demands.clear();
  Of.Seen.clear();
  Of.DependsOn = Bodies::Needed;
  Of.Loses.clear();
  Of.Otherwise.clear();
  return Of;
}

/// The conditions of \p Of alone, but for what can be put together of several.
Change conditions(const Change &Of) {
  Change Result = withoutEvidence(Of);
  Result.Alternatives.clear();
  Result.Group.clear();
  Result.BindsRule = false;
  return Result;
}

void addChange(Merged &Into, Change Proposed, size_t Build) {
  BuildNumbers Builds = {Build};
  auto Known = llvm::find_if(Into.Changes, [&](const auto &Each) {
    return withoutEvidence(Each.first) == withoutEvidence(Proposed);
  });
  if (Known != Into.Changes.end()) {
    Proposed.Demands.insert(Known->first.Demands.begin(), Known->first.Demands.end());
    Proposed.Seen.insert(Known->first.Seen.begin(), Known->first.Seen.end());
    Proposed.DependsOn = std::max(Proposed.DependsOn, Known->first.DependsOn);
    Proposed.Loses = std::max(Proposed.Loses, Known->first.Loses);
    Proposed.Otherwise = std::max(Proposed.Otherwise, Known->first.Otherwise);
    Builds.merge(Known->second);
    Into.Changes.erase(Known);
  }
  Into.Changes[std::move(Proposed)].merge(Builds);
}

MergedFacts mergeFacts(const MergeInput &Input) {
  MergedFacts Result;
  for (const auto &[Facts, Build] : Input.Units)
    for (const UnitSiteFact &Fact : Facts->Sites) {
      Merged &Known = Result[{Fact.File, Fact.Offset}];
      if (Fact.Is > Known.Is)
        Known.Functions.clear();
      Known.Is = std::max(Known.Is, Fact.Is);
      if (Fact.Is == Known.Is)
        Known.Functions.insert(Fact.Function);
      if (Fact.Is > Role::MacroNotExpanded)
        Known.Builds.insert(Build);
      for (const Change &Each : Fact.Changes)
        addChange(Known, Each, Build);
      if (Fact.Is == Role::OtherEntity || (Fact.Is == Role::Reference && Fact.Changes.empty()))
        Known.OtherBuilds.insert(Build);
      if (Fact.Is == Role::Expansion && Fact.Changes.empty())
        Known.MacroBuilds.insert(Build);
    }
  // Where one unit has a call, another one's macro of that name is something else.
  for (auto &[Place, Known] : Result)
    if (!Known.Changes.empty())
      Known.OtherBuilds.merge(Known.MacroBuilds);
  return Result;
}

void setReason(Site &Into, Reason Why) {
  Into.Status = statusFor(Why);
  Into.Reason = Why;
}

/// The alternatives that all of \p Proposed have, on the same conditions.
std::vector<Alternative> commonAlternatives(const std::map<Change, BuildNumbers> &Proposed) {
  const Change &First = Proposed.begin()->first;
  std::vector<Alternative> Result;
  if (llvm::any_of(Proposed,
                   [&](const auto &Each) { return conditions(Each.first) != conditions(First); }))
    return Result;
  const Change *More = nullptr;
  for (const auto &[Each, Builds] : Proposed)
    if (!More || Each.Alternatives.size() > More->Alternatives.size())
      More = &Each;
  for (const Alternative &Each : First.Alternatives)
    if (llvm::all_of(Proposed, [&](const auto &Other) {
          return llvm::any_of(Other.first.Alternatives, [&](const Alternative &Its) {
            return Its.Edits == Each.Edits && Its.Comparable == Each.Comparable;
          });
        }))
      Result.push_back(Each);
  if (!Result.empty() && Result.size() < More->Alternatives.size())
    Result.front().Detail = More->Alternatives.back().Detail + "another unit has it too";
  return Result;
}

/// A call or a member: rewritten where every expansion in every unit agrees on the same edits.
class CallClassifier {
public:
  CallClassifier(Site &Into, const Merged &Facts, llvm::ArrayRef<Build> Builds)
      : Into(Into), Facts(Facts), Builds(Builds) {}

  void classify() {
    if (Facts.Changes.empty())
      return setReason(Into, Reason::ReportOnly);
    const Change &First = Facts.Changes.begin()->first;
    auto Refused =
        llvm::find_if(Facts.Changes, [](const auto &Each) { return Each.first.isRefused(); });
    bool IsRefused = Refused != Facts.Changes.end();
    Into.Plan = IsRefused ? Refused->first : First;
    Into.Plan.Before = First.Before;
    for (const auto &[Each, Of] : Facts.Changes) {
      if (!Each.Group.empty())
        Into.Groups.insert(Each.Group);
      Into.Plan.Loses = std::max(Into.Plan.Loses, Each.Loses);
      Into.Plan.Demands.insert(Each.Demands.begin(), Each.Demands.end());
      Into.Plan.Seen.insert(Each.Seen.begin(), Each.Seen.end());
    }
    Into.Plan.BindsRule =
        llvm::any_of(Facts.Changes, [](const auto &Each) { return Each.first.BindsRule; });
    bool IsAlsoOther = !Facts.OtherBuilds.empty();
    if (IsRefused) {
      if (Facts.Changes.size() > 1 || IsAlsoOther)
        Into.Plan.Alternatives.clear();
      Into.Detail = Refused->first.Detail;
      if (Refused->second.size() < Facts.Builds.size())
        Into.Detail = "in " + Builds[*Refused->second.begin()].Name +
                      (Into.Detail.empty() ? "" : ": " + Into.Detail);
      return setReason(Into, Refused->first.Refusal);
    }
    if (Facts.Changes.size() > 1)
      Into.Plan.Alternatives = commonAlternatives(Facts.Changes);
    if (Into.Plan.Alternatives.empty() || IsAlsoOther)
      return disagree();
    Chooser::choose(Into);
  }

private:
  /// Within one build, or between two.
  void disagree() {
    Into.Plan.Alternatives.clear();
    bool IsBetweenBuilds = Facts.Changes.size() > 1 || !Facts.OtherBuilds.empty();
    std::string Text;
    auto Add = [&](const BuildNumbers &Of, const std::string &What) {
      Text += (Text.empty() ? "" : "; ") + Builds[*Of.begin()].Name + ": " + What;
    };
    BuildNumbers Seen;
    auto IsNew = [&](const BuildNumbers &Of) {
      return llvm::all_of(Of, [&](size_t Build) { return Seen.insert(Build).second; });
    };
    for (const auto &[Each, Of] : Facts.Changes) {
      IsBetweenBuilds &= IsNew(Of);
      Add(Of, Each.Alternatives.empty() ? "no rewrite" : Each.Alternatives.front().After);
    }
    if (!Facts.OtherBuilds.empty()) {
      IsBetweenBuilds &= IsNew(Facts.OtherBuilds);
      Add(Facts.OtherBuilds, "the name is something else");
    }
    if (!IsBetweenBuilds)
      return setReason(Into, Reason::ExpansionsDisagree);
    Into.Detail = std::move(Text);
    setReason(Into, Reason::BuildsDisagree);
  }

  Site &Into;
  const Merged &Facts;
  llvm::ArrayRef<Build> Builds;
};

/// The relays that do not change where \p Facts are of no rewritten place of a name that \p Known
/// is.
std::set<std::string> relaysOf(const Merged *Facts, const Api &Known) {
  std::set<std::string> Result;
  if (Facts)
    for (const auto &[Each, Of] : Facts->Changes)
      if (!Each.Relay.empty())
        Result.insert(Each.Relay);
  bool IsOther = Facts && (!Facts->Changes.empty() || Facts->Is == Role::OtherEntity ||
                           Facts->Is == Role::Declaration || Facts->Is == Role::Member);
  return Result.empty() && !IsOther ? Known.relays() : Result;
}

void classifySeen(Site &Into, const Merged &Facts, bool HasRule, llvm::ArrayRef<Build> Builds) {
  Into.Function = *Facts.Functions.begin();
  Into.Builds = Facts.Builds;
  if (llvm::any_of(Facts.Changes, [](const auto &Each) { return !Each.first.Relay.empty(); }))
    return CallClassifier(Into, Facts, Builds).classify();
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
  case Role::Call:
    return CallClassifier(Into, Facts, Builds).classify();
  }
}

/// Why no unit read the file of an occurrence.
Reason unseenReason(const MergeInput &Input, llvm::StringRef File) {
  if (Input.FailedSources.count(File.str()))
    return Reason::UnitFailed;
  if (isOfOtherArchitecture(File, Input.Builds))
    return Reason::OtherArchitecture;
  return File.ends_with(".h") ? Reason::HeaderNotIncluded : Reason::NotBuilt;
}

} // namespace

SiteTable kphys::mergeSites(const MergeInput &Input) {
  SiteTable Result;
  MergedFacts Facts = mergeFacts(Input);
  std::map<std::string, std::string> Problems = Input.RelayProblems;
  for (const SeenFacts &Each : Input.Units)
    Problems.insert(Each.Facts->RelayProblems.begin(), Each.Facts->RelayProblems.end());
  for (const auto &[File, Mentions] : Input.Occurrences)
    for (const Occurrence &Mention : Mentions) {
      Site Next;
      Next.File = File;
      Next.Where = Mention;
      auto Seen = Facts.find({File, Mention.Offset});
      Next.Relays =
          relaysOf(Seen == Facts.end() ? nullptr : &Seen->second, Input.Names.apis()[Mention.Name]);
      if (Seen != Facts.end())
        classifySeen(Next, Seen->second, Input.Names.apis()[Mention.Name].hasRule(), Input.Builds);
      else
        setReason(Next, unseenReason(Input, File));
      for (const std::string &Relay : Next.Relays)
        if (auto Problem = Problems.find(Relay); Problem != Problems.end())
          refuse(Next, Reason::CallbackUsedElsewhere, Problem->second);
      Result.push_back(std::move(Next));
    }
  return Result;
}
