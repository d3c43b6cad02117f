// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Values.h"

#include "tool/index/FlowIndex.h"

using namespace kphys;

llvm::Expected<std::unique_ptr<SolvedIndex>> SolvedIndex::read(const std::string &Path,
                                                               const KindCatalog &Catalog) {
  llvm::Expected<AddressFacts> Facts = readFlowIndex(Path);
  if (!Facts)
    return Facts.takeError();
  auto Result = std::make_unique<SolvedIndex>();
  Result->Graph.add(*Facts);
  Result->Graph.finish();
  Result->Kinds.emplace(Result->Graph, Catalog);
  Result->Kinds->solve();
  return Result;
}

std::vector<unsigned> SolvedIndex::addressValues() const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < slots().size(); ++I)
    if (slots()[I].IsAddress && !slots()[I].Decl.empty() && !slots()[I].File.empty())
      Result.push_back(I);
  llvm::sort(Result, [&](unsigned A, unsigned B) {
    const Slot &X = slots()[A], &Y = slots()[B];
    return std::tie(X.File, X.Line, X.Name, X.Key) < std::tie(Y.File, Y.Line, Y.Name, Y.Key);
  });
  return Result;
}
