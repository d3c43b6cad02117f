// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/LineHistory.h"

#include "rewriters/text/LineDiff.h"

using namespace kphys;

LineHistory::LineHistory(const std::vector<ChangedFile> &Changed) {
  for (const ChangedFile &Each : Changed) {
    Known &Of = Files[Each.NewName];
    Of.OldName = Each.OldName;
    Of.Lines = oldLines(Each.Before.value_or(""), Each.After.value_or(""));
    Kept[Each.OldName].insert(Of.Lines.begin(), Of.Lines.end());
  }
}

std::pair<std::string, unsigned> LineHistory::before(const std::string &File, unsigned Line) const {
  auto Found = Files.find(File);
  if (Found == Files.end())
    return {File, Line};
  const Known &Of = Found->second;
  return {Of.OldName, Line >= 1 && Line <= Of.Lines.size() ? Of.Lines[Line - 1] : 0};
}

bool LineHistory::isGone(const std::string &OldFile, unsigned Line) const {
  auto Found = Kept.find(OldFile);
  return Found != Kept.end() && !Found->second.count(Line);
}
