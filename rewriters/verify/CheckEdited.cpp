// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/CheckEdited.h"

#include "checks/frontend/UnitAction.h"
#include "checks/sources/Paths.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include <filesystem>

using namespace kphys;

namespace {

/// Notes where the functions and variables are declared that are named.
class NameVisitor : public clang::RecursiveASTVisitor<NameVisitor> {
public:
  NameVisitor(const clang::SourceManager &Sources, const std::string &Directory, HeaderUse &Use)
      : Sources(Sources), Directory(Directory), Use(Use) {}

  bool VisitDeclRefExpr(clang::DeclRefExpr *Name) {
    clang::ValueDecl *Named = Name->getDecl();
    bool IsBuiltin = Named->getCanonicalDecl()->isImplicit(); // and declared where it is used
    if (IsBuiltin || !Named->getDeclContext()->isFileContext() || !Named->getIdentifier() ||
        !Seen.insert(Named->getCanonicalDecl()).second)
      return true;
    std::set<std::string> Files;
    for (const clang::Decl *Each : Named->redecls())
      if (clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(
              Sources.getFileID(Sources.getExpansionLoc(Each->getLocation()))))
        Files.insert(absolutePath(File->getName(), Directory));
    if (!Files.empty())
      Use.Declarations[Named->getNameAsString()].merge(Files);
    return true;
  }

private:
  const clang::SourceManager &Sources;
  const std::string &Directory;
  HeaderUse &Use;
  std::set<const clang::Decl *> Seen;
};

class EditedConsumer : public clang::ASTConsumer {
public:
  EditedConsumer(const FileOverlay &Overlay, const std::set<std::string> &Skipped,
                 const clang::SourceManager &Sources, HeaderUse &Use)
      : Overlay(Overlay), Skipped(Skipped), Sources(Sources),
        Directory(std::filesystem::current_path()), Names(Sources, Directory, Use) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    clang::FileID Id = fileOf(*Function);
    return Id == Sources.getMainFileID()
               ? Skipped.count(llvm::cast<clang::NamedDecl>(Function)->getNameAsString()) != 0
               : !isEdited(Id);
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    for (clang::Decl *Each : Group)
      if (clang::FileID Id = fileOf(*Each); Id == Sources.getMainFileID() || isEdited(Id))
        Names.TraverseDecl(Each);
    return true;
  }

private:
  clang::FileID fileOf(const clang::Decl &Of) const {
    return Sources.getFileID(Sources.getFileLoc(Of.getBeginLoc()));
  }

  bool isEdited(clang::FileID Id) {
    auto [Known, IsNew] = IsEdited.try_emplace(Id, false);
    if (IsNew)
      if (clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id))
        Known->second = Overlay.count(absolutePath(File->getName(), Directory)) != 0;
    return Known->second;
  }

  const FileOverlay &Overlay;
  const std::set<std::string> &Skipped;
  const clang::SourceManager &Sources;
  const std::string Directory;
  NameVisitor Names;
  llvm::DenseMap<clang::FileID, bool> IsEdited;
};

class CheckAction : public UnitAction {
public:
  CheckAction(const FileOverlay &Overlay, const std::set<std::string> &Skipped, HeaderUse &Use)
      : UnitAction(Use), Overlay(Overlay), Skipped(Skipped), Use(Use) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    return std::make_unique<EditedConsumer>(Overlay, Skipped, Compiler.getSourceManager(), Use);
  }

private:
  const FileOverlay &Overlay;
  const std::set<std::string> &Skipped;
  HeaderUse &Use;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::checkEdited(const FileOverlay &Overlay,
                                                          const std::set<std::string> &Skipped,
                                                          HeaderUse &Use) {
  return std::make_unique<CheckAction>(Overlay, Skipped, Use);
}
