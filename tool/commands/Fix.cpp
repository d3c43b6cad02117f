// kphys fix: rewrites, and hands over a diff, edited files or fixes for clang-apply-replacements.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"
#include "rewriters/apply/FixesYaml.h"
#include "rewriters/apply/InPlace.h"
#include "rewriters/apply/UnifiedDiff.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/RememberedRun.h"
#include "tool/decide/Verification.h"
#include "tool/support/Output.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &fix() { return fixCommand().Sub; }

cl::opt<std::string> DiffFile("diff", cl::desc("Write the diff to FILE (default: standard output)"),
                              cl::value_desc("FILE"), cl::init("-"), cl::sub(fix()),
                              cl::cat(optionCategory()));
cl::opt<bool> InPlace("in-place", cl::desc("Change the files of the tree instead"), cl::sub(fix()),
                      cl::cat(optionCategory()));
cl::opt<bool> Abort("abort",
                    cl::desc("With --in-place: take back what an interrupted run did, and do "
                             "nothing else"),
                    cl::sub(fix()), cl::cat(optionCategory()));
cl::opt<std::string>
    ExportFixes("export-fixes", cl::desc("Write YAML for clang-apply-replacements to FILE instead"),
                cl::value_desc("FILE"), cl::sub(fix()), cl::cat(optionCategory()));
cl::opt<bool> WithPreparation("with-prep",
                              cl::desc("Add what the tree lacks for the result to compile"),
                              cl::sub(fix()), cl::cat(optionCategory()));

llvm::Error checkOptions() {
  if ((InPlace ? 1 : 0) + ExportFixes.getNumOccurrences() + DiffFile.getNumOccurrences() > 1)
    return llvm::createStringError("only one of --diff, --in-place and --export-fixes can be used");
  if (Abort && !InPlace)
    return llvm::createStringError("--abort takes back what --in-place did: give both");
  if (InPlace)
    return checkOutputOptions();
  if (!ExportFixes.empty())
    return checkOutputOptions({{"--export-fixes", ExportFixes}});
  return checkOutputOptions({{DiffFile.getNumOccurrences() ? "--diff" : "the diff", DiffFile}});
}

bool anyRewritten(const Analysis &Result) {
  return llvm::any_of(Result.Sites,
                      [](const Site &Each) { return Each.Status == SiteStatus::Rewritten; });
}

/// Says what the tree lacks. Returns an error where --with-prep cannot be honoured.
llvm::Error checkProfile(const Analysis &Result) {
  std::string Names = llvm::join(Result.NeededFeatures, ", ");
  bool AnyProblem = false;
  for (const auto &[Name, Problem] : Result.PreparationProblems) {
    if (!Result.NeededFeatures.count(Name))
      continue;
    AnyProblem = true;
    if (WithPreparation && !anyRewritten(Result))
      return llvm::createStringError(Problem);
    messages() << "kphys: warning: this tree has no " << Name
               << " and kphys cannot add it: " << Problem << "\n";
  }
  if (!WithPreparation && !AnyProblem && !Names.empty() && anyRewritten(Result)) {
    messages() << "kphys: note: this tree has no " << Names
               << ": the result compiles only with what --with-prep adds\n";
  }
  return llvm::Error::success();
}

llvm::Error writeEdits(const Analysis &Result) {
  bool Prepare = WithPreparation && anyRewritten(Result);
  EditsByFile Edits = Prepare ? Result.Preparation : EditsByFile();
  for (const auto &[File, Besides] : Result.Besides)
    Edits[File].insert(Edits[File].end(), Besides.begin(), Besides.end());
  Edits = collectEdits(Result.Sites, Edits);
  llvm::Expected<std::vector<EditedFile>> Files =
      readEditedFiles(Result.Of.Tree.Root, Edits, Result.Texts);
  if (!Files)
    return Files.takeError();
  if (InPlace)
    return writeInPlace(Result.Of.Tree.Root, *Files);
  if (!ExportFixes.empty())
    return deliver(ExportFixes, fixesYaml(Result.Of.Tree.Root, *Files));
  return deliver(DiffFile, unifiedDiff(*Files));
}

void printNames(const char *What, const std::vector<std::string> &Names) {
  for (const std::string &Each : Names)
    messages() << "kphys: " << printableName(Each) << ": " << What << "\n";
}

int takeBack() {
  llvm::Expected<ProjectOptions> Named = projectOptions();
  if (!Named)
    return reportError(Named.takeError());
  llvm::Expected<Project> Of = Project::open(*Named);
  if (!Of)
    return reportError(Of.takeError());
  llvm::Expected<TakenBack> Result = abortInPlace(Of->Tree.Root);
  if (!Result)
    return reportError(Result.takeError());
  if (!Result->IsAny)
    messages() << "kphys: no run was interrupted in " << Of->Tree.Root << "\n";
  else if (Result->WasDone)
    messages() << "kphys: the run in " << Of->Tree.Root
               << " had changed all its files: they stay so\n";
  printNames("has its old text again", Result->Restored);
  printNames("is edited and stays so: its old text is no longer there", Result->StillEdited);
  printNames("has a text that is not from kphys, and keeps it", Result->Others);
  return Result->StillEdited.empty() && Result->Others.empty() ? ExitDone : ExitBadInput;
}

int rewrite() {
  llvm::Expected<std::unique_ptr<Session>> In =
      openSession(InPlace ? HalfEdited::IsFinished : HalfEdited::IsRefused);
  if (!In)
    return reportError(In.takeError());
  llvm::Expected<Analysis> Result = analyzeFromCommandLine(**In);
  if (!Result)
    return reportError(Result.takeError());
  if (llvm::Error E = checkProfile(*Result))
    return reportError(std::move(E));
  if (isStrict() && statusOf(Result->Units, Result->Unanswered) != ExitDone) {
    printFailures(Result->Units, Result->Unanswered);
    return reportError(llvm::createStringError("nothing was written: not all could be looked at"));
  }
  if (llvm::Error E = writeEdits(*Result))
    return reportError(std::move(E));
  return finishAnalysis(**In, *Result, EditUse::Applied);
}

int run() {
  if (llvm::Error E = checkOptions())
    return reportError(std::move(E));
  if (Abort)
    return takeBack();
  return InPlace ? rewrite() : runRemembered(rewrite);
}

} // namespace

Command kphys::fixCommand() {
  static cl::SubCommand Sub("fix", "Rewrite what can be rewritten; a diff on standard output");
  return {Sub, run};
}
