// kphys annotate: the two kinds as types in the code.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"
#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/InPlace.h"
#include "rewriters/apply/UnifiedDiff.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/decide/AnnotationStripping.h"
#include "tool/support/Output.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace cl = llvm::cl;

namespace {

cl::SubCommand &annotateSub() { return annotateCommand().Sub; }

cl::opt<TypeStyle> Style(
    "style", cl::desc("How a declaration says which kind it is of:"), cl::init(TypeStyle::Bitwise),
    cl::values(clEnumValN(TypeStyle::Bitwise, "bitwise",
                          "by a type that sparse tells from others (default)"),
               clEnumValN(TypeStyle::Typedef, "typedef",
                          "by a type that is another name of phys_addr_t"),
               clEnumValN(TypeStyle::Attribute, "attribute", "by a marker behind phys_addr_t"),
               clEnumValN(TypeStyle::Comment, "comment", "in its kernel-doc, if it has one")),
    cl::sub(annotateSub()), cl::cat(optionCategory()));
cl::opt<std::string>
    Chain("chain",
          cl::desc("Annotate only what FUNCTION demands to be kernel-mapped RAM, and what that "
                   "comes from (see 'kphys explain --chain')"),
          cl::value_desc("FUNCTION"), cl::sub(annotateSub()), cl::cat(optionCategory()));
cl::opt<bool> Strip("strip", cl::desc("Take annotations out again, of every style"),
                    cl::sub(annotateSub()), cl::cat(optionCategory()));
cl::opt<std::string> DiffFile("diff", cl::desc("Write the diff to FILE (default: standard output)"),
                              cl::value_desc("FILE"), cl::init("-"), cl::sub(annotateSub()),
                              cl::cat(optionCategory()));
cl::opt<bool> InPlace("in-place", cl::desc("Change the files of the tree instead"),
                      cl::sub(annotateSub()), cl::cat(optionCategory()));

Error checkOptions() {
  if (InPlace && DiffFile.getNumOccurrences())
    return llvm::createStringError("only one of --diff and --in-place can be used");
  if (Strip && (Style.getNumOccurrences() || Chain.getNumOccurrences()))
    return llvm::createStringError("--strip takes out every style: it goes with no other option "
                                   "that says what to annotate");
  if (InPlace)
    return checkOutputOptions();
  return checkOutputOptions({{DiffFile.getNumOccurrences() ? "--diff" : "the diff", DiffFile}});
}

Error write(const Project &Of, const std::vector<EditedFile> &Files) {
  return InPlace ? writeInPlace(Of.Tree.Root, Files) : writeOutput(DiffFile, unifiedDiff(Files));
}

Expected<ExitStatus> strip(const Project &Of) {
  Expected<std::vector<EditedFile>> Files = strippedFiles(Of);
  if (!Files)
    return Files.takeError();
  if (Error E = write(Of, *Files))
    return std::move(E);
  messages() << "kphys: annotations taken out of " << Files->size() << " files\n";
  return ExitDone;
}

void printSummary(const Annotation &Of) {
  std::map<AnnotatedDeclaration::Status, unsigned> Counts;
  std::map<llvm::StringRef, unsigned> Causes;
  for (const AnnotatedDeclaration &Each : Of.Declarations) {
    ++Counts[Each.Is];
    if (Each.Is == AnnotatedDeclaration::Status::Refused)
      messages() << "kphys: " << printableName(Each.Declared.File) << ":" << Each.Declared.Line
                 << ": " << Each.Declared.Decl << " '" << Each.Declared.Name << "' is " << Each.Kind
                 << " and stays " << PlainAddressType << ": " << code(Each.Why)
                 << (Each.Detail.empty() ? "" : " (" + Each.Detail + ")") << "\n";
  }
  for (const BoundaryConversion &Each : Of.Conversions)
    ++Causes[name(Each.Because)];
  using Status = AnnotatedDeclaration::Status;
  messages() << "kphys: " << Of.Declarations.size() << " declarations of " << PlainAddressType
             << ": " << Counts[Status::Annotated] << " annotated, " << Counts[Status::Refused]
             << " refused, " << Counts[Status::Left] << " of no kind that has a type\n";
  if (Of.Conversions.empty())
    return;
  messages() << "kphys: " << Of.Conversions.size() << " conversions:";
  for (const auto &[Cause, Number] : Causes)
    messages() << " " << Number << " " << Cause;
  messages() << "\n";
  if (provesCode())
    messages() << "kphys: the code of " << Of.Code.functions() << " functions was compared\n";
  for (const auto &[File, Number] : llvm::ArrayRef(Of.Frontier).take_front(5))
    messages() << "kphys: note: " << printableName(File) << " in the scope would spare " << Number
               << "\n";
}

Expected<ExitStatus> annotateProject(Session &In) {
  AnnotationOptions Options;
  Options.Style = Style;
  Options.Chain = Chain;
  Options.ProvesCode = provesCode();
  Expected<Annotation> Result = annotate(In, Options);
  if (!Result)
    return Result.takeError();
  In.keepCaches();
  const ExitStatus Status = statusOf(Result->Units, Result->Unanswered);
  if (isStrict() && Status != ExitDone) {
    printFailures(Result->Units, Result->Unanswered);
    return llvm::createStringError("nothing was written: not all could be looked at");
  }
  Expected<std::vector<EditedFile>> Files =
      readEditedFiles(In.Program.Tree.Root, Result->Edits, Result->Texts);
  if (!Files)
    return Files.takeError();
  if (Error E = write(In.Program, *Files))
    return std::move(E);
  printFailures(Result->Units, Result->Unanswered);
  printSummary(*Result);
  ReportModel Report(In.Program);
  Report.Annotated = &*Result;
  Report.Units = Result->Units;
  if (Error E = writeReports(Report))
    return std::move(E);
  return Status;
}

int run() {
  if (Error E = checkOptions())
    return reportError(std::move(E));
  Expected<std::unique_ptr<Session>> In =
      openSession(InPlace ? HalfEdited::IsFinished : HalfEdited::IsRefused);
  if (!In)
    return reportError(In.takeError());
  Expected<ExitStatus> Status = Strip ? strip((*In)->Program) : annotateProject(**In);
  return Status ? *Status : reportError(Status.takeError());
}

} // namespace

Command kphys::annotateCommand() {
  static cl::SubCommand Sub("annotate", "Give the two kinds of addresses types of their own");
  return {Sub, run};
}
