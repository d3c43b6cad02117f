// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/NewFindings.h"

#include "tool/patch/LineHistory.h"

using namespace kphys;

namespace {

/// A call that is shown with another fix is still the same call.
std::string saying(const Finding &Of) {
  return Of.Check + "\n" + (Of.Subject.empty() ? Of.Text : Of.Subject);
}

} // namespace

std::vector<Finding> kphys::newFindings(const std::vector<Finding> &Before,
                                        const std::vector<Finding> &After,
                                        const std::vector<ChangedFile> &Changed) {
  LineHistory History(Changed);
  std::map<std::tuple<std::string, unsigned, std::string>, unsigned> Stayed; // place, check
  std::map<std::string, unsigned> Gone;
  for (const Finding &Each : Before)
    if (History.isGone(Each.File, Each.Line))
      ++Gone[saying(Each)];
    else
      ++Stayed[{Each.File, Each.Line, Each.Check}];
  auto Take = [](auto &From, const auto &Key) {
    auto Found = From.find(Key);
    if (Found == From.end() || Found->second == 0)
      return false;
    --Found->second;
    return true;
  };
  std::vector<Finding> Result;
  for (const Finding &Each : After) {
    auto [File, Line] = History.before(Each.File, Each.Line);
    bool IsOld = Line == 0 ? Take(Gone, saying(Each))
                           : Take(Stayed, std::make_tuple(File, Line, Each.Check));
    if (!IsOld)
      Result.push_back(Each);
  }
  return Result;
}
