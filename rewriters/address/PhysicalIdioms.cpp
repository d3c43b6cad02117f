// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/PhysicalIdioms.h"

#include "rewriters/AssignedValue.h"
#include "rewriters/text/TokenPattern.h"

using namespace kphys;

namespace {

class Speller {
public:
  Speller(const CallSite &Site, unsigned Page, unsigned Offset)
      : Site(Site), PageIndex(Page), OffsetIndex(Offset), PageRange(Site.Text.Arguments[Page]),
        OffsetRange(Site.Text.Arguments[Offset]), PageTokens(tokensIn(Site.FileText, PageRange)),
        OffsetTokens(tokensIn(Site.FileText, OffsetRange)) {}

  std::optional<PhysicalSpelling> spell(const PhysicalIdiom &Idiom) const {
    std::vector<TextRange> Pattern = tokensIn(Idiom.Page);
    std::optional<TokenText> Kept =
        match({Idiom.Page, Pattern}, withoutParentheses({Site.FileText, PageTokens}));
    if (!Kept || (!Idiom.Offsets.empty() && !offsetIs(Idiom.Offsets, *Kept)))
      return std::nullopt;
    TextRange Range = {Kept->Parts.front().Begin, Kept->Parts.back().End};
    TextRange Replaced = {PageRange.Begin, Idiom.Offsets.empty() ? PageRange.End : OffsetRange.End};
    if (hasComment(TextRange{Replaced.Begin, Range.Begin}.in(Site.FileText)) ||
        hasComment(TextRange{Range.End, Replaced.End}.in(Site.FileText)) || !isFit(Range, Idiom))
      return std::nullopt;
    auto [Before, After] = llvm::StringRef(Idiom.Becomes).split(Hole);
    return PhysicalSpelling{Before.str(), Range, After.str(), !Idiom.Offsets.empty()};
  }

private:
  bool offsetIs(const std::vector<std::string> &Patterns, TokenText Kept) const {
    return isOneOf(Patterns, {Site.FileText, OffsetTokens}, Kept) ||
           isLocalWithOneOf(Patterns, Kept);
  }

  static bool isOneOf(const std::vector<std::string> &Patterns, TokenText Text, TokenText Kept) {
    return llvm::any_of(Patterns, [&](const std::string &Each) {
      std::vector<TextRange> Pattern = tokensIn(Each);
      std::optional<TokenText> Found = match({Each, Pattern}, withoutParentheses(Text));
      return Found && withoutParentheses(*Found) == withoutParentheses(Kept);
    });
  }

  /// True for a local variable that was given such an offset, of what is still the same address.
  /// One that serves nothing else keeps its use.
  bool isLocalWithOneOf(const std::vector<std::string> &Patterns, TokenText Kept) const {
    const clang::Expr &Offset = *Site.Call.getArg(OffsetIndex);
    clang::QualType Type = Offset.IgnoreParenImpCasts()->getType();
    if (OffsetTokens.size() != 1 || !Type->isIntegerType() ||
        Site.Context.getTypeSize(Type) < MinOffsetBits)
      return false;
    llvm::StringRef Value = assignedValue(Site, Offset);
    std::vector<TextRange> Tokens = tokensIn(Value);
    return isOneOf(Patterns, {Value, Tokens}, Kept) && isReadElsewhere(Site, Offset);
  }

  /// True if the expression in \p Range has the idiom's type and may be evaluated less often.
  bool isFit(TextRange Range, const PhysicalIdiom &Idiom) const {
    const clang::Expr *Found = expressionAt(Site.Context, *Site.Call.getArg(PageIndex), Range);
    if (!Found || Found->HasSideEffects(Site.Context) || Found->getType().isVolatileQualified())
      return false;
    clang::QualType Type = Found->getType();
    if (Type->isArrayType())
      Type = Site.Context.getArrayDecayedType(Type);
    if (Idiom.Type == "pointer")
      return Type->isPointerType() && !Type->getPointeeType().isConstQualified();
    return isSpelledAs(Type, Idiom.Type);
  }

  const CallSite &Site;
  /// Of an offset in a page, which may have 64 KiB.
  static constexpr unsigned MinOffsetBits = 32;

  const unsigned PageIndex, OffsetIndex;
  const TextRange PageRange, OffsetRange;
  const std::vector<TextRange> PageTokens, OffsetTokens;
};

} // namespace

std::optional<PhysicalSpelling> kphys::shorterSpelling(const std::vector<PhysicalIdiom> &Idioms,
                                                       const CallSite &Site, unsigned Page,
                                                       unsigned Offset) {
  if (!Site.Where.Macro.empty()) // what stands there is a part of many expressions
    return std::nullopt;
  Speller Spell(Site, Page, Offset);
  for (const PhysicalIdiom &Each : Idioms)
    if (std::optional<PhysicalSpelling> Found = Spell.spell(Each))
      return Found;
  return std::nullopt;
}

std::optional<PhysicalSpelling> kphys::localSpelling(const CallSite &Site, unsigned Page,
                                                     unsigned Offset, llvm::StringRef Through,
                                                     llvm::StringRef Type) {
  TextRange PageRange = Site.Text.Arguments[Page], OffsetRange = Site.Text.Arguments[Offset];
  llvm::StringRef Text = Site.FileText;
  if (!Site.Where.Macro.empty() || hasComment(TextRange{PageRange.Begin, OffsetRange.End}.in(Text)))
    return std::nullopt;
  std::string Wanted = (Through + "(" + PageRange.in(Text) + ")").str();
  if (OffsetRange.in(Text) != "0")
    Wanted += (" + " + OffsetRange.in(Text)).str();
  std::vector<TextRange> WantedTokens = tokensIn(Wanted);
  std::string Name = localWith(
      Site, Type, {Site.Call.getArg(Page), Site.Call.getArg(Offset)}, [&](llvm::StringRef Value) {
        std::vector<TextRange> Tokens = tokensIn(Value);
        return withoutParentheses({Value, Tokens}) == TokenText{Wanted, WantedTokens};
      });
  if (Name.empty())
    return std::nullopt;
  return PhysicalSpelling{Name, {PageRange.Begin, PageRange.Begin}, "", /*HasOffset=*/true};
}
