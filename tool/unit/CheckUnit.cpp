// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/CheckUnit.h"

#include "checks/frontend/UnitAction.h"

using namespace kphys;

namespace {

class CheckConsumer : public clang::ASTConsumer {
public:
  CheckConsumer(UnitChecks &Checks, UnitResult &Result) : Checks(Checks), Result(Result) {}

  bool shouldSkipFunctionBody(clang::Decl *Function) override {
    return !Checks.needsBody(*Function);
  }

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    llvm::Expected<std::vector<Finding>> Found = Checks.findings(Context);
    if (Found)
      Result.Findings = std::move(*Found);
    else
      Result.Problem = llvm::toString(Found.takeError());
    Result.Source = Checks.source();
    Result.LinkUnit = Checks.flows().LinkUnit;
    Result.Flows = std::move(Checks.flows().Flows);
  }

private:
  UnitChecks &Checks;
  UnitResult &Result;
};

/// Opens what the unit needs once it is known which tree it is of.
class CheckAction : public UnitAction {
public:
  CheckAction(std::string TreeRoot, const UnitOptions &Options, UnitChecks::Wanted Which,
              std::set<std::string> &MissingNames, UnitResult &Result, HeaderUse &Use)
      : UnitAction(Use), TreeRoot(std::move(TreeRoot)), Options(Options), Which(Which),
        MissingNames(MissingNames), Result(Result) {}

protected:
  std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) override {
    Result = {};
    Result.TreeRoot = TreeRoot.empty() ? treeOf(Compiler.getPreprocessor()) : TreeRoot;
    if (Result.TreeRoot.empty())
      return std::make_unique<clang::ASTConsumer>();
    llvm::Expected<std::unique_ptr<UnitTools>> Opened = UnitTools::open(Result.TreeRoot, Options);
    if (!Opened) {
      Result.Problem = llvm::toString(Opened.takeError());
      return std::make_unique<clang::ASTConsumer>();
    }
    Tools = std::move(*Opened);
    MissingNames = Tools->Profile.missingNames();
    Checks = std::make_unique<UnitChecks>(*Tools, Compiler.getPreprocessor(), Which);
    return std::make_unique<CheckConsumer>(*Checks, Result);
  }

private:
  const std::string TreeRoot;
  const UnitOptions &Options;
  const UnitChecks::Wanted Which;
  std::set<std::string> &MissingNames;
  UnitResult &Result;
  std::unique_ptr<UnitTools> Tools;
  std::unique_ptr<UnitChecks> Checks;
};

} // namespace

UnitResult kphys::checkUnit(const CompileCommand &Command, const FileOverlay &Overlay,
                            const std::string &TreeRoot, const UnitOptions &Options,
                            UnitChecks::Wanted Which) {
  UnitResult Result;
  HeaderUse Use;
  std::set<std::string> MissingNames;
  ParseOutcome Parse = parseUnit(Command, Overlay, [&] {
    return std::make_unique<CheckAction>(TreeRoot, Options, Which, MissingNames, Result, Use);
  });
  // A call of what the tree is to have only after its preparation is no error.
  for (UnitDiagnostic &Each : Parse.Diagnostics)
    if (Each.IsError && !MissingNames.count(Each.UndeclaredFunction))
      Result.Errors.push_back(std::move(Each));
  if (!Result.Errors.empty()) {
    Result.Findings.clear();
    Result.Flows = {};
  }
  return Result;
}
