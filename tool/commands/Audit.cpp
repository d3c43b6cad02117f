// kphys audit: what is wrong in code that uses physical addresses already?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/UnifiedDiff.h"
#include "tool/decide/FindingFixes.h"

#include "checks/audit/Audit.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/IndexOption.h"
#include "tool/commands/RememberedRun.h"
#include "tool/report/JsonReport.h"
#include "tool/support/Output.h"
#include "tool/unit/FindingText.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::opt<unsigned> Level("level",
                        cl::desc("Run the checks up to level N: 0 (the default), those with no "
                                 "known false positive; 1, heuristics; 2, hints"),
                        cl::value_desc("N"), cl::init(0), cl::sub(auditCommand().Sub),
                        cl::cat(optionCategory()));
cl::opt<std::string> Checks("checks",
                            cl::desc("The checks to run, whatever their level: globs, separated by "
                                     "commas, the last that fits counts; -GLOB leaves out"),
                            cl::value_desc("GLOB,-GLOB"), cl::sub(auditCommand().Sub),
                            cl::cat(optionCategory()));
cl::opt<std::string> DiffFile("diff",
                              cl::desc("Write the fixes to FILE (- for stdout) as a diff: those "
                                       "that are made together and bring no diagnostic"),
                              cl::value_desc("FILE"), cl::sub(auditCommand().Sub),
                              cl::cat(optionCategory()));
cl::opt<bool> ListChecks("list-checks", cl::desc("Print the checks and their levels"),
                         cl::sub(auditCommand().Sub), cl::cat(optionCategory()));
cl::opt<bool> ErrorOnFindings("error-on-findings",
                              cl::desc("Exit with status 1 if anything is found"),
                              cl::sub(auditCommand().Sub), cl::cat(optionCategory()));

/// The checks that the command line chooses, by name.
Expected<std::set<std::string>> chosenChecks() {
  std::set<std::string> Result;
  for (const AuditCheck &Each : auditChecks())
    if (Each.Level <= Level)
      Result.insert(Each.Name.str());
  for (llvm::StringRef Glob : llvm::split(Checks, ',')) {
    Glob = Glob.trim();
    bool IsOut = Glob.consume_front("-");
    if (Glob.empty())
      continue;
    Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Glob);
    if (!Pattern)
      return Pattern.takeError();
    bool Fits = false;
    for (const AuditCheck &Each : auditChecks()) {
      if (!Pattern->match(Each.Name))
        continue;
      Fits = true;
      if (IsOut)
        Result.erase(Each.Name.str());
      else
        Result.insert(Each.Name.str());
    }
    if (!Fits)
      return llvm::createStringError("--checks: no check is called '" + Glob.str() +
                                     "' (--list-checks names them)");
  }
  return Result;
}

void printChecks() {
  for (const AuditCheck &Each : auditChecks())
    listing() << llvm::left_justify(Each.Name, 28) << Each.Level << "  " << Each.Summary << "\n";
}

Error writeFixes(Session &In, AuditingResult &Audited) {
  Expected<EditsByFile> Edits = decideFixes(In, Audited, /*ProvesCode=*/false);
  if (!Edits)
    return Edits.takeError();
  Expected<std::vector<EditedFile>> Files =
      readEditedFiles(In.Program.Tree.Root, *Edits, Audited.Texts);
  if (!Files)
    return Files.takeError();
  return deliver(DiffFile, unifiedDiff(*Files));
}

Expected<ExitStatus> audit() {
  Expected<std::set<std::string>> Chosen = chosenChecks();
  if (!Chosen)
    return Chosen.takeError();
  Expected<std::unique_ptr<Session>> Opened =
      openSession(HalfEdited::IsRefused, /*TakesOutside=*/true);
  if (!Opened)
    return Opened.takeError();
  Session &In = **Opened;
  AuditingResult Result = auditProject(In);
  std::vector<Finding> &Shown = Result.Findings;
  llvm::erase_if(Shown, [&](const Finding &Each) { return !Chosen->count(Each.Check); });
  if (!DiffFile.empty())
    if (Error E = writeFixes(In, Result))
      return std::move(E);
  In.keepCaches();
  noteRead(In);
  for (const Finding &Each : Shown)
    listing() << spellFinding(Each);
  printFailures(Result.Units, Result.Unanswered);
  size_t Audited = llvm::count_if(
      Result.Units, [](const UnitRecord &Unit) { return Unit.Is == UnitRecord::Status::Parsed; });
  messages() << "kphys: " << Audited << " units audited, " << Shown.size() << " findings\n";
  if (isVerbose())
    messages() << "kphys: " << In.Parses.Made << " parses, " << In.Parses.FromPch
               << " from a precompiled header; " << In.Parses.Known << " known from earlier runs\n";
  ReportModel Report(In.Program);
  Report.Findings = std::move(Shown);
  Report.Units = Result.Units;
  if (Error E = writeReports(Report))
    return std::move(E);
  if (ExitStatus Status = statusOf(Result.Units, Result.Unanswered); Status != ExitDone)
    return Status;
  return ErrorOnFindings && !Report.Findings.empty() ? ExitFindings : ExitDone;
}

int run() {
  if (ListChecks) {
    printChecks();
    return ExitDone;
  }
  if (Error E = checkOutputOptions({{"--diff", DiffFile}}))
    return reportError(std::move(E));
  return runRemembered([] {
    Expected<ExitStatus> Status = audit();
    return Status ? *Status : reportError(Status.takeError());
  });
}

} // namespace

Command kphys::auditCommand() {
  static cl::SubCommand Sub("audit", "Find mistakes in code that uses physical addresses");
  return {Sub, run};
}
