// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/Renames.h"

#include "checks/sources/Words.h"
#include "rewriters/FileScope.h"
#include "rewriters/ops/ValueUses.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// The comment above \p Begin, with nothing but blanks in between; empty without one.
TextRange commentAbove(const SourceText &Where, unsigned Begin) {
  StringRef Before = Where.Text.take_front(Begin).rtrim();
  if (!Before.ends_with("*/"))
    return {Begin, Begin};
  size_t Open = Before.rfind("/*");
  return {static_cast<unsigned>(Open), static_cast<unsigned>(Before.size())};
}

TextRange commentAbove(const SourceText &Where, const clang::FunctionDecl &Function) {
  return commentAbove(Where, Where.plainRange(Function.getSourceRange())->Begin);
}

/// The places of \p Name as a whole word in \p Range.
std::vector<TextRange> wordsIn(StringRef Text, TextRange Range, StringRef Name) {
  std::vector<TextRange> Result;
  for (size_t At = findWord(Text, Name, Range.Begin); At < Range.End;
       At = findWord(Text, Name, At + 1))
    Result.push_back({static_cast<unsigned>(At), static_cast<unsigned>(At + Name.size())});
  return Result;
}

/// Calls \p Visit with each mention of \p Name in code that is no member.
template <typename Function>
void visitMentions(const SourceText &Where, StringRef Name, const Function &Visit) {
  StringRef Before;
  for (TextRange Token : tokensIn(Where.Text)) {
    StringRef Text = Token.in(Where.Text);
    if (Text == Name && Before != "." && Before != "->")
      Visit(Token);
    Before = Text;
  }
}

/// True if a macro may put \p Name together of parts, of which a part is in the text of \p Where.
bool isPasted(const SourceText &Where, StringRef Name) {
  if (!Where.Text.contains("##"))
    return false;
  bool HasPart = false;
  StringRef Before;
  for (TextRange Token : tokensIn(Where.Text)) {
    StringRef Text = Token.in(Where.Text), Rest = Name;
    bool IsMember = Before == "." || Before == "->";
    HasPart |= !IsMember && isWord(Text) && Text.contains('_') && Text != Name &&
               ((Rest.consume_back(Text) && Rest.ends_with("_")) ||
                (Rest.consume_front(Text) && Rest.starts_with("_")));
    Before = Text;
  }
  return HasPart;
}

/// True if a macro was called \p Name at any time.
bool isMacro(const SourceText &Where, StringRef Name) {
  return Where.Context.Idents.get(Name).hadMacroDefinition();
}

} // namespace

std::string kphys::nameWithAddress(std::string Name, const PageContract &Contract) {
  size_t Word = Name.rfind(Contract.OldWord), End = Word + Contract.OldWord.size();
  if (Word == std::string::npos || (End < Name.size() && Name[End] != '_'))
    return Name;
  StringRef Before = StringRef(Name).take_front(Word).rsplit('_').second;
  if (!StringRef(Name).take_front(Word).contains('_'))
    Before = StringRef(Name).take_front(Word);
  return Before.empty() || Before == "un"
             ? Name.replace(Word, Contract.OldWord.size(), Contract.NewWord)
             : Name;
}

unsigned kphys::beginWithComment(const SourceText &Where, unsigned Begin) {
  return commentAbove(Where, Begin).Begin;
}

unsigned kphys::beginWithComment(const SourceText &Where, const clang::FunctionDecl &Function) {
  return commentAbove(Where, Function).Begin;
}

std::optional<unsigned> kphys::unseenMention(const SourceText &Where, StringRef Name,
                                             const std::set<unsigned> &Seen) {
  std::optional<unsigned> Result;
  visitMentions(Where, Name, [&](TextRange Token) {
    if (!Result && !Seen.count(Token.Begin))
      Result = Token.Begin;
  });
  return Result;
}

std::string kphys::nameWithAddress(const clang::FunctionDecl &Function,
                                   const PageContract &Contract, const SourceText &Where) {
  std::string Old = Function.getNameAsString(), New = nameWithAddress(Old, Contract);
  if (New == Old)
    return Old;
  bool IsTaken = isPasted(Where, Old) || isDeclared(Where.Context, New) || isMacro(Where, New);
  visitMentions(Where, New, [&](TextRange) { IsTaken = true; });
  return IsTaken ? Old : New;
}

bool kphys::keepsNameForHeader(const clang::FunctionDecl &Function, const PageContract &Contract,
                               const SourceText &Where) {
  std::string Old = Function.getNameAsString(), New = nameWithAddress(Old, Contract);
  return New != Old && isDeclared(Where.Context, New);
}

std::string kphys::freeAddressName(const clang::FunctionDecl &Function,
                                   const PageContract &Contract, const SourceText &Where) {
  std::set<StringRef> Taken;
  for (TextRange Token : tokensIn(Where.Text, *Where.plainRange(Function.getSourceRange())))
    Taken.insert(Token.in(Where.Text));
  // What a macro names would be the parameter then.
  for (const clang::ValueDecl *Each : ValueUses::of(Function, Where, nullptr, nullptr).InMacro)
    if (Each->getDeclName().isIdentifier())
      Taken.insert(Each->getName());
  for (const std::string &Each : Contract.Names)
    if (!Taken.count(Each) && !isMacro(Where, Each))
      return Each;
  return {};
}

void kphys::renameFunction(const clang::FunctionDecl &Function, const PageContract &Contract,
                           const SourceText &Where, EditSet &Edits) {
  std::string Old = Function.getNameAsString(), New = nameWithAddress(Function, Contract, Where);
  if (New == Old)
    return;
  visitMentions(Where, Old, [&](TextRange Token) { Edits.replace(Token, New); });
  for (TextRange Comment : commentsIn(Where.Text))
    for (TextRange Mention : wordsIn(Where.Text, Comment, Old))
      Edits.replace(Mention, New);
}

TextRange kphys::descriptionAt(const SourceText &Where, unsigned Begin, unsigned End) {
  StringRef Text = Where.Text.slice(Begin, End);
  Text = Text.take_front(Text.rfind("*/"));
  auto IsNext = [](StringRef Line) {
    StringRef Said = Line.trim(" \t\r*");
    return Said.empty() || Said.starts_with("@") ||
           Said.substr(leadingWord(Said).size()).starts_with(":");
  };
  size_t Break = Text.find('\n');
  while (Break != StringRef::npos && !IsNext(Text.substr(Break + 1).split('\n').first))
    Break = Text.find('\n', Break + 1);
  return {Begin, Begin + static_cast<unsigned>(Text.take_front(Break).rtrim().size())};
}

void kphys::removeDescription(const SourceText &Where, TextRange Of, EditSet &Edits) {
  unsigned Begin = Where.lineStart(Of.Begin), Next = Where.nextLine(Of.End);
  if (Where.text(Of.End, Next).trim().empty())
    return Edits.remove({Begin, Next});
  unsigned Kept =
      Of.End + (Where.Text.find_first_not_of(' ', Of.End) - Of.End); // the comment's end
  Edits.remove({Begin + static_cast<unsigned>(Where.indentation(Begin).size()), Kept});
}

void kphys::renameInComment(const clang::FunctionDecl &Function, const std::vector<StringRef> &Old,
                            const std::string &New, const SourceText &Where, EditSet &Edits) {
  TextRange Comment = commentAbove(Where, Function);
  for (StringRef Name : Old)
    for (TextRange Mention : wordsIn(Where.Text, Comment, Name)) {
      StringRef Line = Where.Text.slice(Where.lineStart(Mention.Begin), Mention.Begin);
      if (Line.trim(" \t*") != "@" || !Where.Text.substr(Mention.End).starts_with(":"))
        continue;
      TextRange Described = descriptionAt(Where, Mention.Begin, Comment.End);
      if (Name == Old.front())
        Edits.replace(Described, New + ": physical address of the buffer");
      else
        removeDescription(Where, Described, Edits);
    }
}
