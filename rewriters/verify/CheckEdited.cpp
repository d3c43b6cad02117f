// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/CheckEdited.h"

#include "checks/sources/Paths.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include <filesystem>

using namespace kphys;

namespace {

/// Notes where the functions and variables are declared that are named.
class NameVisitor : public clang::RecursiveASTVisitor<NameVisitor> {
public:
  NameVisitor(const clang::SourceManager &Sources, const std::string &Directory,
              FileGraph &Declarations)
      : Sources(Sources), Directory(Directory), Declarations(Declarations) {}

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
      Declarations[Named->getNameAsString()].merge(Files);
    return true;
  }

private:
  const clang::SourceManager &Sources;
  const std::string &Directory;
  FileGraph &Declarations;
  std::set<const clang::Decl *> Seen;
};

class EditedCode : public Extractor {
public:
  EditedCode(const FileOverlay &Overlay, const std::set<std::string> &Skipped,
             const clang::SourceManager &Sources)
      : Overlay(Overlay), Skipped(Skipped), Sources(Sources),
        Directory(std::filesystem::current_path()) {}

  bool hearsSkippedBodies() const override { return false; }

  bool needsBody(const clang::Decl &Function) override {
    clang::FileID Id = fileOf(Function);
    return Id == Sources.getMainFileID()
               ? !Skipped.count(llvm::cast<clang::NamedDecl>(Function).getNameAsString())
               : isEdited(Id);
  }

  void extract(llvm::ArrayRef<clang::Decl *> TopLevel, clang::ASTContext &) override {
    NameVisitor Names(Sources, Directory, Declarations);
    for (clang::Decl *Each : TopLevel)
      if (clang::FileID Id = fileOf(*Each); Id == Sources.getMainFileID() || isEdited(Id))
        Names.TraverseDecl(Each);
  }

  void finish(const std::set<std::string> &, HeaderUse &Use) override {
    Use.Declarations = std::move(Declarations);
  }

  nlohmann::json facts() const override { return nullptr; }

private:
  clang::FileID fileOf(const clang::Decl &Declaration) const {
    return Sources.getFileID(Sources.getFileLoc(Declaration.getBeginLoc()));
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
  FileGraph Declarations; ///< see HeaderUse
  llvm::DenseMap<clang::FileID, bool> IsEdited;
};

} // namespace

std::unique_ptr<Extractor> kphys::checkEdited(const FileOverlay &Overlay,
                                              const std::set<std::string> &Skipped,
                                              clang::Preprocessor &Macros) {
  return std::make_unique<EditedCode>(Overlay, Skipped, Macros.getSourceManager());
}
