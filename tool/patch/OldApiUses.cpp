// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/OldApiUses.h"

#include "checks/sources/DirectiveTracker.h"
#include "checks/sources/FunctionTexts.h"
#include "checks/sources/KernelC.h"
#include "checks/sources/Words.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using llvm::StringRef;
namespace tok = clang::tok;

namespace {

struct Lexeme {
  tok::TokenKind Kind = tok::unknown;
  StringRef Spelling;
  unsigned Offset = 0;
  bool StartsLine = false, IsDirective = false;
};

/// The tokens of a text, comments left out.
class Lexemes {
public:
  explicit Lexemes(StringRef Text) {
    clang::LangOptions Language = kernelC();
    clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
    DirectiveTracker Directive;
    clang::Token Tok;
    for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof); Lex.LexFromRawLexer(Tok)) {
      Directive.advance(Tok);
      unsigned End = Lex.getBufferLocation() - Text.begin();
      unsigned Begin = End - Tok.getLength();
      List.push_back({Tok.getKind(), Text.slice(Begin, End), Begin, Tok.isAtStartOfLine(),
                      Directive.IsDirective});
    }
  }

  /// The number of the one at byte \p Offset.
  size_t at(unsigned Offset) const {
    return llvm::partition_point(List, [&](const Lexeme &Each) { return Each.Offset < Offset; }) -
           List.begin();
  }

  const Lexeme &operator[](size_t I) const { return List[I]; }

  /// The one before number \p I; an unknown one where a directive comes between them.
  Lexeme before(size_t I) const {
    bool IsApart = I == 0 || (List[I].StartsLine && List[I - 1].IsDirective);
    return IsApart ? Lexeme() : List[I - 1];
  }

  Lexeme after(size_t I) const {
    bool IsApart = I + 1 == List.size() ||
                   (List[I + 1].StartsLine && (List[I].IsDirective || List[I + 1].IsDirective));
    return IsApart ? Lexeme() : List[I + 1];
  }

  bool isCall(size_t I) const { return after(I).Kind == tok::l_paren; }

  /// The call that begins with number \p I, or the one token.
  std::string textAt(size_t I) const {
    std::string Result = List[I].Spelling.str();
    if (!isCall(I))
      return Result;
    unsigned Depth = 0;
    for (size_t Next = I + 1; Next < List.size(); ++Next) {
      Result += List[Next].Spelling;
      if (List[Next].Kind == tok::l_paren)
        ++Depth;
      else if (List[Next].Kind == tok::semi || (List[Next].Kind == tok::r_paren && --Depth == 0))
        break;
    }
    return Result;
  }

  bool names(StringRef Word) const {
    return llvm::any_of(List, [&](const Lexeme &Each) {
      return Each.Kind == tok::raw_identifier && Each.Spelling == Word;
    });
  }

private:
  std::vector<Lexeme> List;
};

/// True for a word behind which an expression may begin.
bool isOfStatement(StringRef Word) {
  return llvm::is_contained({"return", "else", "do", "case", "goto", "sizeof", "typeof"}, Word);
}

/// Tells uses from declarations and from what is called the same, in one file.
class Judge {
public:
  Judge(const Catalog &Names, const std::set<std::string> &Members, const std::string &File,
        const Lexemes &Tokens, const FunctionTexts &Functions)
      : Names(Names), Members(Members), File(File), Tokens(Tokens), Functions(Functions) {
    for (const Api &Known : Names.apis())
      if (Known.How == Api::Form::Member && Tokens.names(Known.Record))
        Records.insert(Known.Record);
  }

  /// Takes note of what the file declares itself. Every mention, before the first isUse().
  void note(const Occurrence &Found) {
    size_t I = Tokens.at(Found.Offset);
    if (Found.NamesMacro || (Found.How == Access::Declarator && isCalledBehind(I)))
      OwnFunctions.insert(Found.Name);
    else if (Found.How == Access::Plain && isDeclarator(Found, I))
      (Tokens.isCall(I) ? OwnFunctions : OwnVariables).insert(Found.Name);
  }

  bool isUse(const Occurrence &Found) const {
    const Api &Known = Names.apis()[Found.Name];
    size_t I = Tokens.at(Found.Offset);
    if (Found.NamesMacro || (Tokens[I].IsDirective && Found.Macro.empty()))
      return false;
    if (Known.How == Api::Form::Member)
      return Found.How == Access::Member && Members.count(Known.Name) && Tokens.names(Known.Record);
    if (Found.How != Access::Plain || isInApi(Known, Found) || OwnFunctions.count(Found.Name))
      return false;
    return Tokens.isCall(I) || (!OwnVariables.count(Found.Name) && isValue(Found, I));
  }

private:
  /// True if a type stands before the name at number \p I. In a function no other is declared.
  bool isDeclarator(const Occurrence &Found, size_t I) const {
    Lexeme Before = Tokens.before(I);
    bool HasType = (Before.Kind == tok::star && isPointer(I)) ||
                   (Before.Kind == tok::raw_identifier && !isOfStatement(Before.Spelling) &&
                    Before.Spelling != Found.Macro);
    return HasType && !(Tokens.isCall(I) && Functions.around(File, Found.Offset));
  }

  /// True for `(*name)(`.
  bool isCalledBehind(size_t I) const {
    return Tokens.after(I).Kind == tok::r_paren && Tokens.isCall(I + 1);
  }

  /// True if the name at number \p I, behind a star, is that of a pointer, `type *name` or
  /// `type (*name)(…)`: else what it points to is asked for.
  bool isPointer(size_t I) const {
    Lexeme Type = Tokens.before(I - 1);
    if (Type.Kind == tok::l_paren)
      return isCalledBehind(I);
    return Type.Kind == tok::star ||
           (Type.Kind == tok::raw_identifier && !isOfStatement(Type.Spelling));
  }

  /// True if the old API is made of itself there.
  bool isInApi(const Api &Known, const Occurrence &Found) const {
    if (File == Known.Header)
      return true;
    const FunctionTexts::Body *Around = Functions.around(File, Found.Offset);
    std::optional<unsigned> Index = Around ? Names.find(Around->Name) : std::nullopt;
    return Index && Names.apis()[*Index].How == Api::Form::Call;
  }

  /// True if the name at number \p I, behind a parenthesis, is the first argument of a macro that
  /// stands where a declaration does, as EXPORT_SYMBOL(): it names what that is about.
  bool isOfDeclaringMacro(const Occurrence &Found, size_t I) const {
    return I >= 2 && Tokens[I - 2].Kind == tok::raw_identifier && Tokens[I - 2].StartsLine &&
           llvm::is_contained({tok::unknown, tok::semi, tok::r_brace, tok::r_paren},
                              Tokens.before(I - 2).Kind) &&
           !Functions.around(File, Found.Offset);
  }

  /// True if the name at number \p I, which is not called, is given to something.
  bool isValue(const Occurrence &Found, size_t I) const {
    Lexeme Before = Tokens.before(I), After = Tokens.after(I);
    if (Before.Kind == tok::l_paren && isOfDeclaringMacro(Found, I))
      return false;
    bool IsWanted =
        isOfStatement(Before.Spelling) || Before.Spelling == Found.Macro ||
        llvm::is_contained({tok::unknown, tok::equal, tok::l_paren, tok::r_paren, tok::comma,
                            tok::l_brace, tok::amp, tok::question, tok::colon},
                           Before.Kind);
    return IsWanted && llvm::is_contained({tok::unknown, tok::semi, tok::comma, tok::r_paren,
                                           tok::r_brace, tok::colon},
                                          After.Kind);
  }

  const Catalog &Names;
  const std::set<std::string> &Members;
  const std::string &File;
  const Lexemes &Tokens;
  const FunctionTexts &Functions;
  std::set<std::string> Records;                 ///< structs of callbacks that the file names
  std::set<unsigned> OwnFunctions, OwnVariables; ///< names that the file gives to its own
};

std::vector<std::string> newNames(const Catalog &Names) {
  std::set<std::string> Result;
  for (const Api &Known : Names.apis())
    if (Known.hasRule())
      Result.insert(replacementOf(Known));
  return {Result.begin(), Result.end()};
}

} // namespace

const std::string &kphys::replacementOf(const Api &Old) {
  return Old.Replace ? Old.Replace->Callee : Old.Maps ? Old.Maps->Becomes : Old.Converts->Becomes;
}

OldApiScan::OldApiScan(const Catalog &Names,
                       llvm::function_ref<std::string(const std::string &)> Read)
    : Names(Names), Scan(Names), New(newNames(Names)) {
  std::map<std::string, std::string> Headers;
  for (const Api &Known : Names.apis())
    if (Known.How == Api::Form::Member)
      Headers.try_emplace(Known.Header);
  for (auto &[Header, Text] : Headers) {
    Text = Read(Header);
    for (const Occurrence &Each : Scan.mentions(Header, Text))
      if (Each.How == Access::Declarator)
        Members.insert(Names.apis()[Each.Name].Name);
  }
}

OldApiText OldApiScan::read(const std::string &File, const std::string &Text) const {
  OldApiText Result;
  std::vector<Occurrence> Mentions = Scan.mentions(File, Text), Replacing = New.in(Text);
  llvm::erase_if(Mentions,
                 [&](const Occurrence &Each) { return !Names.apis()[Each.Name].hasRule(); });
  if (Mentions.empty() && Replacing.empty())
    return Result;
  FunctionTexts Functions;
  Functions.add(File, llvm::MemoryBuffer::getMemBufferCopy(Text));
  auto FunctionAt = [&](unsigned Offset) {
    const FunctionTexts::Body *Around = Functions.around(File, Offset);
    return Around ? Around->Name : std::string();
  };
  auto SpellingOf = [&](const Occurrence &Each) {
    return leadingWord(StringRef(Text).substr(Each.Offset)).str();
  };
  for (const Occurrence &Each : Replacing)
    ++Result.NewNames[{FunctionAt(Each.Offset), SpellingOf(Each)}];
  const Lexemes Tokens(Text);
  Judge Judges(Names, Members, File, Tokens, Functions);
  for (const Occurrence &Each : Mentions)
    Judges.note(Each);
  for (const Occurrence &Each : Mentions)
    Result.Uses.push_back({Each.Name, Each.Line, Each.Column, FunctionAt(Each.Offset),
                           Tokens.textAt(Tokens.at(Each.Offset)), Judges.isUse(Each)});
  return Result;
}
