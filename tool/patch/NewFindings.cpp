// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/NewFindings.h"

#include "rewriters/text/LineDiff.h"
#include <set>

using namespace kphys;

namespace {

/// Where the lines of changed files were before.
class LineHistory {
public:
  explicit LineHistory(const std::vector<ChangedFile> &Changed) {
    for (const ChangedFile &Each : Changed) {
      Known &Of = Files[Each.NewName];
      Of.OldName = Each.OldName;
      Of.Lines = oldLines(Each.Before.value_or(""), Each.After.value_or(""));
      Kept[Each.OldName].insert(Of.Lines.begin(), Of.Lines.end());
    }
  }

  /// The file and line of old that line \p Line of \p File is; line 0 for an added one.
  std::pair<std::string, unsigned> before(const std::string &File, unsigned Line) const {
    auto Found = Files.find(File);
    if (Found == Files.end())
      return {File, Line};
    const Known &Of = Found->second;
    return {Of.OldName, Line >= 1 && Line <= Of.Lines.size() ? Of.Lines[Line - 1] : 0};
  }

  bool isGone(const std::string &OldFile, unsigned Line) const {
    auto Found = Kept.find(OldFile);
    return Found != Kept.end() && !Found->second.count(Line);
  }

private:
  struct Known {
    std::string OldName;
    std::vector<unsigned> Lines;
  };
  std::map<std::string, Known> Files;             ///< by new name
  std::map<std::string, std::set<unsigned>> Kept; ///< lines that stay, by old name
};

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
