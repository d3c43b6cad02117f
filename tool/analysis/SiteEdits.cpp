// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SiteEdits.h"

#include "rewriters/apply/LongLines.h"

using namespace kphys;

void kphys::refuseForTarget(SiteTable &Sites, const Catalog &Names,
                            const std::map<std::string, std::string> &Problems,
                            const LicensesOf &Licenses) {
  for (Site &Each : Sites) {
    std::string Feature = Names.apis()[Each.Where.Name].feature().str();
    if (Each.Status != SiteStatus::Rewritten || Feature.empty())
      continue;
    auto Problem = Problems.find(Feature);
    if (Problem != Problems.end())
      refuse(Each, "target-lacks-api", Problem->second);
    else if (Names.findFeature(Feature)->IsGplOnly)
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
  for (Site &Each : Sites) {
    auto Of = Wrappers.find(Each.File);
    if (Of == Wrappers.end() || Each.Status != SiteStatus::Rewritten || !Each.Where.Macro.empty())
      continue;
    std::vector<TextEdit> Edits;
    for (std::vector<TextEdit> &Part : Of->second.statements(Each.Edits))
      if (std::optional<TextEdit> Wrapped = Of->second.wrap(Part))
        Edits.push_back(std::move(*Wrapped));
      else
        Edits.insert(Edits.end(), Part.begin(), Part.end());
    Each.Edits = std::move(Edits);
  }
}
