// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/CheckEdited.h"

#include "checks/frontend/UnitAction.h"
#include "checks/sources/Paths.h"
#include "clang/AST/Decl.h"
#include <filesystem>

using namespace kphys;

namespace {

class EditedConsumer : public clang::ASTConsumer {
public:
  EditedConsumer(const FileOverlay &Overlay, const std::set<std::string> &Skipped,
                 const clang::SourceManager &Sources)
      : Overlay(Overlay), Skipped(Skipped), Sources(Sources),
        Directory(std::filesystem::current_path()) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    clang::FileID Id = Sources.getFileID(Sources.getFileLoc(Function->getBeginLoc()));
    if (Id == Sources.getMainFileID())
      return Skipped.count(llvm::cast<clang::NamedDecl>(Function)->getNameAsString()) != 0;
    auto [Known, IsNew] = IsEdited.try_emplace(Id, false);
    if (IsNew)
      if (clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id))
        Known->second = Overlay.count(absolutePath(File->getName(), Directory)) != 0;
    return !Known->second;
  }

private:
  const FileOverlay &Overlay;
  const std::set<std::string> &Skipped;
  const clang::SourceManager &Sources;
  std::string Directory;
  llvm::DenseMap<clang::FileID, bool> IsEdited;
};

class CheckAction : public UnitAction {
public:
  CheckAction(const FileOverlay &Overlay, const std::set<std::string> &Skipped, HeaderUse &Use)
      : UnitAction(Use), Overlay(Overlay), Skipped(Skipped) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    return std::make_unique<EditedConsumer>(Overlay, Skipped, Compiler.getSourceManager());
  }

private:
  const FileOverlay &Overlay;
  const std::set<std::string> &Skipped;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::checkEdited(const FileOverlay &Overlay,
                                                          const std::set<std::string> &Skipped,
                                                          HeaderUse &Use) {
  return std::make_unique<CheckAction>(Overlay, Skipped, Use);
}
