// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/Extractor.h"

#include "checks/frontend/BodySkipper.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace kphys;

namespace {

using Extractors = std::vector<std::unique_ptr<Extractor>>;

class ExtractionConsumer : public clang::ASTConsumer {
public:
  ExtractionConsumer(const Extractors &Asked, Bodies Parsed, clang::Preprocessor &Reading,
                     std::set<std::string> &SkippedOwn)
      : Asked(Asked), Parsed(Parsed), Reading(Reading), Sources(Reading.getSourceManager()),
        SkippedOwn(SkippedOwn) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    bool IsNeeded = false; // each is asked: it may keep count
    for (const std::unique_ptr<Extractor> &Each : Asked)
      IsNeeded |= Each->needsBody(*Function);
    if (IsNeeded || Parsed == Bodies::All)
      return false;
    bool IsOwn =
        Sources.getFileID(Sources.getFileLoc(Function->getBeginLoc())) == Sources.getMainFileID();
    if (IsOwn && Parsed == Bodies::Own)
      return false;
    if (IsOwn)
      SkippedOwn.insert(llvm::cast<clang::NamedDecl>(Function)->getNameAsString());
    if (llvm::none_of(Asked, [](const auto &Each) { return Each->hearsSkippedBodies(); }))
      skipToEndOfBody(Reading);
    return true;
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    Declarations.insert(Declarations.end(), Group.begin(), Group.end());
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    for (const std::unique_ptr<Extractor> &Each : Asked)
      Each->extract(Declarations, Context);
  }

private:
  const Extractors &Asked;
  const Bodies Parsed;
  clang::Preprocessor &Reading;
  const clang::SourceManager &Sources;
  std::set<std::string> &SkippedOwn;
  std::vector<clang::Decl *> Declarations;
};

class ExtractionAction : public clang::ASTFrontendAction {
public:
  ExtractionAction(const std::vector<MakeExtractor> &Makers, Bodies Parsed, Extractors &Made,
                   HeaderUse &Use)
      : Makers(Makers), Parsed(Parsed), Made(Made), Use(Use) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().SkipFunctionBodies = true; // ask the consumer
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &Compiler,
                                                        llvm::StringRef) override {
    Use = {};
    recordHeaderUse(Compiler.getPreprocessor(), Use);
    for (const MakeExtractor &Make : Makers)
      Made.push_back(Make(Compiler.getPreprocessor()));
    return std::make_unique<ExtractionConsumer>(Made, Parsed, Compiler.getPreprocessor(),
                                                SkippedOwn);
  }

  void EndSourceFileAction() override {
    for (const std::unique_ptr<Extractor> &Each : Made)
      Each->finish(SkippedOwn, Use);
  }

private:
  const std::vector<MakeExtractor> &Makers;
  const Bodies Parsed;
  Extractors &Made;
  HeaderUse &Use;
  std::set<std::string> SkippedOwn;
};

} // namespace

std::unique_ptr<clang::FrontendAction> Extraction::action(HeaderUse &Use) {
  Extractors.clear();
  return std::make_unique<ExtractionAction>(Makers, Parsed, Extractors, Use);
}
