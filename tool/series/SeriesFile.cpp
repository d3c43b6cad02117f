// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/SeriesFile.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/apply/UnifiedDiff.h"
#include "tool/series/Messages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::Expected;
using llvm::StringRef;

namespace {

constexpr const char *Schema = "kphys-series/1";

RecordedSite recordOf(const Site &Of, const Catalog &Names) {
  return {Names.apis()[Of.Where.Name].displayName(), Of.File, Of.Function, Of.Plan.Before,
          Of.chosen().After};
}

/// \p Of as it was before.
RecordedSite withoutAfter(RecordedSite Of) {
  Of.After.clear();
  return Of;
}

/// What became of single rewrites.
class Comparison {
public:
  Comparison(llvm::ArrayRef<RecordedPatch> New, const Analysis &Of) : Of(Of) {
    for (const RecordedPatch &Each : New)
      for (const RecordedSite &Site : Each.Sites) {
        ++Left[Site];
        Proposed.insert(withoutAfter(Site));
      }
  }

  /// `unchanged`, `merged`, `changed`, or `dropped`; \p Why says more of the last.
  StringRef became(const RecordedSite &Old, std::string &Why) {
    if (auto Same = Left.find(Old); Same != Left.end() && Same->second > 0) {
      --Same->second;
      return "unchanged";
    }
    if (Proposed.count(withoutAfter(Old)))
      return "changed";
    auto Text = readRegularFileIn(Of.Of.Tree.Root, Old.File);
    if (!Text) {
      Why = Old.File + " is gone";
      return "dropped";
    }
    if (const Site *Left = unchanged(Old)) {
      Why = Old.File + ", " + Old.Function + ": " + code(Left->Reason);
      return "dropped";
    }
    std::string Now = foldSpace((*Text)->getBuffer());
    if (!Old.Function.empty() && !StringRef(Now).contains(Old.Function + "(")) {
      Why = Old.File + ": " + Old.Function + "() is gone";
      return "dropped";
    }
    if (!Old.After.empty() && StringRef(Now).contains(foldSpace(Old.After)))
      return "merged";
    if (Old.After.empty() && !StringRef(Now).contains(foldSpace(Old.Before)))
      return "merged"; // what went with its other half
    Why = Old.File + ", " + Old.Function + ": " + Old.Api + " is not called so any more";
    return "dropped";
  }

private:
  /// A site that may be \p Old and is not rewritten. One that no unit has seen has no text.
  const Site *unchanged(const RecordedSite &Old) const {
    for (const Site &Each : Of.Sites)
      if (!Each.isRewritten() && Each.File == Old.File &&
          Of.Names.apis()[Each.Where.Name].displayName() == Old.Api &&
          (Each.Plan.Before.empty()
               ? Each.Status == SiteStatus::Unseen
               : Each.Function == Old.Function && Each.Plan.Before == Old.Before))
        return &Each;
    return nullptr;
  }

  const Analysis &Of;
  std::map<RecordedSite, unsigned> Left;
  std::set<RecordedSite> Proposed;
};

} // namespace

RecordedPatch kphys::recordOf(const PlannedPatch &Patch, std::string File, const Catalog &Names) {
  RecordedPatch Result = {std::move(File), subjectOf(Patch, Names), "", Patch.Feature, {}};
  std::string Changed;
  for (const EditedFile &Each : Patch.Changes) {
    std::string Diff = unifiedDiff(Each);
    for (StringRef Line : splitLines(Diff))
      if (Line.starts_with("+") || Line.starts_with("-"))
        Changed += Line;
  }
  Result.Lines = llvm::utohexstr(llvm::xxh3_64bits(Changed), /*LowerCase=*/true);
  for (const Site *Each : Patch.Sites)
    Result.Sites.push_back(::recordOf(*Each, Names));
  return Result;
}

std::string kphys::seriesFile(llvm::ArrayRef<RecordedPatch> Patches, const std::string &Version) {
  nlohmann::json Document = {{"schema", Schema},
                             {"tool", KPHYS_VERSION},
                             {"tree", Version},
                             {"patches", std::vector<RecordedPatch>(Patches)}};
  return Document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Expected<std::vector<RecordedPatch>> kphys::readSeriesFile(const std::string &Directory) {
  std::string Path = Directory + "/" + SeriesFileName;
  auto Text = readRegularFile(Path);
  if (!Text)
    return llvm::createStringError("cannot read " + Path + ": " + Text.getError().message());
  std::optional<nlohmann::json> Document = parseJson((*Text)->getBuffer());
  std::string Is;
  std::vector<RecordedPatch> Result;
  if (!Document || !readJsonMember(*Document, "schema", Is) || Is != Schema ||
      !readJsonMember(*Document, "patches", Result))
    return llvm::createStringError(Path + " is not what 'kphys series' writes (" + Schema + ")");
  return Result;
}

std::vector<std::string> kphys::changesSince(llvm::ArrayRef<RecordedPatch> Old,
                                             llvm::ArrayRef<RecordedPatch> New,
                                             const Analysis &Of) {
  Comparison Now(New, Of);
  std::set<std::string> SameLines;
  for (const RecordedPatch &Each : New)
    SameLines.insert(Each.Subject + "\n" + Each.Lines);
  std::vector<std::string> Result;
  std::set<RecordedSite> Continued; // places of old patches
  std::set<std::string> Introduced; // features
  for (const RecordedPatch &Each : Old) {
    std::map<StringRef, unsigned> Counts;
    std::string Why;
    Introduced.insert(Each.Feature);
    for (const RecordedSite &Site : Each.Sites) {
      Continued.insert(withoutAfter(Site));
      if (Of.Of.Filter.contains(Site.File))
        ++Counts[Now.became(Site, Why)];
    }
    bool IsSame = SameLines.count(Each.Subject + "\n" + Each.Lines) != 0;
    StringRef Status = IsSame ? "unchanged"
                       : !Each.Feature.empty()
                           ? Of.MissingFeatures.count(Each.Feature) ? "not needed" : "merged"
                       : Counts.empty()                                       ? "not asked about"
                       : Counts.count("unchanged") || Counts.count("changed") ? "changed"
                       : Counts.count("dropped")                              ? "dropped"
                                                                              : "merged";
    std::string Details;
    if (Status == "changed")
      for (const auto &[What, Number] : Counts)
        Details += (Details.empty() ? "" : ", ") + std::to_string(Number) + " " + What.str();
    if (!Why.empty() && Status != "unchanged")
      Details += (Details.empty() ? "" : ": ") + Why;
    Result.push_back(printableName(Status.str() + ": " + Each.Subject +
                                   (Details.empty() ? "" : " (" + Details + ")")));
  }
  for (const RecordedPatch &Each : New)
    if (Each.Feature.empty() ? llvm::none_of(Each.Sites,
                                             [&](const RecordedSite &Site) {
                                               return Continued.count(withoutAfter(Site)) != 0;
                                             })
                             : !Introduced.count(Each.Feature))
      Result.push_back(printableName("new: " + Each.Subject));
  return Result;
}
