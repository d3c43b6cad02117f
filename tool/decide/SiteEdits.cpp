// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/SiteEdits.h"

#include "rewriters/layout/FileLayout.h"
#include "tool/decide/Chooser.h"

using namespace kphys;

/// Refuses \p Of, which needs a GPL-only function, where the module may not have it.
static void refuseForLicenses(Site &Of, const ExpandedLicenses &Licenses, const Catalog &Names) {
  if (!Licenses.Problem.empty())
    refuse(Of, Reason::UnknownModuleLicense, Licenses.Problem);
  for (const std::string &License : Licenses.Names)
    if (!Names.isGplCompatible(License))
      refuse(Of, Reason::NonGplModule, "MODULE_LICENSE(\"" + License + "\")");
}

/// True if \p Each may only be rewritten where a module may use GPL-only functions.
static bool needsLicense(const Site &Each, const Catalog &Names) {
  return Each.isRewritten() && !Each.Plan.Feature.empty() &&
         Names.findFeature(Each.Plan.Feature)->IsGplOnly;
}

std::set<std::string> kphys::filesToLicense(const SiteTable &Sites, const Catalog &Names) {
  std::set<std::string> Result;
  for (const Site &Each : Sites)
    if (needsLicense(Each, Names))
      Result.insert(Each.File);
  return Result;
}

void kphys::refuseForTarget(SiteTable &Sites, const Catalog &Names,
                            const std::map<std::string, std::string> &Problems,
                            const LicensesOf &Licenses) {
  for (Site &Each : Sites)
    if (auto Problem = Problems.find(Each.Plan.Feature);
        Each.isRewritten() && Problem != Problems.end())
      refuse(Each, Reason::TargetLacksApi, Problem->second);
    else if (needsLicense(Each, Names))
      refuseForLicenses(Each, Licenses(Each), Names);
}

namespace {

/// \p File with \p Fallback instead of \p Best.
EditedFile withLess(EditedFile File, const Alternative &Best, const Alternative &Fallback) {
  llvm::erase_if(File.Edits,
                 [&](const TextEdit &Each) { return llvm::is_contained(Best.Edits, Each); });
  File.Edits.insert(File.Edits.end(), Fallback.Edits.begin(), Fallback.Edits.end());
  sortEdits(File.Edits);
  return File;
}

} // namespace

void kphys::layOutEdits(SiteTable &Sites, const std::vector<EditedFile> &Files,
                        const std::string &TreeRoot) {
  std::map<std::string, std::pair<const EditedFile *, FileLayout>> Layouts;
  for (const EditedFile &File : Files)
    Layouts.try_emplace(File.Path, &File, FileLayout(File, TreeRoot));
  for (Site &Each : Sites) {
    auto In = Layouts.find(Each.File);
    if (In == Layouts.end() || !Each.isRewritten() || !Each.Where.Macro.empty())
      continue;
    auto &[File, Layout] = In->second;
    Alternative &Best = Each.Plan.Alternatives.front();
    for (Alternative &Fallback : llvm::drop_begin(Each.Plan.Alternatives)) {
      EditedFile Less = withLess(*File, Best, Fallback);
      Fallback.Edits = FileLayout(Less, TreeRoot).layOut(Fallback.Edits);
    }
    Best.Edits = Layout.layOut(Best.Edits);
  }
}
