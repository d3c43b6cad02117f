// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/CodeProof.h"

#include "tool/decide/CodeVerdict.h"
#include "tool/program/Inquiry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

class CodeProver {
public:
  CodeProver(const VerificationInput &Input, SiteTable &Sites) : Input(Input), Sites(Sites) {}

  Expected<std::vector<FailedCondition>> run() {
    if (Error E = readOverlays())
      return std::move(E);
    for (Site &Each : Sites) // what was proven in other texts is not in these
      Each.Proof = SiteProof::Reparsed;
    std::map<size_t, Comparison> Outcomes = compareAll(changedUnits());
    std::vector<FailedCondition> Failed;
    for (const auto &[Unit, Outcome] : Outcomes)
      addFallbacks(Input.In.Program.Units[Unit].Source, Outcome, Failed);
    if (!Failed.empty())
      return Failed;
    for (const auto &[Unit, Outcome] : Outcomes)
      CodeVerdict(Outcome, Input.In.Program.Units[Unit].Source, callsIn(Unit), Sites)
          .apply(Sites, Failed);
    addUnproven(Failed);
    return Failed;
  }

private:
  Error readOverlays() {
    for (bool IsAfter : {false, true}) {
      EditsByFile &Edits = this->Edits[IsAfter];
      Edits = IsAfter ? collectEdits(Sites, Input.Preparation) : EditsByFile(Input.Preparation);
      if (!IsAfter)
        makeComparable(Edits);
      for (const auto &[File, Text] : TargetProfile::equivalences())
        if (llvm::sys::fs::exists(Input.In.Program.Tree.Root + "/" + File))
          Edits.try_emplace(File);
      Expected<std::vector<EditedFile>> Files =
          readEditedFiles(Input.In.Program.Tree.Root, Edits, Input.Texts);
      if (!Files)
        return Files.takeError();
      for (const EditedFile &File : *Files) {
        std::string Text = File.after();
        auto Same = TargetProfile::equivalences().find(File.Path);
        if (Same != TargetProfile::equivalences().end())
          Text += Same->second;
        if (auto Hash = MadeComparable.find(File.Path); Hash != MadeComparable.end() && !IsAfter)
          Hash->second = llvm::utohexstr(llvm::xxh3_64bits(Text));
        for (std::string &Path : Input.In.Program.pathsOf(File.Path))
          (IsAfter ? After : Before)[std::move(Path)] = Text;
      }
    }
    return Error::success();
  }

  void makeComparable(EditsByFile &Edits) {
    for (const Site &Each : Sites)
      if (Each.isRewritten() && !Each.chosen().Comparable.empty()) {
        std::vector<TextEdit> &Into = Edits[Each.File];
        const std::vector<TextEdit> &Made = Each.chosen().Comparable;
        Into.insert(Into.end(), Made.begin(), Made.end());
        llvm::sort(Into);
        MadeComparable.try_emplace(Each.File);
      }
  }

  struct Proof {
    size_t Unit;
    bool OfHeaders; ///< it must have code of inline functions that it does not use, too
  };

  /// Each changed source, and for each call in a header a few units that have it.
  std::vector<Proof> changedUnits() const {
    constexpr unsigned UnitsPerCall = 2;
    std::set<std::string> Changed;
    std::map<SitePlace, std::vector<unsigned>> InHeaders; ///< units still to take, by build
    for (const Site &Each : Sites)
      if (Each.isRewritten()) {
        Changed.insert(Each.File);
        if (llvm::StringRef(Each.File).ends_with(".h"))
          InHeaders[{Each.File, Each.Where.Offset}].assign(Input.In.Program.Builds.size(),
                                                           UnitsPerCall);
      }
    std::vector<Proof> Result;
    for (const auto &[Unit, Facts] : Input.Units) {
      const size_t Build = Input.In.Program.Units[Unit].Build;
      bool OfHeaders = false;
      for (const SiteFact &Fact : Facts.Sites)
        if (auto Left = InHeaders.find({Fact.File, Fact.Offset});
            Left != InHeaders.end() && Fact.Is == Role::Call && Left->second[Build] > 0) {
          --Left->second[Build];
          OfHeaders = true;
        }
      if (OfHeaders || Changed.count(Input.In.Program.Units[Unit].Source))
        Result.push_back({Unit, OfHeaders});
    }
    return Result;
  }

  /// What the outcome depends on but the unit and its files as they are to be: how those were made
  /// comparable before, and what is asked about them.
  std::string variant(const Proof &Each) const {
    std::string Result = Each.OfHeaders ? "headers" : "";
    std::set<std::string> Read = Input.In.Program.treeFiles(Input.Units.at(Each.Unit).Parse.Files);
    for (const auto &[File, Hash] : MadeComparable)
      if (Read.count(File))
        Result += " " + File + ":" + Hash;
    for (const Site *Of : rewrittenIn(Each.Unit))
      Result += " " + placeName(*Of);
    return Result;
  }

  /// Only what no earlier round, or run, has compared in the same state is compiled.
  std::map<size_t, Comparison> compareAll(const std::vector<Proof> &Proofs) const {
    ProjectFiles Files(Input.In.Program, After, Input.In.treeCache());
    ParseCache Known(Input.In, Files, "code");
    std::map<size_t, Comparison> Result;
    Inquiry<Proof, Comparison> Compared(Known, Input.In.workers("checking"));
    Compared.Variant = [&](const Proof &Each) { return variant(Each); };
    Compared.Ask = [&](const Proof &Each) { return compare(Each); };
    Compared.Take = [&](const Proof &Each, Expected<Comparison> Said, Origin From) {
      Input.Code.Compiled += From == Origin::Asked;
      Input.Code.KnownFromRound += From == Origin::EarlierRound;
      Input.Code.Known += From == Origin::EarlierRun;
      Comparison &Into = Result[Each.Unit];
      if (Said) {
        Into = std::move(*Said);
        return;
      }
      Into.Problem = llvm::toString(Said.takeError());
      Input.Unanswered.push_back(Input.In.Program.describe(Each.Unit) +
                                 ": its code could not be compared: " + Into.Problem);
    };
    Compared.run(Proofs);
    for (const auto &[Unit, Outcome] : Result)
      Input.Code.Functions[Unit] = Outcome.Functions.size();
    return Result;
  }

  Comparison compare(const Proof &Each) const {
    CodeSides Sides = {
        Input.In.Program.Units[Each.Unit].Command, Before, After, {}, {}, Each.OfHeaders};
    for (const Site *Of : rewrittenIn(Each.Unit)) {
      if (Of->Where.Macro.empty() &&
          (Each.OfHeaders || Of->File == Input.In.Program.Units[Each.Unit].Source))
        Sides.Needed.insert(placeName(*Of));
      for (bool IsAfter : {false, true}) {
        GeneratedCode::Questions &Asked = Sides.Asked[IsAfter];
        if (!Of->Where.Macro.empty())
          Asked.Macros.insert(Of->Where.Macro);
        else
          for (const std::string &Root : Input.In.Program.TreeRoots)
            Asked.Places[Root + "/" + Of->File].emplace_back(newOffset(*Of, IsAfter),
                                                             placeName(*Of));
      }
    }
    return compareCode(Sides);
  }

  /// Where the text of \p Of is once the edits are made.
  unsigned newOffset(const Site &Of, bool IsAfter) const {
    unsigned Old = Of.Where.Offset, Result = Old;
    auto Known = Edits[IsAfter].find(Of.File);
    if (Known == Edits[IsAfter].end())
      return Result;
    for (const TextEdit &Each : Known->second) {
      if (Each.Offset >= Old)
        break;
      bool IsInside = Each.Offset + Each.Length > Old;
      Result += IsInside ? Each.Offset - Old : Each.Text.size() - Each.Length;
    }
    return Result;
  }

  /// The rewritten sites that \p Unit has a call of.
  std::vector<const Site *> rewrittenIn(size_t Unit) const {
    std::set<SitePlace> Calls = callsIn(Unit);
    std::vector<const Site *> Result;
    for (const Site &Each : Sites)
      if (Each.isRewritten() && Calls.count({Each.File, Each.Where.Offset}))
        Result.push_back(&Each);
    return Result;
  }

  std::set<SitePlace> callsIn(size_t Unit) const {
    std::set<SitePlace> Result;
    for (const SiteFact &Fact : Input.Units.at(Unit).Sites)
      if (Fact.Is == Role::Call)
        Result.insert({Fact.File, Fact.Offset});
    return Result;
  }

  /// Where any code of \p File differs, the sites that can do with less are to be compared again
  /// without the rest.
  void addFallbacks(const std::string &File, const Comparison &Compared,
                    std::vector<FailedCondition> &Failed) {
    std::string Difference = Compared.firstDifference();
    if (Difference.empty())
      return;
    // A relay is given up, with all that belongs to it, when nothing else can do with less.
    std::vector<FailedCondition> OfCalls, OfRelays;
    for (Site &Each : Sites)
      if (Each.File == File && Each.isRewritten() && Each.Plan.Alternatives.size() > 1)
        (Each.chosen().In.empty() ? OfCalls : OfRelays)
            .push_back({{&Each}, Reason::CodeDiffers, Difference});
    llvm::append_range(Failed, OfCalls.empty() ? OfRelays : OfCalls);
  }

  void addUnproven(std::vector<FailedCondition> &Failed) {
    for (Site &Each : Sites)
      if (Each.isRewritten() && Each.Proof == SiteProof::Reparsed &&
          Each.Plan.Code == CodeDemand::Same)
        Failed.push_back(
            {{&Each}, Reason::CodeDiffers, "no unit that was compiled has code of it"});
  }

  const VerificationInput &Input;
  SiteTable &Sites;
  FileOverlay Before, After;
  EditsByFile Edits[2];                              ///< that make them
  std::map<std::string, std::string> MadeComparable; ///< a hash of what they are before, by file
};

} // namespace

Expected<std::vector<FailedCondition>> kphys::proveCode(const VerificationInput &Input,
                                                        SiteTable &Sites) {
  return CodeProver(Input, Sites).run();
}
