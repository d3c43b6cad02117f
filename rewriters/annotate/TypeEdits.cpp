// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/annotate/TypeEdits.h"

#include "checks/sources/Lines.h"

using namespace kphys;

std::vector<TypedLines> TypeEdits::byLines(llvm::StringRef Text) const {
  LineTable Lines(Text);
  std::vector<TypedLines> Result;
  std::vector<Part> Together;
  Purpose All;
  unsigned LastLine = 0;
  auto Finish = [&] {
    if (Together.empty())
      return;
    TypedLines Next;
    Next.Edits = textEdits(Together);
    Next.Offset = Next.Edits.front().Offset;
    Next.Line = Lines.numberAt(Next.Offset);
    Next.Column = Next.Offset - Lines.start(Next.Line) + 1;
    std::tie(Next.Keys, Next.Function) = std::tie(All.Keys, All.Function);
    All = {};
    Result.push_back(std::move(Next));
    Together.clear();
  };
  for (const auto &[Each, For] : Parts) { // by where they begin
    if (Lines.numberAt(Each.Begin) > LastLine)
      Finish();
    LastLine = std::max(LastLine, Lines.numberAt(Each.End));
    Together.push_back(Each);
    All.Keys.insert(For.Keys.begin(), For.Keys.end());
    if (!For.Function.empty())
      All.Function = For.Function;
  }
  Finish();
  return Result;
}

std::vector<TextEdit> TypeEdits::textEdits(const std::vector<Part> &Some) {
  struct AtPlace {
    std::vector<const Part *> Closing, Opening;
    const Part *Replaced = nullptr;
  };
  std::map<unsigned, AtPlace> Places;
  for (const Part &Each : Some) {
    if (!Each.IsWrap) {
      Places[Each.Begin].Replaced = &Each;
      continue;
    }
    Places[Each.Begin].Opening.push_back(&Each);
    Places[Each.End].Closing.push_back(&Each);
  }
  std::vector<TextEdit> Result;
  for (auto &[Offset, At] : Places) {
    TextEdit Edit{Offset, 0, ""};
    llvm::sort(At.Closing, [](const Part *A, const Part *B) { return A->Begin > B->Begin; });
    for (const Part *Each : At.Closing)
      Edit.Text += Each->Close;
    llvm::sort(At.Opening, [](const Part *A, const Part *B) { return A->End > B->End; });
    for (const Part *Each : At.Opening)
      Edit.Text += Each->Open;
    if (At.Replaced) {
      Edit.Length = At.Replaced->End - Offset;
      Edit.Text += At.Replaced->Open;
    }
    if (Edit.Length != 0 || !Edit.Text.empty())
      Result.push_back(std::move(Edit));
  }
  return Result;
}
