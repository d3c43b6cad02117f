// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/PatchGate.h"

#include "checks/sources/Paths.h"
#include "tool/analysis/UnitOutcome.h"
#include "tool/analysis/Values.h"
#include "tool/patch/AffectedUnits.h"
#include "tool/patch/NewFindings.h"
#include "tool/patch/UnifiedPatch.h"
#include "tool/unit/CheckUnit.h"
#include "tool/unit/KindFindings.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// The tree on one side of the patch.
struct Side {
  FileOverlay Overlay;
  std::map<std::string, std::optional<std::string>> Texts; ///< of changed files, by name
  std::vector<UnitFinding> Findings;
  SolvedIndex::FreshUnits Flows;
};

class Gate {
public:
  Gate(const Project &Of, const UnitOptions &Options, const WorkerOptions &Workers)
      : Of(Of), Options(Options), Workers(Workers) {}

  Expected<GateResult> run(llvm::StringRef Text) {
    Expected<std::vector<FilePatch>> Patches = readPatch(Text);
    if (!Patches)
      return Patches.takeError();
    Expected<PatchedFiles> Applied =
        applyPatches(*Patches, [&](const std::string &Name) { return onDisk(Name); });
    if (!Applied)
      return Applied.takeError();
    Patched = std::move(*Applied);
    Result.IsApplied = Patched.IsApplied;
    for (const ChangedFile &Each : Patched.Files) {
      addTo(Before, Each.OldName, Each.Before);
      addTo(After, Each.NewName, Each.After);
    }
    if (Error E = parseBothSides())
      return std::move(E);
    if (!Options.Index.empty())
      if (Error E = addKinds())
        return std::move(E);
    for (Side *Each : {&Before, &After}) { // a header's findings come with each of its units
      llvm::sort(Each->Findings);
      Each->Findings.erase(std::unique(Each->Findings.begin(), Each->Findings.end()),
                           Each->Findings.end());
    }
    Result.New = newFindings(Before.Findings, After.Findings, Patched.Files);
    Result.Read = [Texts = After.Texts, Root = Of.Tree.Root](const std::string &Name) {
      if (auto Changed = Texts.find(Name); Changed != Texts.end())
        return Changed->second.value_or("");
      return textBelow(Root, Name).value_or("");
    };
    return std::move(Result);
  }

private:
  static std::optional<std::string> textBelow(const std::string &Root, const std::string &Name) {
    auto Text = llvm::MemoryBuffer::getFile(Root + "/" + Name);
    return Text ? std::optional<std::string>((*Text)->getBuffer().str()) : std::nullopt;
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
      for (const std::string &Root : Of.TreeRoots)
        Into.Overlay[Root + "/" + Name] = *Text;
  }

  Error parseBothSides() {
    Expected<AffectedUnits> Affected = affectedUnits(Of, Patched, Options.Index);
    if (!Affected)
      return Affected.takeError();
    Result.Notes = std::move(Affected->Notes);
    struct Job {
      Side *Of;
      CompileCommand Command;
    };
    std::vector<Job> Jobs;
    auto Add = [&](Side &Into, CompileCommand Command, const std::string &File) {
      if (File.empty())
        return;
      Command.File = File;
      Jobs.push_back({&Into, std::move(Command)});
    };
    for (const AffectedUnit &Each : Affected->Units) {
      Add(Before, Each.Command, Each.OldFile);
      Add(After, Each.Command, Each.NewFile);
    }
    UnitChecks::Wanted Which;
    if (!Options.Index.empty())
      Which.Kinds = UnitChecks::Wanted::FlowsOnly;
    runJobs(
        Jobs.size(), Workers,
        [&](size_t I) {
          nlohmann::json Json =
              checkUnit(Jobs[I].Command, Jobs[I].Of->Overlay, Of.Tree.Root, Options, Which);
          return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        [&](size_t I, const JobOutcome &Outcome) { take(*Jobs[I].Of, Jobs[I].Command, Outcome); });
    return Error::success();
  }

  void take(Side &Into, const CompileCommand &Command, const JobOutcome &Outcome) {
    UnitRecord Record;
    llvm::StringRef Name = Command.File;
    for (const std::string &Root : Of.TreeRoots)
      if (Name.consume_front(Root + "/"))
        break;
    Record.File = Name.str();
    if (hasPayload(Outcome, Record)) {
      auto Said = nlohmann::json::parse(Outcome.Payload).get<UnitResult>();
      ParseOutcome Parse;
      Parse.Diagnostics = std::move(Said.Errors);
      recordParse(Parse, {}, Of, Record);
      if (!Said.Problem.empty())
        Result.Notes.push_back(Said.Problem);
      Into.Findings.insert(Into.Findings.end(), Said.Findings.begin(), Said.Findings.end());
      if (!Record.failed())
        Into.Flows[Said.Source] = {std::move(Said.LinkUnit), std::move(Said.Flows)};
    }
    // What was wrong before is not the patch's fault.
    if (&Into == &After)
      Result.Units.push_back(std::move(Record));
  }

  /// Adds the conflicts of the whole program to both sides. Those that have nothing to do with the
  /// changed units are the same, and left out.
  Error addKinds() {
    std::set<std::string> Files;
    for (const ChangedFile &Each : Patched.Files)
      Files.insert({Each.OldName, Each.NewName});
    for (const Side *Each : {&Before, &After})
      for (const auto &[Source, Said] : Each->Flows) {
        Files.insert(Source);
        if (auto Own = Said.Flows.Parts.find(""); Own != Said.Flows.Parts.end())
          for (const FlowEdge &Edge : Own->second.Edges)
            if (!isSharedHeader(Edge.File))
              Files.insert(Edge.File);
      }
    Expected<bool> Found = addKinds(After, Files);
    if (!Found || !*Found)
      return Found.takeError();
    return addKinds(Before, Files).takeError();
  }

  /// True if there were any.
  Expected<bool> addKinds(Side &Into, const std::set<std::string> &Files) {
    Expected<KindCatalog> Kinds = KindCatalog::embedded();
    if (!Kinds)
      return Kinds.takeError();
    for (auto &[Source, Said] : Into.Flows) // the index knows the shared headers better
      std::erase_if(Said.Flows.Parts, [](const auto &Part) { return !Part.first.empty(); });
    auto Solved = SolvedIndex::read(Options.Index, *Kinds, Into.Flows);
    if (!Solved)
      return Solved.takeError();
    auto Text = [&](const std::string &Name) {
      auto Changed = Into.Texts.find(Name);
      return (Changed == Into.Texts.end() ? onDisk(Name) : Changed->second).value_or("");
    };
    size_t Count = Into.Findings.size();
    for (UnitFinding &Each : kindFindings(**Solved, Options.Level, Text))
      if (Files.count(Each.File) || llvm::any_of(Each.Notes, [&](const FindingNote &Note) {
            return Files.count(Note.File) != 0;
          }))
        Into.Findings.push_back(std::move(Each));
    return Into.Findings.size() != Count;
  }

  const Project &Of;
  const UnitOptions &Options;
  const WorkerOptions &Workers;
  PatchedFiles Patched;
  Side Before, After;
  GateResult Result;
};

} // namespace

Expected<GateResult> kphys::checkPatch(llvm::StringRef Text, const Project &Of,
                                       const UnitOptions &Options, const WorkerOptions &Workers) {
  return Gate(Of, Options, Workers).run(Text);
}
