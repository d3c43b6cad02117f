// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/tidy/UnitShare.h"

#include "tool/database/KernelTree.h"

using namespace kphys;
using llvm::Expected;

const std::vector<Finding> &SharedUnit::findings(clang::ASTContext &Context) {
  if (Found)
    return *Found;
  Expected<std::vector<Finding>> All = Checks.findings(Context);
  if (!All)
    Problem = llvm::toString(All.takeError());
  return Found.emplace(All ? std::move(*All) : std::vector<Finding>());
}

Expected<std::shared_ptr<SharedUnit>>
UnitShare::unit(const std::string &Tree, const UnitOptions &Options, clang::Preprocessor &Macros) {
  std::string Root;
  if (Tree.empty()) {
    Root = treeOf(Macros);
  } else {
    Expected<KernelTree> Named = KernelTree::at(Tree);
    if (!Named)
      return Named.takeError();
    Root = Named->Root;
  }
  if (Root.empty())
    return nullptr;
  Key Of = {Root, Options};
  std::shared_ptr<const UnitTools> &Known = Tools[Of];
  if (!Known) {
    Expected<std::unique_ptr<UnitTools>> Opened = UnitTools::open(Root, Options);
    if (!Opened)
      return Opened.takeError();
    Known = std::move(*Opened);
  }
  std::shared_ptr<SharedUnit> Result = Current[Of].lock();
  if (!Result)
    Current[Of] = Result = std::make_shared<SharedUnit>(Known, Macros, Which);
  return Result;
}
