// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/PatchGate.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/collect/Values.h"
#include "tool/patch/AffectedUnits.h"
#include "tool/patch/NewFindings.h"
#include "tool/patch/OldApiGate.h"
#include "tool/patch/UnifiedPatch.h"
#include "tool/program/UnitOutcome.h"
#include "tool/unit/CheckUnit.h"
#include "tool/unit/KindFindings.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// The tree on one side of the patch.
struct Side {
  FileOverlay Overlay;
  std::map<std::string, std::optional<std::string>> Texts; ///< of changed files, by name
  std::vector<Finding> Findings;                           ///< of all checks but those of rewrites
  OldApiSaid OldApi;
  SolvedIndex::FreshUnits Flows;
};

class Gate {
public:
  Gate(const Project &Of, const UnitOptions &Options, const WorkerOptions &Workers)
      : Of(Of), Options(Options), Workers(Workers) {}

  Expected<GateResult> run(llvm::StringRef Text) {
    Expected<PatchedFiles> Applied = apply(Text, LineEnds::OfUnix);
    if (!Applied) {
      Expected<PatchedFiles> AsItIs = apply(Text, LineEnds::AsTheyAre);
      if (!AsItIs) {
        llvm::consumeError(AsItIs.takeError());
        return Applied.takeError();
      }
      llvm::consumeError(Applied.takeError());
      Applied = std::move(AsItIs);
    }
    openKnowledge();
    Patched = std::move(*Applied);
    Result.IsApplied = Patched.IsApplied;
    for (const ChangedFile &Each : Patched.Files) {
      addTo(Before, Each.OldName, Each.Before);
      addTo(After, Each.NewName, Each.After);
    }
    for (const std::string &Name : Patched.Gone)
      for (std::string &Path : Of.pathsOf(Name))
        (Patched.IsApplied ? Before : After).Overlay.Hidden.insert(std::move(Path));
    Expected<AffectedUnits> Affected = affectedUnits(Of, Patched, Options.Index);
    if (!Affected)
      return Affected.takeError();
    Result.Notes = std::move(Affected->Notes);
    if (Error E = look(After, Affected->Units))
      return std::move(E);
    if (!After.Findings.empty() || !After.OldApi.Rewrites.empty()) // else nothing can be new
      if (Error E = look(Before, Affected->Units))
        return std::move(E);
    for (Side *Each : {&Before, &After}) { // a header's findings come with each of its units
      llvm::sort(Each->Findings);
      Each->Findings.erase(std::unique(Each->Findings.begin(), Each->Findings.end()),
                           Each->Findings.end());
    }
    Result.Read = [Texts = After.Texts, Root = Of.Tree.Root](const std::string &Name) {
      if (auto Changed = Texts.find(Name); Changed != Texts.end())
        return Changed->second.value_or("");
      return textBelow(Root, Name).value_or("");
    };
    Result.New = newFindings(Before.Findings, After.Findings, Patched.Files);
    addNewUses();
    llvm::sort(Result.New);
    return std::move(Result);
  }

private:
  static std::optional<std::string> textBelow(const std::string &Root, const std::string &Name) {
    auto Text = readRegularFileIn(Root, Name);
    return Text ? std::optional<std::string>((*Text)->getBuffer().str()) : std::nullopt;
  }

  void openKnowledge() {
    Expected<Knowledge> Opened = Knowledge::open(Of.Tree.Root);
    if (!Opened) {
      Result.Notes.push_back("new uses of the old API are not looked for: " +
                             llvm::toString(Opened.takeError()));
      return;
    }
    Known = std::move(*Opened);
    for (const CheckRow &Each : checkTable(Known->Names))
      if (Each.From == CheckRow::Source::Rewrite)
        RewriteChecks.insert(Each.Name);
  }

  /// Adds the new uses of the old API to the findings.
  void addNewUses() {
    if (!Known)
      return;
    std::vector<ChangedFile> Files = Patched.Files;
    for (ChangedFile &Each : Files)
      if (!Each.OldName.empty() && Each.OldName != Each.NewName &&
          isThereStill(Each.OldName)) { // all of a copy is new
        Each.OldName.clear();
        Each.Before.reset();
      }
    llvm::append_range(Result.New, newUsesOfOldApi(*Known, Files, Before.OldApi, After.OldApi,
                                                   Result.Read, Result.Notes));
  }

  /// True if the patched tree has the file that was called \p Name before. A new one may have taken
  /// the name.
  bool isThereStill(const std::string &Name) const {
    for (const ChangedFile &Each : Patched.Files)
      if (Each.NewName == Name && Each.After)
        return Each.OldName == Name;
    return !After.Overlay.Hidden.count(Of.Tree.Root + "/" + Name) && onDisk(Name).has_value();
  }

  Expected<PatchedFiles> apply(llvm::StringRef Text, LineEnds Ends) const {
    Expected<std::vector<FilePatch>> Patches = readPatch(Text, Ends);
    if (!Patches)
      return Patches.takeError();
    return applyPatches(*Patches, [&](const std::string &Name) { return onDisk(Name); });
  }

  std::optional<std::string> onDisk(const std::string &Name) const {
    return textBelow(Of.Tree.Root, Name);
  }

  void addTo(Side &Into, const std::string &Name, const std::optional<std::string> &Text) {
    if (Name.empty())
      return;
    Into.Texts[Name] = Text;
    bool IsOnDisk = (&Into == &After) == Patched.IsApplied;
    if (Text && !IsOnDisk)
      for (std::string &Path : Of.pathsOf(Name))
        Into.Overlay[std::move(Path)] = *Text;
  }

  /// Finds what there is to find on one side: in the units alone, and by the index.
  Error look(Side &At, const std::vector<AffectedUnit> &Units) {
    std::vector<CompileCommand> Commands;
    for (const AffectedUnit &Each : Units)
      if (const std::string &File = &At == &After ? Each.NewFile : Each.OldFile; !File.empty()) {
        Commands.push_back(Each.Command);
        Commands.back().File = File;
      }
    UnitChecks::Wanted Which;
    if (!Options.Index.empty())
      Which.Kinds = UnitChecks::Wanted::FlowsOnly;
    runJobs(
        Commands.size(), Workers,
        [&](size_t I) {
          return writeJson(checkUnit(Commands[I], At.Overlay, Of.Tree.Root, Options, Which));
        },
        [&](size_t I, const JobOutcome &Outcome) { take(At, Commands[I], Outcome); });
    bool MayConflict = &At == &After || llvm::any_of(After.Findings, [](const Finding &Each) {
      return Each.Check == AddressKindCheck;
    });
    return Options.Index.empty() || !MayConflict ? Error::success() : addKinds(At);
  }

  void take(Side &Into, const CompileCommand &Command, const JobOutcome &Outcome) {
    UnitRecord Record;
    llvm::StringRef Name = Command.File;
    for (const std::string &Root : Of.TreeRoots)
      if (Name.consume_front(Root + "/"))
        break;
    Record.File = Name.str();
    if (std::optional<UnitResult> Said = answerOf<UnitResult>(Outcome, Record)) {
      ParseOutcome Parse;
      Parse.Diagnostics = std::move(Said->Errors);
      recordParse(Parse, {}, Of, Record);
      if (!Said->Problem.empty())
        Result.Notes.push_back(Said->Problem);
      for (Finding &Each : Said->Findings)
        (RewriteChecks.count(Each.Check) ? Into.OldApi.Rewrites : Into.Findings)
            .push_back(std::move(Each));
      llvm::append_range(Into.OldApi.Names, Said->Names);
      if (!Record.failed())
        Into.Flows[Said->Source] = {std::move(Said->LinkUnit), std::move(Said->Flows)};
    }
    // What was wrong before is not the patch's fault.
    if (&Into == &After)
      Result.Units.push_back(std::move(Record));
  }

  /// Adds the conflicts of the whole program. Those that have nothing to do with the changed units
  /// are the same on both sides, and left out.
  Error addKinds(Side &Into) {
    for (const ChangedFile &Each : Patched.Files)
      Files.insert({Each.OldName, Each.NewName});
    for (const auto &[Source, Said] : Into.Flows) {
      Files.insert(Source);
      if (auto Own = Said.Flows.Parts.find(""); Own != Said.Flows.Parts.end())
        for (const FlowEdge &Edge : Own->second.Edges)
          if (!isSharedHeader(Edge.File))
            Files.insert(Edge.File);
    }
    Files.erase("");
    Expected<KindCatalog> Kinds = KindCatalog::embedded();
    if (!Kinds)
      return Kinds.takeError();
    auto Solved = SolvedIndex::read(Options.Index, *Kinds, Into.Flows);
    if (!Solved)
      return Solved.takeError();
    auto Text = [&](const std::string &Name) {
      auto Changed = Into.Texts.find(Name);
      return (Changed == Into.Texts.end() ? onDisk(Name) : Changed->second).value_or("");
    };
    std::vector<Finding> Found = (*Solved)->conflicts(Options.Level);
    llvm::erase_if(Found, [&](const Finding &Each) {
      return !Files.count(Each.File) && llvm::none_of(Each.Notes, [&](const PlaceNote &Note) {
        return Files.count(Note.File) != 0;
      });
    });
    completePlaces(Found, Text);
    llvm::append_range(Into.Findings, std::move(Found));
    return Error::success();
  }

  const Project &Of;
  const UnitOptions &Options;
  const WorkerOptions &Workers;
  std::optional<Knowledge> Known;
  std::set<std::string> RewriteChecks; ///< their findings are no more than how a use can be written
  PatchedFiles Patched;
  std::set<std::string> Files; ///< that changed, or whose units did
  Side Before, After;
  GateResult Result;
};

} // namespace

Expected<GateResult> kphys::checkPatch(llvm::StringRef Text, const Project &Of,
                                       const UnitOptions &Options, const WorkerOptions &Workers) {
  return Gate(Of, Options, Workers).run(Text);
}
