// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FlowCollector.h"

#include "checks/facts/FlowVisitor.h"
#include "checks/facts/RelevantFlows.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace kphys;

namespace {

class FlowConsumer : public clang::ASTConsumer {
public:
  FlowConsumer(const FlowOptions &Options, AddressFacts &Facts) : Options(Options), Facts(Facts) {}

  void Initialize(clang::ASTContext &Context) override { Ast = &Context; }

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    return !isInMainFile(*Function) && !dealsInAddresses(*Function);
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    Declarations.insert(Declarations.end(), Group.begin(), Group.end());
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    llvm::erase_if(Declarations, [&](const clang::Decl *Each) { return !mayMatter(*Each); });
    Facts = relevantFlows(flowsOf(Declarations, Options, Context), Options.Kinds);
  }

private:
  /// True for what the unit itself declares, and of headers for structs and functions with a body.
  bool mayMatter(const clang::Decl &Declaration) const {
    const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(&Declaration);
    bool HasBody =
        Function && Function->doesThisDeclarationHaveABody() && !Function->hasSkippedBody();
    return isInMainFile(Declaration) || HasBody || llvm::isa<clang::RecordDecl>(Declaration);
  }

  bool isInMainFile(const clang::Decl &Declaration) const {
    const clang::SourceManager &Sources = Ast->getSourceManager();
    return Sources.isInMainFile(Sources.getExpansionLoc(Declaration.getBeginLoc()));
  }

  /// True if the header of \p Function mentions addresses at all.
  bool dealsInAddresses(const clang::Decl &Function) {
    const clang::SourceManager &Sources = Ast->getSourceManager();
    clang::FileID Id = Sources.getFileID(Sources.getFileLoc(Function.getBeginLoc()));
    auto [Known, IsNew] = Deals.try_emplace(Id);
    if (IsNew)
      Known->second = Options.Vocabulary.look(Sources.getBufferData(Id)).MentionsName;
    return Known->second;
  }

  const FlowOptions &Options;
  AddressFacts &Facts;
  clang::ASTContext *Ast = nullptr;
  llvm::DenseMap<clang::FileID, bool> Deals;
  std::vector<clang::Decl *> Declarations;
};

class FlowAction : public clang::ASTFrontendAction {
public:
  FlowAction(const FlowOptions &Options, AddressFacts &Facts) : Options(Options), Facts(Facts) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().SkipFunctionBodies = true;
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &,
                                                        llvm::StringRef) override {
    return std::make_unique<FlowConsumer>(Options, Facts);
  }

private:
  const FlowOptions &Options;
  AddressFacts &Facts;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::collectFlows(const FlowOptions &Options,
                                                           AddressFacts &Facts) {
  return std::make_unique<FlowAction>(Options, Facts);
}
