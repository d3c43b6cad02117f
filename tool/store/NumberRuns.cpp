// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/NumberRuns.h"

using namespace kphys;

std::string kphys::writeRuns(const std::set<int64_t> &Numbers) {
  std::string Result = "[";
  for (auto Each = Numbers.begin(); Each != Numbers.end();) {
    int64_t First = *Each, Last = First;
    while (++Each != Numbers.end() && *Each == Last + 1)
      ++Last;
    Result += (Result.size() == 1 ? "[" : ",[") + std::to_string(First) + "," +
              std::to_string(Last) + "]";
  }
  return Result + "]";
}

std::optional<std::vector<int64_t>> RunReader::read(llvm::StringRef Text, int64_t Most) {
  simdjson::dom::array Runs;
  if (Parser.parse(Text.data(), Text.size()).get(Runs) != simdjson::SUCCESS)
    return std::nullopt;
  std::vector<int64_t> Result;
  int64_t Before = 0;
  for (simdjson::dom::element Each : Runs) {
    simdjson::dom::array Ends;
    int64_t First = 0, Last = 0;
    if (Each.get(Ends) != simdjson::SUCCESS || Ends.size() != 2 ||
        Ends.at(0).get(First) != simdjson::SUCCESS || Ends.at(1).get(Last) != simdjson::SUCCESS ||
        First <= Before || Last < First || Last > Most)
      return std::nullopt;
    for (int64_t Number = First; Number <= Last; ++Number)
      Result.push_back(Number);
    Before = Last;
  }
  return Result;
}
