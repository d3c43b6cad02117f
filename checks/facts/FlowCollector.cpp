// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FlowCollector.h"

#include "checks/facts/FlowVisitor.h"
#include "checks/facts/RelevantFlows.h"
#include "checks/frontend/UnitAction.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace kphys;

namespace {

class FlowConsumer : public PartConsumer {
public:
  FlowConsumer(const FlowOptions &Options, const std::set<std::string> &Headers,
               clang::CompilerInstance &Compiler, UnitFlows &Flows)
      : PartConsumer(Options, Headers, Compiler), Options(Options), Flows(Flows) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Flows = {};
    for (const auto &[Part, Declared] : Declarations)
      Flows.Parts[Part] = relevantFlows(flowsOf(Declared, Options, Files, Context), Options.Kinds);
    if (Headers.empty())
      noteDefinitions();
  }

private:
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
  UnitFlows &Flows;
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
