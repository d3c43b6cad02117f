// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SiteEdits.h"

#include "rewriters/apply/LongLines.h"

using namespace kphys;

void kphys::refuseForTarget(SiteTable &Sites, const Catalog &Names,
                            const std::map<std::string, std::string> &Problems,
                            const LicensesOf &Licenses) {
  for (Site &Each : Sites) {
    const std::optional<Replacement> &Rule = Names.apis()[Each.Where.Name].Replace;
    if (Each.Status != SiteStatus::Rewritten || !Rule)
      continue;
    auto Problem = Problems.find(Rule->Feature);
    if (Problem != Problems.end())
      refuse(Each, "target-lacks-api", Problem->second);
    else if (Names.findFeature(Rule->Feature)->IsGplOnly)
      for (const std::string &License : Licenses(Each))
        if (!Names.isGplCompatible(License))
          refuse(Each, "non-gpl-module", "MODULE_LICENSE(\"" + License + "\")");
  }
}

void kphys::wrapLongLines(SiteTable &Sites, const std::vector<EditedFile> &Files,
                          const std::string &TreeRoot) {
  std::map<std::string, LineWrapper> Wrappers;
  for (const EditedFile &File : Files)
    Wrappers.try_emplace(File.Path, File, TreeRoot);
  for (Site &Each : Sites)
    if (auto Of = Wrappers.find(Each.File);
        Of != Wrappers.end() && Each.Status == SiteStatus::Rewritten && Each.Where.Macro.empty())
      if (std::optional<TextEdit> Wrapped = Of->second.wrap(Each.Edits))
        Each.Edits = {std::move(*Wrapped)};
}
