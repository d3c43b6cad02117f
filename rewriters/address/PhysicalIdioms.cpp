// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/PhysicalIdioms.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Words.h"
#include "rewriters/AssignedValue.h"
#include "rewriters/FileScope.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/text/TokenPattern.h"

using namespace kphys;

namespace {

class Speller {
public:
  /// \p Sum: the offset, if what it adds to another may be added to the address instead.
  Speller(const CallSite &Site, const PageContract &Contract, const WrittenValue &Page,
          llvm::StringRef OffsetText, const clang::Expr *Sum)
      : Site(Site), Contract(Contract), Page(Page), OffsetText(OffsetText),
        OffsetTokens(tokensIn(OffsetText)), Sum(Sum) {}

  std::optional<PhysicalSpelling> spell(const PhysicalIdiom &Idiom) const {
    std::vector<TextRange> Pattern = tokensIn(Idiom.Page);
    std::optional<TokenText> Kept =
        match({Idiom.Page, Pattern}, withoutParentheses({Site.FileText, Page.Tokens}));
    if (!Kept || !isFit(Kept->range(), Idiom) || isNarrow(leadingWord(Idiom.Becomes)))
      return std::nullopt;
    auto [Before, After] = llvm::StringRef(Idiom.Becomes).split(Hole);
    PhysicalSpelling Result = {Before.str(), Kept->range(), After.str(), !Idiom.Offsets.empty(),
                               Idiom.Include};
    if (!Result.HasOffset)
      return Result;
    std::optional<std::string> More = moreThan(Idiom.Offsets, *Kept);
    if (!More)
      return std::nullopt;
    Result.After += *More;
    return Result;
  }

private:
  /// What the offset adds to one of \p Patterns, ` + more`, or an empty string; nothing if it is
  /// none of them.
  std::optional<std::string> moreThan(const std::vector<std::string> &Patterns,
                                      TokenText Kept) const {
    TokenText Offset = withoutParentheses({OffsetText, OffsetTokens});
    for (llvm::StringRef Each : Patterns) {
      if (!Each.consume_back(" + O")) {
        if (is(Each, Offset, Kept))
          return std::string();
        continue;
      }
      for (size_t End = 1; isWideSum() && End + 1 < Offset.size(); ++End) {
        TokenText More = Offset.slice(End + 1, Offset.size());
        if (Offset[End] == "+" && isWhole(More, /*MayHaveOperators=*/false) &&
            is(Each, Offset.slice(0, End), Kept))
          return (" + " + More.range().in(OffsetText)).str();
      }
    }
    return std::nullopt;
  }

  /// True if the offset is calculated in as many bits as an address has: then it makes no
  /// difference what is added first.
  bool isWideSum() const {
    const clang::Expr *Plain = Sum ? Sum->IgnoreParenImpCasts() : nullptr;
    return Plain && Plain->getType()->isIntegerType() &&
           Site.Context.getTypeSize(Plain->getType()) >= addressBits(Site.Context, Contract);
  }

  /// True if \p Text is \p Pattern with \p Kept in it.
  static bool is(llvm::StringRef Pattern, TokenText Text, TokenText Kept) {
    if (Pattern == "0")
      return Text.size() == 1 && Text[0] == Pattern;
    std::string With; // the first hole may have parentheses
    bool IsFirst = true;
    for (TextRange Each : tokensIn(Pattern)) {
      llvm::StringRef Token = Each.in(Pattern);
      With += Token == Hole && !IsFirst ? Kept.range().in(Kept.Text) : Token;
      With += ' ';
      IsFirst &= Token != Hole;
    }
    std::vector<TextRange> Tokens = tokensIn(With);
    std::optional<TokenText> Found = match({With, Tokens}, Text);
    return Found && withoutParentheses(*Found) == withoutParentheses(Kept);
  }

  /// True for the name of a function that returns fewer bits than an address has, as virt_to_phys()
  /// does in 32-bit kernels of some architectures.
  bool isNarrow(llvm::StringRef Function) const {
    std::optional<clang::QualType> Result = returnedBy(Site.Context, Function);
    return Result && (*Result)->isIntegerType() &&
           Site.Context.getTypeSize(*Result) < addressBits(Site.Context, Contract);
  }

  /// True if the expression in \p Range has the idiom's type and may be evaluated less often.
  bool isFit(TextRange Range, const PhysicalIdiom &Idiom) const {
    const clang::Expr *Found = Site.Where.Macro.empty()
                                   ? expressionAt(Site.Context, *Page.Value, Range)
                                   : inMacro(Range, Idiom);
    if (!Found || Found->HasSideEffects(Site.Context) || Found->getType().isVolatileQualified())
      return false;
    if (!Idiom.MadeBy.empty() && !isMadeBy(Idiom.MadeBy, *Found))
      return false;
    clang::QualType Type = Found->getType();
    if (Type->isArrayType())
      Type = Site.Context.getArrayDecayedType(Type);
    if (Idiom.Type == "pointer")
      return Type->isPointerType() && !Type->getPointeeType().isConstQualified();
    if (Idiom.Type == "frame number") // no narrower than that of the function
      return Type->isUnsignedIntegerType() &&
             Site.Context.getTypeSize(Type) >= Site.Context.getTypeSize(Site.Context.LongTy);
    return isSpelledAs(Type, Idiom.Type);
  }

  /// What the parameter of the macro that \p Range is, `(parameter)`, stands for in this use of it,
  /// where \p Idiom is about a field of that.
  const clang::Expr *inMacro(TextRange Range, const PhysicalIdiom &Idiom) const {
    std::vector<TextRange> Tokens = tokensIn(Site.FileText, Range);
    const auto *Field = llvm::dyn_cast<clang::MemberExpr>(Page.Value->IgnoreParenImpCasts());
    bool IsField = llvm::StringRef(Idiom.Page).starts_with((Hole + "->").str()) ||
                   llvm::StringRef(Idiom.Page).starts_with((Hole + ".").str());
    bool IsParameter = Tokens.size() == 3 && Tokens.front().in(Site.FileText) == "(" &&
                       isWord(Tokens[1].in(Site.FileText));
    return Field && IsField && IsParameter ? Field->getBase()->IgnoreParenImpCasts() : nullptr;
  }

  /// True if \p Value is a local that holds what one of \p Functions returned, by the name that is
  /// written: most allocate through macros.
  bool isMadeBy(const std::vector<std::string> &Functions, const clang::Expr &Value) const {
    const auto *Named = llvm::dyn_cast<clang::DeclRefExpr>(Value.IgnoreParenImpCasts());
    const auto *Variable = Named ? llvm::dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
    const ReachingDefinitions *Flow = Site.Body ? Site.Body->definitions() : nullptr;
    const Definition *From = Variable && Flow ? Flow->onlyPlain(*Variable, Site.Call) : nullptr;
    const clang::Expr *Given = From ? From->Value->IgnoreParenImpCasts() : nullptr;
    while (const auto *Cast = llvm::dyn_cast_or_null<clang::CStyleCastExpr>(Given))
      Given = Cast->getSubExpr()->IgnoreParenImpCasts();
    if (!From || !isAllSeen(Site, Variable, *From->Value))
      return false;
    llvm::StringRef Text = Given ? spelledValue(Site, *Given) : "";
    std::vector<TextRange> Tokens = tokensIn(Text);
    TokenText Call = {Text, Tokens};
    return Call.size() > 2 && llvm::is_contained(Functions, Call[0]) && Call[1] == "(" &&
           Call[Call.size() - 1] == ")" &&
           isWhole(Call.slice(2, Call.size() - 1), /*MayHaveOperators=*/true);
  }

  const CallSite &Site;
  const PageContract &Contract;
  const WrittenValue &Page;
  const llvm::StringRef OffsetText;
  const std::vector<TextRange> OffsetTokens;
  const clang::Expr *const Sum;
};

} // namespace

std::optional<PhysicalSpelling> ShorterSpelling::ofArguments(const CallSite &Site, unsigned Page,
                                                             unsigned Offset) const {
  TextRange PageRange = Site.Text.Arguments[Page], OffsetRange = Site.Text.Arguments[Offset];
  WrittenValue Written = {Site.Call.getArg(Page), PageRange, tokensIn(Site.FileText, PageRange)};
  Speller Spell(Site, Contract, Written, OffsetRange.in(Site.FileText), Site.Call.getArg(Offset));
  for (const PhysicalIdiom &Each : Idioms)
    if (std::optional<PhysicalSpelling> Found = Spell.spell(Each)) {
      unsigned End = Found->HasOffset ? OffsetRange.End : PageRange.End;
      if (!hasComment(TextRange{PageRange.Begin, Found->Kept.Begin}.in(Site.FileText)) &&
          !hasComment(TextRange{Found->Kept.End, End}.in(Site.FileText))) {
        if (!Site.Where.Macro.empty()) // without the parentheses
          Found->Kept = {Found->Kept.Begin + 1, Found->Kept.End - 1};
        return Found;
      }
    }
  return std::nullopt;
}

std::optional<PhysicalSpelling> ShorterSpelling::ofBoth(const CallSite &Site,
                                                        const WrittenValue &Page,
                                                        llvm::StringRef OffsetText) const {
  Speller Spell(Site, Contract, Page, OffsetText, /*Sum=*/nullptr);
  for (const PhysicalIdiom &Each : Idioms)
    if (std::optional<PhysicalSpelling> Found = Spell.spell(Each); Found && Found->HasOffset)
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
