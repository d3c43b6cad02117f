// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/CodeVerdict.h"

using namespace kphys;

std::string kphys::placeName(const Site &Of) {
  return Of.File + ":" + std::to_string(Of.Where.Offset);
}

void CodeVerdict::apply(SiteTable &Sites, std::vector<FailedCondition> &Failed) const {
  for (Site &Each : Sites) {
    if (!isConcerned(Each) || Each.Plan.Code == CodeDemand::NotCompared)
      continue;
    std::vector<std::string> Functions = functionsOf(Each);
    std::string Problem = problemOf(Each, Functions);
    if (Problem.empty())
      Problem = Unexplained;
    if (Problem.empty() && hasCall(Each) && !Functions.empty())
      prove(Each, Functions);
    else if (!Problem.empty() && Each.Plan.Code == CodeDemand::Same)
      Failed.push_back({{&Each}, Reason::CodeDiffers, Problem});
  }
}

/// The functions that have the code of a site in them, as far as any was found on a side.
std::vector<std::string> CodeVerdict::functionsOf(const Site &Of) const {
  std::vector<std::string> Result;
  const std::string &Macro = Of.Where.Macro;
  const auto &From = Macro.empty() ? Compared.Holders : Compared.Expansions;
  if (auto Found = From.find(Macro.empty() ? placeName(Of) : Macro); Found != From.end())
    for (const std::string &Name : Found->second)
      if (Compared.Functions.count(Name) || Compared.OneSided.count(Name))
        Result.push_back(Name);
  return Result;
}

/// Why the code is not known to be the same; empty if it is, or there is none.
std::string CodeVerdict::problemOf(const Site &Of,
                                   const std::vector<std::string> &Functions) const {
  if (!Compared.Problem.empty()) // of a header's function another unit may have code
    return Of.File == Source || !Of.Where.Macro.empty() ? Compared.Problem : "";
  for (const std::string &Name : Functions) {
    auto Found = Compared.Functions.find(Name);
    if (Found == Compared.Functions.end())
      return Name + "(): only one of original and result has it";
    if (!Found->second.empty())
      return Found->second;
  }
  return {};
}

/// A difference that is in the code of no site: any may have to do with it. Sites that convert or
/// map change other functions on purpose.
std::string CodeVerdict::unexplained(const SiteTable &Sites) const {
  std::set<std::string> Explained; // functions
  for (const Site &Each : Sites) {
    if (!isConcerned(Each))
      continue;
    if (Each.Plan.Code != CodeDemand::Same)
      return {};
    for (std::string &Name : functionsOf(Each))
      Explained.insert(std::move(Name));
  }
  for (const auto &[Name, Difference] : Compared.Roots) {
    auto Users = Compared.DataUsers.find(Name); // data that only these functions have are theirs
    bool IsTheirs = Users != Compared.DataUsers.end() &&
                    llvm::all_of(Users->second, [&](const std::string &Each) {
                      return Explained.count(Each) != 0;
                    });
    if (!IsTheirs && !Explained.count(Name))
      return Difference;
  }
  return {};
}

void CodeVerdict::prove(Site &Of, const std::vector<std::string> &Functions) const {
  const std::string &Intended = Of.chosen().Intended;
  Of.Proof = Intended.empty() ? SiteProof::Identical : SiteProof::Explained;
  auto Say = [&](const std::string &What) {
    if (Of.Detail.find(What) == std::string::npos) // by an earlier unit, or in an earlier round
      Of.Detail = What + (Of.Detail.empty() ? "" : "; " + Of.Detail);
  };
  for (const std::string &Name : Functions)
    if (auto Found = Compared.Parts.find(Name); Found != Compared.Parts.end())
      Say("the code of " + Name + "() is part of " + Found->second + ", and the same there");
  if (!Intended.empty())
    Say(Intended);
}
