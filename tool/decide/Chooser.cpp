// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Chooser.h"

#include "rewriters/apply/EditedFiles.h"
#include "rewriters/text/Includes.h"
#include <map>
#include <set>

using namespace kphys;

void kphys::refuse(Site &Refused, Reason Why, std::string Detail) {
  Refused.Status = SiteStatus::Refused;
  Refused.Reason = Why;
  Refused.Detail = std::move(Detail);
}

void Chooser::choose(Site &Chosen) {
  Chosen.Status = SiteStatus::Rewritten;
  Chosen.Reason = Reason::None;
  Chosen.Detail = Chosen.chosen().Detail;
  Chosen.IsChosen = true;
  Chosen.Proof = SiteProof::Reparsed;
}

/// Takes the next alternative of \p Failed, for the reason \p Why; false if there is none.
static bool fallBack(Site &Failed, const std::string &Why) {
  std::vector<Alternative> &Left = Failed.Plan.Alternatives;
  if (Left.size() < 2)
    return false;
  if (!Left.front().In.empty())
    Failed.GaveUp.insert(Left.front().In);
  Left.erase(Left.begin());
  Left.front().Detail += Why;
  Chooser::choose(Failed);
  return true;
}

bool Chooser::fail(const std::vector<FailedCondition> &Failed) {
  std::set<Site *> FellBack; // they may meet all conditions now
  bool Changed = false;
  for (const FailedCondition &Each : Failed) {
    bool AnyLess = false;
    for (Site *One : Each.Sites) {
      if (One->isRewritten() && !FellBack.count(One) && fallBack(*One, Each.Detail))
        FellBack.insert(One);
      AnyLess |= FellBack.count(One) != 0;
    }
    for (Site *One : Each.Sites)
      if (One->isRewritten() && !AnyLess) {
        refuse(*One, Each.Reason, Each.Detail);
        Changed = true;
      }
  }
  return Changed || !FellBack.empty();
}

/// The rewritten sites of which an edit overlaps one of another site.
static std::vector<Site *> overlapping(SiteTable &Sites) {
  struct Span {
    TextEdit Edit;
    Site *Owner;
  };
  std::map<std::string, std::vector<Span>> ByFile;
  for (Site &Each : Sites)
    if (Each.isRewritten())
      for (const TextEdit &Edit : Each.chosen().Edits)
        ByFile[Each.File].push_back({Edit, &Each});
  std::set<Site *> Result;
  for (auto &[File, Spans] : ByFile) {
    llvm::sort(Spans, [](const Span &A, const Span &B) { return A.Edit < B.Edit; });
    for (size_t I = 1; I < Spans.size(); ++I)
      if (Spans[I - 1].Owner != Spans[I].Owner && !addsInclude(Spans[I].Edit) &&
          !addsInclude(Spans[I - 1].Edit) && overlap(Spans[I - 1].Edit, Spans[I].Edit))
        Result.insert({Spans[I - 1].Owner, Spans[I].Owner});
  }
  return {Result.begin(), Result.end()};
}

void Chooser::settleOverlaps() {
  for (std::vector<Site *> Left; !(Left = overlapping(Sites)).empty();)
    fail({{Left, Reason::OverlappingEdits, "another rewrite changes a caller there"}});
}

/// All groups that \p Of belongs to, whichever unit says so.
static std::set<std::string> groupsOf(const Site &Of) {
  std::set<std::string> Result = Of.Groups;
  if (!Of.Plan.Group.empty())
    Result.insert(Of.Plan.Group);
  return Result;
}

bool Chooser::closeGroups() {
  bool Changed = false;
  for (bool IsMore = true; IsMore; Changed |= IsMore) {
    IsMore = closeRelays();
    IsMore |= closeFileGroups();
  }
  return Changed;
}

bool Chooser::closeRelays() {
  std::map<std::string, std::string> BrokenRelays;                   // → what broke it
  std::set<std::tuple<std::string, std::string, unsigned>> HandedOn; // relay, file, offset
  for (const Site &Each : Sites)
    if (Each.isRewritten() && !Each.chosen().In.empty())
      HandedOn.insert({Each.chosen().In, Each.File, Each.Where.Offset});
  for (const Site &Each : Sites) {
    std::string Where = Each.File + ", line " + std::to_string(Each.Where.Line);
    for (const std::string &Relay : Each.GaveUp)
      BrokenRelays.try_emplace(Relay, Where + ": its call stays");
    if (Each.isRewritten())
      continue;
    if (Each.Reason == Reason::OtherHalfRefused)
      Where = Each.Detail;
    else
      Where +=
          std::string(": ") + code(Each.Reason) + (Each.Detail.empty() ? "" : ": " + Each.Detail);
    for (const std::string &Relay : Each.Relays)
      BrokenRelays.try_emplace(Relay, Where);
    if (!Each.Plan.Alternatives.empty() && !Each.chosen().In.empty())
      BrokenRelays.try_emplace(Each.chosen().In, Where);
  }
  for (const Site &Each : Sites)
    for (unsigned Call : Each.Plan.HandsOn)
      if (!HandedOn.count({Each.Plan.Relay, Each.File, Call}))
        BrokenRelays.try_emplace(Each.Plan.Relay, Each.File + ", line " +
                                                      std::to_string(Each.Where.Line) +
                                                      ": a call in it stays");
  bool Changed = false;
  for (Site &Each : Sites) {
    if (!Each.isRewritten())
      continue;
    auto Why = BrokenRelays.end();
    for (const std::string &Relay : Each.Relays)
      if (Why == BrokenRelays.end())
        Why = BrokenRelays.find(Relay);
    if (Why != BrokenRelays.end()) {
      refuse(Each, Reason::OtherHalfRefused, Why->second);
      Changed = true;
    } else if (auto Around = BrokenRelays.find(Each.chosen().In); Around != BrokenRelays.end()) {
      std::string Keeps = Around->first + "() keeps page and offset: " + Around->second;
      if (!fallBack(Each, Keeps))
        refuse(Each, Reason::OtherHalfRefused, Keeps);
      Changed = true;
    }
  }
  return Changed;
}

bool Chooser::closeFileGroups() {
  std::map<std::pair<std::string, std::string>, std::string> Broken; // group → what broke it
  std::map<std::string, std::string> BrokenRules;
  for (const Site &Each : Sites) {
    if (Each.isRewritten())
      continue;
    std::string Where = "line " + std::to_string(Each.Where.Line) + ": " + code(Each.Reason);
    for (const std::string &Group : groupsOf(Each))
      Broken.try_emplace({Each.File, Group}, Where);
    if (Each.Plan.BindsRule)
      BrokenRules.try_emplace(Each.Plan.Rule, Each.File + ", " + Where);
  }
  bool Refused = false;
  for (Site &Each : Sites) {
    if (!Each.isRewritten())
      continue;
    auto Rule = BrokenRules.find(Each.Plan.Rule);
    auto Group = Broken.end();
    for (const std::string &Its : groupsOf(Each))
      if (Group == Broken.end())
        Group = Broken.find({Each.File, Its});
    if (Group == Broken.end() && Rule == BrokenRules.end())
      continue;
    refuse(Each, Reason::OtherHalfRefused, Group == Broken.end() ? Rule->second : Group->second);
    Refused = true;
  }
  return Refused;
}
