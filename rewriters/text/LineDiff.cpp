// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/text/LineDiff.h"

#include "checks/sources/Lines.h"
#include "llvm/ADT/ArrayRef.h"

using namespace kphys;

namespace {

using Lines = llvm::ArrayRef<llvm::StringRef>;

/// Myers' greedy search for the shortest edit script. Calls \p Match(old, new) for each line that
/// stays, last first. Two texts that have little in common are not compared to the end.
template <typename Function> void matchLines(Lines Old, Lines New, const Function &Match) {
  constexpr ptrdiff_t MostEdits = 1000;
  const ptrdiff_t N = Old.size(), M = New.size();
  const ptrdiff_t Most = std::min(N + M, MostEdits), Middle = Most + 1;
  std::vector<ptrdiff_t> Reach(2 * Middle + 1, 0); // how far in Old each diagonal gets
  std::vector<std::vector<ptrdiff_t>> Before;      // Reach, before each number of edits
  auto ComesFromAbove = [&](const std::vector<ptrdiff_t> &Of, ptrdiff_t K, ptrdiff_t D) {
    return K == -D || (K != D && Of[Middle + K - 1] < Of[Middle + K + 1]);
  };
  auto StartOf = [&](const std::vector<ptrdiff_t> &Of, ptrdiff_t K, ptrdiff_t D) {
    if (D == 0)
      return ptrdiff_t(0);
    return ComesFromAbove(Of, K, D) ? Of[Middle + K + 1] : Of[Middle + K - 1] + 1;
  };
  bool Done = false;
  for (ptrdiff_t D = 0; D <= Most && !Done; ++D) {
    Before.push_back(Reach);
    for (ptrdiff_t K = -D; K <= D && !Done; K += 2) {
      ptrdiff_t X = StartOf(Before.back(), K, D);
      while (X < N && X - K < M && Old[X] == New[X - K])
        ++X;
      Reach[Middle + K] = X;
      Done = X >= N && X - K >= M;
    }
  }
  if (!Done)
    return;
  ptrdiff_t X = N, Y = M;
  for (ptrdiff_t D = Before.size() - 1; D >= 0; --D) {
    ptrdiff_t K = X - Y;
    for (ptrdiff_t Start = StartOf(Before[D], K, D); X > Start; --X, --Y)
      Match(X - 1, Y - 1);
    if (D == 0)
      break;
    ComesFromAbove(Before[D], K, D) ? --Y : --X;
  }
}

} // namespace

std::vector<unsigned> kphys::oldLines(llvm::StringRef Before, llvm::StringRef After) {
  std::vector<llvm::StringRef> Old = splitLines(Before), New = splitLines(After);
  std::vector<unsigned> Result(New.size(), 0);
  size_t Head = 0, Tail = 0, Shorter = std::min(Old.size(), New.size());
  for (; Head < Shorter && Old[Head] == New[Head]; ++Head)
    Result[Head] = Head + 1;
  for (; Tail < Shorter - Head && Old[Old.size() - Tail - 1] == New[New.size() - Tail - 1]; ++Tail)
    Result[New.size() - Tail - 1] = Old.size() - Tail;
  matchLines(Lines(Old).drop_front(Head).drop_back(Tail),
             Lines(New).drop_front(Head).drop_back(Tail),
             [&](size_t X, size_t Y) { Result[Head + Y] = Head + X + 1; });
  return Result;
}
