// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/CodeProof.h"

#include "tool/analysis/CodeVerdict.h"
#include "tool/program/Inquiry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/xxhash.h"
#include <list>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

class CodeProver {
public:
  CodeProver(const VerificationInput &Input, const Catalog &Names, SiteTable &Sites)
      : Input(Input), Names(Names), Sites(Sites) {}

  Expected<bool> run() {
    if (Error E = readOverlays())
      return std::move(E);
    for (Site &Each : Sites) // what was proven in other texts is not in these
      Each.Proof = SiteProof::Reparsed;
    std::map<size_t, Comparison> Outcomes = compareAll(changedUnits());
    bool AnyLess = false, Refused = false;
    for (const auto &[Unit, Outcome] : Outcomes)
      AnyLess |= fallBackIn(Input.Of.Units[Unit].Source, Outcome);
    if (AnyLess)
      return true;
    std::list<CodeVerdict> Verdicts; // all of the same sites, before one refuses any
    for (const auto &[Unit, Outcome] : Outcomes)
      Verdicts.emplace_back(Outcome, Names, Input.Of.Units[Unit].Source, callsIn(Unit), Sites);
    for (const CodeVerdict &Each : Verdicts)
      Refused |= Each.apply(Sites);
    return refuseUnproven() || Refused;
  }

private:
  Error readOverlays() {
    for (bool IsAfter : {false, true}) {
      EditsByFile &Edits = this->Edits[IsAfter];
      Edits = IsAfter ? collectEdits(Sites, Input.Preparation) : EditsByFile(Input.Preparation);
      if (!IsAfter)
        makeComparable(Edits);
      for (const auto &[File, Text] : TargetProfile::equivalences())
        if (llvm::sys::fs::exists(Input.Of.Tree.Root + "/" + File))
          Edits.try_emplace(File);
      Expected<std::vector<EditedFile>> Files =
          readEditedFiles(Input.Of.Tree.Root, Edits, Input.Texts);
      if (!Files)
        return Files.takeError();
      for (const EditedFile &File : *Files) {
        std::string Text = File.after();
        auto Same = TargetProfile::equivalences().find(File.Path);
        if (Same != TargetProfile::equivalences().end())
          Text += Same->second;
        if (auto Hash = MadeComparable.find(File.Path); Hash != MadeComparable.end() && !IsAfter)
          Hash->second = llvm::utohexstr(llvm::xxh3_64bits(Text));
        for (std::string &Path : Input.Of.pathsOf(File.Path))
          (IsAfter ? After : Before)[std::move(Path)] = Text;
      }
    }
    return Error::success();
  }

  void makeComparable(EditsByFile &Edits) {
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && !Each.Comparable.empty()) {
        std::vector<TextEdit> &Into = Edits[Each.File];
        Into.insert(Into.end(), Each.Comparable.begin(), Each.Comparable.end());
        llvm::sort(Into);
        MadeComparable.try_emplace(Each.File);
      }
  }

  using Place = SitePlace;

  struct Proof {
    size_t Unit;
    bool OfHeaders; ///< it must have code of inline functions that it does not use, too
  };

  /// Each changed source, and for each call in a header a few units that have it.
  std::vector<Proof> changedUnits() const {
    constexpr unsigned UnitsPerCall = 2;
    std::set<std::string> Changed;
    std::map<Place, unsigned> InHeaders;
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten) {
        Changed.insert(Each.File);
        if (llvm::StringRef(Each.File).ends_with(".h"))
          InHeaders[{Each.File, Each.Where.Offset}] = UnitsPerCall;
      }
    std::vector<Proof> Result;
    for (const auto &[Unit, Facts] : Input.Units) {
      bool OfHeaders = false;
      for (const SiteFact &Fact : Facts.Sites)
        if (auto Left = InHeaders.find({Fact.File, Fact.Offset});
            Left != InHeaders.end() && Fact.Is == Role::Call && Left->second > 0) {
          --Left->second;
          OfHeaders = true;
        }
      if (OfHeaders || Changed.count(Input.Of.Units[Unit].Source))
        Result.push_back({Unit, OfHeaders});
    }
    return Result;
  }

  /// What the outcome depends on but the unit and its files as they are to be: how those were made
  /// comparable before, and what is asked about them.
  std::string variant(const Proof &Each) const {
    std::string Result = Each.OfHeaders ? "headers" : "";
    std::set<std::string> Read = treeFiles(Input.Units.at(Each.Unit).Parse, Input.Of);
    for (const auto &[File, Hash] : MadeComparable)
      if (Read.count(File))
        Result += " " + File + ":" + Hash;
    for (const Site *Of : rewrittenIn(Each.Unit))
      Result += " " + placeName(*Of);
    return Result;
  }

  /// Only what no earlier round, or run, has compared in the same state is compiled.
  std::map<size_t, Comparison> compareAll(const std::vector<Proof> &Proofs) const {
    ParseCache Known(Input.Cache, Input.Of, After, "code");
    std::map<size_t, Comparison> Result;
    Inquiry<Proof, Comparison> Compared(Known, Input.Workers);
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
      Input.Unanswered.push_back(Input.Of.Units[Each.Unit].Name +
                                 ": its code could not be compared: " + Into.Problem);
    };
    Compared.run(Proofs);
    for (const auto &[Unit, Outcome] : Result)
      Input.Code.Functions[Unit] = Outcome.Functions.size();
    return Result;
  }

  Comparison compare(const Proof &Each) const {
    CodeSides Sides = {Input.Of.Units[Each.Unit].Command, Before, After, {}, {}, Each.OfHeaders};
    for (const Site *Of : rewrittenIn(Each.Unit)) {
      if (Of->Where.Macro.empty() &&
          (Each.OfHeaders || Of->File == Input.Of.Units[Each.Unit].Source))
        Sides.Needed.insert(placeName(*Of));
      for (bool IsAfter : {false, true}) {
        GeneratedCode::Questions &Asked = Sides.Asked[IsAfter];
        if (!Of->Where.Macro.empty())
          Asked.Macros.insert(Of->Where.Macro);
        else
          for (const std::string &Root : Input.Of.TreeRoots)
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
    std::set<Place> Calls = callsIn(Unit);
    std::vector<const Site *> Result;
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && Calls.count({Each.File, Each.Where.Offset}))
        Result.push_back(&Each);
    return Result;
  }

  std::set<Place> callsIn(size_t Unit) const {
    std::set<Place> Result;
    for (const SiteFact &Fact : Input.Units.at(Unit).Sites)
      if (Fact.Is == Role::Call)
        Result.insert({Fact.File, Fact.Offset});
    return Result;
  }

  /// Lets sites of \p File that change more than a call do with less, where any code differs: it
  /// is compared again without them. True if there is one.
  bool fallBackIn(const std::string &File, const Comparison &Of) {
    std::string Difference = Of.firstDifference();
    bool Any = false;
    if (!Difference.empty())
      for (Site &Each : Sites)
        if (Each.File == File && Each.Status == SiteStatus::Rewritten)
          Any |= fallBack(Each, Difference);
    return Any;
  }

  /// A mapping may stay without: what the old call did besides is gone from the code on purpose. So
  /// may a callback.
  bool refuseUnproven() {
    bool Refused = false;
    for (Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && Each.Proof == SiteProof::Reparsed &&
          Names.apis()[Each.Where.Name].Replace) {
        refuse(Each, Reason::CodeDiffers, "no unit that was compiled has code of it");
        Refused = true;
      }
    return Refused;
  }

  const VerificationInput &Input;
  const Catalog &Names;
  SiteTable &Sites;
  FileOverlay Before, After;
  EditsByFile Edits[2];                              ///< that make them
  std::map<std::string, std::string> MadeComparable; ///< a hash of what they are before, by file
};

} // namespace

Expected<bool> kphys::proveCode(const VerificationInput &Input, const Catalog &Names,
                                SiteTable &Sites) {
  return CodeProver(Input, Names, Sites).run();
}
