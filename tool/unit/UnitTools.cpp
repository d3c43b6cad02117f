// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/UnitTools.h"

#include "checks/audit/Audit.h"
#include "checks/inference/Conflicts.h"
#include "tool/database/KernelTree.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::Expected;

UnitTools::UnitTools(std::string TreeRoot, UnitOptions Options, Knowledge Opened)
    : TreeRoot(std::move(TreeRoot)), Options(std::move(Options)), Known(std::move(Opened)),
      Scan(Known.Names), Flows(Known.Kinds, this->TreeRoot, TreeFiles::Others::Absolute),
      Audits(Known.Kinds, Known.Audited, this->TreeRoot, TreeFiles::Others::Absolute) {}

Expected<std::unique_ptr<UnitTools>> UnitTools::open(const std::string &TreeRoot,
                                                     const UnitOptions &Options) {
  Expected<Knowledge> Known = Knowledge::open(TreeRoot);
  if (!Known)
    return Known.takeError();
  return std::unique_ptr<UnitTools>(new UnitTools(TreeRoot, Options, std::move(*Known)));
}

std::vector<CheckRow> kphys::checkTable(const Catalog &Names) {
  std::map<std::string, std::vector<std::string>> Rules; // → the names that it is about
  for (const Api &Known : Names.apis())
    if (Known.hasRule())
      Rules[Known.rule().str()].push_back(Known.displayName() +
                                          (Known.How == Api::Form::Call ? "()" : ""));
  std::vector<CheckRow> Result;
  for (const auto &[Rule, Apis] : Rules)
    Result.push_back({rewriteCheck(Rule), "page-based calls: " + llvm::join(Apis, ", "),
                      "rules/" + Rule + ".md", CheckRow::Source::Rewrite});
  Result.push_back({AddressKindCheck, "an address that may be no RAM where RAM is needed",
                    "conflicts.md", CheckRow::Source::Kinds});
  Result.push_back({AnnotationCheck, "a value that is not of the type of who gets it", "types.md",
                    CheckRow::Source::Types});
  Result.push_back({NewOldApiCheck, "a new use of the API that is to be given up",
                    "checks/new-old-api.md", CheckRow::Source::Patch});
  for (const AuditCheck &Each : auditChecks())
    Result.push_back({Each.Name.str(), Each.Summary.str(),
                      ("checks/" + Each.Name.drop_front(strlen("kphys-")) + ".md").str(),
                      CheckRow::Source::Audit, Each.Level});
  llvm::sort(Result, [](const CheckRow &A, const CheckRow &B) { return A.Name < B.Name; });
  return Result;
}

std::string kphys::treeOfUnit(const std::string &Source,
                              const std::vector<std::string> &IncludeDirectories) {
  std::vector<std::string> Places = {Source};
  for (const std::string &Directory : IncludeDirectories)
    Places.push_back(Directory + "/.");
  for (const std::string &Place : Places) {
    Expected<KernelTree> Tree = KernelTree::around(Place);
    if (Tree)
      return Tree->Root;
    llvm::consumeError(Tree.takeError());
  }
  return {};
}
