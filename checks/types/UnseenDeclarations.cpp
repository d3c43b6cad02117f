// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/UnseenDeclarations.h"

#include "checks/bodies/CallText.h"
#include "checks/extract/SlotKey.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringSet.h"

using namespace kphys;
using llvm::StringRef;

bool kphys::looksDeclared(StringRef Text, unsigned Offset, StringRef Name) {
  static const llvm::StringSet<> NoTypes = {"",     "return", "else",   "do",
                                            "case", "goto",   "typeof", "sizeof"};
  StringRef Before = Text.take_front(Offset).rtrim();
  return Text.substr(Offset + Name.size()).ltrim().starts_with("(") &&
         (Before.ends_with("*") || !NoTypes.contains(trailingWord(Before)));
}

/// The tokens of the body behind \p From; nothing for a prototype.
static std::vector<StringRef> bodyBehind(StringRef Text, unsigned From) {
  std::vector<StringRef> Result;
  int Depth = 0;
  for (const TextRange &Each : tokensIn(Text, {From, static_cast<unsigned>(Text.size())})) {
    StringRef Token = Each.in(Text);
    Depth += (Token == "{") - (Token == "}");
    if (Depth == 0 && (Token == ";" || Token == "}"))
      break;
    if (Depth > 0 && !(Depth == 1 && Token == "{"))
      Result.push_back(Token);
  }
  return Result;
}

/// Where the one address type among the tokens of \p Part is named.
static std::optional<TextRange> typeIn(StringRef Text, TextRange Part, unsigned Pointers) {
  std::optional<TextRange> Type;
  unsigned Stars = 0;
  for (const TextRange &Each : tokensIn(Text, Part)) {
    StringRef Token = Each.in(Text);
    if (Token == "(")
      return std::nullopt;
    Stars += Token == "*" || Token == "[";
    if (!addressTypeNamed(Token))
      continue;
    if (Type)
      return std::nullopt;
    Type = Each;
  }
  return Stars == Pointers ? Type : std::nullopt;
}

/// The head of the declaration in front of its name at \p Offset.
static TextRange headBefore(StringRef Text, unsigned Offset) {
  size_t Begin = Text.take_front(Offset).find_last_of(";}/");
  size_t Directive = Text.take_front(Offset).rfind("\n#");
  Begin = Begin == StringRef::npos ? 0 : Begin + 1;
  if (Directive != StringRef::npos && Directive > Begin)
    Begin = nextLine(Text, Directive + 1);
  return {static_cast<unsigned>(Begin), Offset};
}

std::optional<AddressDeclaration> kphys::unseenDeclaration(StringRef Text, unsigned Offset,
                                                           const AddressDeclaration &Seen) {
  SlotKey Slot(SlotKey::declared(Seen.Key));
  CallText Head = readCallText(Text, Offset, /*InMacro=*/false);
  if (Head.Wrong != CallText::Problem::None)
    return std::nullopt;
  const std::vector<StringRef> Body = bodyBehind(Text, Head.Whole.End);
  std::optional<TextRange> Type;
  if (Slot.Parameter) {
    if (*Slot.Parameter >= Head.Arguments.size())
      return std::nullopt;
    TextRange Parameter = Head.Arguments[*Slot.Parameter];
    Type = typeIn(Text, Parameter, Slot.IsPointee);
    if (llvm::is_contained(Body, trailingWord(Parameter.in(Text))))
      return std::nullopt;
  } else {
    Type = typeIn(Text, headBefore(Text, Offset), Slot.IsPointee);
    static const std::vector<StringRef> ReturnsNothing = {"return", "0", ";"};
    if (!Body.empty() && Body != ReturnsNothing)
      return std::nullopt;
  }
  if (!Type)
    return std::nullopt;
  AddressDeclaration Result = Seen;
  Result.TypeOffset = Type->Begin;
  Result.Line = Result.TypeLine = lineNumber(Text, Type->Begin);
  Result.Is = *addressTypeNamed(Type->in(Text));
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    if (Text.substr(Type->End).ltrim().starts_with(Each->Marker))
      Result.Is = Each->Is;
  return Result;
}
