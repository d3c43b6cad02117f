// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FlowCollector.h"

#include "checks/facts/FlowVisitor.h"
#include "checks/facts/RelevantFlows.h"
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

UnitFlows UnitFlowCollector::collect(clang::ASTContext &Context) {
  UnitFlows Result;
  for (const auto &[Part, Declared] : Declarations)
    Result.Parts[Part] = relevantFlows(flowsOf(Declared, Options, Files, Context), Options.Kinds);
  if (Wanted.Own)
    Result.Definitions = definitions(Result.Parts[""]);
  return Result;
}

/// The part that \p Declaration belongs to, or nullptr if it is none of this run's business.
const std::string *UnitFlowCollector::partOf(const clang::Decl &Declaration) {
  clang::FileID Id = Sources.getFileID(Sources.getExpansionLoc(Declaration.getBeginLoc()));
  auto [Known, IsNew] = Parts.try_emplace(Id, nullptr);
  if (IsNew)
    Known->second = partOf(Id);
  return Known->second;
}

const std::string *UnitFlowCollector::partOf(clang::FileID Id) {
  static const std::string Own;
  const std::string *IfOwn = Wanted.Own ? &Own : nullptr;
  if (Id == Sources.getMainFileID())
    return IfOwn;
  std::optional<llvm::StringRef> Text = Sources.getBufferDataOrNone(Id);
  clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id);
  if (!Text || !File || !Options.headerDealsInAddresses(File->getName(), *Text))
    return nullptr;
  const std::string &Path = Files.path(Id);
  if (Path.empty() || !isSharedHeader(Path))
    return Path.empty() ? nullptr : IfOwn;
  bool IsWanted = Wanted.AllShared || Wanted.Shared.count(Path);
  return IsWanted ? &*Names.insert(Path).first : nullptr;
}

/// The external functions and variables that the unit defines and that hold addresses.
std::vector<std::string> UnitFlowCollector::definitions(const AddressFacts &Own) const {
  std::set<std::string> Defined;
  auto Declared = Declarations.find("");
  if (Declared == Declarations.end())
    return {};
  for (const clang::Decl *Each : Declared->second) {
    const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Each);
    const auto *Variable = llvm::dyn_cast<clang::VarDecl>(Each);
    bool Defines = (Function && Function->isThisDeclarationADefinition()) ||
                   (Variable && Variable->isThisDeclarationADefinition());
    if (Defines && llvm::cast<clang::NamedDecl>(Each)->hasExternalFormalLinkage())
      Defined.insert(llvm::cast<clang::NamedDecl>(Each)->getNameAsString());
  }
  std::set<std::string> Used;
  for (const Slot &Each : Own.Slots)
    if (std::string Symbol = SlotKey(Each.Key).Symbol.str(); Defined.count(Symbol))
      Used.insert(Symbol);
  return {Used.begin(), Used.end()};
}

namespace {

class FlowConsumer : public clang::ASTConsumer {
public:
  FlowConsumer(const FlowOptions &Options, const FlowParts &Wanted,
               clang::CompilerInstance &Compiler, UnitFlows &Flows)
      : Collector(Options, Wanted, Compiler.getSourceManager()), Flows(Flows) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    return !Collector.needsBody(*Function);
  }

  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    for (clang::Decl *Each : Group)
      Collector.add(*Each);
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Flows = Collector.collect(Context);
  }

private:
  UnitFlowCollector Collector;
  UnitFlows &Flows;
};

class FlowAction : public UnitAction {
public:
  FlowAction(const FlowOptions &Options, const std::set<std::string> &Headers, UnitFlows &Flows,
             HeaderUse &Use)
      : UnitAction(Use), Options(Options), Wanted{Headers.empty(), false, Headers}, Flows(Flows) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    return std::make_unique<FlowConsumer>(Options, Wanted, Compiler, Flows);
  }

private:
  const FlowOptions &Options;
  const FlowParts Wanted;
  UnitFlows &Flows;
};

} // namespace

std::unique_ptr<clang::FrontendAction> kphys::collectFlows(const FlowOptions &Options,
                                                           const std::set<std::string> &Headers,
                                                           UnitFlows &Flows, HeaderUse &Use) {
  return std::make_unique<FlowAction>(Options, Headers, Flows, Use);
}
