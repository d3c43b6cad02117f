// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/PatchCheck.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

llvm::Expected<std::vector<BrokenPatch>> kphys::checkEachPatch(Session &In, Analysis &Of,
                                                               const SeriesPlan &Plan) {
  SiteTable Sites = Of.Sites; // as they are with the patches so far
  for (Site &Each : Sites)
    if (Each.isRewritten())
      Each.Status = SiteStatus::Manual;
  EditsByFile Besides; // that are of no site, so far
  const VerificationInput Input = {In, Besides, Of.Texts, Of.Parsed, Of.Code, Of.Unanswered};
  Verifier Verify(Input, Sites);
  std::vector<BrokenPatch> Result;
  for (const PlannedSeries &Series : Plan.Series)
    for (const PlannedPatch &Patch : Series.Patches) {
      for (const Site *Each : Patch.Sites)
        Sites[Each - Of.Sites.data()].Status = SiteStatus::Rewritten;
      std::map<std::string, std::set<TextEdit>> OfSites;
      for (const Site *Each : Patch.Sites)
        OfSites[Each->File].insert(Each->chosen().Edits.begin(), Each->chosen().Edits.end());
      for (const auto &[File, Edits] : Patch.Edits)
        for (const TextEdit &Edit : Edits)
          if (!OfSites[File].count(Edit))
            Besides[File].push_back(Edit);
      llvm::Expected<std::vector<FailedCondition>> Failed = Verify.check();
      if (!Failed)
        return Failed.takeError();
      for (const FailedCondition &Each : *Failed)
        Result.push_back({&Patch, Each.Detail});
    }
  return Result;
}
