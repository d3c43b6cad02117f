// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/layout/CallLines.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

using Lines = std::vector<std::string>;

constexpr size_t TabWidth = 8; ///< the kernel's

std::string blanks(size_t Width) {
  return std::string(Width / TabWidth, '\t') + std::string(Width % TabWidth, ' ');
}

size_t indentationOf(StringRef Line) { return widthOf(indentation(Line)); }

/// \p Text, without comments, on one line.
std::string onOneLine(StringRef Text) {
  std::string Result;
  StringRef Before;
  unsigned End = 0;
  for (TextRange Token : tokensIn(Text)) {
    StringRef Between = Text.slice(End, Token.Begin), Word = Token.in(Text);
    bool IsBreak = Between.contains('\n');
    bool IsTight = Before.ends_with("(") || Before.ends_with("[") || Before == "." ||
                   Before == "->" || Word == ")" || Word == "]" || Word == "." || Word == "->";
    if (!Between.empty() && End != 0 && !(IsBreak && IsTight))
      Result += ' ';
    Result += Word;
    Before = Word;
    End = Token.End;
  }
  return Result;
}

/// \p Argument, which is too wide for a line, as a first half that ends with an operator and a
/// second one; nothing if it is to stay whole.
std::optional<std::pair<std::string, std::string>> halves(StringRef Argument) {
  int Depth = 0;
  std::optional<TextRange> Sum, Flags;
  StringRef Before;
  for (TextRange Token : tokensIn(Argument)) {
    StringRef Word = Token.in(Argument);
    Depth +=
        (Word == "(" || Word == "[" || Word == "{") - (Word == ")" || Word == "]" || Word == "}");
    bool IsBinary =
        !Before.empty() && (isWordPart(Before.back()) || Before == ")" || Before == "]");
    if (Depth == 0 && IsBinary) {
      static constexpr StringRef Looser[] = {"?",  ":",  "<<", ">>", "&",  "^",  "<", ">",
                                             "<=", ">=", "==", "!=", "&&", "||", "=", "-"};
      if (llvm::is_contained(Looser, Word))
        return std::nullopt;
      if (Word == "+" && !Sum)
        Sum = Token;
      if (Word == "|")
        Flags = Token;
    }
    Before = Word;
  }
  std::optional<TextRange> At = Flags ? Flags : Sum;
  if (!At)
    return std::nullopt;
  return std::pair(Argument.take_front(At->End).str(), Argument.substr(At->End).ltrim().str());
}

/// How the lines of a call were laid out.
struct Style {
  size_t Column = 0;       ///< where lines begin, if they do not begin under the first argument
  bool IsOpen = false;     ///< the first line ends with the parenthesis
  bool IsOneALine = false; ///< one argument a line
};

class LaidOutCall {
public:
  explicit LaidOutCall(const CallInText &In) : In(In), Range(In.lines()) {
    llvm::SmallVector<StringRef> Split;
    Range.in(In.Text).split(Split, '\n');
    for (StringRef Each : Split)
      Own.push_back(Each.rtrim('\r').str());
    Open = In.Text.find('(', In.Call.Name.End);
  }

  Lines Own;

  size_t openColumn() const { return column(Open + 1); }
  const std::vector<TextRange> &arguments() const { return In.Call.Arguments; }
  StringRef argument(size_t I) const { return arguments()[I].in(In.Text); }
  bool isBroken(size_t I) const { return argument(I).contains('\n'); }

  /// The number of the line that argument \p I begins on.
  size_t lineOf(size_t I) const {
    return In.Text.slice(Range.Begin, arguments()[I].Begin).count('\n');
  }
  bool beginsLine(size_t I) const {
    return StringRef(In.Text)
        .slice(lineStart(In.Text, arguments()[I].Begin), arguments()[I].Begin)
        .trim(" \t")
        .empty();
  }

  /// True if there is nothing on the last line but the last argument and what follows the call.
  bool hasLoneEnd() const {
    return Own.size() > 1 && arguments().size() > 1 && beginsLine(arguments().size() - 1) &&
           lineOf(arguments().size() - 1) == Own.size() - 1;
  }

  Style style() const {
    Style Result;
    if (arguments().empty())
      return Result;
    Result.IsOpen = beginsLine(0);
    size_t Begins = 0;
    for (size_t I = 0; I < arguments().size(); ++I) {
      if (!beginsLine(I))
        continue;
      ++Begins;
      if (Result.Column == 0)
        Result.Column = column(arguments()[I].Begin);
    }
    constexpr size_t Least = 3; // of lines that are a list
    Result.IsOneALine = Begins >= Least && Begins + !Result.IsOpen == arguments().size();
    return Result;
  }

  /// The arguments packed into lines of \p Columns columns, from line \p From on; nothing if one of
  /// them is too wide.
  std::optional<Lines> pack(size_t From, const Style &As, size_t Columns) const {
    size_t First = 0;
    while (First < arguments().size() && lineOf(First) < From)
      ++First;
    if (First == arguments().size() || (From > 0 && !beginsLine(First)))
      return std::nullopt;
    Lines Result(Own.begin(), Own.begin() + From);
    if (From == 0)
      Result.push_back(In.Text.slice(Range.Begin, Open + 1).str());
    return add(std::move(Result), First, /*StartsLine=*/From > 0 || As.IsOpen,
               As.Column != 0 ? As.Column : openColumn(), As, Columns);
  }

  /// The same behind an `=` that ends its line.
  std::optional<Lines> packBelow(size_t Columns) const {
    StringRef Before = In.Text.slice(Range.Begin, In.Call.Name.Begin).rtrim();
    if (!Before.ends_with("="))
      return std::nullopt;
    std::string Begin = blanks(indentationOf(Before) + TabWidth) +
                        In.Text.slice(In.Call.Name.Begin, Open + 1).str();
    size_t Column = widthOf(Begin);
    return add({Before.str(), std::move(Begin)}, 0, /*StartsLine=*/false, Column, {}, Columns);
  }

private:
  size_t column(size_t Offset) const {
    return widthOf(In.Text.slice(lineStart(In.Text, Offset), Offset));
  }

  std::optional<Lines> add(Lines Result, size_t First, bool StartsLine, size_t Column,
                           const Style &As, size_t Columns) const {
    bool IsFresh = !StartsLine, MustBreak = StartsLine;
    auto Fits = [&](StringRef Text, bool Beside) {
      return (Beside ? widthOf(Result.back()) + !IsFresh : Column) + widthOf(Text) <= Columns;
    };
    auto Put = [&](StringRef Text) {
      if (MustBreak || !Fits(Text, /*Beside=*/true))
        Result.push_back(blanks(Column));
      else if (!IsFresh)
        Result.back() += ' ';
      Result.back() += Text;
      IsFresh = MustBreak = false;
    };
    std::vector<std::string> Parts = parts(First, Column, Columns);
    for (const std::string &Part : Parts) {
      if (Fits(Part, /*Beside=*/false) || (IsFresh && Fits(Part, /*Beside=*/true))) {
        Put(Part);
      } else {
        auto Both = halves(Part);
        if (!Both || !Fits(Both->first, false) || !Fits(Both->second, false))
          return std::nullopt;
        MustBreak |= !IsFresh || !Fits(Both->first, true);
        Put(Both->first);
        MustBreak = true;
        Put(Both->second);
        MustBreak = true;
      }
      MustBreak |= As.IsOneALine;
    }
    return Result;
  }

  /// What is not to be broken: the arguments from \p First on, each with its comma, the last with
  /// what follows the call.
  std::vector<std::string> parts(size_t First, size_t Column, size_t Columns) const {
    std::vector<std::string> Result;
    for (size_t I = First; I < arguments().size(); ++I)
      Result.push_back(onOneLine(argument(I)) + ",");
    Result.back().pop_back();
    bool IsWord = tokensIn(Result.back()).size() == 1;
    Result.back() +=
        StringRef(In.Text).slice(arguments().back().End, Range.End).rtrim('\r').ltrim();
    if (Result.size() < 2 || !IsWord)
      return Result;
    std::string Both = *std::prev(Result.end(), 2) + " " + Result.back();
    if (Column + widthOf(Both) <= Columns) {
      Result.pop_back();
      Result.back() = std::move(Both);
    }
    return Result;
  }

  const CallInText &In;
  const TextRange Range;
  size_t Open;
};

class Layout {
public:
  Layout(const CallInText &OldCall, const CallInText &NewCall)
      : Old(OldCall), New(NewCall), As(Old.style()) {
    HasComment = hasComment(NewCall.Call.Whole.in(NewCall.Text));
    moveAlong();
  }

  std::optional<Lines> run(const LineLimit &Limit) {
    if (Limit.Preferred == 0 || New.arguments().empty())
      return New.Own;
    std::optional<Lines> Result = within(Limit.Preferred);
    bool WasWide = llvm::any_of(
        Old.Own, [&](const std::string &Line) { return widthOf(Line) > Limit.Preferred; });
    if (!WasWide)
      return Result;
    std::optional<Lines> Wide = within(Limit.Most);
    return Result && Wide && Result->size() <= Wide->size() ? Result : Wide;
  }

private:
  /// The lines, none of them of more than \p Most columns; nothing if that cannot be done.
  std::optional<Lines> within(size_t Most) {
    Columns = Most;
    size_t Fault = firstFault();
    if (HasComment)
      return Fault == New.Own.size() ? std::optional(New.Own) : std::nullopt;
    std::optional<Lines> Result;
    if (Fault == New.Own.size())
      Result = New.Own;
    else if (Fault > 0)
      Result = New.pack(Fault, As, Columns);
    if (!Result || isTight()) {
      std::optional<Lines> Whole = New.pack(0, As, Columns);
      if (Whole && (!Result || Whole->size() < Result->size()))
        Result = std::move(Whole);
    }
    return Result ? Result : New.packBelow(Columns);
  }

  /// Moves all lines of the call by what its parenthesis moved. Lines that began behind it, at a
  /// tab, are aligned when they have to move anyway.
  void moveAlong() {
    size_t Was = Old.openColumn(), Is = As.IsOpen ? Was : New.openColumn();
    if (Was != Is && As.Column > Was && As.Column % TabWidth == 0)
      Was = As.Column;
    auto Moved = [&](size_t Column) { return Column >= Was ? Column + Is - Was : Column; };
    for (size_t I = 1; I < New.Own.size(); ++I) {
      std::string &Line = New.Own[I];
      StringRef Blank = indentation(Line);
      if (size_t Width = widthOf(Blank); Moved(Width) != Width)
        Line = blanks(Moved(Width)) + Line.substr(Blank.size());
    }
    if (As.Column != 0)
      As.Column = As.Column == Was && !As.IsOpen ? 0 : Moved(As.Column);
  }

  /// The number of the first line that cannot stay as it is, or that of all lines.
  size_t firstFault() const {
    for (size_t I = 0; I < New.Own.size(); ++I) {
      size_t Width = widthOf(New.Own[I]);
      if (Width > Columns && (I >= Old.Own.size() || Width > widthOf(Old.Own[I])))
        return std::min(I, firstBroken());
    }
    return firstBroken();
  }

  size_t firstBroken() const {
    if (As.IsOpen && As.IsOneALine && !New.style().IsOneALine)
      return 0;
    for (size_t I = 0; I < New.arguments().size(); ++I)
      if (New.isBroken(I) && !wasBroken(New.argument(I)))
        return New.lineOf(I);
    if (New.hasLoneEnd() && !As.IsOneALine &&
        (!Old.hasLoneEnd() || New.argument(New.arguments().size() - 1) == "0"))
      return New.lineOf(New.arguments().size() - 2);
    return New.Own.size();
  }

  bool wasBroken(StringRef Argument) const {
    for (size_t I = 0; I < Old.arguments().size(); ++I)
      if (Old.isBroken(I) && Argument.starts_with(Old.argument(I)))
        return true;
    return false;
  }

  /// True if the old call had no more lines than it needed.
  bool isTight() const {
    if (As.IsOneALine)
      return false;
    std::optional<Lines> Packed = Old.pack(0, Old.style(), Columns);
    return Packed && Packed->size() >= Old.Own.size();
  }

  const LaidOutCall Old;
  LaidOutCall New;
  size_t Columns = 0;
  Style As;
  bool HasComment;
};

} // namespace

TextRange CallInText::lines() const {
  size_t Break = std::min(Text.find('\n', Call.Whole.End), Text.size());
  return {static_cast<unsigned>(lineStart(Text, Call.Name.Begin)), static_cast<unsigned>(Break)};
}

std::optional<std::string> kphys::layOutCall(const CallInText &Old, const CallInText &New,
                                             const LineLimit &Limit) {
  std::optional<Lines> Result = Layout(Old, New).run(Limit);
  if (!Result)
    return std::nullopt;
  StringRef Text = New.lines().in(New.Text);
  std::string Ends = lineEndAt(New.Text, New.lines().Begin).str();
  return llvm::join(*Result, Ends) + (Text.ends_with("\r") ? "\r" : "");
}
