// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Verification.h"

#include "rewriters/verify/NewDiagnostics.h"
#include "tool/analysis/SiteMerge.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::Error;

namespace {

/// One pass over the units that the edits touch.
class Round {
public:
  Round(const VerificationInput &Input, SiteTable &Sites) : Input(Input), Sites(Sites) {}

  /// Returns true if a site was refused: another round is needed.
  llvm::Expected<bool> run() {
    llvm::Expected<std::vector<EditedFile>> Read =
        readEditedFiles(Input.TreeRoots.front(), collectEdits(Sites, Input.Preparation));
    if (!Read)
      return Read.takeError();
    Files = std::move(*Read);
    for (const EditedFile &File : Files)
      for (const std::string &Root : Input.TreeRoots)
        Overlay[Root + "/" + File.Path] = File.after();
    chooseUnits();
    std::vector<JobOutcome> Outcomes =
        runJobs(Chosen.size(), Input.Workers, [&](size_t I) { return parse(*Chosen[I]); });
    bool Refused = false;
    for (size_t I = 0; I < Chosen.size(); ++I)
      Refused |= judge(*Chosen[I], Outcomes[I]);
    return refuseBrokenGroups(Sites) || Refused;
  }

private:
  std::string parse(const ParsedUnit &Unit) const {
    nlohmann::json Json = Input.Parse(Unit.Of->Command, Overlay);
    return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  void chooseUnits() {
    std::set<std::string> Changed;
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten)
        Changed.insert(Each.File);
    std::set<std::pair<std::string, std::string>> Covered; // header and flag class
    for (const ParsedUnit &Unit : Input.Units) {
      bool Wanted = Changed.count(Unit.Of->Source) != 0;
      for (const SiteFact &Fact : Unit.Facts.Sites)
        if (Fact.File != Unit.Of->Source && Changed.count(Fact.File))
          Wanted |= Covered.insert({Fact.File, flagClass(Unit.Of->Command)}).second;
      if (Wanted)
        Chosen.push_back(&Unit);
    }
  }

  bool judge(const ParsedUnit &Unit, const JobOutcome &Outcome) {
    if (Outcome.Ended != JobOutcome::Status::Done)
      return refuseUnit(Unit, "the parse of the result ended early: " + Outcome.Why);
    auto After = nlohmann::json::parse(Outcome.Payload).get<std::vector<UnitDiagnostic>>();
    bool Refused = false;
    for (const UnitDiagnostic &New : newDiagnostics(Unit.Facts.Parse.Diagnostics, After))
      Refused |= refuseAt(New) || refuseUnit(Unit, New.Message);
    return Refused;
  }

  /// Refuses the sites whose edits are on the line of \p New.
  bool refuseAt(const UnitDiagnostic &New) {
    bool Refused = false;
    for (const EditedFile &File : Files) {
      if (!llvm::StringRef(New.File).ends_with("/" + File.Path))
        continue;
      std::string After = File.after();
      for (Site &Each : Sites)
        if (Each.Status == SiteStatus::Rewritten && Each.File == File.Path &&
            coversLine(Each, File, After, New.Line))
          Refused |= refuse(Each, New.Message);
    }
    return Refused;
  }

  /// True if, in the edited text, line \p Line has a part of \p Each.
  static bool coversLine(const Site &Each, const EditedFile &File, llvm::StringRef After,
                         unsigned Line) {
    auto NewOffset = [&](unsigned OldOffset) {
      size_t Result = OldOffset;
      for (const TextEdit &Edit : File.Edits)
        if (Edit.Offset < OldOffset)
          Result += Edit.Text.size() - Edit.Length;
      return std::min(Result, After.size());
    };
    unsigned First = After.take_front(NewOffset(Each.Edits.front().Offset)).count('\n') + 1;
    const TextEdit &LastEdit = Each.Edits.back();
    unsigned Last = After.take_front(NewOffset(LastEdit.Offset + LastEdit.Length)).count('\n') + 1;
    return First <= Line && Line <= Last;
  }

  /// The diagnostic is at no edit: whatever this unit got from edits may be the cause.
  bool refuseUnit(const ParsedUnit &Unit, const std::string &Why) {
    std::set<std::pair<std::string, unsigned>> InUnit;
    for (const SiteFact &Fact : Unit.Facts.Sites)
      InUnit.insert({Fact.File, Fact.Offset});
    bool Refused = false;
    for (Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && InUnit.count({Each.File, Each.Where.Offset}))
        Refused |= refuse(Each, Why);
    return Refused;
  }

  static bool refuse(Site &Each, const std::string &Why) {
    Each.Status = SiteStatus::Refused;
    Each.Reason = "new-diagnostic";
    Each.Detail = Why;
    return true;
  }

  const VerificationInput &Input;
  SiteTable &Sites;
  std::vector<EditedFile> Files;
  FileOverlay Overlay;
  std::vector<const ParsedUnit *> Chosen;
};

} // namespace

EditsByFile kphys::collectEdits(const SiteTable &Sites, const EditsByFile &Preparation) {
  EditsByFile Result = Preparation;
  for (const Site &Each : Sites)
    if (Each.Status == SiteStatus::Rewritten)
      Result[Each.File].insert(Result[Each.File].end(), Each.Edits.begin(), Each.Edits.end());
  for (auto &[File, Edits] : Result)
    llvm::sort(Edits);
  return Result;
}

Error kphys::verifySites(const VerificationInput &Input, SiteTable &Sites) {
  while (true) {
    llvm::Expected<bool> Refused = Round(Input, Sites).run();
    if (!Refused)
      return Refused.takeError();
    if (!*Refused)
      return Error::success();
  }
}
