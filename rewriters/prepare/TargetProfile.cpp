// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/prepare/TargetProfile.h"

#include "checks/sources/IdentifierScan.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/prepare/EmbeddedPreparations.inc"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// Offset of the line that reads exactly \p Line, or none.
std::optional<size_t> findLine(llvm::StringRef Text, llvm::StringRef Line) {
  for (size_t At = 0; (At = Text.find(Line, At)) != llvm::StringRef::npos; ++At) {
    bool Begins = At == 0 || Text[At - 1] == '\n';
    bool Ends =
        At + Line.size() == Text.size() || !lineBreak(Text.substr(At + Line.size())).empty();
    if (Begins && Ends)
      return At;
  }
  return std::nullopt;
}

/// Where the text of \p Hunk goes in \p Text.
std::optional<size_t> placeOf(const nlohmann::json &Hunk, llvm::StringRef Text) {
  if (Hunk.contains("at"))
    return Text.size();
  bool After = Hunk.contains("after");
  auto Line = Hunk[After ? "after" : "before"].get<std::string>();
  std::optional<size_t> At = findLine(Text, Line);
  if (At && After)
    *At += Line.size() + lineBreak(Text.substr(*At + Line.size())).size();
  return At;
}

/// True if \p HeaderText, which a zero must end, mentions all of \p Wanted.
bool provides(llvm::StringRef HeaderText, const std::vector<std::string> &Wanted) {
  llvm::StringMap<unsigned> Names;
  for (const std::string &Name : Wanted)
    Names[Name] = Names.size();
  std::set<unsigned> Seen;
  for (const Occurrence &Found : lexOccurrences(Names, HeaderText))
    Seen.insert(Found.Name);
  return Seen.size() == Names.size();
}

/// True if the definition of \p Function in \p Text mentions \p Other.
bool isMadeOf(llvm::StringRef Function, llvm::StringRef Other, llvm::StringRef Text) {
  std::string Name = (Function + "(").str();
  for (size_t At = 0; (At = Text.find(Name, At)) != llvm::StringRef::npos; At += Name.size()) {
    llvm::StringRef Rest = Text.substr(At);
    if (Rest.split(')').second.ltrim().starts_with("{")) { // no call, prototype or comment
      std::string Definition = Rest.take_front(Rest.find("\n}")).str();
      return provides(Definition, {Other.str()});
    }
  }
  return false;
}

/// Why the tree at \p TreeRoot, which offers \p Wanted, might not take it beside the old API, or an
/// empty string.
std::string whyNotMixed(const Feature &Wanted, const std::string &TreeRoot) {
  if (Wanted.Mixes.empty())
    return {};
  std::string Path = TreeRoot + "/" + Wanted.DefinedIn;
  auto File = readRegularFile(Path);
  if (!File)
    return "cannot read " + Path + ": " + File.getError().message();
  llvm::StringRef Text = (*File)->getBuffer();
  for (const auto &[Old, New] : Wanted.Mixes)
    if (!isMadeOf(Old, New, Text) && !isMadeOf(New, Old, Text))
      return Wanted.DefinedIn + " makes neither " + Old + "() of " + New + "() nor the reverse";
  return {};
}

} // namespace

Expected<TargetProfile> TargetProfile::probe(const Catalog &Names, const std::string &TreeRoot) {
  TargetProfile Result;
  for (const Feature &Wanted : Names.features()) {
    Result.Foundations[Wanted.Name] = Wanted.BuildsOn;
    std::string Path = TreeRoot + "/" + Wanted.Header;
    auto Header = readRegularFile(Path);
    if (!Header)
      return llvm::createStringError("cannot read " + Path + ": " + Header.getError().message());
    if (provides((*Header)->getBuffer(), Wanted.Provides)) {
      if (std::string Problem = whyNotMixed(Wanted, TreeRoot); !Problem.empty())
        Result.Problems[Wanted.Name] = std::move(Problem);
      continue;
    }
    Result.Missing.insert(Wanted.Name);
    Result.MissingNames.insert(Wanted.Provides.begin(), Wanted.Provides.end());
    if (Error E = Result.prepare(Wanted, TreeRoot))
      Result.Problems[Wanted.Name] = llvm::toString(std::move(E));
  }
  for (const PhysicalIdiom &Each : Names.idioms()) {
    auto Header = readRegularFile(TreeRoot + "/" + Each.Header);
    if (!Header || !provides((*Header)->getBuffer(), {Each.Needs}))
      continue;
    Result.Idioms.push_back(Each);
    if (!Each.Include.empty() && !readRegularFile(TreeRoot + "/include/" + Each.Include.front()))
      Result.Idioms.back().Include.clear();
  }
  auto IsThere = [&](const ContractText &Text) {
    auto Header = readRegularFile(TreeRoot + "/" + Text.Header);
    return Text.Needs.empty() || (Header && provides((*Header)->getBuffer(), {Text.Needs}));
  };
  Result.Contract = Names.contract();
  llvm::erase_if(Result.Contract.Page, [&](const ContractText &Each) { return !IsThere(Each); });
  llvm::erase_if(Result.Contract.Forms, [&](const PageForm &Each) { return !IsThere(Each.Alone); });
  for (const std::string &Name : Result.Missing)
    for (const std::string &Each : Result.withFoundations({Name}))
      if (auto Deeper = Result.Problems.find(Each); Deeper != Result.Problems.end())
        Result.Problems.try_emplace(Name, Deeper->second);
  return Result;
}

std::set<std::string> TargetProfile::withFoundations(std::set<std::string> Wanted) const {
  std::vector<std::string> Pending(Wanted.begin(), Wanted.end());
  while (!Pending.empty()) {
    auto Known = Foundations.find(Pending.back());
    Pending.pop_back();
    if (Known == Foundations.end())
      continue;
    for (const std::string &Each : Known->second)
      if (Wanted.insert(Each).second)
        Pending.push_back(Each);
  }
  return Wanted;
}

EditsByFile TargetProfile::preparation(const std::set<std::string> &Wanted) const {
  EditsByFile Result;
  for (const std::string &Name : withFoundations(Wanted)) {
    auto Known = Preparations.find(Name);
    if (Known == Preparations.end())
      continue;
    for (const auto &[File, Edits] : Known->second) {
      std::vector<TextEdit> &All = Result[File];
      All.insert(All.end(), Edits.begin(), Edits.end());
      llvm::sort(All);
    }
  }
  return Result;
}

Error TargetProfile::prepare(const Feature &Wanted, const std::string &TreeRoot) {
  if (Wanted.Preparation.empty())
    return llvm::createStringError(Wanted.Header + " has not all of " +
                                   llvm::join(Wanted.Provides, "(), ") + "()");
  nlohmann::json Known = nlohmann::json::parse(EmbeddedPreparations)["preparations"];
  if (!Known.contains(Wanted.Preparation))
    return llvm::createStringError("the catalog's feature '" + Wanted.Name +
                                   "' names no known preparation: '" + Wanted.Preparation + "'");
  EditsByFile Added; // all of a feature's hunks or none
  for (const nlohmann::json &Hunk : Known[Wanted.Preparation]["hunks"]) {
    auto File = Hunk["file"].get<std::string>();
    std::string Path = TreeRoot + "/" + File;
    auto Buffer = readRegularFile(Path);
    if (!Buffer)
      return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message());
    Texts[File] = hashOfText((*Buffer)->getBuffer());
    std::optional<size_t> Place = placeOf(Hunk, (*Buffer)->getBuffer());
    if (!Place)
      return llvm::createStringError("cannot introduce " + Wanted.Name + ": " + Path +
                                     " has no line '" +
                                     Hunk.value("after", Hunk.value("before", "")) + "'");
    llvm::StringRef Old = (*Buffer)->getBuffer();
    // A last line without a break gets one.
    std::string Text = *Place > 0 && Old[*Place - 1] != '\n' ? "\n" : "";
    for (const auto &Line : Hunk["text"])
      Text += Line.get<std::string>() + "\n";
    Added[File].push_back({static_cast<unsigned>(*Place), 0, withLineEnds(Text, Old, *Place)});
  }
  for (auto &[File, Edits] : Added)
    llvm::sort(Edits);
  Preparations[Wanted.Name] = std::move(Added);
  return Error::success();
}

const std::map<std::string, std::string> &TargetProfile::equivalences() {
  static const std::map<std::string, std::string> Known = [] {
    std::map<std::string, std::string> Result;
    nlohmann::json Document = nlohmann::json::parse(EmbeddedPreparations);
    for (const auto &[Header, Lines] : Document["equivalences"].items())
      for (const auto &Line : Lines)
        Result[Header] += Line.get<std::string>() + "\n";
    return Result;
  }();
  return Known;
}
