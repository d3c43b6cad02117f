// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/Wording.h"

#include "nlohmann/json.hpp"
#include "tool/series/EmbeddedWording.inc"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

Wording::Wording() {
  const nlohmann::json Data = nlohmann::json::parse(EmbeddedWording);
  for (const nlohmann::json &Each : Data["families"]) {
    RuleFamily &Next = Families.emplace_back();
    Next = {Each["name"],
            Each["rules"],
            Each.value("prefix", ""),
            Each["wanted"],
            Each["exact"].get<std::map<std::string, std::string>>(),
            {}};
    const nlohmann::json Lost = Each.value("lost", nlohmann::json::object());
    for (const auto &[Name, Loss] : Lost.items())
      Next.Lost[Name] = {Loss["file"], Loss["if"], Loss["text"]};
  }
  Families.push_back({"other", {}, "", {Data["other"].get<std::string>()}, {}, {}});
  for (const auto &[Name, Each] : Data["features"].items())
    Features[Name] = {Each["subject"], Each["text"]};
  Checkpatch = {Data["checkpatch"]["subject"], Data["checkpatch"]["text"]};
  Trees = Data["trees"].get<std::map<std::string, std::string>>();
  Prefixes = Data["prefixes"].get<std::map<std::string, std::string>>();
}

const Wording &Wording::embedded() {
  static const Wording Known;
  return Known;
}

const RuleFamily *Wording::familyOf(StringRef Rule) const {
  auto Found = llvm::find_if(
      Families, [&](const RuleFamily &Each) { return llvm::is_contained(Each.Rules, Rule); });
  return Found == Families.end() ? &Families.back() : &*Found;
}

FeatureWording Wording::feature(const std::string &Name) const {
  auto Found = Features.find(Name);
  return Found == Features.end() ? FeatureWording{"add " + Name, {"Preparation for its users."}}
                                 : Found->second;
}

std::string Wording::treeWord(StringRef File) const {
  size_t Longest = 0;
  std::string Result;
  for (const auto &[Directory, Word] : Trees)
    if (File.starts_with(Directory) && Directory.size() > Longest) {
      Longest = Directory.size();
      Result = Word;
    }
  return Result;
}

namespace {

/// What the `*` of \p Pattern stand for if it fits the first parts of \p File, one each.
std::optional<std::vector<StringRef>> match(StringRef Pattern, StringRef File) {
  std::vector<StringRef> Result;
  while (!Pattern.empty()) {
    if (File.empty())
      return std::nullopt;
    auto [Wanted, RestOfPattern] = Pattern.split('/');
    auto [Part, RestOfFile] = File.split('/');
    auto [Before, After] = Wanted.split('*');
    if (Before.size() == Wanted.size()) {
      if (Part != Wanted)
        return std::nullopt;
    } else {
      if (!Part.consume_front(Before) || !Part.ends_with(After))
        return std::nullopt;
      Result.push_back(RestOfFile.empty() ? Part.take_front(Part.rfind('.')) : Part);
    }
    Pattern = RestOfPattern;
    File = RestOfFile;
  }
  return Result;
}

} // namespace

std::string Wording::subjectPrefix(StringRef File) const {
  std::pair<size_t, size_t> Closest; // parts, and characters that are no `*`
  std::string Result;
  for (const auto &[Pattern, Template] : Prefixes) {
    std::optional<std::vector<StringRef>> Words = match(Pattern, File);
    std::pair<size_t, size_t> Fit = {llvm::count(Pattern, '/') + 1,
                                     Pattern.size() - llvm::count(Pattern, '*')};
    if (!Words || Fit <= Closest)
      continue;
    Closest = Fit;
    Result = Template;
    for (size_t I = 0; I < Words->size(); ++I) {
      std::string Mark = "{" + std::to_string(I + 1) + "}";
      size_t At = Result.find(Mark);
      if (At == std::string::npos)
        continue;
      // `spi: ep93xx: ` for spi-ep93xx.c, `dmaengine: ` for dmaengine.c, `r8169: ` for r8169_main.c
      StringRef Word = (*Words)[I];
      StringRef Last = StringRef(Result).take_front(At).rtrim(":/- ");
      Last = Last.substr(Last.find_last_of(":/ ") + 1);
      Word.consume_back("_main");
      if (Word == Last) {
        Result.erase(At, Result.find_first_not_of(":/- ", At + Mark.size()) - At);
        continue;
      }
      if (StringRef Rest = Word; !Last.empty() && Rest.consume_front(Last) && Rest.size() > 1 &&
                                 (Rest.front() == '-' || Rest.front() == '_'))
        Word = Rest.drop_front();
      Result.replace(At, Mark.size(), Word.str());
    }
  }
  return Result;
}
