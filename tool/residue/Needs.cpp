// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/Needs.h"

#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

void Needs::add(const std::string &Symbol, bool IsSet) {
  auto [Known, IsNew] = Symbols.try_emplace(Symbol, IsSet);
  if (!IsNew && Known->second != IsSet)
    Contradictory.insert(Symbol);
}

void Needs::add(const Needs &Other) {
  for (const auto &[Symbol, IsSet] : Other.Symbols)
    add(Symbol, IsSet);
  Contradictory.insert(Other.Contradictory.begin(), Other.Contradictory.end());
  Others.insert(Other.Others.begin(), Other.Others.end());
  IsDead |= Other.IsDead;
}

bool Needs::areMet(llvm::function_ref<bool(const std::string &)> IsSet) const {
  return canBe() &&
         llvm::all_of(Symbols, [&](const auto &Each) { return IsSet(Each.first) == Each.second; });
}

std::string Needs::describe() const {
  std::vector<std::string> Words;
  if (IsDead)
    Words.push_back("an #if that is never true");
  for (const std::string &Symbol : Contradictory)
    Words.push_back("CONFIG_" + Symbol + " both set and not set");
  for (const auto &[Symbol, IsSet] : Symbols)
    if (!Contradictory.count(Symbol))
      Words.push_back("CONFIG_" + Symbol + (IsSet ? "" : "=n"));
  for (const std::string &Each : Others)
    Words.push_back("#if " + Each);
  return llvm::join(Words, ", ");
}

namespace {

/// Reads the operators `!`, `&&`, `||` and parentheses of a condition; anything else is an operand.
class ConditionReader {
public:
  explicit ConditionReader(StringRef Text) : Text(Text) {}

  Needs read(bool Holds) {
    Needs Result = alternatives(Holds);
    skipBlanks();
    if (!Text.empty()) // it is no such condition
      IsReadable = false;
    return Result;
  }
  bool IsReadable = true;

private:
  void skipBlanks() { Text = Text.ltrim(); }

  /// `a || b`, of which the first will do, or all of `!a && !b`.
  Needs alternatives(bool Holds) {
    Needs Result = conjunction(Holds);
    for (skipBlanks(); Text.consume_front("||"); skipBlanks()) {
      Needs Next = conjunction(Holds);
      if (!Holds)
        Result.add(Next);
    }
    return Result;
  }

  Needs conjunction(bool Holds) {
    Needs Result = operand(Holds);
    for (skipBlanks(); Text.consume_front("&&"); skipBlanks()) {
      Needs Next = operand(Holds);
      if (Holds)
        Result.add(Next);
    }
    return Result;
  }

  Needs operand(bool Holds) {
    skipBlanks();
    for (; Text.starts_with("!") && !Text.starts_with("!="); skipBlanks()) {
      Text = Text.drop_front();
      Holds = !Holds;
    }
    if (Text.consume_front("(")) {
      if (++Depth > MaxDepth) {
        IsReadable = false;
        Text = {};
        return {};
      }
      Needs Result = alternatives(Holds);
      --Depth;
      skipBlanks();
      IsReadable &= Text.consume_front(")");
      return Result;
    }
    return atom(Holds);
  }

  /// `defined(X)`, `IS_ENABLED(CONFIG_X)`, `CONFIG_X`, a number, or what nobody knows.
  Needs atom(bool Holds) {
    StringRef Word = leadingWord(Text);
    StringRef Whole = Text;
    Text = Text.drop_front(Word.size());
    StringRef Name = Word;
    if (Word == "defined" || Word == "IS_ENABLED" || Word == "IS_BUILTIN" || Word == "IS_MODULE" ||
        Word == "IS_REACHABLE") {
      skipBlanks();
      bool InParentheses = Text.consume_front("(");
      skipBlanks();
      Name = leadingWord(Text);
      Text = Text.drop_front(Name.size()).ltrim();
      if (InParentheses)
        IsReadable &= Text.consume_front(")");
    }
    IsReadable &= !Word.empty() && !Name.empty();
    skipBlanks();
    // What is compared or called is more than a name.
    bool IsMore = !Text.empty() && !Text.starts_with("&&") && !Text.starts_with("||") &&
                  !Text.starts_with(")");
    IsReadable &= !IsMore;
    Needs Result;
    StringRef Symbol = Name;
    if (Symbol.consume_front("CONFIG_")) {
      Symbol.consume_back("_MODULE");
      Result.add(Symbol.str(), Holds);
    } else if (Name == "0" || Name == "1") {
      Result.IsDead = (Name == "1") != Holds;
    } else {
      StringRef Spelled = Whole.drop_back(Text.size()).trim();
      Result.Others.insert((Holds ? "" : "!") + Spelled.str());
    }
    return Result;
  }

  static constexpr unsigned MaxDepth = 64; ///< of parentheses
  unsigned Depth = 0;
  StringRef Text;
};

} // namespace

Needs kphys::needsOfCondition(StringRef Text, bool Holds) {
  Text = Text.take_front(std::min(Text.find("/*"), Text.find("//"))).trim();
  ConditionReader Reader(Text);
  Needs Result = Reader.read(Holds);
  if (Reader.IsReadable)
    return Result;
  Result = {};
  Result.Others.insert(Holds ? Text.str() : "!(" + Text.str() + ")");
  return Result;
}

/// True for the condition that keeps a header, \p Text, from being read twice.
static bool isIncludeGuard(StringRef Condition, StringRef Text) {
  return Condition.consume_front("!defined(") && Condition.consume_back(")") &&
         !Condition.starts_with("CONFIG_") && Text.contains(("#define " + Condition).str());
}

Needs kphys::needsOfLine(StringRef Text, unsigned Line) {
  struct Branch {
    std::vector<std::string> Before; ///< conditions that must be false
    std::string Now;                 ///< the one that must be true; empty for #else
  };
  std::vector<Branch> Around;
  LineTable Lines(Text);
  for (unsigned Number = 1; Number < Line; ++Number) {
    std::string Whole = Lines.line(Number).rtrim().str();
    while (StringRef(Whole).ends_with("\\") && Number + 1 < Line) {
      Whole.back() = ' ';
      Whole += Lines.line(++Number).rtrim();
    }
    StringRef Directive = StringRef(Whole).ltrim();
    if (!Directive.consume_front("#"))
      continue;
    Directive = Directive.ltrim();
    StringRef Word = Directive.take_while([](char C) { return llvm::isAlpha(C); });
    StringRef Rest = Directive.drop_front(Word.size()).trim();
    if (Word == "if") {
      Around.push_back({{}, Rest.str()});
    } else if (Word == "ifdef" || Word == "ifndef") {
      StringRef Name = leadingWord(Rest);
      Around.push_back({{}, (Word == "ifdef" ? "defined(" : "!defined(") + Name.str() + ")"});
    } else if (Word == "endif" && !Around.empty()) {
      Around.pop_back();
    } else if ((Word == "else" || Word == "elif") && !Around.empty()) {
      Around.back().Before.push_back(std::exchange(Around.back().Now, Rest.str()));
      if (Word == "else")
        Around.back().Now.clear();
    }
  }
  Needs Result;
  for (const Branch &Each : Around) {
    for (const std::string &Condition : Each.Before)
      Result.add(needsOfCondition(Condition, /*Holds=*/false));
    if (!Each.Now.empty() && !isIncludeGuard(Each.Now, Text))
      Result.add(needsOfCondition(Each.Now));
  }
  return Result;
}
