// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/annotate/Stripping.h"

#include "checks/sources/KernelC.h"
#include "rewriters/annotate/KernelDoc.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace kphys;
using llvm::StringRef;

namespace {

struct Word {
  unsigned Begin, End;
  StringRef Text;
  /// What the word is read as once all annotations are out: nothing, or an operator for a comma.
  StringRef Read;
};

/// How tightly a binary operator binds; 0 for what is none.
int precedence(StringRef Operator) {
  static const llvm::StringMap<int> Levels = {
      {",", 1},   {"=", 2},   {"+=", 2},  {"-=", 2},  {"*=", 2}, {"/=", 2}, {"%=", 2}, {"&=", 2},
      {"|=", 2},  {"^=", 2},  {"<<=", 2}, {">>=", 2}, {"?", 3},  {":", 3},  {"||", 4}, {"&&", 5},
      {"|", 6},   {"^", 7},   {"&", 8},   {"==", 9},  {"!=", 9}, {"<", 10}, {">", 10}, {"<=", 10},
      {">=", 10}, {"<<", 11}, {">>", 11}, {"+", 12},  {"-", 12}, {"*", 13}, {"/", 13}, {"%", 13}};
  auto Found = Levels.find(Operator);
  return Found == Levels.end() ? 0 : Found->second;
}
constexpr int Tightest = 14; // unary and postfix operators

class Stripper {
public:
  Stripper(StringRef Text, const std::vector<TypedFunction> &Functions)
      : Text(Text), Functions(Functions) {
    readTokens();
  }

  std::vector<TextEdit> run() {
    for (size_t I = 0; I < Tokens.size(); ++I)
      strip(I);
    for (const Unwrapped &Each : Found)
      finish(Each);
    for (TextEdit &Each : stripKernelDoc(Text))
      Edits.push_back(std::move(Each));
    llvm::sort(Edits);
    return std::move(Edits);
  }

private:
  /// A call whose argument, or the sum of whose arguments, takes its place.
  struct Unwrapped {
    size_t Name, Open, Close; ///< tokens
    std::optional<size_t> Comma;
    StringRef Sign = {}; ///< of the sum
    bool IsStep = false; ///< of `a = kphys_add(a, b)`
  };

  void readTokens() {
    const clang::LangOptions Language = kernelC();
    const std::string Ended = Text.str(); // a lexer needs the 0 behind
    clang::Lexer Lexer(clang::SourceLocation(), Language, Ended.data(), Ended.data(),
                       Ended.data() + Ended.size());
    clang::Token Next;
    for (;;) {
      Lexer.LexFromRawLexer(Next);
      if (Next.is(clang::tok::eof))
        break;
      unsigned End = Lexer.getBufferLocation() - Ended.data(), Begin = End - Next.getLength();
      Tokens.push_back({Begin, End, Text.slice(Begin, End), Text.slice(Begin, End)});
    }
  }

  void cut(unsigned Begin, unsigned End, std::string Instead = "") {
    Edits.push_back({Begin, End - Begin, std::move(Instead)});
  }

  bool isCall(size_t At) const {
    return At + 1 < Tokens.size() && Tokens[At + 1].Text == "(" &&
           Tokens[At + 1].Begin == Tokens[At].End;
  }

  /// The token that closes the parenthesis at \p Open, and the first comma directly in it.
  std::optional<size_t> close(size_t Open, std::optional<size_t> *Comma = nullptr) const {
    int Depth = 0;
    for (size_t I = Open; I < Tokens.size(); ++I) {
      StringRef Each = Tokens[I].Text;
      Depth +=
          (Each == "(" || Each == "[" || Each == "{") - (Each == ")" || Each == "]" || Each == "}");
      if (Depth == 0)
        return I;
      if (Depth == 1 && Each == "," && Comma && !*Comma)
        *Comma = I;
    }
    return std::nullopt;
  }

  void strip(size_t At) {
    const Word &Name = Tokens[At];
    for (const AddressTypeNames *Each : {&KphysNames, &RawNames}) {
      if (Name.Text == Each->Type)
        return cut(Name.Begin, Name.End, PlainAddressType.str());
      if (Name.Text == Each->Marker && At > 0 && Tokens[At - 1].Text == PlainAddressType)
        return cut(Tokens[At - 1].End, Name.End);
      if (!isCall(At))
        continue;
      for (StringRef Conversion :
           {Each->ToPlain, Each->FromPlain, Each->ToPlainPointer, Each->FromPlainPointer})
        if (Name.Text == Conversion)
          return unwrap(At, "");
      if (Name.Text == Each->Add)
        return unwrap(At, "+");
      if (Name.Text == Each->Subtract)
        return unwrap(At, "-");
      if (Name.Text == Each->Mask)
        return unwrap(At, "&");
    }
    for (const TypedFunction &Each : Functions)
      if (Name.Text == Each.Typed && isCall(At))
        return cut(Name.Begin, Name.End, Each.Name);
  }

  void unwrap(size_t At, StringRef Sign) {
    std::optional<size_t> Comma, End = close(At + 1, &Comma);
    if (!End || Comma.has_value() == Sign.empty())
      return;
    Unwrapped New{At, At + 1, *End, Comma, Sign};
    New.IsStep = !Sign.empty() && isStep(New);
    for (size_t Gone : {New.Name, New.Open, New.Close})
      Tokens[Gone].Read = "";
    if (Comma)
      Tokens[*Comma].Read = New.IsStep ? "=" : Sign;
    Found.push_back(std::move(New));
  }

  /// True for `a = kphys_add(a, b)`, whatever a is, as a statement or a part of a `for`.
  bool isStep(const Unwrapped &Of) const {
    StringRef Left = Text.slice(Tokens[Of.Open].End, Tokens[*Of.Comma].Begin);
    if (Of.Name == 0 || !Text.take_front(Tokens[Of.Name].Begin).ends_with(Left.str() + " = "))
      return false;
    size_t Begin = Of.Name - 1; // of the `=`
    while (Begin > 0 && Tokens[Begin - 1].Begin >= Tokens[Of.Name].Begin - Left.size() - 3)
      --Begin;
    static const llvm::StringSet<> Before = {";", "{", "}", ")", ":", ",", "(", "else", "do"};
    return Tokens[Begin].Begin == Tokens[Of.Name].Begin - Left.size() - 3 &&
           (Begin == 0 || Before.contains(Tokens[Begin - 1].Text));
  }

  /// The word before, or behind, \p At that is there once all annotations are out.
  StringRef wordBefore(size_t At) const {
    while (At > 0)
      if (!Tokens[--At].Read.empty())
        return Tokens[At].Read;
    return "";
  }
  StringRef wordBehind(size_t At) const {
    while (++At < Tokens.size())
      if (!Tokens[At].Read.empty())
        return Tokens[At].Read;
    return "";
  }

  static bool endsOperand(StringRef Token) {
    return Token == ")" || Token == "]" ||
           (!Token.empty() && clang::isAsciiIdentifierContinue(Token.back()) && Token != "return" &&
            Token != "case" && Token != "else");
  }

  /// How tightly what stands before token \p At takes what follows.
  int holdBefore(size_t At) const {
    StringRef Word = wordBefore(At);
    size_t Place = At;
    while (Place > 0 && Tokens[Place - 1].Read.empty())
      --Place;
    if (Place == 0)
      return 0;
    bool IsBinary = precedence(Word) != 0 && endsOperand(wordBefore(Place - 1));
    if (IsBinary)
      return precedence(Word);
    static const llvm::StringSet<> Unary = {"-", "+", "*", "&", "~", "!", "++", "--", "sizeof"};
    return Unary.contains(Word) && Word != "" ? Tightest : Word == ")" ? Tightest : 0;
  }
  int holdBehind(size_t At) const {
    StringRef Word = wordBehind(At);
    static const llvm::StringSet<> Postfix = {"[", ".", "->", "++", "--"};
    return Postfix.contains(Word) ? Tightest : precedence(Word);
  }

  /// How tightly what is between the tokens \p Begin and \p End holds together.
  int looseness(size_t Begin, size_t End) const {
    int Result = Tightest + 1, Depth = 0;
    StringRef Last; // a sign without an operand before it is none of two
    for (size_t I = Begin; I < End; ++I) {
      StringRef Each = Tokens[I].Read;
      if (Each.empty())
        continue;
      Depth -= Each == ")" || Each == "]" || Each == "}";
      if (Depth == 0 && precedence(Each) != 0 && endsOperand(Last))
        Result = std::min(Result, precedence(Each));
      Depth += Each == "(" || Each == "[" || Each == "{";
      Last = Each;
    }
    return Result;
  }

  void finish(const Unwrapped &Of) {
    const int Inside = looseness(Of.Open + 1, Of.Close);
    int Before = holdBefore(Of.Name), Behind = holdBehind(Of.Close);
    // `a - (b + c)`, but `a + b - c`: operators of one level hold from left to right.
    const bool NeedsParens = !Of.IsStep && (Inside <= Before || Inside < Behind);
    const std::string Open = NeedsParens ? "(" : "", Close = NeedsParens ? ")" : "";
    if (Of.IsStep) {
      cut(Tokens[Of.Name].Begin - 2, Tokens[*Of.Comma].End, (Of.Sign + "=").str());
    } else {
      cut(Tokens[Of.Name].Begin, Tokens[Of.Open].End, Open);
      if (Of.Comma)
        cut(Tokens[*Of.Comma].Begin, Tokens[*Of.Comma].End, (" " + Of.Sign).str());
    }
    cut(Tokens[Of.Close].Begin, Tokens[Of.Close].End, Close);
  }

  const StringRef Text;
  const std::vector<TypedFunction> &Functions;
  std::vector<Word> Tokens;
  std::vector<Unwrapped> Found;
  std::vector<TextEdit> Edits;
};

} // namespace

std::vector<std::string> kphys::annotationWords(const std::vector<TypedFunction> &Functions) {
  std::vector<std::string> Result;
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    for (StringRef Word :
         {Each->Type, Each->Marker, Each->ToPlain, Each->FromPlain, Each->ToPlainPointer,
          Each->FromPlainPointer, Each->Add, Each->Subtract, Each->Mask})
      Result.push_back(Word.str());
  for (const TypedFunction &Each : Functions)
    Result.push_back(Each.Typed);
  return Result;
}

std::vector<TextEdit> kphys::stripEdits(StringRef Text,
                                        const std::vector<TypedFunction> &Functions) {
  return Stripper(Text, Functions).run();
}
