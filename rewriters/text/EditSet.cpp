// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/EditSet.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

void EditSet::replace(TextRange Range, std::string New) {
  Changes.push_back({Range, std::move(New), Changes.size()});
}

std::vector<EditSet::Change> EditSet::sorted() const {
  std::vector<Change> Result;
  for (const Change &Each : Changes) {
    // Insertions at the edges of what is replaced stay.
    bool IsDropped = llvm::any_of(Changes, [&](const Change &Other) {
      bool IsEdge = Each.Where.Begin == Each.Where.End &&
                    (Each.Where.Begin == Other.Where.Begin || Each.Where.End == Other.Where.End);
      bool IsSmaller =
          Each.Where.End - Each.Where.Begin < Other.Where.End - Other.Where.Begin ||
          (Each.Where.Begin != Each.Where.End && Each.Where.Begin == Other.Where.Begin &&
           Each.Where.End == Other.Where.End && Each.Order < Other.Order);
      return &Each != &Other && IsSmaller && !IsEdge && isInside(Each.Where, Other.Where);
    });
    if (!IsDropped)
      Result.push_back(Each);
  }
  llvm::sort(Result, [](const Change &A, const Change &B) {
    return std::tie(A.Where.Begin, A.Where.End, A.Order) <
           std::tie(B.Where.Begin, B.Where.End, B.Order);
  });
  return Result;
}

std::string EditSet::edited(TextRange Range) const {
  std::string Result;
  unsigned Copied = Range.Begin;
  for (const Change &Each : sorted()) {
    if (!isInside(Each.Where, Range) || Each.Where.Begin < Copied)
      continue;
    Result += Text.slice(Copied, Each.Where.Begin);
    Result += Each.New;
    Copied = Each.Where.End;
  }
  Result += Text.slice(Copied, Range.End);
  return Result;
}

std::vector<TextEdit> EditSet::take(TextRange Range) {
  EditSet Taken(Text);
  llvm::erase_if(Changes, [&](const Change &Each) {
    if (!isInside(Each.Where, Range))
      return false;
    Taken.Changes.push_back(Each);
    return true;
  });
  return Taken.finish().value_or(std::vector<TextEdit>());
}

bool EditSet::touches(TextRange Range) const {
  return llvm::any_of(Changes, [&](const Change &Each) {
    return Each.Where.Begin < Range.End && Each.Where.End > Range.Begin;
  });
}

std::optional<std::vector<TextEdit>> EditSet::finish(bool Apart) const {
  std::vector<TextEdit> Result;
  for (const Change &Each : sorted()) {
    unsigned End = Result.empty() ? 0 : Result.back().Offset + Result.back().Length;
    bool AreInsertions =
        !Result.empty() && Result.back().Length == 0 && Each.Where.Begin == Each.Where.End;
    if (Result.empty() || Each.Where.Begin > End ||
        (Each.Where.Begin == End && Apart && !AreInsertions)) {
      Result.push_back({Each.Where.Begin, Each.Where.End - Each.Where.Begin, Each.New});
      continue;
    }
    if (Each.Where.Begin < End)
      return std::nullopt;
    Result.back().Length += Each.Where.End - Each.Where.Begin;
    Result.back().Text += Each.New;
  }
  return Result;
}
