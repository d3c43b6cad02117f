// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Verification.h"

#include "checks/sources/EarlyMacros.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/verify/CheckEdited.h"
#include "rewriters/verify/NewDiagnostics.h"
#include "tool/program/Inquiry.h"
#include "tool/program/PchPool.h"
#include "llvm/ADT/SetOperations.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

namespace {

/// What a check came to.
struct Outcome {
  std::vector<UnitDiagnostic> New;
  std::vector<std::string> Files; ///< that the unit reads
  bool UsedPch = false;
  std::string EndedEarly; ///< why there is nothing more to say
};
KPHYS_JSON_MEMBERS(Outcome, New, Files, UsedPch, EndedEarly)

} // namespace

/// Passes over the units that the edits touch.
class Verifier::Pass {
public:
  Pass(const VerificationInput &Input, SiteTable &Sites) : Input(Input), Sites(Sites) {
    for (const auto &[Unit, Facts] : Input.Units)
      FilesOf[Unit] = Input.In.Program.treeFiles(Facts.Parse.Files);
  }

  llvm::Expected<std::vector<FailedCondition>> run() {
    llvm::Expected<std::vector<EditedFile>> Read = readEditedFiles(
        Input.In.Program.Tree.Root, collectEdits(Sites, Input.Preparation), Input.Texts);
    if (!Read)
      return Read.takeError();
    Files = std::move(*Read);
    std::map<std::string, std::string> Before = std::exchange(Texts, {});
    FileOverlay Overlay;
    for (const EditedFile &File : Files) {
      std::string &Text = Texts[File.Path] = File.after();
      for (std::string &Path : Input.In.Program.pathsOf(File.Path))
        Overlay[std::move(Path)] = Text;
    }
    std::set<std::string> Changed;
    for (const Site &Each : Sites)
      if (auto Old = Before.find(Each.File);
          Each.isRewritten() && (Old == Before.end() || Old->second != Texts[Each.File]))
        Changed.insert(Each.File);
    Failed.clear();
    for (const auto &[Unit, Said] : outcomes(chooseChecks(Changed), std::move(Overlay)))
      judge(Unit, Said);
    return std::move(Failed);
  }

private:
  struct Check {
    size_t Unit;
    std::vector<std::string> Headers; ///< that it checks besides, in the tree
  };

  /// What the text of \p Reader makes of the sites in \p Header before it includes it.
  std::string macrosFor(const std::string &Header, const Unit &Reader) const {
    auto [Known, IsNew] = Deciding.try_emplace(Header);
    if (auto Text = IsNew ? readRegularFile(Input.In.Program.Tree.Root + "/" + Header)
                          : std::error_code()) {
      std::vector<unsigned> Places;
      for (const Site &Each : Sites)
        if (Each.File == Header)
          Places.push_back(Each.Where.Offset);
      Known->second = textThatDecides((*Text)->getBuffer(), Places);
    }
    auto Own = readRegularFile(Reader.Command.File);
    return Own ? earlyMacros((*Own)->getBuffer(), Known->second) : std::string();
  }

  /// What may make a difference to \p Header. One that the whole kernel shares does not depend on
  /// the flags of single drivers.
  std::string classFor(const std::string &Header, const Unit &Reader) const {
    std::string Build = Input.In.Program.Builds[Reader.Build].Name;
    if (!isSharedHeader(Header))
      return Build + flagClass(Reader.Command) + macrosFor(Header, Reader);
    return Build + (llvm::is_contained(Reader.Command.arguments(), "-DMODULE") ? "-DMODULE" : "");
  }

  using HeaderAndClass = std::pair<std::string, std::string>;

  std::vector<Check> chooseChecks(const std::set<std::string> &Changed) const {
    std::map<size_t, std::set<HeaderAndClass>> Reads; // by unit: what it could check
    std::set<HeaderAndClass> Unchecked;
    for (const auto &[Index, Facts] : Input.Units)
      for (const std::string &File : Changed)
        if (const Unit &Each = Input.In.Program.Units[Index];
            File != Each.Source && FilesOf.at(Index).count(File))
          Reads[Index].insert({File, classFor(File, Each)});
    for (const auto &[Index, Some] : Reads)
      Unchecked.insert(Some.begin(), Some.end());
    auto ForHeaders = unitsThatCover(std::move(Unchecked), std::move(Reads));
    const std::set<std::string> ForAll = declaringMembers(Changed);
    auto ReadsForAll = [&](size_t Unit) {
      return llvm::any_of(
          ForAll, [&](const std::string &File) { return FilesOf.at(Unit).count(File) != 0; });
    };
    std::vector<Check> Result;
    for (const auto &[Index, Facts] : Input.Units)
      if (ForHeaders.count(Index) || Complaints.count(Index) || ReadsForAll(Index) ||
          Changed.count(Input.In.Program.Units[Index].Source)) {
        Check &Next = Result.emplace_back(Check{Index, {}});
        for (const auto &[Header, Class] : ForHeaders[Index])
          Next.Headers.push_back(Header);
      }
    return Result;
  }

  /// Those of \p Changed in which a member that is a relay is declared: who reads one may have used
  /// it in a way that no site shows.
  std::set<std::string> declaringMembers(const std::set<std::string> &Changed) const {
    std::set<std::string> Result;
    for (const Site &Each : Sites)
      if (Each.isRewritten() && Changed.count(Each.File) && Each.Where.How == Access::Declarator &&
          !Each.Plan.Relay.empty())
        Result.insert(Each.File);
    return Result;
  }

  /// Few units that read all of \p Unchecked, each with what it is for: always the one next that
  /// reads most of what is left.
  static std::map<size_t, std::set<HeaderAndClass>>
  unitsThatCover(std::set<HeaderAndClass> Unchecked,
                 std::map<size_t, std::set<HeaderAndClass>> Reads) {
    std::map<size_t, std::set<HeaderAndClass>> Result;
    while (!Unchecked.empty()) {
      auto Most = llvm::max_element(
          Reads, [](auto &A, auto &B) { return A.second.size() < B.second.size(); });
      std::set<HeaderAndClass> &Checked = Result[Most->first] = std::move(Most->second);
      for (auto &[Unit, Some] : Reads)
        llvm::set_subtract(Some, Checked);
      llvm::set_subtract(Unchecked, Checked);
    }
    return Result;
  }

  /// By unit, with \p Overlay in place.
  std::map<size_t, Outcome> outcomes(const std::vector<Check> &Checks, FileOverlay Overlay) const {
    PchPool Edited(Input.In.precompiled(), std::move(Overlay));
    ProjectFiles Read(Input.In.Program, Edited.overlay(), Input.In.treeCache());
    ParseCache Known(Input.In, Read, "check");
    std::map<size_t, Outcome> Result;
    Inquiry<Check, Outcome> Checked(Known, Input.In.workers("checking"));
    Checked.Variant = [&](const Check &Each) { return variant(Each); };
    Checked.Prepare = [&](std::vector<Check> &Unknown) {
      std::vector<size_t> Units;
      for (const Check &Each : Unknown)
        Units.push_back(Each.Unit);
      Input.In.Parses.Made += Units.size();
      Edited.build(Units, Input.In.headers(), Input.In.workers("checking"));
      llvm::sort(Unknown, [&](const Check &A, const Check &B) {
        bool IsPlain = isPlain(A, Edited);
        return IsPlain != isPlain(B, Edited) ? IsPlain : Edited.takesLonger(A.Unit, B.Unit);
      });
    };
    Checked.Ask = [&](const Check &Each) { return check(Each, Edited); };
    Checked.Take = [&](const Check &Each, llvm::Expected<Outcome> Said, Origin From) {
      Outcome &Into = Result[Each.Unit];
      if (!Said) {
        Into.EndedEarly = llvm::toString(Said.takeError());
        Input.Unanswered.push_back(Input.In.Program.describe(Each.Unit) +
                                   ": its result could not be checked: " + Into.EndedEarly);
        return;
      }
      Into = std::move(*Said);
      Input.In.Parses.FromPch += From == Origin::Asked && Into.UsedPch;
      Input.In.Parses.KnownFromRound += From == Origin::EarlierRound;
      Input.In.Parses.Known += From == Origin::EarlierRun;
    };
    Checked.run(Checks);
    return Result;
  }

  /// What the outcome depends on but the unit and its files.
  std::string variant(const Check &Each) const {
    nlohmann::json Before = Input.Units.at(Each.Unit).Parse.Diagnostics;
    return llvm::join(Each.Headers, " ") + " " +
           llvm::utohexstr(llvm::xxh3_64bits(writeJson(Before)));
  }

  /// True if a precompiled header lacks bodies of functions that are to be checked.
  bool isPlain(const Check &Each, const PchPool &Edited) const {
    return llvm::any_of(Each.Headers, [&](const std::string &Header) {
      return llvm::any_of(Input.In.Program.pathsOf(Header), [&](const std::string &Path) {
        return Edited.hasPrecompiled(Each.Unit, Path);
      });
    });
  }

  Outcome check(const Check &Each, const PchPool &Edited) const {
    const UnitFacts &Facts = Input.Units.at(Each.Unit);
    const std::set<std::string> &Skipped = Facts.SkippedBodies;
    const ParseOutcome &Before = Facts.Parse;
    auto Extracting = [&](const std::set<std::string> &Without) {
      return Extraction({[&](clang::Preprocessor &Macros) {
        return checkEdited(Edited.overlay(), Without, Macros);
      }});
    };
    Extraction Asked = Extracting(Skipped);
    // A precompiled header brings warnings of its own (a macro redefined after it, say).
    ParseOutcome After =
        Edited.parse(Each.Unit, Asked,
                     isPlain(Each, Edited) || !Before.UsedPch ? PchPool::Start::Plain
                                                              : PchPool::Start::Precompiled);
    std::vector<UnitDiagnostic> New = newDiagnostics(Before.Diagnostics, After.Diagnostics);
    std::erase_if(New, [&](const UnitDiagnostic &One) { return isOfSkippedBodies(One, Edited); });
    if (!New.empty()) {
      // Perhaps it is only what the parse before did not say: that one may have started from a
      // precompiled header, or have seen more bodies of functions, or a function that only skipped
      // bodies use has lost its last user.
      PchPool Unedited(Input.In.Program);
      constexpr PchPool::Start Plain = PchPool::Start::Plain;
      const std::set<std::string> None;
      Extraction All = Extracting(None);
      New = newDiagnostics(Unedited.parse(Each.Unit, All, Plain).Diagnostics,
                           Skipped.empty() ? New : Edited.parse(Each.Unit, All, Plain).Diagnostics);
    }
    return {std::move(New), std::move(After.Files), After.UsedPch, ""};
  }

  /// A header's function may seem unused where the bodies of that header are not parsed.
  static bool isOfSkippedBodies(const UnitDiagnostic &One, const PchPool &Edited) {
    return llvm::StringRef(One.File).ends_with(".h") && !Edited.overlay().count(One.File) &&
           llvm::StringRef(One.Message).starts_with("unused function '");
  }

  void judge(size_t Unit, const Outcome &Said) {
    if (!Said.EndedEarly.empty()) {
      Failed.push_back({sitesOf(Unit), Reason::NotChecked, Said.EndedEarly});
      return;
    }
    const std::set<std::string> Before = std::exchange(Complaints[Unit], {});
    for (const UnitDiagnostic &New : Said.New) {
      Complaints[Unit].insert(New.Message);
      std::vector<Site *> Concerned;
      if (!Before.count(New.Message)) // that on its line was not the cause, it seems
        Concerned = sitesAt(New);
      if (Concerned.empty()) // whatever this unit got from edits may be the cause
        Concerned = sitesOf(Unit);
      Failed.push_back({std::move(Concerned), Reason::NewDiagnostic, New.Message});
    }
    if (Said.New.empty())
      Complaints.erase(Unit);
  }

  /// The sites whose edits are on the line of \p New.
  std::vector<Site *> sitesAt(const UnitDiagnostic &New) {
    std::vector<Site *> Result;
    for (const EditedFile &File : Files) {
      if (!llvm::StringRef(New.File).ends_with("/" + File.Path))
        continue;
      std::string After = File.after();
      for (Site &Each : Sites)
        if (Each.isRewritten() && Each.File == File.Path && coversLine(Each, File, After, New.Line))
          Result.push_back(&Each);
    }
    return Result;
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
    unsigned First =
        After.take_front(NewOffset(Each.chosen().Edits.front().Offset)).count('\n') + 1;
    const TextEdit &LastEdit = Each.chosen().Edits.back();
    unsigned Last = After.take_front(NewOffset(LastEdit.Offset + LastEdit.Length)).count('\n') + 1;
    return First <= Line && Line <= Last;
  }

  /// The rewritten sites that \p Unit sees, and the relays in all files that it reads.
  std::vector<Site *> sitesOf(size_t Unit) {
    std::set<SitePlace> InUnit;
    for (const SiteFact &Fact : Input.Units.at(Unit).Sites)
      InUnit.insert({Fact.File, Fact.Offset});
    std::vector<Site *> Result;
    for (Site &Each : Sites)
      if (Each.isRewritten() && (InUnit.count({Each.File, Each.Where.Offset}) ||
                                 (!Each.relay().empty() && FilesOf.at(Unit).count(Each.File))))
        Result.push_back(&Each);
    return Result;
  }

  const VerificationInput &Input;
  SiteTable &Sites;
  mutable std::map<std::string, std::string> Deciding; ///< by header: see textThatDecides()
  std::map<size_t, std::set<std::string>> FilesOf;     ///< by unit, names in the tree
  std::vector<EditedFile> Files;
  std::map<std::string, std::string> Texts; ///< after the edits, by file
  /// By unit: what was new in it when it was looked at last. It is looked at until nothing is.
  std::map<size_t, std::set<std::string>> Complaints;
  std::vector<FailedCondition> Failed;
};

EditsByFile kphys::collectEdits(const SiteTable &Sites, const EditsByFile &Preparation) {
  EditsByFile Result = Preparation;
  for (const Site &Each : Sites)
    if (Each.isRewritten())
      Result[Each.File].insert(Result[Each.File].end(), Each.chosen().Edits.begin(),
                               Each.chosen().Edits.end());
  for (auto &[File, Edits] : Result)
    sortEdits(Edits);
  return Result;
}

Verifier::Verifier(const VerificationInput &Input, SiteTable &Sites)
    : State(std::make_unique<Pass>(Input, Sites)) {}

Verifier::~Verifier() = default;

llvm::Expected<std::vector<FailedCondition>> Verifier::check() { return State->run(); }
