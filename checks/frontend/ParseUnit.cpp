// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/ParseUnit.h"

#include "checks/frontend/HiddenFiles.h"
#include "checks/frontend/PlainInvocation.h"
#include "checks/frontend/RefusedOptions.h"
#include "checks/frontend/TargetMachine.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <unistd.h>

using namespace kphys;

namespace {

class DiagnosticRecorder : public clang::DiagnosticConsumer {
public:
  explicit DiagnosticRecorder(const CompileCommand &Of)
      : Command(Of.arguments()), Directory(Of.Directory) {}

  std::vector<UnitDiagnostic> Recorded;
  std::vector<RefusedOption> Refused;
  std::string Misfit; ///< of the machine that was parsed for with the command

  void BeginSourceFile(const clang::LangOptions &, const clang::Preprocessor *Macros) override {
    if (!Macros)
      return;
    const clang::TargetInfo &Target = Macros->getTargetInfo();
    Misfit = misfitOfMachine(Command, Target.getPointerWidth(clang::LangAS::Default),
                             Target.isBigEndian());
  }

  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < clang::DiagnosticsEngine::Warning)
      return;
    if (Level >= clang::DiagnosticsEngine::Error && Info.getLocation().isInvalid())
      Refused.push_back(RefusedOption::of(Info));
    UnitDiagnostic Result;
    Result.IsError = Level >= clang::DiagnosticsEngine::Error;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    Result.Message = Message.str();
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      const clang::SourceManager &Sources = Info.getSourceManager();
      clang::SourceLocation Where = Sources.getFileLoc(Info.getLocation());
      clang::PresumedLoc Presumed = Sources.getPresumedLoc(Where, /*UseLineDirectives=*/false);
      if (Presumed.isValid()) {
        Result.File = absolutePath(Presumed.getFilename(), Directory);
        Result.Line = Presumed.getLine();
        Result.Column = Presumed.getColumn();
      }
    }
    bool Undeclared = Info.getID() == clang::diag::ext_implicit_function_decl_c99 ||
                      Info.getID() == clang::diag::warn_implicit_function_decl;
    if (Undeclared && Info.getNumArgs() > 0 &&
        Info.getArgKind(0) == clang::DiagnosticsEngine::ak_identifierinfo)
      Result.UndeclaredFunction = Info.getArgIdentifier(0)->getName();
    Recorded.push_back(std::move(Result));
  }

private:
  const std::vector<std::string> Command;
  std::string Directory;
};

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> fileSystem(const FileOverlay &Overlay,
                                                           const std::string &Directory) {
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
      Overlay.Hidden.empty() ? regularFiles() : filesWithout(Overlay.Hidden, Directory));
  if (Overlay.empty())
    return Files;
  auto Edited = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto &[Path, Text] : Overlay)
    Edited->addFile(Path, 0, llvm::MemoryBuffer::getMemBuffer(Text, Path));
  Edited->setCurrentWorkingDirectory(Directory);
  Files->pushOverlay(Edited);
  return Files;
}

/// Runs the caller's action, and nothing else that the command may ask for.
class PlainRun : public clang::tooling::FrontendActionFactory {
public:
  explicit PlainRun(const ActionFactory &Create) : Create(Create) {}

  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> Invocation,
                     clang::FileManager *Files,
                     std::shared_ptr<clang::PCHContainerOperations> Containers,
                     clang::DiagnosticConsumer *Consumer) override {
    makePlain(*Invocation);
    return FrontendActionFactory::runInvocation(std::move(Invocation), Files, std::move(Containers),
                                                Consumer);
  }

  std::unique_ptr<clang::FrontendAction> create() override { return Create(); }

private:
  const ActionFactory &Create;
};

UnitDiagnostic plainError(const llvm::Twine &Message) {
  UnitDiagnostic Result;
  Result.IsError = true;
  Result.Message = Message.str();
  return Result;
}

} // namespace

ParseOutcome kphys::parseUnit(const CompileCommand &Command, const FileOverlay &Overlay,
                              const ActionFactory &CreateAction,
                              const std::vector<std::string> &Extra) {
  ParseOutcome Outcome;
  if (chdir(Command.Directory.c_str()) != 0) {
    Outcome.Diagnostics = {plainError("cannot enter the directory " + Command.Directory)};
    return Outcome;
  }
  ParseArguments Prepared = parseArguments(Command);
  if (!Prepared.Problem.empty()) {
    Outcome.Diagnostics = {plainError(Prepared.Problem)};
    return Outcome;
  }
  Prepared.Arguments.insert(std::prev(Prepared.Arguments.end()), Extra.begin(), Extra.end());
  Outcome.DroppedFlags.insert(Prepared.Dropped.begin(), Prepared.Dropped.end());
  while (true) {
    DiagnosticRecorder Recorder(Command);
    auto Files = llvm::makeIntrusiveRefCnt<clang::FileManager>(
        clang::FileSystemOptions(), fileSystem(Overlay, Command.Directory));
    PlainRun Run(CreateAction);
    clang::tooling::ToolInvocation Invocation(Prepared.Arguments, &Run, Files.get(),
                                              std::make_shared<clang::PCHContainerOperations>());
    Invocation.setDiagnosticConsumer(&Recorder);
    bool Ran = Invocation.run();
    // Not every option that Clang knows is one it takes with this value, or for this target. Those
    // that a parse can do without are dropped; then it tries again.
    bool IsToTryAgain = false;
    for (const RefusedOption &Each : Recorder.Refused)
      IsToTryAgain |= dropRefused(Each, Prepared.Arguments, Outcome.DroppedFlags);
    if (IsToTryAgain)
      continue;
    if (!Recorder.Misfit.empty())
      Outcome.Diagnostics.push_back(plainError(Recorder.Misfit)); // what follows may come of it
    llvm::move(Recorder.Recorded, std::back_inserter(Outcome.Diagnostics));
    if (!Ran && !Outcome.hasError())
      Outcome.Diagnostics.push_back(plainError("Clang did not accept the command of this entry"));
    return Outcome;
  }
}
