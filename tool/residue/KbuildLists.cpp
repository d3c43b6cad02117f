// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/KbuildLists.h"

#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace kphys;
using llvm::StringRef;
namespace path = llvm::sys::path;

namespace {

/// Lists that are made of lists that are made of lists are followed so far.
constexpr unsigned MaxDepth = 8;
/// More ways to be built than that tell nobody anything.
constexpr size_t MaxWays = 16;

/// `\p Text` without a comment, and its lines that go on in the next one joined.
std::vector<std::string> logicalLines(StringRef Text) {
  std::vector<std::string> Result;
  bool GoesOn = false;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Text = Rest;
    Line = Line.take_front(Line.find('#')).rtrim();
    bool More = Line.consume_back("\\");
    if (GoesOn)
      Result.back() += " " + Line.str();
    else
      Result.push_back(Line.str());
    GoesOn = More;
  }
  return Result;
}

/// The symbol that `$(CONFIG_X)` in \p Text names, or nothing.
std::string symbolIn(StringRef Text) {
  size_t At = Text.find("$(CONFIG_");
  if (At == StringRef::npos)
    return {};
  return leadingWord(Text.drop_front(At + strlen("$(CONFIG_"))).str();
}

/// What a conditional directive of make needs to hold; nothing is known of most.
Needs needsOfDirective(StringRef Line, bool Holds) {
  Needs Result;
  auto [Word, Rest] = Line.split(' ');
  Rest = Rest.trim();
  bool IsNegative = Word == "ifndef" || Word == "ifneq";
  if (Word == "ifdef" || Word == "ifndef") {
    if (Rest.consume_front("CONFIG_"))
      Result.add(Rest.str(), Holds != IsNegative);
    return Result;
  }
  std::string Symbol = symbolIn(Rest);
  StringRef Value = Rest.rsplit(',').second.trim(" )\t");
  if (Symbol.empty() || Rest.count("$(") != 1)
    return Result;
  if (Value.empty() || Value == "n") // ifeq ($(CONFIG_X),) holds where it is not set
    IsNegative = !IsNegative;
  Result.add(Symbol, Holds != IsNegative);
  return Result;
}

/// `foo` for `foo-y`, `foo-objs` and `foo-$(CONFIG_X)`.
std::string listName(StringRef Variable) {
  if (Variable.contains("$("))
    Variable = Variable.take_front(Variable.find("-$("));
  for (const char *Ending : {"-y", "-m", "-objs"})
    if (Variable.consume_back(Ending))
      break;
  return Variable.str();
}

} // namespace

std::vector<KbuildList> kphys::kbuildLists(StringRef Text) {
  static const llvm::Regex Assignment("^[ \t]*([^ \t:=+?]+)[ \t]*[:+?]?=(.*)$");
  std::vector<KbuildList> Result;
  struct Conditional {
    std::string Directive;
    bool Holds = true;
  };
  std::vector<Conditional> Around;
  for (const std::string &Each : logicalLines(Text)) {
    StringRef Line = StringRef(Each).trim();
    StringRef Word = Line.take_while([](char C) { return C >= 'a' && C <= 'z'; });
    if (Word == "ifdef" || Word == "ifndef" || Word == "ifeq" || Word == "ifneq") {
      Around.push_back({Line.str()});
      continue;
    }
    if (Line == "else" || Line.starts_with("else ")) {
      if (!Around.empty())
        Around.back().Holds = false;
      continue;
    }
    if (Line == "endif") {
      if (!Around.empty())
        Around.pop_back();
      continue;
    }
    llvm::SmallVector<StringRef, 3> Parts;
    if (!Assignment.match(Line, &Parts))
      continue;
    KbuildList List;
    List.Name = listName(Parts[1]);
    if (std::string Symbol = symbolIn(Parts[1]); !Symbol.empty())
      List.On.add(Symbol, true);
    for (const Conditional &Outer : Around)
      List.On.add(needsOfDirective(Outer.Directive, Outer.Holds));
    llvm::SmallVector<StringRef> Words;
    Parts[2].split(Words, ' ', -1, /*KeepEmpty=*/false);
    for (StringRef Each : Words)
      List.Words.push_back(Each.trim().str());
    Result.push_back(std::move(List));
  }
  return Result;
}

const std::vector<KbuildList> &BuildConditions::listsIn(const std::string &Directory) {
  auto [Known, IsNew] = Lists.try_emplace(Directory);
  if (!IsNew)
    return Known->second;
  std::string Prefix = Root + "/" + (Directory.empty() ? "" : Directory + "/");
  // An architecture has a Makefile and a Kbuild with lists.
  for (const char *Name : {"Kbuild", "Makefile"})
    if (auto Text = readRegularFile(Prefix + Name))
      llvm::append_range(Known->second, kbuildLists((*Text)->getBuffer()));
  return Known->second;
}

/// True if \p Listed is \p Word, or make may compute it so: `init_$(BITS).o`.
static bool mayMean(StringRef Listed, StringRef Word) {
  size_t Begin = Listed.find("$("), End = Listed.find(')');
  if (Listed == Word || Begin == StringRef::npos || Word.starts_with("$("))
    return Listed == Word;
  StringRef Before = Listed.take_front(Begin),
            After = Listed.drop_front(std::min(End, Listed.size() - 1) + 1);
  return Before.size() + After.size() > strlen(".o") + 1 && Word.starts_with(Before) &&
         Word.ends_with(After) && Word.size() >= Before.size() + After.size();
}

/// Adds to \p Into each of \p Ways with \p On besides.
static void addWays(WaysToBuild &Into, const WaysToBuild &Ways, const Needs &On) {
  for (Needs Way : Ways) {
    Way.add(On);
    if (Into.size() < MaxWays)
      Into.insert(std::move(Way));
  }
}

/// \p Word is what lists of \p Directory name.
WaysToBuild BuildConditions::ofWord(const std::string &Directory, const std::string &Word,
                                    unsigned Depth) {
  WaysToBuild Result;
  if (Depth == MaxDepth)
    return Result;
  auto [Known, IsNew] = OfWord.try_emplace({Directory, Word});
  if (!IsNew)
    return Known->second;
  for (const KbuildList &List : listsIn(Directory)) {
    if (llvm::none_of(List.Words, [&](StringRef Each) { return mayMean(Each, Word); }))
      continue;
    bool IsBuilt = List.Name == "obj" || List.Name == "lib" || List.Name == "core" ||
                   List.Name == "drivers" || List.Name == "libs" || List.Name == "net";
    if (IsBuilt)
      addWays(Result, {Needs()}, List.On);
    else if (List.Name + ".o" != Word)
      addWays(Result, ofObject(Directory, List.Name + ".o", Depth + 1), List.On);
    if (!IsBuilt) // lists are put together of others
      for (const char *Ending : {"", "-y", "-m", "-objs"})
        addWays(Result, ofWord(Directory, "$(" + List.Name + Ending + ")", Depth + 1), List.On);
  }
  return OfWord[{Directory, Word}] = Result;
}

/// Of \p Object, a name in \p Directory, which a Makefile further up may list, too.
WaysToBuild BuildConditions::ofObject(const std::string &Directory, const std::string &Object,
                                      unsigned Depth) {
  WaysToBuild Result;
  std::string Place = Directory, Name = Object;
  while (true) {
    addWays(Result, ofWord(Place, Name, Depth), {});
    if (!Result.empty() || Place.empty())
      break;
    Name = path::filename(Place).str() + "/" + Name;
    Place = path::parent_path(Place).str();
  }
  if (Depth > 0)
    return Result;
  WaysToBuild WithDirectory;
  for (const Needs &Way : Result)
    addWays(WithDirectory, ofDirectory(Place, 0), Way);
  return WithDirectory;
}

/// Of what \p Directory lists.
WaysToBuild BuildConditions::ofDirectory(const std::string &Directory, unsigned Depth) {
  if (Directory.empty() || Depth == MaxDepth)
    return {Needs()};
  auto [Known, IsNew] = OfDirectory.try_emplace(Directory);
  if (!IsNew)
    return Known->second;
  WaysToBuild Result;
  std::string Place = path::parent_path(Directory).str();
  std::string Name = path::filename(Directory).str();
  while (true) {
    for (const std::string &Word : {Name + "/", Place.empty() ? Name : Place + "/" + Name + "/"}) {
      WaysToBuild Here = ofWord(Place, Word, 0);
      for (const Needs &Way : Here)
        addWays(Result, ofDirectory(Place, Depth + 1), Way);
    }
    if (!Result.empty() || Place.empty())
      break;
    Name = path::filename(Place).str() + "/" + Name;
    Place = path::parent_path(Place).str();
  }
  if (Result.empty()) // make computes it
    Result.insert(Needs());
  return OfDirectory[Directory] = Result;
}

WaysToBuild BuildConditions::of(const std::string &Source) {
  llvm::SmallString<128> Object = path::filename(Source);
  path::replace_extension(Object, "o");
  return ofObject(path::parent_path(Source).str(), Object.str().str(), 0);
}
