// kphys series: patches for maintainers, as mails.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/series/CheckpatchEntries.h"
#include "tool/series/GitPatch.h"
#include "tool/series/Messages.h"
#include "tool/series/OutputDirectory.h"
#include "tool/series/PatchCheck.h"
#include "tool/series/SemanticPatch.h"
#include "tool/series/SeriesFile.h"
#include "tool/support/Output.h"
#include "tool/support/Subprocess.h"
#include "llvm/Support/Regex.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &series() { return seriesCommand().Sub; }

cl::opt<std::string> Directory("o", cl::desc("The directory to make, with a directory a series"),
                               cl::value_desc("DIR"), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<unsigned> MostPatches("max", cl::desc("Patches in a series, at most (default: 15)"),
                              cl::value_desc("N"), cl::init(15), cl::sub(series()),
                              cl::cat(optionCategory()));
cl::opt<std::string> From("from", cl::desc("Who sends them (default: what Git is configured with)"),
                          cl::value_desc("'NAME <ADDRESS>'"), cl::sub(series()),
                          cl::cat(optionCategory()));
cl::opt<std::string> Date("date",
                          cl::desc("Their date, as a mail has it (default: none, so that 'git am' "
                                   "takes the time at which it runs)"),
                          cl::value_desc("DATE"), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<std::string> Since("since",
                           cl::desc("Say what has become of the patches that an earlier run put "
                                    "into OLD"),
                           cl::value_desc("OLD"), cl::sub(series()), cl::cat(optionCategory()));
cl::opt<bool> PerPatchCheck("per-patch-check",
                            cl::desc("Parse what each patch changes, in every build, with the "
                                     "patches before it in place"),
                            cl::sub(series()), cl::cat(optionCategory()));
cl::opt<bool> NoMaintainers("no-maintainers",
                            cl::desc("Do not run the tree's scripts/get_maintainer.pl"),
                            cl::sub(series()), cl::cat(optionCategory()));
cl::opt<bool> Cocci("cocci",
                    cl::desc("Write the rules as semantic patches into DIR, and no series"),
                    cl::sub(series()), cl::cat(optionCategory()));
cl::opt<bool> Checkpatch("checkpatch",
                         cl::desc("Write one patch into DIR, which has the tree's checkpatch.pl "
                                  "warn of new calls of the old API, and no series"),
                         cl::sub(series()), cl::cat(optionCategory()));

Error checkOptions() {
  if (MostPatches == 0)
    return llvm::createStringError("--max must be at least 1");
  if (Cocci && Checkpatch)
    return llvm::createStringError("only one of --cocci and --checkpatch can be used");
  if (Cocci || Checkpatch)
    for (const cl::Option *Each :
         std::initializer_list<const cl::Option *>{&Since, &PerPatchCheck, &MostPatches})
      if (Each->getNumOccurrences())
        return llvm::createStringError("--" + Each->ArgStr +
                                       " is for series: --cocci and --checkpatch write none");
  if (!From.empty() && !(llvm::StringRef(From).contains('<') && isMailAddress(From)))
    return llvm::createStringError("--from must be a name and an address: 'NAME <ADDRESS>'");
  static const llvm::Regex DateForm("^((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-9]{1,2} "
                                    "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
                                    "[0-9]{2}:[0-9]{2}(:[0-9]{2})? [+-][0-9]{4}$");
  if (!Date.empty() && !DateForm.match(Date))
    return llvm::createStringError("--date must be as a mail has it: 'Fri, 27 Nov 2026 12:00:00 "
                                   "+0000' (date -R prints it so)");
  if (Error E = checkOutputDirectory(Directory))
    return E;
  return checkOutputOptions();
}

/// Who Git says the user is, in the tree at \p TreeRoot.
std::string sender(const std::string &TreeRoot) {
  if (!From.empty())
    return From;
  auto Said = outputsOf({{"git", "config", "user.name"}, {"git", "config", "user.email"}}, TreeRoot,
                        /*Threads=*/1);
  if (Said[0] && Said[1] && Said[0]->size() == 1 && Said[1]->size() == 1)
    if (std::string User = Said[0]->front() + " <" + Said[1]->front() + ">"; isMailAddress(User))
      return User;
  messages() << "kphys: note: Git does not know who you are: the patches are from 'Your Name'; see "
                "--from\n";
  return "Your Name <you@example.org>";
}

/// Files that \p Plan changes and that have DOS line ends.
std::vector<std::string> filesOfDos(const SeriesPlan &Plan) {
  std::set<std::string> Result;
  for (const PlannedSeries &Series : Plan.Series)
    for (const PlannedPatch &Patch : Series.Patches)
      for (const EditedFile &File : Patch.Changes)
        if (llvm::StringRef(File.Before).contains("\r\n"))
          Result.insert(File.Path);
  return {Result.begin(), Result.end()};
}

Error printChanges(llvm::ArrayRef<RecordedPatch> New, const Analysis &Of,
                   std::map<std::string, std::string> &Files) {
  Expected<std::vector<RecordedPatch>> Old = readSeriesFile(Since);
  if (!Old)
    return Old.takeError();
  std::string &Text = Files["since.txt"];
  for (const std::string &Each : changesSince(*Old, New, Of)) {
    listing() << Each << "\n";
    Text += Each + "\n";
  }
  return Error::success();
}

Error checkPatches(Session &In, Analysis &Of, const SeriesPlan &Plan) {
  Expected<std::vector<BrokenPatch>> Broken = checkEachPatch(In, Of, Plan);
  if (!Broken)
    return Broken.takeError();
  for (const BrokenPatch &Each : *Broken)
    messages() << "kphys: warning: '" << printableName(subjectOf(*Each.Patch, Of.Names))
               << "' does not build on the patches before it: " << Each.Problem << "\n";
  return Broken->empty() ? Error::success()
                         : llvm::createStringError("nothing was written: not every patch builds");
}

Error writeSeries(Session &In, Analysis &Of) {
  Expected<SeriesPlan> Plan =
      planSeries(Of, In.Known.Profile, {MostPatches, !NoMaintainers, In.Options.Workers});
  if (!Plan)
    return Plan.takeError();
  for (const std::string &Each : Plan->Notes)
    messages() << "kphys: warning: " << Each << "\n";
  for (const std::string &Each : filesOfDos(*Plan))
    messages() << "kphys: note: " << printableName(Each)
               << " has DOS line ends: its patch needs 'git am --keep-cr'\n";
  if (Plan->Series.empty() && Since.empty()) {
    messages() << "kphys: nothing can be rewritten: " << Directory << " is not made\n";
    return Error::success();
  }
  if (PerPatchCheck)
    if (Error E = checkPatches(In, Of, *Plan))
      return E;
  const MessageContext Context = {In.Program,    sender(In.Program.Tree.Root),
                                  Date,          repeatedOptions(),
                                  Of.ProvedCode, PerPatchCheck};
  std::map<std::string, std::string> Files;
  std::vector<RecordedPatch> Record;
  std::string Contents;
  for (const PlannedSeries &Each : Plan->Series) {
    size_t Patch = 0;
    for (const Mail &Mail : mailsOf(Each, Of.Names, Context)) {
      std::string Name = Each.Name + "/" + Mail.fileName();
      if (Mail.Number != 0)
        Record.push_back(recordOf(Each.Patches[Patch++], Name, Of.Names));
      Files[Name] = Mail.text();
    }
    Contents +=
        Each.Name + ": " + std::to_string(Patch) + (Patch == 1 ? " patch" : " patches") + "\n";
  }
  Files[SeriesFileName] = seriesFile(Record, In.Program.Tree.Version);
  if (!Since.empty())
    if (Error E = printChanges(Record, Of, Files))
      return E;
  if (Error E = writeDirectory(Directory, Files))
    return E;
  if (Since.empty())
    listing() << Contents;
  messages() << "kphys: " << Record.size() << " patches in " << Plan->Series.size() << " series\n";
  return Error::success();
}

int writeCocci() {
  Expected<Catalog> Names = namedCatalog();
  if (!Names)
    return reportError(Names.takeError());
  if (Error E = writeDirectory(Directory, semanticPatches(*Names)))
    return reportError(std::move(E));
  return ExitDone;
}

/// The patch for checkpatch.pl of the tree of \p In.
Error writeCheckpatch(Session &In) {
  const std::string &Root = In.Program.Tree.Root;
  Expected<EditedFile> Change = checkpatchEntries(Root, In.Known.Names, In.Known.Profile);
  if (!Change)
    return Change.takeError();
  Mail Patch = checkpatchMail(*Change, Root);
  Patch.From = sender(Root);
  Patch.Date = Date;
  if (!NoMaintainers) {
    std::string Problem;
    Recipients For = recipientsOf({Change->Path}, Root, 1, Problem)[Change->Path];
    Patch.To = For.To;
    Patch.Cc = For.Cc;
    if (!Problem.empty())
      messages() << "kphys: warning: not all recipients are known: " << Problem << "\n";
  }
  return writeDirectory(Directory, {{Patch.fileName(), Patch.text()}});
}

int run() {
  if (Error E = checkOptions())
    return reportError(std::move(E));
  if (Cocci)
    return writeCocci();
  Expected<std::unique_ptr<Session>> In = openSession();
  if (!In)
    return reportError(In.takeError());
  if (Checkpatch) {
    Error Problem = writeCheckpatch(**In);
    return Problem ? reportError(std::move(Problem)) : ExitDone;
  }
  Expected<Analysis> Result = analyzeFromCommandLine(**In);
  if (!Result)
    return reportError(Result.takeError());
  if (isStrict() && statusOf(Result->Units, Result->Unanswered) != ExitDone) {
    printFailures(Result->Units, Result->Unanswered);
    return reportError(llvm::createStringError("nothing was written: not all could be looked at"));
  }
  if (Error E = writeSeries(**In, *Result))
    return reportError(std::move(E));
  return finishAnalysis(**In, *Result, EditUse::Applied);
}

} // namespace

Command kphys::seriesCommand() {
  static cl::SubCommand Sub("series", "Write patches for maintainers, as mails");
  return {Sub, run};
}
