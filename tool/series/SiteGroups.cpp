// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/SiteGroups.h"

#include "llvm/ADT/IntEqClasses.h"

using namespace kphys;

std::set<std::string> SiteGroup::files() const {
  std::set<std::string> Result;
  for (const Site *Each : Sites)
    Result.insert(Each->File);
  return Result;
}

/// What \p Of shares with all that belong to it.
static std::set<std::string> bonds(const Site &Of, const RuleFamily &Family,
                                   const std::set<std::string> &BoundRules) {
  std::set<std::string> Result = {"file " + Of.File + " " + Family.Name};
  for (const std::string &Each : Of.Relays)
    Result.insert("relay " + Each);
  for (const std::string &Each : {Of.relay(), Of.chosen().In})
    if (!Each.empty())
      Result.insert("relay " + Each);
  if (BoundRules.count(Of.Plan.Rule))
    Result.insert("rule " + Of.Plan.Rule);
  const MappingCarrier &Half = Of.Plan.Carrier;
  if (Half.Is == MappingCarrier::Kind::Field)
    Result.insert("carrier " + Half.Record + "." + Half.Field);
  else if (Half.Is == MappingCarrier::Kind::Functions)
    Result.insert("carrier");
  return Result;
}

std::vector<SiteGroup> kphys::groupSites(const SiteTable &Sites) {
  std::vector<std::pair<const Site *, const RuleFamily *>> Rewritten;
  std::set<std::string> BoundRules;
  for (const Site &Each : Sites) {
    if (!Each.isRewritten())
      continue;
    const RuleFamily *Family = Wording::embedded().familyOf(Each.Plan.Rule);
    Rewritten.push_back({&Each, Family});
    if (Each.Plan.BindsRule)
      BoundRules.insert(Each.Plan.Rule);
  }
  llvm::IntEqClasses Classes(Rewritten.size());
  std::map<std::string, unsigned> First;
  for (unsigned I = 0; I < Rewritten.size(); ++I)
    for (const std::string &Bond : bonds(*Rewritten[I].first, *Rewritten[I].second, BoundRules))
      Classes.join(First.try_emplace(Bond, I).first->second, I);
  Classes.compress();
  std::vector<SiteGroup> Result(Classes.getNumClasses());
  for (unsigned I = 0; I < Rewritten.size(); ++I) {
    SiteGroup &Into = Result[Classes[I]];
    if (!Into.Family)
      Into.Family = Rewritten[I].second;
    Into.Sites.push_back(Rewritten[I].first);
  }
  return Result;
}
