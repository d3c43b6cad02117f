// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/BodyConversion.h"

#include "checks/sources/Directives.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "rewriters/PlainDeclaration.h"
#include "rewriters/address/OffsetCut.h"
#include "rewriters/ops/LowmemRegions.h"
#include "rewriters/ops/Renames.h"
#include "rewriters/text/ListItems.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Puts \p Address in the place of X in \p Pattern, and \p PageStart in that of S.
std::string filledIn(StringRef Pattern, StringRef Address, StringRef PageStart) {
  std::string Result;
  for (size_t At = 0; At < Pattern.size();) {
    StringRef Rest = Pattern.substr(At);
    StringRef Word = isWord(Rest) ? leadingWord(Rest) : Rest.take_front();
    Result += Word == "X" ? Address : Word == "S" ? PageStart : Word;
    At += Word.size();
  }
  return Result;
}

class BodyEditor {
public:
  BodyEditor(const BodyOptions &Options, const PageFunction &Of, EditSet &Edits)
      : Options(Options), Contract(Options.Contract), Where(Options.Where), Of(Of), Edits(Edits) {}

  ConvertedBody run() {
    if (!readText() || !mayEdit())
      return std::move(Result);
    PageChanges = Result.Uses.Changed.count(Of.page()) != 0;
    OffsetChanges = Result.Uses.Changed.count(Of.offset()) != 0;
    if (Options.IsRelay && (PageChanges || OffsetChanges)) {
      refuse(Reason::PageNeeded, "a parameter changes");
      return std::move(Result);
    }
    absorbLocal();
    if (!chooseName())
      return std::move(Result);
    for (size_t I = 0; I < Tokens.size(); ++I)
      if (Result.Refusal == Reason::None && !Done.count(I))
        convert(I);
    hoist();
    return std::move(Result);
  }

private:
  bool refuse(Reason Why, std::string Detail) {
    Result.Refusal = Why;
    Result.Detail = std::move(Detail);
    return false;
  }

  bool readText() {
    const clang::FunctionDecl &Function = *Of.Definition;
    std::optional<TextRange> Whole = Where.plainRange(Function.getSourceRange());
    std::optional<TextRange> Body = Where.plainRange(Function.getBody()->getSourceRange());
    if (!Whole || !Body || !Where.plainRange(Of.page()->getSourceRange()) ||
        !Where.plainRange(Of.offset()->getSourceRange()))
      return refuse(Reason::FunctionInMacro, Function.getNameAsString());
    Tokens = tokensIn(Where.Text, *Body);
    Result.Uses = ValueUses::of(Function, Where, Of.page(), Of.offset());
    return true;
  }

  /// Checks that every mention of the two parameters was seen as what it is.
  bool mayEdit() {
    for (const clang::ParmVarDecl *Parameter : {Of.page(), Of.offset()}) {
      if (Result.Uses.InMacro.count(Parameter))
        return refuse(Reason::ParameterInMacro, Parameter->getNameAsString());
      for (size_t I = 1; I < Tokens.size(); ++I) {
        StringRef Before = text(I - 1);
        bool IsOther = Before == "." || Before == "->" || Before == "struct" || Before == "goto" ||
                       Result.Uses.Named.count(Tokens[I].Begin);
        if (text(I) == Parameter->getName() && !IsOther)
          return refuse(Reason::UnseenUse,
                        "line " + std::to_string(line(I)) + ": " + Parameter->getNameAsString());
      }
    }
    return true;
  }

  /// A local that starts as the address gives its name to the parameter, where that makes no
  /// difference: nobody changes it, or nobody else looks at the parameter.
  void absorbLocal() {
    if (PageChanges || OffsetChanges)
      return;
    const auto *Body = llvm::cast<clang::CompoundStmt>(Of.Definition->getBody());
    bool IsFirst = true; // no jump leads back before what stands first
    for (const clang::Stmt *Each : Body->body()) {
      IsFirst &= llvm::isa<clang::DeclStmt>(Each);
      if (const auto *Declares = llvm::dyn_cast<clang::DeclStmt>(Each))
        for (const clang::Decl *Declared : Declares->decls())
          if (const auto *Local = llvm::dyn_cast<clang::VarDecl>(Declared))
            if (!Result.Absorbed && isAddressLocal(*Local) && mayAbsorb(*Local, IsFirst) &&
                mayRemove(*Declares, *Local)) {
              Result.Absorbed = Local;
              removeDeclarator(*Declares, *Local);
            }
    }
  }

  bool isAddressLocal(const clang::VarDecl &Local) const {
    if (!Local.getInit() || !Local.hasLocalStorage() ||
        Local.getType().getAsString() != Contract.Type)
      return false;
    std::optional<TextRange> Init = Where.range(Local.getInit()->getSourceRange());
    if (!Init)
      return false;
    size_t First = indexAt(Init->Begin);
    std::optional<Sum> Found = First + 2 < Tokens.size() ? sumAt(First + 2) : std::nullopt;
    return Found && Found->Form->Sum == "X" && Tokens[Found->First].Begin == Init->Begin &&
           Tokens[Found->Last].End == Init->End;
  }

  bool mayAbsorb(const clang::VarDecl &Local, bool IsFirst) const {
    for (const auto &[At, Value] : Result.Uses.Named)
      if (Value != &Local && Value->getName() == Local.getName())
        return false;
    // Another configuration may change it, or declare another one.
    for (size_t I = 1; I < Tokens.size(); ++I)
      if (text(I) == Local.getName() && !isOneOf(I - 1, {".", "->"}) &&
          !Result.Uses.Named.count(Tokens[I].Begin))
        return false;
    if (conditionsAt(Where.Text, Where.nameOf(Local).Begin) !=
        conditionsAt(Where.Text, Tokens.front().Begin))
      return false;
    bool IsOnlyUse = Result.Uses.countOf(Of.page()) == 1 && Result.Uses.countOf(Of.offset()) == 1;
    return (IsOnlyUse && IsFirst) || !Result.Uses.Changed.count(&Local);
  }

  /// True if the declaration of \p Local does nothing but to declare it, in text that holds
  /// nothing else.
  bool mayRemove(const clang::DeclStmt &Declares, const clang::VarDecl &Local) const {
    std::optional<TextRange> Range = Where.range(Declares.getSourceRange());
    return Range && isPlain(Local, Declares, Where.Context) && Where.lineBehind(Range->End) &&
           Where.text(Where.lineStart(Range->Begin), Range->Begin).trim().empty() &&
           !hasComment(Where.text(Range->Begin, *Where.lineBehind(Range->End)));
  }

  void removeDeclarator(const clang::DeclStmt &Declares, const clang::VarDecl &Local) {
    TextRange Range = *Where.range(Declares.getSourceRange());
    TextRange Declarator = {Where.nameOf(Local).Begin,
                            Where.range(Local.getInit()->getSourceRange())->End};
    for (size_t I = 0; I < Tokens.size(); ++I)
      if (Tokens[I].Begin >= Declarator.Begin && Tokens[I].End <= Declarator.End)
        Done.insert(I);
    if (Declares.isSingleDecl())
      return removeStatement(Range);
    if (*Declares.decl_begin() == &Local) {
      size_t Comma = Where.Text.find(',', Declarator.End);
      size_t Next = Where.Text.find_first_not_of(" \t\r\n", Comma + 1);
      return Edits.remove({Declarator.Begin, static_cast<unsigned>(Next)});
    }
    Edits.remove({static_cast<unsigned>(Where.Text.rfind(',', Declarator.Begin)), Declarator.End});
  }

  /// Removes the lines of \p Range, and the blank one after them if there is no other before.
  void removeStatement(TextRange Range) {
    unsigned Begin = Where.lineStart(Range.Begin), End = Where.nextLine(Range.End);
    bool IsFirst = Where.Text.take_front(Begin).rtrim().ends_with("{");
    if (IsFirst)
      End += lineBreak(Where.Text.substr(End)).size();
    Edits.remove({Begin, End});
  }

  bool chooseName() {
    if (Result.Absorbed) {
      Result.Name = Result.Absorbed->getNameAsString();
    } else {
      Result.Name = freeAddressName(*Of.Definition, Contract, Where);
      if (Result.Name.empty())
        return refuse(Reason::NoFreeName, Of.Definition->getNameAsString());
    }
    uint64_t LongWidth = Where.Context.getTypeSize(Where.Context.LongTy);
    bool IsWide = LongWidth < 64 && addressBits(Where.Context, Contract) > LongWidth;
    PageStart = filledIn(IsWide ? Contract.WidePageStart : Contract.PageStart, Result.Name, "");
    return true;
  }

  void hoist() {
    if (PageChanges)
      hoist(*Of.page(), pageText(), /*IsResidue=*/true);
    if (OffsetChanges || KeepsOffset)
      hoist(*Of.offset(), filled(Contract.Offset), /*IsResidue=*/false);
  }

  void hoist(const clang::ParmVarDecl &Parameter, const std::string &Value, bool IsResidue) {
    TextRange Range = *Where.plainRange(Parameter.getSourceRange());
    Result.Hoisted.push_back({Range.in(Where.Text).str(), Parameter.getNameAsString(), Value});
    if (IsResidue)
      noteResidue(Range.Begin, Value);
  }

  void noteResidue(unsigned Offset, const std::string &Value) {
    Result.Residues.push_back("line " + std::to_string(Where.lineNumber(Offset)) + ": " + Value);
  }

  /// `Form(page) + offset`, the other way round too.
  struct Sum {
    const PageForm *Form;
    size_t First, Last; ///< tokens
    size_t Page, Offset;
  };

  std::optional<Sum> sumAt(size_t Page) const {
    const PageForm *Form = formAt(Page);
    if (!Form || Form->Sum.empty() || PageChanges || OffsetChanges)
      return std::nullopt;
    Sum After = {Form, Page - 2, Page + 3, Page, Page + 3};
    if (isToken(Page + 2, "+") && isValue(Page + 3, Of.offset()) && isLoose(Page + 4) &&
        mayPrecede(After.First, *Form))
      return After;
    Sum Before = {Form, Page - 4, Page + 1, Page, Page - 4};
    if (Page >= 5 && isToken(Page - 3, "+") && isValue(Page - 4, Of.offset()) &&
        isLoose(Page + 2) && mayPrecede(Before.First, *Form))
      return Before;
    return std::nullopt;
  }

  /// The form that the page at token \p Page is given to.
  const PageForm *formAt(size_t Page) const {
    if (Page < 2 || !isValue(Page, Of.page()) || !isToken(Page - 1, "(") || !isToken(Page + 1, ")"))
      return nullptr;
    const PageForm *Form = Contract.form(text(Page - 2));
    bool IsThere = Form && (!Form->NeedsLowmem || !Options.HasHighmem || isLowmem(Page));
    return IsThere ? Form : nullptr;
  }

  bool isLowmem(size_t Page) const {
    if (!Lowmem)
      Lowmem = lowmemRegions(*Of.Definition, Where, Contract.HighmemTest, Of.page()->getName());
    return llvm::any_of(*Lowmem, [&](TextRange Region) {
      return Tokens[Page].Begin >= Region.Begin && Tokens[Page].End <= Region.End;
    });
  }

  /// True if the operator at \p I binds no tighter than a sum.
  bool isLoose(size_t I) const {
    static const std::set<StringRef> Tight = {"*", "/", "%", ".", "->", "[", "(", "++", "--"};
    return I < Tokens.size() && !Tight.count(text(I));
  }

  /// True if a sum may begin at \p I: what stands before it takes all of it, or is a cast of a
  /// pointer to one to bytes or to a number as wide, in which the sum is the same.
  bool mayPrecede(size_t I, const PageForm &Form) const {
    static const std::set<StringRef> Good = {"(",  ",",  "=",  "return", "==", "!=", "<",  ">",
                                             "<=", ">=", "&&", "||",     "?",  ":",  "|",  "^",
                                             "<<", ">>", ";",  "{",      "}",  "+=", "-=", "|="};
    StringRef Before = text(I - 1);
    if (Good.count(Before))
      return true;
    if (Before != ")" || I < 5 || text(I - 4) != "(" || !Good.count(text(I - 5)) ||
        !Form.NeedsLowmem)
      return false;
    static const std::set<std::pair<StringRef, StringRef>> Types = {
        {"char", "*"}, {"void", "*"}, {"u8", "*"}, {"unsigned", "long"}};
    return Types.count({text(I - 3), text(I - 2)}) != 0;
  }

  void convert(size_t I) {
    if (isValue(I, Of.page()) && !PageChanges)
      convertPage(I);
    else if (isValue(I, Of.offset()) && !OffsetChanges)
      convertOffset(I);
  }

  void refuseUse(size_t I) {
    refuse(Reason::PageNeeded,
           "line " + std::to_string(line(I)) + " has another use for " + text(I).str());
  }

  /// The offset in a page is calculated as an unsigned long. Where it was another type, a local
  /// goes on to be one.
  void convertOffset(size_t I) {
    if (Options.IsRelay) {
      std::optional<Sum> Found = sumAt(I + 4); // `offset + Form(page)`
      return Found && Found->Offset == I ? void() : refuseUse(I);
    }
    clang::QualType Type = Of.offset()->getType();
    if (Type->isUnsignedIntegerType() &&
        Where.Context.getTypeSize(Type) == Where.Context.getTypeSize(Where.Context.LongTy))
      Edits.replace(Tokens[I], filled(Contract.Offset));
    else
      KeepsOffset = true;
  }

  void convertPage(size_t I) {
    auto Pair = Result.Uses.PairCalls.find(Tokens[I].Begin);
    bool IsPair = Pair != Result.Uses.PairCalls.end() && !OffsetChanges &&
                  isOneOf(I - 1, {"(", ","}) && isToken(I + 1, ",") && isValue(I + 2, Of.offset());
    if (IsPair && Options.IsRelay) {
      Done.insert(I + 2);
      Result.HandedOn.insert(Tokens[I].Begin);
      return;
    }
    if (IsPair && Pair->second.Callee &&
        Options.IsConverted(Pair->second.Callee, Pair->second.Index)) {
      Done.insert(I + 2);
      Result.HandedOn.insert(Tokens[I].Begin);
      Edits.replace(Tokens[I], Result.Name);
      if (!removeListItem(Edits, Where.Text, Tokens[I].End, Tokens[I + 2]))
        refuse(Reason::CommentInArgument, "line " + std::to_string(line(I)));
      return;
    }
    if (std::optional<Sum> Found = sumAt(I)) {
      for (size_t Each = Found->First; Each <= Found->Last; ++Each)
        Done.insert(Each);
      // A cast for the sake of the sum's type goes too.
      bool IsOfBytes = isToken(Found->First - 1, ")") && isToken(Found->First - 2, "*");
      return replaceTokens(IsOfBytes ? Found->First - 4 : Found->First, Found->Last,
                           filled(Found->Form->Sum));
    }
    if (Options.IsRelay)
      return refuseUse(I);
    if (const PageForm *Form = formAt(I); Form && !Form->Alone.Text.empty()) {
      std::string Text = filled(Form->Alone.Text);
      bool IsOperator = Text == PageStart && llvm::StringRef(Text).contains(" & ");
      // A macro may put anything beside its argument, and parentheses of a cast's value go.
      bool IsEnclosed = isOneOf(I - 3, {"(", ",", "=", "return"}) &&
                        isOneOf(I + 2, {")", ",", ";"}) && !isInArgument(I) &&
                        !isValueOfCast(I - 2, I + 1);
      return replaceTokens(I - 2, I + 1, IsOperator && !IsEnclosed ? "(" + Text + ")" : Text);
    }
    noteResidue(Tokens[I].Begin, pageText());
    Edits.replace(Tokens[I], pageText());
  }

  /// True if the form that the page at \p I is given to is in an argument of a macro.
  bool isInArgument(size_t I) const {
    auto Macro = Result.Uses.InArgument.find(Tokens[I].Begin);
    return Macro != Result.Uses.InArgument.end() && Macro->second != Tokens[I - 2].Begin;
  }

  /// True if there are parentheses around those tokens for a cast.
  bool isValueOfCast(size_t First, size_t Last) const {
    return First >= 2 && isToken(First - 1, "(") && isToken(First - 2, ")") &&
           isToken(Last + 1, ")") && endsCast(First - 2);
  }

  /// Parentheses that were around a sum for a cast go with it.
  void replaceTokens(size_t First, size_t Last, std::string Text) {
    if (isValueOfCast(First, Last))
      return Edits.replace({Tokens[First - 1].Begin, Tokens[Last + 1].End}, std::move(Text));
    Edits.replace({Tokens[First].Begin, Tokens[Last].End}, std::move(Text));
  }

  /// True if the parenthesis at \p I closes one that has nothing but a type of one or more words.
  bool endsCast(size_t I) const {
    static const std::set<StringRef> Types = {"unsigned", "long",       "int",      "u64",
                                              "u32",      "char",       "void",     "*",
                                              "size_t",   "dma_addr_t", "uintptr_t"};
    while (I > 0 && Types.count(text(--I)))
      ;
    return isToken(I, "(");
  }

  std::string filled(StringRef Pattern) const { return filledIn(Pattern, Result.Name, PageStart); }
  std::string pageText() const { return filled(Contract.Page.front().Text); }

  StringRef text(size_t I) const { return Tokens[I].in(Where.Text); }
  unsigned line(size_t I) const { return Where.lineNumber(Tokens[I].Begin); }
  bool isToken(size_t I, StringRef Token) const { return I < Tokens.size() && text(I) == Token; }
  bool isOneOf(size_t I, std::initializer_list<StringRef> Which) const {
    return I < Tokens.size() && llvm::is_contained(Which, text(I));
  }
  bool isValue(size_t I, const clang::ValueDecl *Value) const {
    if (I >= Tokens.size())
      return false;
    auto Found = Result.Uses.Named.find(Tokens[I].Begin);
    return Found != Result.Uses.Named.end() && Found->second == Value;
  }
  size_t indexAt(unsigned Offset) const {
    return llvm::lower_bound(Tokens, Offset,
                             [](TextRange Token, unsigned At) { return Token.Begin < At; }) -
           Tokens.begin();
  }

  const BodyOptions &Options;
  const PageContract &Contract;
  const SourceText &Where;
  const PageFunction &Of;
  EditSet &Edits;
  ConvertedBody Result;
  std::vector<TextRange> Tokens;
  std::set<size_t> Done; ///< tokens that are taken care of
  mutable std::optional<std::vector<TextRange>> Lowmem;
  std::string PageStart;
  bool PageChanges = false, OffsetChanges = false;
  bool KeepsOffset = false; ///< there are uses that take a local of the offset's type
};

} // namespace

ConvertedBody kphys::convertBody(const BodyOptions &Options, const PageFunction &Of,
                                 EditSet &Edits) {
  return BodyEditor(Options, Of, Edits).run();
}
