// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/ParseUnit.h"

#include "clang/Basic/DiagnosticSema.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <unistd.h>

using namespace kphys;

namespace {

class DiagnosticRecorder : public clang::DiagnosticConsumer {
public:
  explicit DiagnosticRecorder(std::string Directory) : Directory(std::move(Directory)) {}

  std::vector<UnitDiagnostic> Recorded;

  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < clang::DiagnosticsEngine::Warning)
      return;
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
        Result.File = absolute(Presumed.getFilename());
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
  std::string absolute(llvm::StringRef Path) const {
    llvm::SmallString<256> Result(Path);
    llvm::sys::fs::make_absolute(Directory, Result);
    llvm::sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
    return Result.str().str();
  }

  std::string Directory;
};

} // namespace

std::vector<UnitDiagnostic> kphys::parseUnit(const CompileCommand &Command,
                                             const FileOverlay &Overlay,
                                             std::unique_ptr<clang::FrontendAction> Action) {
  DiagnosticRecorder Recorder(Command.Directory);
  if (chdir(Command.Directory.c_str()) != 0) {
    UnitDiagnostic Missing;
    Missing.IsError = true;
    Missing.Message = "cannot enter the directory " + Command.Directory;
    return {Missing};
  }
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
      llvm::vfs::getRealFileSystem());
  if (!Overlay.empty()) {
    auto Edited = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
    for (const auto &[Path, Text] : Overlay)
      Edited->addFile(Path, 0, llvm::MemoryBuffer::getMemBuffer(Text, Path));
    Edited->setCurrentWorkingDirectory(Command.Directory);
    Files->pushOverlay(Edited);
  }
  auto Manager =
      llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), Files);
  clang::tooling::ToolInvocation Invocation(parseArguments(Command).Arguments, std::move(Action),
                                            Manager.get());
  Invocation.setDiagnosticConsumer(&Recorder);
  bool Ran = Invocation.run();
  bool HasError = llvm::any_of(Recorder.Recorded, [](const UnitDiagnostic &D) { return D.IsError; });
  if (!Ran && !HasError) {
    UnitDiagnostic Failed;
    Failed.IsError = true;
    Failed.Message = "Clang did not accept the command of this entry";
    Recorder.Recorded.push_back(Failed);
  }
  return std::move(Recorder.Recorded);
}
