// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/HtmlChanges.h"

#include "tool/report/HtmlColumns.h"
#include "llvm/ADT/StringMap.h"

using namespace kphys;
using nlohmann::json;

static std::string keyOf(const json &Row, const RowKeys &Keys) {
  std::string Result;
  for (const char *Key : Keys)
    Result += textOf(Row, Key) + '\0';
  return Result;
}

std::vector<std::optional<size_t>> kphys::matchRows(const json &Old, const json &New,
                                                    llvm::ArrayRef<RowKeys> Ways) {
  std::vector<std::optional<size_t>> Result(Old.size());
  std::vector<bool> IsTaken(New.size());
  for (const RowKeys &Keys : Ways) {
    llvm::StringMap<std::vector<size_t>> Free; // the first one last
    for (size_t I = New.size(); I-- > 0;)
      if (!IsTaken[I])
        Free[keyOf(New[I], Keys)].push_back(I);
    for (size_t I = 0; I < Old.size(); ++I) {
      if (Result[I])
        continue;
      auto Found = Free.find(keyOf(Old[I], Keys));
      if (Found == Free.end() || Found->second.empty())
        continue;
      Result[I] = Found->second.back();
      Found->second.pop_back();
      IsTaken[*Result[I]] = true;
    }
  }
  return Result;
}
