// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SiteEdits.h"

#include "rewriters/apply/LongLines.h"

using namespace kphys;

/// Refuses \p Of, which needs a GPL-only function, where the module may not have it.
static void refuseForLicenses(Site &Of, const ExpandedLicenses &Licenses, const Catalog &Names) {
  if (!Licenses.Problem.empty())
    refuse(Of, Reason::UnknownModuleLicense, Licenses.Problem);
  for (const std::string &License : Licenses.Names)
    if (!Names.isGplCompatible(License))
      refuse(Of, Reason::NonGplModule, "MODULE_LICENSE(\"" + License + "\")");
}

/// The feature that \p Of needs to stay rewritten; empty if it needs none.
static std::string featureOf(const Site &Of, const Catalog &Names) {
  return Of.Status == SiteStatus::Rewritten ? Names.apis()[Of.Where.Name].feature().str() : "";
}

std::set<std::string> kphys::filesToLicense(const SiteTable &Sites, const Catalog &Names) {
  std::set<std::string> Result;
  for (const Site &Each : Sites)
    if (std::string Feature = featureOf(Each, Names);
        !Feature.empty() && Names.findFeature(Feature)->IsGplOnly)
      Result.insert(Each.File);
  return Result;
}

void kphys::refuseForTarget(SiteTable &Sites, const Catalog &Names,
                            const std::map<std::string, std::string> &Problems,
                            const LicensesOf &Licenses) {
  for (Site &Each : Sites) {
    std::string Feature = featureOf(Each, Names);
    if (Feature.empty())
      continue;
    auto Problem = Problems.find(Feature);
    if (Problem != Problems.end())
      refuse(Each, Reason::TargetLacksApi, Problem->second);
    else if (Names.findFeature(Feature)->IsGplOnly)
      refuseForLicenses(Each, Licenses(Each), Names);
  }
}

namespace {

std::vector<TextEdit> wrapped(const LineWrapper &Wrapper, const std::vector<TextEdit> &Edits) {
  std::vector<TextEdit> Result;
  for (std::vector<TextEdit> &Part : Wrapper.statements(Edits))
    if (std::optional<TextEdit> Wrapped = Wrapper.wrap(Part))
      Result.push_back(std::move(*Wrapped));
    else
      Result.insert(Result.end(), Part.begin(), Part.end());
  return Result;
}

/// \p File if \p Of does with less.
EditedFile withLess(EditedFile File, const Site &Of) {
  llvm::erase_if(File.Edits,
                 [&](const TextEdit &Each) { return llvm::is_contained(Of.Edits, Each); });
  File.Edits.insert(File.Edits.end(), Of.Otherwise.Edits.begin(), Of.Otherwise.Edits.end());
  llvm::sort(File.Edits);
  return File;
}

} // namespace

void kphys::wrapLongLines(SiteTable &Sites, const std::vector<EditedFile> &Files,
                          const std::string &TreeRoot) {
  std::map<std::string, std::pair<const EditedFile *, LineWrapper>> Wrappers;
  for (const EditedFile &File : Files)
    Wrappers.try_emplace(File.Path, &File, LineWrapper(File, TreeRoot));
  for (Site &Each : Sites) {
    auto Of = Wrappers.find(Each.File);
    if (Of == Wrappers.end() || Each.Status != SiteStatus::Rewritten || !Each.Where.Macro.empty())
      continue;
    auto &[File, Wrapper] = Of->second;
    if (!Each.Otherwise.Edits.empty()) {
      EditedFile Less = withLess(*File, Each);
      Each.Otherwise.Edits = wrapped(LineWrapper(Less, TreeRoot), Each.Otherwise.Edits);
    }
    Each.Edits = wrapped(Wrapper, Each.Edits);
  }
}
