// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/EditedLines.h"

#include "checks/sources/Lines.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

EditedLines::EditedLines(StringRef Text) : Rest(splitLines(Text)) {}

bool EditedLines::isAt(const LineList &Wanted, size_t At) const {
  if (Wanted.size() > size() || At > size() - Wanted.size())
    return false;
  for (size_t I = 0; I < Wanted.size(); ++I)
    if (line(At + I) != Wanted[I])
      return false;
  return true;
}

/// Knuth, Morris and Pratt's search: what matched is never looked at again.
std::vector<size_t> EditedLines::find(const LineList &Wanted) const {
  std::vector<size_t> Borders = {
      0}; // of each start of Wanted: how much of its own start it ends with
  for (size_t I = 1, Matched = 0; I < Wanted.size(); ++I) {
    while (Matched > 0 && Wanted[I] != Wanted[Matched])
      Matched = Borders[Matched - 1];
    Matched += Wanted[I] == Wanted[Matched];
    Borders.push_back(Matched);
  }
  std::vector<size_t> Result;
  for (size_t I = firstOpen(), Matched = 0; I < size(); ++I) {
    while (Matched > 0 && (Matched == Wanted.size() || line(I) != Wanted[Matched]))
      Matched = Borders[Matched - 1];
    Matched += line(I) == Wanted[Matched];
    if (Matched == Wanted.size())
      Result.push_back(I + 1 - Matched);
  }
  return Result;
}

void EditedLines::replace(size_t At, size_t Count, const LineList &New) {
  while (Done.size() < At)
    Done.push_back(Rest[Next++]);
  Next += Count;
  Done.insert(Done.end(), New.begin(), New.end());
}

std::string EditedLines::text() const {
  std::string Result;
  for (size_t I = 0; I < size(); ++I)
    Result += line(I);
  return Result;
}
