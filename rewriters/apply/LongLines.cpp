// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/LongLines.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"
#include "clang/Format/Format.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace format = clang::format;

namespace {

/// The kernel prefers the style's limit and allows this many where it reads better
/// (Documentation/process/coding-style.rst; checkpatch complains of more).
constexpr size_t MaxColumns = 100;

std::string withoutSpace(llvm::StringRef Text) {
  std::string Result;
  llvm::copy_if(Text, std::back_inserter(Result), [](char C) { return !llvm::isSpace(C); });
  return Result;
}

/// How many lines end with a parenthesis.
size_t openLines(llvm::StringRef Text) { return Text.count("(\n") + Text.count("(\r\n"); }

/// \p Spaces of \p Text, with the ends that the lines have there.
clang::tooling::Replacements withEnds(const clang::tooling::Replacements &Spaces,
                                      llvm::StringRef Text) {
  clang::tooling::Replacements Result;
  for (const clang::tooling::Replacement &Each : Spaces) {
    std::string Plain;
    llvm::copy_if(Each.getReplacementText(), std::back_inserter(Plain),
                  [](char C) { return C != '\r'; });
    llvm::cantFail(Result.add({Each.getFilePath(), Each.getOffset(), Each.getLength(),
                               withLineEnds(Plain, Text, Each.getOffset())}));
  }
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

/// What \p StyleFile says; a style that formats nothing if it cannot be read.
const format::FormatStyle &styleIn(const std::string &StyleFile) {
  static std::map<std::string, format::FormatStyle> Known;
  auto [Style, IsNew] = Known.try_emplace(StyleFile, format::getNoStyle());
  if (IsNew) {
    llvm::Expected<format::FormatStyle> Found =
        format::getStyle("file:" + StyleFile, "file.c", /*FallbackStyle=*/"none");
    if (Found)
      Style->second = std::move(*Found);
    else
      llvm::consumeError(Found.takeError());
  }
  return Style->second;
}

} // namespace

LineWrapper::LineWrapper(const EditedFile &File, const std::string &TreeRoot)
    : File(File), After(File.after()) {
  std::string StyleFile = styleFile(File.Path, TreeRoot);
  if (StyleFile.empty())
    return;
  const format::FormatStyle &Found = styleIn(StyleFile);
  if (!Found.DisableFormat && Found.ColumnLimit != 0)
    Style = &Found;
}

std::vector<std::vector<TextEdit>> LineWrapper::statements(const std::vector<TextEdit> &Own) const {
  std::vector<std::vector<TextEdit>> Result;
  unsigned End = 0;
  for (const TextEdit &Edit : Own) {
    llvm::StringRef Between = llvm::StringRef(File.Before).slice(End, Edit.Offset);
    if (Result.empty() || Between.count('\n') > 1)
      Result.emplace_back();
    Result.back().push_back(Edit);
    End = Edit.Offset + Edit.Length;
  }
  return Result;
}

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
  size_t First = lineStart(Text, Part.Begin), Longest = 0;
  size_t Last = std::min(Text.find('\n', Part.End), Text.size());
  for (llvm::StringRef Line : llvm::split(Text.slice(First, Last), '\n'))
    Longest = std::max(Longest, widthOf(Line.rtrim('\r'), Style->TabWidth));
  return Longest;
}

bool LineWrapper::makesLongLine(const std::vector<TextEdit> &Own) const {
  return llvm::any_of(Own, [&](const TextEdit &Edit) {
    size_t Old = longestLine(File.Before, {Edit.Offset, Edit.Offset + Edit.Length});
    size_t New = longestLine(After, newRange(Edit));
    return (New > Style->ColumnLimit && Old <= Style->ColumnLimit) ||
           (New > MaxColumns && Old <= MaxColumns);
  });
}

std::optional<TextEdit> LineWrapper::wrap(const std::vector<TextEdit> &Own) const {
  if (!Style || Own.empty() || !makesLongLine(Own))
    return std::nullopt;
  // A line that ends with a parenthesis is worse than one that is somewhat long.
  format::FormatStyle Aligned = *Style;
  Aligned.PenaltyBreakBeforeFirstCallParameter = 1000 * MaxColumns;
  for (unsigned Columns : {Style->ColumnLimit, static_cast<unsigned>(MaxColumns)}) {
    Aligned.ColumnLimit = Columns;
    if (std::optional<TextEdit> Result = wrap(Own, Aligned, /*AllowsUgly=*/false))
      return Result;
  }
  return wrap(Own, *Style, /*AllowsUgly=*/true);
}

std::optional<TextEdit> LineWrapper::wrap(const std::vector<TextEdit> &Own,
                                          const format::FormatStyle &As, bool AllowsUgly) const {
  Range Whole = {After.size(), 0};
  for (const TextEdit &Edit : Own) {
    Range New = newRange(Edit);
    Whole = {std::min(Whole.Begin, New.Begin), std::max(Whole.End, New.End)};
  }
  // The function around them is all that clang-format needs to know.
  size_t From = After.rfind("\n{", Whole.Begin), To = After.find("\n}", Whole.End);
  From = From == std::string::npos ? 0 : From + 1;
  To = To == std::string::npos ? After.size() : To + 2;
  std::string Function = After.substr(From, To - From);
  std::vector<clang::tooling::Range> Touched;
  for (const TextEdit &Edit : Own)
    Touched.emplace_back(newRange(Edit).Begin - From, Edit.Text.size());
  clang::tooling::Replacements Spaces =
      withEnds(format::reformat(As, Function, Touched, File.Path), Function);
  llvm::Expected<std::string> Formatted = clang::tooling::applyAllReplacements(Function, Spaces);
  if (!Formatted)
    llvm::consumeError(Formatted.takeError());
  if (!Formatted || Spaces.empty())
    return std::nullopt;
  for (const clang::tooling::Replacement &Each : Spaces)
    Whole = {std::min(Whole.Begin, From + Each.getOffset()),
             std::max(Whole.End, From + Each.getOffset() + Each.getLength())};
  llvm::StringRef Old = llvm::StringRef(After).slice(Whole.Begin, Whole.End);
  Range New = {Whole.Begin - From, Whole.End - From + Formatted->size() - Function.size()};
  llvm::StringRef Text = llvm::StringRef(*Formatted).slice(New.Begin, New.End);
  if (withoutSpace(Text) != withoutSpace(Old))
    return std::nullopt;
  if (!AllowsUgly &&
      (longestLine(*Formatted, New) > MaxColumns || openLines(Text) > openLines(Old)))
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
