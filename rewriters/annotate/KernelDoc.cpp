// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/annotate/KernelDoc.h"

#include "checks/sources/Lines.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

/// What stands behind the colon: words that nobody else puts there.
static std::string phraseFor(AddressType Type) {
  return " (" + namesOf(Type).Kind.str() + " address)";
}

/// Where the description of \p Declared begins: behind the colon of ` * @name:`, in the kernel-doc
/// that ends above the declaration.
static std::optional<unsigned> descriptionOf(StringRef Text, const AddressDeclaration &Declared) {
  size_t Begin = LineTable(Text).start(Declared.Line);
  size_t Open = Text.take_front(Begin).rfind("/**");
  if (Open == StringRef::npos)
    return std::nullopt;
  size_t End = Text.find("*/", Open);
  if (End == StringRef::npos || End > Begin)
    return std::nullopt;
  // Of a function, its head; of a field, the record up to there.
  StringRef Head = Text.slice(End + 2, Begin);
  bool IsField = Declared.Decl == "field";
  if (IsField ? !Head.ltrim().starts_with("struct") && !Head.ltrim().starts_with("union") &&
                    !Head.ltrim().starts_with("typedef")
              : Head.contains(';') || Head.contains('{') || Head.contains("\n\n"))
    return std::nullopt;
  if (IsField && (Head.contains("\n}") || Head.contains("/**")))
    return std::nullopt;
  std::string Name = "@" + Declared.Name;
  if (Declared.Decl == "return")
    Name = Text.slice(Open, End).contains("Returns:") ? "Returns" : "Return";
  for (size_t At = Open; At < End; At = nextLine(Text, At)) {
    StringRef Line = Text.slice(At, nextLine(Text, At));
    StringRef Rest = Line.ltrim(" \t*");
    if (Rest.consume_front(Name) && Rest.starts_with(":"))
      return Rest.data() - Text.data() + 1;
  }
  return std::nullopt;
}

std::optional<TextEdit> kphys::describeType(StringRef Text, const AddressDeclaration &Declared,
                                            AddressType Type) {
  std::optional<unsigned> At = descriptionOf(Text, Declared);
  if (!At)
    return std::nullopt;
  for (AddressType Each : {AddressType::Kphys, AddressType::Raw})
    if (Text.substr(*At).starts_with(phraseFor(Each)))
      return std::nullopt;
  return TextEdit{*At, 0, phraseFor(Type)};
}

std::vector<TextEdit> kphys::stripKernelDoc(StringRef Text) {
  std::vector<TextEdit> Result;
  for (size_t At = 0; At < Text.size(); At = nextLine(Text, At)) {
    StringRef Line = Text.slice(At, nextLine(Text, At));
    StringRef Rest = Line.ltrim(" \t");
    if (!Rest.consume_front("*"))
      continue;
    Rest = Rest.ltrim(" \t");
    if (!Rest.starts_with("@") && !Rest.starts_with("Return"))
      continue;
    size_t Colon = Line.find(':');
    if (Colon == StringRef::npos)
      continue;
    for (AddressType Each : {AddressType::Kphys, AddressType::Raw})
      if (std::string Phrase = phraseFor(Each); Line.substr(Colon + 1).starts_with(Phrase))
        Result.push_back(
            {static_cast<unsigned>(At + Colon + 1), static_cast<unsigned>(Phrase.size()), ""});
  }
  return Result;
}
