// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/NewDiagnostics.h"

using namespace kphys;

std::vector<UnitDiagnostic> kphys::newDiagnostics(const std::vector<UnitDiagnostic> &Before,
                                                  const std::vector<UnitDiagnostic> &After) {
  std::map<std::pair<std::string, std::string>, unsigned> Known;
  for (const UnitDiagnostic &Old : Before)
    ++Known[{Old.File, Old.Message}];
  std::vector<UnitDiagnostic> Result;
  for (const UnitDiagnostic &New : After) {
    auto Counterpart = Known.find({New.File, New.Message});
    if (Counterpart != Known.end() && Counterpart->second > 0)
      --Counterpart->second;
    else
      Result.push_back(New);
  }
  return Result;
}
