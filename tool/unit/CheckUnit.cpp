// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/CheckUnit.h"

#include "checks/frontend/Extractor.h"

using namespace kphys;

namespace {

/// Opens what the unit needs once it is known which tree it is of.
class CheckedUnit : public Extractor {
public:
  CheckedUnit(const std::string &TreeRoot, const UnitOptions &Options, UnitChecks::Wanted Which,
              std::set<std::string> &MissingNames, UnitResult &Result, clang::Preprocessor &Macros)
      : Result(Result) {
    Result = {};
    Result.TreeRoot = TreeRoot.empty() ? treeOf(Macros) : TreeRoot;
    if (Result.TreeRoot.empty())
      return;
    llvm::Expected<std::unique_ptr<UnitTools>> Opened = UnitTools::open(Result.TreeRoot, Options);
    if (!Opened) {
      Result.Problem = llvm::toString(Opened.takeError());
      return;
    }
    Tools = std::move(*Opened);
    MissingNames = Tools->Known.Profile.missingNames();
    Checks.emplace(*Tools, Macros, Which);
  }

  bool needsBody(const clang::Decl &Function) override {
    return !Checks || Checks->needsBody(Function);
  }

  void extract(llvm::ArrayRef<clang::Decl *>, clang::ASTContext &Context) override {
    if (!Checks)
      return;
    llvm::Expected<std::vector<Finding>> Found = Checks->findings(Context);
    if (Found)
      Result.Findings = std::move(*Found);
    else
      Result.Problem = llvm::toString(Found.takeError());
    Result.Names = std::move(Checks->names());
    Result.Source = Checks->source();
    Result.LinkUnit = Checks->flows().LinkUnit;
    Result.Flows = std::move(Checks->flows().Flows);
  }

  nlohmann::json facts() const override { return Result; }

private:
  UnitResult &Result;
  std::unique_ptr<UnitTools> Tools;
  std::optional<UnitChecks> Checks;
};

} // namespace

UnitResult kphys::checkUnit(const CompileCommand &Command, const FileOverlay &Overlay,
                            const std::string &TreeRoot, const UnitOptions &Options,
                            UnitChecks::Wanted Which) {
  UnitResult Result;
  HeaderUse Use;
  std::set<std::string> MissingNames;
  Extraction Asked({[&](clang::Preprocessor &Macros) {
    return std::make_unique<CheckedUnit>(TreeRoot, Options, Which, MissingNames, Result, Macros);
  }});
  ParseOutcome Parse = parseUnit(Command, Overlay, [&] { return Asked.action(Use); });
  // A call of what the tree is to have only after its preparation is no error.
  for (UnitDiagnostic &Each : Parse.Diagnostics)
    if (Each.IsError && !MissingNames.count(Each.UndeclaredFunction))
      Result.Errors.push_back(std::move(Each));
  if (!Result.Errors.empty()) {
    Result.Findings.clear();
    Result.Names.clear();
    Result.Flows = {};
  }
  return Result;
}
