// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SiteMerge.h"

#include "checks/sources/Paths.h"
#include "rewriters/apply/EditedFiles.h"

using namespace kphys;

namespace {

/// What the units that saw one occurrence say of it.
struct Merged {
  Role Is = Role::ConditionOff;
  std::set<std::string> Functions;
  std::set<Candidate> Candidates;
  bool IsAlsoOther = false; ///< in some unit the name means something else
};

using MergedFacts = std::map<std::pair<std::string, unsigned>, Merged>;

MergedFacts mergeFacts(const MergeInput &Input) {
  MergedFacts Result;
  for (const UnitFacts *Unit : Input.Facts)
    for (const SiteFact &Fact : Unit->Sites) {
      Merged &Known = Result[{Fact.File, Fact.Offset}];
      if (Fact.Is > Known.Is)
        Known.Functions.clear();
      Known.Is = std::max(Known.Is, Fact.Is);
      if (Fact.Is == Known.Is)
        Known.Functions.insert(Fact.Function);
      Known.Candidates.insert(Fact.Candidates.begin(), Fact.Candidates.end());
      Known.IsAlsoOther |= Fact.Is == Role::OtherEntity || Fact.Is == Role::Reference;
    }
  return Result;
}

void setReason(Site &Into, Reason Why) {
  Into.Status = statusFor(Why);
  Into.Reason = Why;
}

/// \p Of, with no change but of the call itself where they do not agree on more.
std::set<Candidate> agreeing(const std::set<Candidate> &Of) {
  auto PlansMore = [](const Candidate &Each) { return !Each.Otherwise.Edits.empty(); };
  auto More = llvm::find_if(Of, PlansMore);
  if (Of.size() == 1 || More == Of.end())
    return Of;
  std::set<Candidate> Result;
  for (Candidate Each : Of) {
    if (PlansMore(Each)) {
      Each.Edits = Each.Otherwise.Edits;
      Each.After = Each.Otherwise.After;
      Each.Intended = Each.Otherwise.Intended;
    }
    Each.Detail = More->Otherwise.Detail + "another unit has it too";
    Each.Otherwise = {};
    Each.Comparable.clear();
    Result.insert(std::move(Each));
  }
  return Result;
}

/// A call or a member: rewritten where every expansion in every unit agrees on the same edits.
void classifyCall(Site &Into, const Merged &Facts) {
  if (Facts.Candidates.empty())
    return setReason(Into, Reason::ReportOnly);
  Into.Rule = Facts.Candidates.begin()->Rule;
  Into.Before = Facts.Candidates.begin()->Before;
  Into.Group = Facts.Candidates.begin()->Group;
  for (const Candidate &Each : Facts.Candidates)
    Into.BindsRule |= Each.BindsRule;
  for (const Candidate &Each : Facts.Candidates)
    if (Each.Refusal != Reason::None) {
      Into.Detail = Each.Detail;
      Into.Half = Each.Half;
      Into.Half.MayChange &= Facts.Candidates.size() == 1 && !Facts.IsAlsoOther;
      return setReason(Into, Each.Refusal);
    }
  std::set<Candidate> Agreed = agreeing(Facts.Candidates);
  if (Agreed.size() > 1 || Facts.IsAlsoOther)
    return setReason(Into, Reason::ExpansionsDisagree);
  const Candidate &Only = *Agreed.begin();
  Into.Edits = Only.Edits;
  Into.After = Only.After;
  Into.Intended = Only.Intended;
  Into.Detail = Only.Detail;
  Into.Otherwise = Only.Otherwise;
  Into.Comparable = Only.Comparable;
  setReason(Into, Reason::None);
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
    return Facts.Candidates.empty() ? setReason(Into, Reason::ReportOnly)
                                    : classifyCall(Into, Facts);
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

void kphys::refuseOverlaps(SiteTable &Sites) {
  struct Span {
    TextEdit Edit;
    Site *Owner;
  };
  std::map<std::string, std::vector<Span>> ByFile;
  for (Site &Each : Sites)
    if (Each.Status == SiteStatus::Rewritten)
      for (const TextEdit &Edit : Each.Edits)
        ByFile[Each.File].push_back({Edit, &Each});
  std::set<Site *> Overlapping;
  for (auto &[File, Spans] : ByFile) {
    llvm::sort(Spans, [](const Span &A, const Span &B) { return A.Edit < B.Edit; });
    for (size_t I = 1; I < Spans.size(); ++I)
      if (Spans[I - 1].Owner != Spans[I].Owner && overlap(Spans[I - 1].Edit, Spans[I].Edit))
        Overlapping.insert({Spans[I - 1].Owner, Spans[I].Owner});
  }
  bool AnyLess = false; // it may be the end of the overlap
  for (Site *Each : Overlapping)
    AnyLess |= fallBack(*Each, "another rewrite changes a caller there");
  if (AnyLess)
    return refuseOverlaps(Sites);
  for (Site *Each : Overlapping)
    setReason(*Each, Reason::OverlappingEdits);
}

bool kphys::refuseBrokenGroups(SiteTable &Sites) {
  std::map<std::pair<std::string, std::string>, std::string> Broken; // group → what broke it
  std::map<std::string, std::string> BrokenRules;
  for (const Site &Each : Sites) {
    if (Each.Status == SiteStatus::Rewritten)
      continue;
    std::string Where = "line " + std::to_string(Each.Where.Line) + ": " + code(Each.Reason);
    if (!Each.Group.empty())
      Broken.try_emplace({Each.File, Each.Group}, Where);
    if (Each.BindsRule)
      BrokenRules.try_emplace(Each.Rule, Each.File + ", " + Where);
  }
  bool Refused = false;
  for (Site &Each : Sites) {
    if (Each.Status != SiteStatus::Rewritten)
      continue;
    auto Group = Broken.find({Each.File, Each.Group});
    auto Rule = BrokenRules.find(Each.Rule);
    if (Group == Broken.end() && Rule == BrokenRules.end())
      continue;
    refuse(Each, Reason::OtherHalfRefused, Group == Broken.end() ? Rule->second : Group->second);
    Refused = true;
  }
  return Refused;
}
