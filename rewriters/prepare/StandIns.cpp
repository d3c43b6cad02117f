// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/prepare/StandIns.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/Lines.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// The sources of the tree that the makefile in \p Directory finds by `vpath` and builds.
std::set<std::string> builtSources(const std::string &TreeRoot, StringRef Directory) {
  std::set<std::string> Result;
  auto Makefile = readRegularFile(TreeRoot + "/" + Directory.str() + "/Makefile");
  if (!Makefile)
    return Result;
  std::set<StringRef> Objects;
  std::vector<StringRef> Places;
  for (StringRef Line : splitLines((*Makefile)->getBuffer())) {
    llvm::SmallVector<StringRef> Words;
    llvm::SplitString(Line, Words, " \t\r\n:");
    if (!Words.empty() && Words.front() == "vpath")
      Places.insert(Places.end(), Words.begin() + 1, Words.end());
    for (StringRef Word : Words)
      if (Word.ends_with(".o"))
        Objects.insert(Word.drop_back(2));
  }
  for (StringRef Place : Places)
    for (StringRef Object : Objects) {
      llvm::SmallString<128> Path(Directory);
      llvm::sys::path::append(Path, Place, Object + ".c");
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      if (llvm::sys::fs::exists(TreeRoot + "/" + Path.str()))
        Result.insert(Path.str().str());
    }
  return Result;
}

/// A macro of a header with parameters.
struct MacroText {
  size_t End;       ///< of its last line
  CallText Heading; ///< `NAME(PARAMETERS)`
  StringRef Body;   ///< with the line break
};

std::optional<MacroText> macroCalled(StringRef Name, StringRef Text) {
  std::string Begin = ("#define " + Name + "(").str();
  size_t At = Text.starts_with(Begin) ? 0 : Text.find("\n" + Begin);
  if (At == StringRef::npos)
    return std::nullopt;
  At += Text[At] == '\n';
  size_t End = nextLine(Text, At);
  while (End < Text.size() && Text.take_front(End).rtrim("\r\n").ends_with("\\"))
    End = nextLine(Text, End);
  CallText Heading = readCallText(Text, At + Begin.size() - Name.size() - 1, /*InMacro=*/true);
  if (Heading.Wrong != CallText::Problem::None)
    return std::nullopt;
  return MacroText{End, Heading, Text.slice(Heading.Whole.End, End)};
}

/// \p Body, of an old name's macro, where \p Page holds the address that it makes of that and \p
/// Offset; nothing if it has another use for either.
std::optional<std::string> withAddress(StringRef Body, StringRef Page, StringRef Offset,
                                       StringRef Through) {
  std::string Sum = (Through + "(" + Page + ") + (" + Offset + ")").str();
  for (const std::string &Old : {"(" + Sum + ")", Sum}) {
    size_t At = Body.find(Old);
    if (At == StringRef::npos)
      continue;
    StringRef Before = Body.take_front(At), After = Body.substr(At + Old.size());
    for (StringRef Rest : {Before, After})
      for (StringRef Name : {Page, Offset})
        if (findWord(Rest, Name) != StringRef::npos)
          return std::nullopt;
    return (Before + "(" + Page + ")" + After).str();
  }
  return std::nullopt;
}

/// The name of a parameter that is not used.
constexpr StringRef NoUse = "attrs";

bool hasLiteral(const Replacement &Rule) {
  return llvm::any_of(Rule.Arguments, [](const ArgumentRule &Each) {
    return Each.How == ArgumentRule::Kind::Literal;
  });
}

/// The macro of the new name, made of the one of the old; nothing if it cannot be.
std::optional<std::string> newMacro(const Replacement &Rule, const MacroText &Old, StringRef Text) {
  std::vector<std::string> Parameters;
  std::string Body = Old.Body.str();
  if (Old.Heading.Arguments.size() != Rule.oldArity())
    return std::nullopt;
  auto Parameter = [&](unsigned I) { return Old.Heading.Arguments[I].in(Text); };
  for (const ArgumentRule &Each : Rule.Arguments) {
    if (Each.How == ArgumentRule::Kind::Physical) {
      std::optional<std::string> Made =
          withAddress(Body, Parameter(Each.Index), Parameter(Each.Offset), Each.Through);
      if (!Made)
        return std::nullopt;
      Body = std::move(*Made);
    } else if (Each.How == ArgumentRule::Kind::Literal) { // the old one has none of it
      if (findWord(Body, NoUse) != StringRef::npos || llvm::is_contained(Parameters, NoUse))
        return std::nullopt;
      Parameters.push_back(NoUse.str());
      continue;
    } else if (Each.How != ArgumentRule::Kind::Keep) {
      return std::nullopt;
    }
    Parameters.push_back(Parameter(Each.Index).str());
  }
  return "#define " + Rule.Callee + "(" + llvm::join(Parameters, ", ") + ")" + Body;
}

} // namespace

void StandIns::StandIn::complete(const Catalog &Names, StringRef Text) {
  auto Has = [&](StringRef Name) {
    return findWord(Text, Name) != StringRef::npos ||
           llvm::any_of(Edits, [&](const TextEdit &Edit) {
             return findWord(Edit.Text, Name) != StringRef::npos;
           });
  };
  for (bool HasLess : {false, true}) // those that have all arguments of the new one first
    for (const Api &Old : Names.apis()) {
      if (!Old.Replace || Old.Replace->Feature != Feature || hasLiteral(*Old.Replace) != HasLess ||
          Has(Old.Replace->Callee))
        continue;
      std::optional<MacroText> Macro = macroCalled(Old.Name, Text);
      if (std::optional<std::string> New =
              Macro ? newMacro(*Old.Replace, *Macro, Text) : std::nullopt)
        Edits.push_back({static_cast<unsigned>(Macro->End), 0, std::move(*New)});
    }
  llvm::sort(Edits);
  for (const std::string &Name : Names.findFeature(Feature)->Provides)
    if (Name.front() >= 'a' && !Has(Name))
      Problem =
          Header + " has no " + Name + "(), and is what " + Directory + " builds this file with";
}

StandIns::StandIns(const Catalog &Names, const std::string &TreeRoot,
                   const std::set<std::string> &Files) {
  for (const Feature &Each : Names.features()) {
    StringRef InTree = Each.Header;
    if (!InTree.consume_front("include"))
      continue;
    for (StringRef File : Files) {
      if (!File.ends_with(InTree) || File == Each.Header)
        continue;
      std::string Directory = File.drop_back(InTree.size()).str();
      auto Header = readRegularFile(TreeRoot + "/" + File.str());
      StandIn Found = {File.str(), Directory, Each.Name, builtSources(TreeRoot, Directory), {}, {}};
      if (!Header || Found.Sources.empty())
        continue;
      Found.complete(Names, (*Header)->getBuffer());
      Texts[Found.Header] = hashOfText((*Header)->getBuffer());
      All.push_back(std::move(Found));
    }
  }
}

std::string StandIns::problem(const std::string &File, const std::string &Feature) const {
  for (const StandIn &Each : All)
    if (Each.Feature == Feature && Each.Sources.count(File))
      return Each.Problem;
  return {};
}

EditsByFile StandIns::edits(const std::set<std::string> &Files) const {
  EditsByFile Result;
  for (const StandIn &Each : All)
    if (!Each.Edits.empty() && llvm::any_of(Each.Sources, [&](const std::string &Source) {
          return Files.count(Source) != 0;
        }))
      Result[Each.Header].insert(Result[Each.Header].end(), Each.Edits.begin(), Each.Edits.end());
  return Result;
}
