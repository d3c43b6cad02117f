// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/SemanticPatch.h"

#include "tool/series/Mail.h"
#include "tool/series/Wording.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// One rule of a semantic patch, for any \p Expressions; \p Declared is another declaration, or
/// empty.
std::string rule(const std::set<std::string> &Expressions, const std::string &Old,
                 const std::string &New, const std::string &Declared = "") {
  return "@@\nexpression " + llvm::join(Expressions, ", ") + ";\n" +
         (Declared.empty() ? "" : Declared + ";\n") + "@@\n- " + Old + "\n+ " + New + "\n\n";
}

std::string call(StringRef Name, const std::vector<std::string> &Arguments) {
  return (Name + "(" + llvm::join(Arguments, ", ") + ")").str();
}

/// How the `X` of an idiom is declared, whose \p Type the catalog has in words.
std::string declarationOfX(StringRef Type) {
  if (Type == "pointer")
    return "type T;\nT *X";
  if (Type == "frame number")
    return "unsigned long X";
  return (Type + (Type.ends_with("*") ? "X" : " X")).str();
}

bool isIdentifierPart(StringRef Text) {
  return !Text.empty() && (llvm::isAlnum(Text.front()) || Text.front() == '_');
}

/// Declares the names of types in \p Rules where each is first used: Coccinelle does not know them
/// for types else. The kernel's end with `_t`.
std::string withTypes(const std::string &Rules) {
  std::string Result;
  std::set<std::string> Declared = {"size_t"}; // known to Coccinelle
  StringRef Rest = Rules;
  while (!Rest.empty()) {
    size_t Size = Rest.find("\n\n");
    StringRef Rule = Rest.take_front(Size == StringRef::npos ? Rest.size() : Size + 2);
    Rest = Rest.drop_front(Rule.size());
    std::string New;
    for (size_t At = 0; (At = Rule.find("_t", At)) != StringRef::npos; At += 2) {
      StringRef Name = Rule.take_front(At + 2);
      Name = Name.substr(Name.find_last_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") + 1);
      if (!isIdentifierPart(Rule.substr(At + 2)) && Declared.insert(Name.str()).second)
        New += "typedef " + Name.str() + ";\n";
    }
    constexpr StringRef Head = "@@\n";
    Result += Head.str() + New + Rule.drop_front(Head.size()).str();
  }
  return Result;
}

/// The rules for one call.
class CallRules {
public:
  CallRules(const Api &Of, const Catalog &Names) : Of(Of), How(*Of.Replace), Names(Names) {
    for (unsigned I = 0; I < How.oldArity(); ++I)
      Old.push_back("E" + std::to_string(I));
  }

  std::string text() {
    const ArgumentRule *Physical = How.physical();
    if (!Physical)
      return plain();
    if (Physical->How == ArgumentRule::Kind::Physical)
      for (const PhysicalIdiom &Each : Names.idioms())
        // To Coccinelle a pointer is one to const as well.
        if (Each.MadeBy.empty() && !StringRef(Each.Type).starts_with("const "))
          addIdiom(*Physical, Each);
    const std::string &Page = Old[Physical->Index];
    addWithOffset(*Physical, Page, Physical->Through + "(" + Page + ")", "");
    return Text;
  }

private:
  /// Where no address is made of a page.
  std::string plain() {
    for (const ArgumentRule &Each : How.Arguments)
      if (Each.How == ArgumentRule::Kind::OrFlag) { // 0 | FLAG is not how one writes it
        std::vector<std::string> Zero = Old;
        Zero[Each.Index] = "0";
        Text += made(Zero, [&](const ArgumentRule &One) {
          return One.How == ArgumentRule::Kind::OrFlag ? One.Text : argument(One);
        });
      }
    return Text + made(Old, [&](const ArgumentRule &One) { return argument(One); });
  }

  template <typename Function>
  std::string made(const std::vector<std::string> &From, const Function &Argument,
                   const std::string &Declared = "") const {
    std::vector<std::string> New;
    for (const ArgumentRule &Each : How.Arguments)
      New.push_back(Argument(Each));
    std::set<std::string> Expressions;
    for (const std::string &Each : From)
      if (StringRef(Each).starts_with("E"))
        Expressions.insert(Each);
      else if (StringRef(Each).ends_with(" + E"))
        Expressions.insert("E");
    return rule(Expressions, call(Of.Name, From), call(How.Callee, New), Declared);
  }

  std::string argument(const ArgumentRule &Rule) const {
    switch (Rule.How) {
    case ArgumentRule::Kind::Literal:
      return Rule.Text;
    case ArgumentRule::Kind::OrFlag:
      return Old[Rule.Index] + " | " + Rule.Text;
    case ArgumentRule::Kind::Virtual:
      return Names.ofVirtual() + "(" + Old[Rule.Index] + ")";
    case ArgumentRule::Kind::Keep:
    case ArgumentRule::Kind::Physical:
      break;
    }
    return Old[Rule.Index];
  }

  /// Where a page \p Page with any offset becomes \p Start and that offset.
  void addWithOffset(const ArgumentRule &Physical, const std::string &Page,
                     const std::string &Start, const std::string &Declared) {
    const std::string &Offset = Old[Physical.Offset];
    add(Physical, Page, "0", Start, Declared);
    add(Physical, Page, Offset, Start + " + " + Offset, Declared);
  }

  /// Where \p Page and \p Offset become \p New.
  void add(const ArgumentRule &Physical, const std::string &Page, const std::string &Offset,
           const std::string &New, const std::string &Declared) {
    std::vector<std::string> From = Old;
    From[Physical.Index] = Page;
    From[Physical.Offset] = Offset;
    Text += made(
        From, [&](const ArgumentRule &Each) { return &Each == &Physical ? New : argument(Each); },
        Declared);
  }

  void addIdiom(const ArgumentRule &Physical, const PhysicalIdiom &Idiom) {
    std::string Declared = declarationOfX(Idiom.Type);
    if (Idiom.Offsets.empty())
      addWithOffset(Physical, Idiom.Page, Idiom.Becomes, Declared);
    for (StringRef Offset : Idiom.Offsets)
      if (Offset.consume_back(" + O"))
        add(Physical, Idiom.Page, Offset.str() + " + E", Idiom.Becomes + " + E", Declared);
      else
        add(Physical, Idiom.Page, Offset.str(), Idiom.Becomes, Declared);
  }

  const Api &Of;
  const Replacement &How;
  const Catalog &Names;
  std::vector<std::string> Old;
  std::string Text;
};

std::string mappingRules(const Api &Of, const Catalog &Names) {
  const Mapping &How = *Of.Maps;
  if (How.Does == Mapping::Effect::Unmap)
    return rule({"E"}, call(Of.Name, {"E"}), call(How.Becomes, {"E"}));
  std::string Result;
  if (How.Does == Mapping::Effect::Map) {
    if (!How.FrameToPage.empty())
      Result +=
          rule({"E"}, call(Of.Name, {call(How.FrameToPage, {"E"})}), call(How.FrameBecomes, {"E"}));
    return Result + rule({"E"}, call(Of.Name, {"E"}), call(How.Becomes, {"E"}));
  }
  // What unmaps the page: the address has to be found.
  for (const Api &Other : Names.apis())
    if (Other.rule() == Of.rule() && Other.Maps->Does == Mapping::Effect::Map)
      Result += "@@\nexpression E, V;\n@@\n  V = " + call(Other.Maps->Becomes, {"E"}) +
                "\n  ... when != V = ...\n- " + call(Of.Name, {"E"}) + "\n+ " +
                call(How.Becomes, {"V"}) + "\n\n";
  return Result;
}

} // namespace

std::map<std::string, std::string> kphys::semanticPatches(const Catalog &Names) {
  std::map<std::string, std::string> Result;
  for (const RuleFamily &Family : Wording::embedded().families()) {
    std::string Rules;
    bool IsOfMappings = false;
    for (const Api &Each : Names.apis()) {
      if (!Each.hasRule() || Wording::embedded().familyOf(Each.rule()) != &Family ||
          Each.How == Api::Form::Member)
        continue;
      if (Each.Replace)
        Rules += CallRules(Each, Names).text();
      else if (Each.Maps)
        Rules += mappingRules(Each, Names);
      IsOfMappings |= Each.Maps.has_value();
    }
    if (Rules.empty())
      continue;
    std::string About = "// SPDX-License-Identifier: GPL-2.0-only\n"
                        "// The rules of kphys " KPHYS_VERSION " that it calls " +
                        Family.Name + ".\n//\n";
    About +=
        "// " +
        wrapped(IsOfMappings ? "It does not look at what runs while a page is mapped, at the "
                               "order of mappings, or at who else has the address: use it on "
                               "the calls that kphys rewrites."
                             : "It does not know which calls cannot be rewritten: modules that "
                               "may not use the new function, say.",
                "// ", 75) +
        "\n//\n//   spatch --very-quiet --sp-file " + Family.Name + ".cocci FILE.c\n\n";
    Result[Family.Name + ".cocci"] = About + StringRef(withTypes(Rules)).rtrim('\n').str() + "\n";
  }
  return Result;
}
