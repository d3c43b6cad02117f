// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/LongLines.h"

#include "clang/Format/Format.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace format = clang::format;

namespace {

std::string withoutSpace(llvm::StringRef Text) {
  std::string Result;
  llvm::copy_if(Text, std::back_inserter(Result), [](char C) { return !llvm::isSpace(C); });
  return Result;
}

/// The .clang-format that counts for \p Path, looked for no higher than \p TreeRoot.
std::string styleFile(llvm::StringRef Path, const std::string &TreeRoot) {
  while (!Path.empty()) {
    Path = llvm::sys::path::parent_path(Path);
    llvm::SmallString<256> Candidate(TreeRoot);
    llvm::sys::path::append(Candidate, Path, ".clang-format");
    if (llvm::sys::fs::exists(Candidate))
      return Candidate.str().str();
  }
  return {};
}

} // namespace

LineWrapper::LineWrapper(const EditedFile &File, const std::string &TreeRoot)
    : File(File), After(File.after()) {
  std::string StyleFile = styleFile(File.Path, TreeRoot);
  if (StyleFile.empty())
    return;
  llvm::Expected<format::FormatStyle> Found =
      format::getStyle("file:" + StyleFile, File.Path, /*FallbackStyle=*/"none", After);
  if (!Found)
    llvm::consumeError(Found.takeError());
  else if (!Found->DisableFormat && Found->ColumnLimit != 0)
    Style = std::make_unique<format::FormatStyle>(std::move(*Found));
}

LineWrapper::~LineWrapper() = default;

/// Where the text of \p Edit is in the edited file.
LineWrapper::Range LineWrapper::newRange(const TextEdit &Edit) const {
  size_t Begin = Edit.Offset;
  for (const TextEdit &Other : File.Edits)
    if (Other < Edit)
      Begin += Other.Text.size() - Other.Length;
  return {Begin, Begin + Edit.Text.size()};
}

/// The width of the longest line of \p Text with a part of \p Part.
size_t LineWrapper::longestLine(llvm::StringRef Text, Range Part) const {
  size_t First = Text.rfind('\n', Part.Begin), Longest = 0;
  First = First == llvm::StringRef::npos || Part.Begin == 0 ? 0 : First + 1;
  if (Part.Begin > 0 && Text[Part.Begin - 1] == '\n')
    First = Part.Begin;
  size_t Last = std::min(Text.find('\n', Part.End), Text.size());
  for (llvm::StringRef Line : llvm::split(Text.slice(First, Last), '\n')) {
    size_t Width = 0;
    for (char C : Line)
      Width += C == '\t' ? Style->TabWidth - Width % Style->TabWidth : 1;
    Longest = std::max(Longest, Width);
  }
  return Longest;
}

bool LineWrapper::makesLongLine(const std::vector<TextEdit> &Own) const {
  return llvm::any_of(Own, [&](const TextEdit &Edit) {
    return longestLine(After, newRange(Edit)) > Style->ColumnLimit &&
           longestLine(File.Before, {Edit.Offset, Edit.Offset + Edit.Length}) <= Style->ColumnLimit;
  });
}

std::optional<TextEdit> LineWrapper::wrap(const std::vector<TextEdit> &Own) const {
  if (!Style || Own.empty() || !makesLongLine(Own))
    return std::nullopt;
  std::vector<clang::tooling::Range> Touched;
  Range Whole = {After.size(), 0};
  for (const TextEdit &Edit : Own) {
    Range New = newRange(Edit);
    Touched.emplace_back(New.Begin, New.End - New.Begin);
    Whole = {std::min(Whole.Begin, New.Begin), std::max(Whole.End, New.End)};
  }
  clang::tooling::Replacements Spaces = format::reformat(*Style, After, Touched, File.Path);
  if (Spaces.empty())
    return std::nullopt;
  for (const clang::tooling::Replacement &Each : Spaces)
    Whole = {std::min<size_t>(Whole.Begin, Each.getOffset()),
             std::max<size_t>(Whole.End, Each.getOffset() + Each.getLength())};
  llvm::Expected<std::string> Formatted = clang::tooling::applyAllReplacements(After, Spaces);
  if (!Formatted) {
    llvm::consumeError(Formatted.takeError());
    return std::nullopt;
  }
  size_t Grown = Formatted->size() - After.size();
  llvm::StringRef Text = llvm::StringRef(*Formatted).slice(Whole.Begin, Whole.End + Grown);
  if (withoutSpace(Text) != withoutSpace(llvm::StringRef(After).slice(Whole.Begin, Whole.End)))
    return std::nullopt;

  // Back to the file as it was: all that changes in there must be of these edits.
  TextEdit Result = {static_cast<unsigned>(Whole.Begin),
                     static_cast<unsigned>(Whole.End - Whole.Begin), Text.str()};
  for (const TextEdit &Edit : File.Edits) {
    Range New = newRange(Edit);
    bool IsInside = New.Begin >= Whole.Begin && New.End <= Whole.End;
    if (llvm::is_contained(Own, Edit))
      Result.Length -= Edit.Text.size() - Edit.Length;
    else if (IsInside || (New.Begin < Whole.End && New.End > Whole.Begin))
      return std::nullopt;
    else if (New.End <= Whole.Begin)
      Result.Offset -= Edit.Text.size() - Edit.Length;
  }
  return Result;
}
