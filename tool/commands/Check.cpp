// kphys check: one unit in the place of sparse, or what a patch brings in.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/CompilerWord.h"
#include "checks/sources/Escapes.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/patch/PatchGate.h"
#include "tool/program/UnitOutcome.h"
#include "tool/support/Output.h"
#include "tool/unit/CheckUnit.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &check() { return checkCommand().Sub; }

cl::list<std::string> Words(cl::Positional, cl::desc("[-- [CC] ARGUMENT...]"), cl::sub(check()),
                            cl::cat(optionCategory()));
cl::opt<std::string> Diff("diff",
                          cl::desc("Say what the patch in FILE (- for stdin) brings in: a unified "
                                   "diff or mail, applied to the tree or not"),
                          cl::value_desc("FILE"), cl::sub(check()), cl::cat(optionCategory()));
cl::opt<std::string> IndexFile("index",
                               cl::desc("Judge kinds by the whole program, as this index has it "
                                        "(with --diff, default: BUILD/kphys.index if it is there)"),
                               cl::value_desc("FILE"), cl::sub(check()), cl::cat(optionCategory()));
cl::opt<bool> NoIndex("no-index", cl::desc("With --diff: look at each unit alone"),
                      cl::sub(check()), cl::cat(optionCategory()));
cl::opt<unsigned> Level("level",
                        cl::desc("Show findings up to level N: 0 (the default), those that a "
                                 "maintainer would call bugs; 2, all"),
                        cl::value_desc("N"), cl::init(0), cl::sub(check()),
                        cl::cat(optionCategory()));
cl::opt<bool> ErrorOnFindings("error-on-findings",
                              cl::desc("Exit with status 1 if anything is found"), cl::sub(check()),
                              cl::cat(optionCategory()));
cl::opt<bool>
    ErrorOnNew("error-on-new",
               cl::desc("With --diff: exit with status 1 if the patch brings anything in"),
               cl::sub(check()), cl::cat(optionCategory()));

UnitOptions unitOptions(std::string Index) {
  UnitOptions Result;
  Result.Index = std::move(Index);
  Result.Level = Level;
  return Result;
}

/// The command in Words, whose first may be the compiler; an error if it compiles nothing.
Expected<CompileCommand> commandInWords() {
  CompileCommand Result;
  llvm::SmallString<256> Directory;
  if (std::error_code Code = llvm::sys::fs::current_path(Directory))
    return llvm::createStringError("the current directory: " + Code.message());
  Result.Directory = Directory.str();
  // `make C=1` gives the flags alone.
  std::string Empty, &First = Words.empty() ? Empty : Words.front();
  if (isCompileArgument(First))
    Result.Words.push_back("cc");
  Result.Words.insert(Result.Words.end(), Words.begin(), Words.end());
  std::vector<std::string> Sources = inputsOf(Result);
  if (Sources.size() != 1)
    return llvm::createStringError("one source file is needed in the command after '--'; it has " +
                                   llvm::Twine(Sources.size()));
  Result.File = absolutePath(Sources.front(), Result.Directory);
  return Result;
}

/// The way a compiler that was called here would name \p Path.
std::string nameFromHere(const std::string &Path, const std::string &Directory) {
  llvm::StringRef Result = Path;
  Result.consume_front(Directory + "/");
  return Result.str();
}

/// Says on standard error why \p Said, of \p Command, is not all there is to say.
void printProblems(const UnitResult &Said, const CompileCommand &Command) {
  std::string Source = printableName(nameFromHere(Command.File, Command.Directory));
  if (!Said.Errors.empty()) {
    const UnitDiagnostic &First = Said.Errors.front();
    if (First.File.empty())
      messages() << Source << ": ";
    else
      messages() << printableName(nameFromHere(First.File, Command.Directory)) << ":" << First.Line
                 << ":" << First.Column << ": ";
    messages() << "warning: kphys has not checked " << Source << ": " << First.Message
               << " [kphys]\n";
  } else if (!Said.Problem.empty()) {
    messages() << Source << ": warning: kphys has not checked all: " << Said.Problem
               << " [kphys]\n";
  } else if (Said.TreeRoot.empty()) {
    messages() << Source
               << ": warning: kphys has not checked this: it is neither in a kernel "
                  "tree nor compiled against one [kphys]\n";
  }
}

int checkOneUnit() {
  Expected<CompileCommand> Command = commandInWords();
  if (!Command)
    return reportError(Command.takeError());
  if (llvm::Error E =
          checkOutputOptions({}, {{"the source", Command->File}, {"--index", IndexFile}}))
    return reportError(std::move(E));
  if (!isSource(Command->File)) // assembly
    return ExitDone;
  WorkerOptions Alone = workerOptions("");
  Alone.Progress = nullptr;
  UnitOptions Options =
      unitOptions(IndexFile.empty() ? "" : absolutePath(IndexFile, Command->Directory));
  // In a process of its own: a crash is a message, too.
  JobOutcome Outcome = runJobs(1, Alone, [&](size_t) {
                         return writeJson(checkUnit(*Command, {}, "", Options, {}));
                       }).front();
  UnitResult Said;
  if (Expected<UnitResult> Answer = answerOf<UnitResult>(Outcome)) {
    Said = std::move(*Answer);
  } else {
    Said.Errors.emplace_back();
    Said.Errors.back().Message = "the parser gave up: " + llvm::toString(Answer.takeError());
  }
  for (Finding Each : Said.Findings) {
    Each.File = nameFromHere(absolutePath(Each.File, Said.TreeRoot), Command->Directory);
    for (PlaceNote &Note : Each.Notes)
      Note.File = nameFromHere(absolutePath(Note.File, Said.TreeRoot), Command->Directory);
    messages() << spellFinding(Each);
  }
  printProblems(Said, *Command);
  bool Any = !Said.Findings.empty();
  if (failedToSayAll())
    return ExitBadInput;
  if (!Said.TreeRoot.empty())
    if (llvm::Error E = checkOutputOptionsInTree(Said.TreeRoot))
      return reportError(std::move(E));
  if (llvm::Error E = writeSarif(std::move(Said.Findings), textsBelow(Said.TreeRoot)))
    return reportError(std::move(E));
  return ErrorOnFindings && Any ? ExitFindings : ExitDone;
}

std::string count(size_t Number, const char *What) {
  return std::to_string(Number) + " " + What + (Number == 1 ? "" : "s");
}

int checkOnePatch() {
  if (llvm::Error E = checkOutputOptions({}, {{"--diff", Diff}, {"--index", IndexFile}}))
    return reportError(std::move(E));
  auto Text = readRegularFileOrInput(Diff);
  if (!Text)
    return reportError(
        llvm::createStringError("cannot read " + Diff + ": " + Text.getError().message()));
  Expected<ProjectOptions> Named = projectOptions();
  if (!Named)
    return reportError(Named.takeError());
  Expected<Project> Of = Project::open(*Named);
  if (!Of)
    return reportError(Of.takeError());
  Expected<const Build *> Only = Of->onlyBuild("check --diff");
  if (!Only)
    return reportError(Only.takeError());
  std::string Index = IndexFile;
  if (Index.empty() && llvm::sys::fs::exists((*Only)->indexPath()))
    Index = (*Only)->indexPath();
  if (llvm::Error E = checkOutputOptionsInTree(Of->Tree.Root))
    return reportError(std::move(E));
  Expected<GateResult> Result = checkPatch(
      (*Text)->getBuffer(), *Of, unitOptions(NoIndex ? "" : Index), workerOptions("checking"));
  if (!Result)
    return reportError(Result.takeError());
  for (const Finding &Each : Result->New)
    listing() << spellFinding(Each);
  for (const std::string &Note : Result->Notes)
    messages() << "kphys: note: " << Note << "\n";
  printFailures(Result->Units);
  messages() << "kphys: the patch (" << (Result->IsApplied ? "applied" : "not applied")
             << ") brings in " << count(Result->New.size(), "finding") << "; "
             << count(Result->Units.size(), "unit") << " looked at\n";
  if (llvm::Error E = writeSarif(Result->New, Result->Read))
    return reportError(std::move(E));
  if ((ErrorOnNew || ErrorOnFindings) && !Result->New.empty())
    return ExitFindings;
  return statusOf(Result->Units);
}

int run() {
  if (Diff.empty() == Words.empty())
    return reportError(llvm::createStringError(
        "either a command after '--' or --diff is needed ('kphys check --help' tells more)"));
  return Diff.empty() ? checkOneUnit() : checkOnePatch();
}

} // namespace

Command kphys::checkCommand() {
  static cl::SubCommand Sub("check", "Check one unit like sparse does, or what a patch brings in");
  return {Sub, run};
}
