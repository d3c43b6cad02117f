// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FlowCollector.h"

#include "checks/facts/FlowVisitor.h"
#include "checks/facts/RelevantFlows.h"
#include "checks/facts/TreeFiles.h"
#include "checks/frontend/UnitAction.h"
#include "checks/sources/Paths.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace kphys;

bool FlowOptions::headerDealsInAddresses(llvm::StringRef Path, llvm::StringRef Text) const {
  auto [Known, IsNew] = Headers.try_emplace(Path);
  if (IsNew)
    Known->second = dealsInAddresses(Text);
  return Known->second;
}

namespace {

class FlowConsumer : public clang::ASTConsumer {
public:
  FlowConsumer(const FlowOptions &Options, const std::set<std::string> &Headers,
               clang::CompilerInstance &Compiler, UnitFlows &Flows)
      : Options(Options), Headers(Headers), Sources(Compiler.getSourceManager()),
        Files(Options.TreeRoot, Sources), Flows(Flows) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override { return !partOf(*Function); }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    for (clang::Decl *Each : Group)
      if (const std::string *Part = partOf(*Each))
        Declarations[*Part].push_back(Each);
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Flows = {};
    for (const auto &[Part, Declared] : Declarations)
      Flows.Parts[Part] = relevantFlows(flowsOf(Declared, Options, Files, Context), Options.Kinds);
    if (Headers.empty())
      noteDefinitions();
  }

private:
  /// The part that \p Declaration belongs to, or nullptr if it is none of this run's business.
  const std::string *partOf(const clang::Decl &Declaration) {
    clang::FileID Id = Sources.getFileID(Sources.getExpansionLoc(Declaration.getBeginLoc()));
    auto [Known, IsNew] = Parts.try_emplace(Id, nullptr);
    if (IsNew)
      Known->second = partOf(Id);
    return Known->second;
  }

  const std::string *partOf(clang::FileID Id) {
    static const std::string Own;
    if (Headers.empty() && Id == Sources.getMainFileID())
      return &Own;
    std::optional<llvm::StringRef> Text = Sources.getBufferDataOrNone(Id);
    clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id);
    if (!Text || !File || !Options.headerDealsInAddresses(File->getName(), *Text))
      return nullptr;
    const std::string &Path = Files.path(Id);
    auto Wanted = Headers.find(Path);
    if (Wanted != Headers.end())
      return &*Wanted;
    if (!Headers.empty() || Path.empty())
      return nullptr;
    return isSharedHeader(Path) ? nullptr : &Own;
  }

  /// The external functions and variables that the unit defines and that hold addresses.
  void noteDefinitions() {
    std::set<std::string> Defined;
    for (const clang::Decl *Each : Declarations[""]) {
      const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Each);
      const auto *Variable = llvm::dyn_cast<clang::VarDecl>(Each);
      bool Defines = (Function && Function->isThisDeclarationADefinition()) ||
                     (Variable && Variable->isThisDeclarationADefinition());
      if (Defines && llvm::cast<clang::NamedDecl>(Each)->hasExternalFormalLinkage())
        Defined.insert(llvm::cast<clang::NamedDecl>(Each)->getNameAsString());
    }
    std::set<std::string> Used;
    for (const Slot &Each : Flows.Parts[""].Slots)
      if (std::string Symbol = SlotKey(Each.Key).Symbol.str(); Defined.count(Symbol))
        Used.insert(Symbol);
    Flows.Definitions.assign(Used.begin(), Used.end());
  }

  const FlowOptions &Options;
  const std::set<std::string> &Headers;
  const clang::SourceManager &Sources;
  TreeFiles Files;
  UnitFlows &Flows;
  llvm::DenseMap<clang::FileID, const std::string *> Parts;
  std::map<std::string, std::vector<clang::Decl *>> Declarations;
};

class FlowAction : public UnitAction {
public:
  FlowAction(const FlowOptions &Options, const std::set<std::string> &Headers, UnitFlows &Flows,
             HeaderUse &Use)
      : UnitAction(Use), Options(Options), Headers(Headers), Flows(Flows) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    return std::make_unique<FlowConsumer>(Options, Headers, Compiler, Flows);
  }

private:
  const FlowOptions &Options;
  const std::set<std::string> &Headers;
  UnitFlows &Flows;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::collectFlows(const FlowOptions &Options,
                                                           const std::set<std::string> &Headers,
                                                           UnitFlows &Flows, HeaderUse &Use) {
  return std::make_unique<FlowAction>(Options, Headers, Flows, Use);
}
