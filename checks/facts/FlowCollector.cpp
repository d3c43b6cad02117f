// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/FlowCollector.h"

#include "checks/facts/FlowVisitor.h"
#include "checks/facts/RelevantFlows.h"
#include "checks/frontend/UnitAction.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace kphys;

/// The external functions and variables among \p Declared that are defined there and hold
/// addresses, by \p Own.
static std::vector<std::string> definitions(const std::vector<clang::Decl *> &Declared,
                                            const AddressFacts &Own) {
  std::set<std::string> Defined;
  for (const clang::Decl *Each : Declared) {
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

UnitFlows kphys::flowsOf(UnitParts &Parts, const FlowOptions &Options, clang::ASTContext &Context) {
  UnitFlows Result;
  for (const auto &[Part, Declared] : Parts.Declarations) {
    AddressFacts &Facts = Result.Parts[Part] =
        relevantFlows(flowsOf(Declared, Options, Parts.Files, Context), Options.Kinds);
    if (Part.empty() && Facts.Edges.empty())
      break; // nothing of the unit gets to the headers, whose parts come after its own
  }
  if (auto Own = Parts.Declarations.find(""); Own != Parts.Declarations.end())
    Result.Definitions = definitions(Own->second, Result.Parts[""]);
  return Result;
}

namespace {

class FlowConsumer : public PartConsumer {
public:
  FlowConsumer(const FlowOptions &Options, const std::set<std::string> &Headers,
               clang::CompilerInstance &Compiler, UnitFlows &Flows)
      : PartConsumer(Options, Headers, Compiler), Options(Options), Flows(Flows) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    Flows = flowsOf(Parts, Options, Context);
  }

private:
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
