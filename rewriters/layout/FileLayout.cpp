// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/layout/FileLayout.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
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

/// True if only white space between tokens tells \p A from \p B.
bool hasSameTokens(llvm::StringRef A, llvm::StringRef B) {
  std::vector<TextRange> InA = tokensIn(A), InB = tokensIn(B);
  return withoutSpace(A) == withoutSpace(B) && InA.size() == InB.size() &&
         std::equal(InA.begin(), InA.end(), InB.begin(),
                    [&](TextRange X, TextRange Y) { return X.in(A) == Y.in(B); });
}

/// The innermost call of \p Text with all of \p Begin to \p End in it; nothing without one.
std::optional<CallInText> callAround(llvm::StringRef Text, size_t Begin, size_t End) {
  constexpr llvm::StringLiteral Ends = ";{}";
  size_t Statement = Text.take_front(Begin).find_last_of(Ends) + 1;
  TextRange Before = {static_cast<unsigned>(Statement), static_cast<unsigned>(Begin)};
  while (Before.End < Text.size() && isWordPart(Text[Before.End]))
    ++Before.End;
  static constexpr llvm::StringRef Keywords[] = {"if",     "while",  "for",
                                                 "switch", "return", "sizeof"};
  std::vector<TextRange> Tokens = tokensIn(Text, Before);
  for (TextRange Token : llvm::reverse(Tokens)) {
    llvm::StringRef Word = Token.in(Text);
    if (!isWord(Word) || llvm::is_contained(Keywords, Word))
      continue;
    CallText Found = readCallText(Text, Token.Begin, /*InMacro=*/false);
    if (Found.Wrong == CallText::Problem::None && Found.Whole.End >= End)
      return CallInText{Text, std::move(Found)};
  }
  return std::nullopt;
}

} // namespace

FileLayout::FileLayout(const EditedFile &File, const std::string &TreeRoot)
    : File(File), After(File.after()) {
  std::string StyleFile = styleFile(File.Path, TreeRoot);
  if (StyleFile.empty())
    return;
  const format::FormatStyle &Found = styleIn(StyleFile);
  if (!Found.DisableFormat && Found.ColumnLimit != 0)
    Style = &Found;
}

std::vector<TextEdit> FileLayout::layOut(const std::vector<TextEdit> &Own) const {
  std::vector<TextEdit> Result;
  for (std::vector<TextEdit> &Part : statements(Own))
    if (std::optional<TextEdit> Whole = layOutStatement(Part))
      Result.push_back(std::move(*Whole));
    else
      Result.insert(Result.end(), Part.begin(), Part.end());
  return Result;
}

std::vector<std::vector<TextEdit>> FileLayout::statements(const std::vector<TextEdit> &Own) const {
  std::vector<std::vector<TextEdit>> Result;
  unsigned Last = 0;
  for (const TextEdit &Edit : Own) {
    llvm::StringRef Between = llvm::StringRef(File.Before).slice(Last, Edit.Offset);
    if (Result.empty() || Between.find_first_of(";{}") != llvm::StringRef::npos ||
        Between.contains("*/"))
      Result.emplace_back();
    Result.back().push_back(Edit);
    Last = Edit.Offset;
  }
  return Result;
}

std::optional<TextEdit> FileLayout::layOutStatement(const std::vector<TextEdit> &Own) const {
  bool HasLayout = false;
  std::optional<TextEdit> Result = layOutInCall(Own, HasLayout);
  return HasLayout || !Style ? Result : reformat(Own);
}

/// By layOutCall(). \p HasLayout says whether that has an answer, nothing being one: all stays.
std::optional<TextEdit> FileLayout::layOutInCall(const std::vector<TextEdit> &Own,
                                                 bool &HasLayout) const {
  Range New = newRange(Own);
  std::optional<CallInText> OldCall =
      callAround(File.Before, Own.front().Offset, Own.back().Offset + Own.back().Length);
  std::optional<CallInText> NewCall = callAround(After, New.Begin, New.End);
  if (!OldCall || !NewCall)
    return std::nullopt;
  std::optional<std::string> Laid =
      layOutCall(*OldCall, *NewCall, Style ? limit(Own.front()) : LineLimit());
  HasLayout = Laid.has_value();
  TextRange Lines = NewCall->lines();
  if (!Laid || Lines.in(After) == *Laid || !hasSameTokens(Lines.in(After), *Laid))
    return std::nullopt;
  return ofOriginal(Own, {Lines.Begin, Lines.End}, std::move(*Laid));
}

/// That of the function around \p Near. A call with wide lines may have lines as wide as any call
/// in it has that is edited, as far as that is allowed at all.
LineLimit FileLayout::limit(const TextEdit &Near) const {
  llvm::StringRef Text = File.Before;
  size_t From = Text.take_front(Near.Offset).rfind("\n}") + 1, To = Text.find("\n}", Near.Offset);
  size_t Result = Style->ColumnLimit;
  for (const TextEdit &Each : File.Edits) {
    if (Each.Offset < From || Each.Offset >= To)
      continue;
    std::optional<CallInText> Call = callAround(Text, Each.Offset, Each.Offset + Each.Length);
    if (Call)
      Result = std::max(Result, longestLine(Text, {Call->lines().Begin, Call->lines().End}));
  }
  return {Style->ColumnLimit, std::min(Result, std::max<size_t>(MaxColumns, Style->ColumnLimit))};
}

/// Where the text of \p Edit is in the edited file.
FileLayout::Range FileLayout::newRange(const TextEdit &Edit) const {
  size_t Begin = Edit.Offset;
  for (const TextEdit &Other : File.Edits)
    if (Other < Edit)
      Begin += Other.Text.size() - Other.Length;
  return {Begin, Begin + Edit.Text.size()};
}

FileLayout::Range FileLayout::newRange(const std::vector<TextEdit> &Own) const {
  return {newRange(Own.front()).Begin, newRange(Own.back()).End};
}

/// The width of the longest line of \p Text with a part of \p Part.
size_t FileLayout::longestLine(llvm::StringRef Text, Range Part) const {
  size_t First = lineStart(Text, Part.Begin), Longest = 0;
  size_t Last = std::min(Text.find('\n', Part.End), Text.size());
  for (llvm::StringRef Line : llvm::split(Text.slice(First, Last), '\n'))
    Longest = std::max(Longest, widthOf(Line.rtrim('\r'), Style->TabWidth));
  return Longest;
}

bool FileLayout::makesLongLine(const std::vector<TextEdit> &Own) const {
  return llvm::any_of(Own, [&](const TextEdit &Edit) {
    size_t Old = longestLine(File.Before, {Edit.Offset, Edit.Offset + Edit.Length});
    size_t New = longestLine(After, newRange(Edit));
    return (New > Style->ColumnLimit && Old <= Style->ColumnLimit) ||
           (New > MaxColumns && Old <= MaxColumns);
  });
}

std::optional<TextEdit> FileLayout::reformat(const std::vector<TextEdit> &Own) const {
  if (!makesLongLine(Own))
    return std::nullopt;
  // A line that ends with a parenthesis is worse than one that is somewhat long.
  format::FormatStyle Aligned = *Style;
  Aligned.PenaltyBreakBeforeFirstCallParameter = 1000 * MaxColumns;
  for (unsigned Columns : {Style->ColumnLimit, static_cast<unsigned>(MaxColumns)}) {
    Aligned.ColumnLimit = Columns;
    if (std::optional<TextEdit> Result = reformat(Own, Aligned, /*AllowsUgly=*/false))
      return Result;
  }
  return reformat(Own, *Style, /*AllowsUgly=*/true);
}

std::optional<TextEdit> FileLayout::reformat(const std::vector<TextEdit> &Own,
                                             const format::FormatStyle &As, bool AllowsUgly) const {
  Range Whole = newRange(Own);
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
  return ofOriginal(Own, Whole, Text.str());
}

/// \p Text in the place of \p Part of the edited file, as an edit of the original that takes the
/// place of \p Own; nothing if there is another edit in that part.
std::optional<TextEdit> FileLayout::ofOriginal(const std::vector<TextEdit> &Own, Range Part,
                                               std::string Text) const {
  TextEdit Result = {static_cast<unsigned>(Part.Begin),
                     static_cast<unsigned>(Part.End - Part.Begin), std::move(Text)};
  for (const TextEdit &Edit : File.Edits) {
    Range New = newRange(Edit);
    bool IsInside = New.Begin >= Part.Begin && New.End <= Part.End;
    if (llvm::is_contained(Own, Edit))
      Result.Length -= Edit.Text.size() - Edit.Length;
    else if (New.End <= Part.Begin && Edit < Own.front())
      Result.Offset -= Edit.Text.size() - Edit.Length;
    else if (IsInside || (New.Begin < Part.End && New.End > Part.Begin))
      return std::nullopt;
  }
  return Result;
}
