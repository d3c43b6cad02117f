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
    std::vector<size_t> Units = changedUnits();
    std::map<size_t, Comparison> Outcomes = compareAll(Units);
    bool Refused = false;
    for (const auto &[Unit, Outcome] : Outcomes)
      Refused |= judge(Input.Of.Units[Unit].Source, Outcome);
    return Refused;
  }

private:
  Error readOverlays() {
    for (bool IsAfter : {false, true}) {
      EditsByFile Edits =
          IsAfter ? collectEdits(Sites, Input.Preparation) : EditsByFile(Input.Preparation);
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

  /// Each changed source, and for a changed header a few units that read it.
  std::vector<size_t> changedUnits() const {
    constexpr unsigned UnitsPerHeader = 3;
    std::map<std::string, unsigned> Wanted; // by file
    for (const Site &Each : Sites)
      if (Each.Status == SiteStatus::Rewritten)
        Wanted[Each.File] = UnitsPerHeader;
    std::vector<size_t> Result;
    for (const auto &[Unit, Facts] : Input.Units) {
      bool IsWanted = Wanted.count(Input.Of.Units[Unit].Source) != 0;
      for (const std::string &File : treeFiles(Facts.Parse, Input.Of))
        if (auto Left = Wanted.find(File); Left != Wanted.end() && Left->second > 0) {
          --Left->second;
          IsWanted = true;
        }
      if (IsWanted)
        Result.push_back(Unit);
    }
    return Result;
  }

  std::map<size_t, Comparison> compareAll(const std::vector<size_t> &Units) const {
    ParseCache Known(Input.Cache, Input.Of, After, "code");
    std::map<size_t, Comparison> Result;
    std::vector<size_t> Unknown;
    for (size_t Unit : Units)
      if (std::optional<ParseCache::Answer> Found = Known.find(Unit)) {
        Result[Unit] = nlohmann::json::parse(Found->Text).get<Comparison>();
        ++Input.Parses.Known;
      } else {
        Unknown.push_back(Unit);
      }
    runJobs(
        Unknown.size(), Input.Workers,
        [&](size_t I) {
          return nlohmann::json(compare(Unknown[I]))
              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        [&](size_t I, const JobOutcome &Ended) {
          Comparison &Into = Result[Unknown[I]];
          if (Ended.Ended != JobOutcome::Status::Done) {
            Into.Problem = Ended.Why;
            return;
          }
          Into = nlohmann::json::parse(Ended.Payload).get<Comparison>();
          std::vector<std::string> Files = std::exchange(Into.Files, {});
          Known.store(Unknown[I], {std::move(Files), nlohmann::json(Into).dump()});
        });
    return Result;
  }

  /// Code that is the same before it is optimized stays the same. Where it is not, what the
  /// optimizer makes of both decides.
  Comparison compare(size_t Unit) const {
    Comparison Result = compare(Unit, CodeForm::Unoptimized);
    return Result.Problem.empty() && Result.Differs.empty() ? Result
                                                            : compare(Unit, CodeForm::Assembly);
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

  bool judge(const std::string &File, const Comparison &Of) {
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
      // A header's function says something of a unit that has code for it.
      bool HasCode = Functions.count(Each.Function) || Of.Differs.count(Each.Function);
      bool IsConcerned =
          Each.File == File || (HasCode && llvm::StringRef(Each.File).ends_with(".h"));
      if (Each.Status != SiteStatus::Rewritten || !IsConcerned)
        continue;
      auto Difference = Of.Differs.find(Each.Function);
      std::string Problem = Of.Problem;
      if (Difference != Of.Differs.end())
        Problem = Each.Function + "(): " + Difference->second;
      else if (IsElsewhere && !Functions.count(Each.Function))
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

  static void prove(Site &Each) {
    Each.Proof = Each.Intended.empty() ? SiteProof::Identical : SiteProof::Explained;
    Each.Detail = Each.Intended;
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
