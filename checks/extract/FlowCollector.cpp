// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/FlowCollector.h"

#include "checks/extract/FlowVisitor.h"
#include "checks/extract/RelevantFlows.h"
#include "clang/AST/ASTContext.h"

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

class FlowExtractor : public Extractor {
public:
  FlowExtractor(const FlowOptions &Options, const std::set<std::string> &Headers,
                const clang::SourceManager &Sources)
      : Options(Options), Wanted(partsFor(Headers)), Parts(Options, Wanted, Sources) {}

  bool hearsSkippedBodies() const override { return false; }

  bool needsBody(const clang::Decl &Function) override { return Parts.needsBody(Function); }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    Parts.add(Declarations);
    Flows = flowsOf(Parts, Options, Context);
  }

  nlohmann::json facts() const override { return Flows; }

private:
  const FlowOptions &Options;
  const WantedParts Wanted;
  UnitParts Parts;
  UnitFlows Flows;
};

} // namespace

std::unique_ptr<Extractor> kphys::flowExtractor(const FlowOptions &Options,
                                                const std::set<std::string> &Headers,
                                                clang::Preprocessor &Macros) {
  return std::make_unique<FlowExtractor>(Options, Headers, Macros.getSourceManager());
}
