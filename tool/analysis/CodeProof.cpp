// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/CodeProof.h"

#include "rewriters/verify/GeneratedCode.h"
#include "tool/cache/ParseCache.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// What comparing the code of one unit came to.
struct Comparison {
  std::vector<std::string> Same;              ///< functions
  std::map<std::string, std::string> Differs; ///< functions, with the first difference
  std::string Problem;                        ///< why nothing can be said, if so
  std::vector<std::string> Files;             ///< that were read

  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Comparison, Same, Differs, Problem, Files)
};

class CodeProver {
public:
  CodeProver(const VerificationInput &Input, const Catalog &Names, SiteTable &Sites)
      : Input(Input), Names(Names), Sites(Sites) {}

  Expected<bool> run() {
    if (Error E = readOverlays())
      return std::move(E);
    std::map<size_t, Comparison> Outcomes = compareAll(changedUnits());
    bool AnyLess = false, Refused = false;
    for (const auto &[Unit, Outcome] : Outcomes)
      AnyLess |= fallBackIn(Input.Of.Units[Unit].Source, Outcome);
    if (AnyLess)
      return true;
    for (const auto &[Unit, Outcome] : Outcomes)
      Refused |= judge(Unit, Outcome);
    return refuseUnproven() || Refused;
  }

private:
  Error readOverlays() {
    for (bool IsAfter : {false, true}) {
      EditsByFile Edits =
          IsAfter ? collectEdits(Sites, Input.Preparation) : EditsByFile(Input.Preparation);
      if (!IsAfter)
        makeComparable(Edits);
      for (const auto &[File, Text] : TargetProfile::equivalences())
        if (llvm::sys::fs::exists(Input.Of.Tree.Root + "/" + File))
          Edits.try_emplace(File);
      Expected<std::vector<EditedFile>> Files = readEditedFiles(Input.Of.Tree.Root, Edits);
      if (!Files)
        return Files.takeError();
      for (const EditedFile &File : *Files) {
        std::string Text = File.after();
        auto Same = TargetProfile::equivalences().find(File.Path);
        if (Same != TargetProfile::equivalences().end())
          Text += Same->second;
        for (const std::string &Root : Input.Of.TreeRoots)
          (IsAfter ? After : Before)[Root + "/" + File.Path] = Text;
      }
    }
    return Error::success();
  }

  void makeComparable(EditsByFile &Edits) const {
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && !Each.Comparable.empty()) {
        std::vector<TextEdit> &Into = Edits[Each.File];
        Into.insert(Into.end(), Each.Comparable.begin(), Each.Comparable.end());
        llvm::sort(Into);
      }
  }

  using Place = std::pair<std::string, unsigned>; ///< a file and an offset in it

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

  std::map<size_t, Comparison> compareAll(const std::vector<Proof> &Proofs) const {
    ParseCache Known(Input.Cache, Input.Of, After, "code");
    auto Variant = [](const Proof &Each) { return Each.OfHeaders ? "headers" : ""; };
    std::map<size_t, Comparison> Result;
    std::vector<Proof> Unknown;
    for (const Proof &Each : Proofs)
      if (std::optional<ParseCache::Answer> Found = Known.find(Each.Unit, Variant(Each))) {
        Result[Each.Unit] = nlohmann::json::parse(Found->Text).get<Comparison>();
        ++Input.Parses.Known;
      } else {
        Unknown.push_back(Each);
      }
    runJobs(
        Unknown.size(), Input.Workers,
        [&](size_t I) {
          return nlohmann::json(compare(Unknown[I]))
              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        [&](size_t I, const JobOutcome &Ended) {
          Comparison &Into = Result[Unknown[I].Unit];
          if (Ended.Ended != JobOutcome::Status::Done) {
            Into.Problem = Ended.Why;
            return;
          }
          Into = nlohmann::json::parse(Ended.Payload).get<Comparison>();
          std::vector<std::string> Files = std::exchange(Into.Files, {});
          Known.store(Unknown[I].Unit, {std::move(Files), nlohmann::json(Into).dump()},
                      Variant(Unknown[I]));
        });
    return Result;
  }

  /// Code that is the same before it is optimized stays the same. Where it is not, what the
  /// optimizer makes of both decides.
  Comparison compare(const Proof &Each) const {
    Comparison Result = compare(Each.Unit, Each.OfHeaders ? CodeForm::UnoptimizedWithUnused
                                                          : CodeForm::Unoptimized);
    if (Result.Problem.empty() && Result.Differs.empty())
      return Result;
    std::vector<std::string> Same = std::move(Result.Same);
    Result = compare(Each.Unit, CodeForm::Assembly);
    llvm::erase_if(Same, [&](const std::string &Name) { return Result.Differs.count(Name) != 0; });
    Result.Same.insert(Result.Same.end(), Same.begin(), Same.end());
    return Result;
  }

  Comparison compare(size_t Unit, CodeForm Form) const {
    const CompileCommand &Command = Input.Of.Units[Unit].Command;
    Comparison Result;
    FunctionCode Functions[2];
    for (bool IsAfter : {false, true}) {
      HeaderUse Use;
      ParseOutcome Outcome = parseUnit(
          Command, IsAfter ? After : Before,
          [&] { return generateCode(Form, Functions[IsAfter], Use); }, comparableArguments(Form));
      auto Wrong = llvm::find_if(Outcome.Diagnostics,
                                 [](const UnitDiagnostic &Each) { return Each.IsError; });
      if (Wrong != Outcome.Diagnostics.end())
        Result.Problem = Wrong->Message;
      Result.Files = Use.files(Command.File);
    }
    for (const auto &[Name, Old] : Functions[false]) {
      std::string Difference = firstDifference(Old, Functions[true][Name]);
      if (Difference.empty())
        Result.Same.push_back(Name);
      else
        Result.Differs[Name] = Difference;
    }
    return Result;
  }

  bool judge(size_t Unit, const Comparison &Of) {
    const std::string &File = Input.Of.Units[Unit].Source;
    std::set<Place> Calls;
    for (const SiteFact &Fact : Input.Units.at(Unit).Sites)
      if (Fact.Is == Role::Call)
        Calls.insert({Fact.File, Fact.Offset});
    bool Refused = false;
    std::set<std::string> Functions(Of.Same.begin(), Of.Same.end());
    // Code of a function that was inlined is in some other one.
    bool IsElsewhere = llvm::any_of(Of.Differs, [&](const auto &Each) {
      return llvm::none_of(Sites, [&](const Site &Other) {
        return Other.File == File && Other.Function == Each.first &&
               Other.Status == SiteStatus::Rewritten;
      });
    });
    for (Site &Each : Sites) {
      // Of a header's function there must be code; what a macro is part of is anywhere.
      bool HasCode = Functions.count(Each.Function) || Of.Differs.count(Each.Function) ||
                     !Each.Where.Macro.empty();
      bool IsConcerned =
          Each.File == File || (HasCode && Calls.count({Each.File, Each.Where.Offset}));
      if (Each.Status != SiteStatus::Rewritten || !IsConcerned)
        continue;
      auto Difference = Of.Differs.find(Each.Function);
      std::string Problem = Of.Problem;
      if (Difference != Of.Differs.end())
        Problem = Each.Function + "(): " + Difference->second;
      else if (Each.Where.Macro.empty() ? IsElsewhere && !Functions.count(Each.Function)
                                        : !Of.Differs.empty())
        Problem = Of.Differs.begin()->first + "(): " + Of.Differs.begin()->second;
      const Api &Known = Names.apis()[Each.Where.Name];
      if (Known.Converts)
        continue; // the functions are meant to do something else with something else
      if (Problem.empty())
        prove(Each);
      else if (!Known.Maps)
        Refused |= refuse(Each, Problem);
    }
    return Refused;
  }

  /// Lets sites of \p File that change more than a call do with less, where any code differs: it
  /// is compared again without them. True if there is one.
  bool fallBackIn(const std::string &File, const Comparison &Of) {
    bool Any = false;
    if (!Of.Problem.empty() || !Of.Differs.empty())
      for (Site &Each : Sites)
        if (Each.File == File && Each.Status == SiteStatus::Rewritten)
          Any |= fallBack(Each, Of.Problem.empty() ? "the code of " + Of.Differs.begin()->first +
                                                         "() differs: " + Of.Differs.begin()->second
                                                   : Of.Problem);
    return Any;
  }

  /// A mapping may stay without: what the old call did besides is gone from the code on purpose. So
  /// may a callback.
  bool refuseUnproven() {
    bool Refused = false;
    for (Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten && Each.Proof == SiteProof::Reparsed &&
          Names.apis()[Each.Where.Name].Replace)
        Refused |= refuse(Each, "no unit that was compiled has code of it");
    return Refused;
  }

  static void prove(Site &Each) {
    bool IsKnown = Each.Proof != SiteProof::Reparsed;
    Each.Proof = Each.Intended.empty() ? SiteProof::Identical : SiteProof::Explained;
    if (!IsKnown && !Each.Intended.empty())
      Each.Detail = Each.Intended + (Each.Detail.empty() ? "" : "; " + Each.Detail);
  }

  static bool refuse(Site &Each, const std::string &Why) {
    kphys::refuse(Each, "code-differs", Why);
    return true;
  }

  const VerificationInput &Input;
  const Catalog &Names;
  SiteTable &Sites;
  FileOverlay Before, After;
};

} // namespace

Expected<bool> kphys::proveCode(const VerificationInput &Input, const Catalog &Names,
                                SiteTable &Sites) {
  return CodeProver(Input, Names, Sites).run();
}
