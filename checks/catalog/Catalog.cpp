// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/Catalog.h"

#include "checks/catalog/EmbeddedCatalog.inc"
#include "checks/catalog/JsonFields.h"
#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

unsigned Replacement::oldArity() const {
  unsigned Arity = 0;
  for (const ArgumentRule &Rule : Arguments)
    if (Rule.How != ArgumentRule::Kind::Literal)
      Arity = std::max({Arity, Rule.Index + 1, Rule.Offset + 1});
  return Arity;
}

bool Replacement::keepsOrder() const {
  unsigned Next = 0;
  for (const ArgumentRule &Rule : Arguments) {
    if (Rule.How == ArgumentRule::Kind::Literal) {
      if (Next == 0)
        return false;
      continue;
    }
    if (Rule.Index != Next++)
      return false;
    if (Rule.How == ArgumentRule::Kind::Physical && Rule.Offset != Next++)
      return false;
  }
  return Next > 0;
}

namespace {

/// Stores an expected value, or hands its error on.
template <typename T> Error take(Expected<T> Value, T &Into) {
  if (!Value)
    return Value.takeError();
  Into = std::move(*Value);
  return Error::success();
}

/// Returns the first error of several steps; later steps are not run.
template <typename... Steps> Error firstError(Steps... Run) {
  Error Result = Error::success();
  (void)((Result = Run(), !Result) && ...);
  return Result;
}

Expected<ArgumentRule> readPhysical(const JsonFields &Outer) {
  ArgumentRule Rule;
  Rule.How = ArgumentRule::Kind::Physical;
  Expected<JsonFields> Fields = Outer.object("physical");
  if (!Fields)
    return Fields.takeError();
  if (Error E = firstError([&] { return Fields->only({"page", "offset", "through", "type"}); },
                           [&] { return take(Fields->index("page"), Rule.Index); },
                           [&] { return take(Fields->index("offset"), Rule.Offset); },
                           [&] { return take(Fields->string("through"), Rule.Through); },
                           [&] { return take(Fields->string("type"), Rule.Type); }))
    return std::move(E);
  return Rule;
}

Expected<ArgumentRule> readFlag(const JsonFields &Outer) {
  ArgumentRule Rule;
  Rule.How = ArgumentRule::Kind::OrFlag;
  Expected<JsonFields> Fields = Outer.object("or");
  if (!Fields)
    return Fields.takeError();
  if (Error E = firstError([&] { return Fields->only({"argument", "flag"}); },
                           [&] { return take(Fields->index("argument"), Rule.Index); },
                           [&] { return take(Fields->string("flag"), Rule.Text); }))
    return std::move(E);
  return Rule;
}

Expected<ArgumentRule> readArgument(const JsonFields &Fields) {
  if (Error E = Fields.only({"keep", "literal", "physical", "or", "virtual"}))
    return std::move(E);
  if (Fields.size() != 1)
    return Fields.error("needs exactly one of 'keep', 'literal', 'physical', 'or', 'virtual'");
  ArgumentRule Rule;
  if (Fields.has("keep")) {
    if (Error E = take(Fields.index("keep"), Rule.Index))
      return std::move(E);
    return Rule;
  }
  if (Fields.has("literal")) {
    Rule.How = ArgumentRule::Kind::Literal;
    if (Error E = take(Fields.string("literal"), Rule.Text))
      return std::move(E);
    return Rule;
  }
  if (Fields.has("physical"))
    return readPhysical(Fields);
  if (Fields.has("virtual")) {
    Rule.How = ArgumentRule::Kind::Virtual;
    if (Error E = take(Fields.index("virtual"), Rule.Index))
      return std::move(E);
    return Rule;
  }
  return readFlag(Fields);
}

Expected<Replacement> readReplacement(const JsonFields &Fields) {
  Replacement Result;
  if (Error E = firstError([&] { return Fields.only({"rule", "callee", "feature", "arguments"}); },
                           [&] { return take(Fields.string("rule"), Result.Rule); },
                           [&] { return take(Fields.string("callee"), Result.Callee); },
                           [&] { return take(Fields.string("feature"), Result.Feature); }))
    return std::move(E);
  Expected<std::vector<JsonFields>> Arguments = Fields.array("arguments");
  if (!Arguments)
    return Arguments.takeError();
  for (const JsonFields &Argument : *Arguments) {
    Expected<ArgumentRule> Rule = readArgument(Argument);
    if (!Rule)
      return Rule.takeError();
    Result.Arguments.push_back(std::move(*Rule));
  }
  if (!Result.keepsOrder())
    return Fields.error("'arguments' must use every old argument once and in order, a page and its "
                        "offset side by side, a literal after the first");
  return Result;
}

Error takeFlag(const JsonFields &Fields, const char *Key, bool &Into) {
  if (!Fields.has(Key))
    return Error::success();
  if (!Fields[Key].is_boolean())
    return Fields.error("'" + std::string(Key) + "' must be true or false");
  Into = Fields[Key].get<bool>();
  return Error::success();
}

Expected<Mapping> readMapping(const JsonFields &Fields) {
  Mapping Result;
  std::string Does;
  if (Error E =
          firstError([&] { return Fields.only({"rule", "does", "becomes", "frame", "atomic"}); },
                     [&] { return take(Fields.string("rule"), Result.Rule); },
                     [&] { return take(Fields.string("does"), Does); },
                     [&] { return take(Fields.string("becomes"), Result.Becomes); }))
    return std::move(E);
  auto Effect = llvm::StringSwitch<std::optional<Mapping::Effect>>(Does)
                    .Case("map", Mapping::Effect::Map)
                    .Case("unmap", Mapping::Effect::Unmap)
                    .Case("unmap-page", Mapping::Effect::UnmapPage)
                    .Default(std::nullopt);
  if (!Effect)
    return Fields.error("'does' must be map, unmap or unmap-page");
  Result.Does = *Effect;
  if (Error E = takeFlag(Fields, "atomic", Result.IsAtomic))
    return std::move(E);
  if (!Fields.has("frame"))
    return Result;
  Expected<JsonFields> Frame = Fields.object("frame");
  if (!Frame)
    return Frame.takeError();
  if (Error E = firstError([&] { return Frame->only({"through", "becomes"}); },
                           [&] { return take(Frame->string("through"), Result.FrameToPage); },
                           [&] { return take(Frame->string("becomes"), Result.FrameBecomes); }))
    return std::move(E);
  return Result;
}

Expected<Callback> readCallback(const JsonFields &Fields) {
  Callback Result;
  std::string Does;
  if (Error E = firstError(
          [&] { return Fields.only({"rule", "does", "becomes", "feature", "page", "attrs"}); },
          [&] { return take(Fields.string("rule"), Result.Rule); },
          [&] { return take(Fields.string("does"), Does); },
          [&] { return take(Fields.string("becomes"), Result.Becomes); },
          [&] { return take(Fields.string("feature"), Result.Feature); },
          [&] { return take(Fields.index("attrs"), Result.Attributes); }))
    return std::move(E);
  auto Effect = llvm::StringSwitch<std::optional<Callback::Effect>>(Does)
                    .Case("map", Callback::Effect::Map)
                    .Case("unmap", Callback::Effect::Unmap)
                    .Case("map-raw", Callback::Effect::MapRaw)
                    .Case("unmap-raw", Callback::Effect::UnmapRaw)
                    .Default(std::nullopt);
  if (!Effect)
    return Fields.error("'does' must be map, unmap, map-raw or unmap-raw");
  Result.Does = *Effect;
  if (Result.Does == Callback::Effect::Map)
    if (Error E = take(Fields.index("page"), Result.Page))
      return std::move(E);
  return Result;
}

Expected<Api> readApi(const JsonFields &Fields) {
  Api Result;
  std::string Form;
  if (Error E = firstError(
          [&] {
            return Fields.only({"name", "form", "record", "header", "level", "replacement",
                                "mapping", "callback"});
          },
          [&] { return take(Fields.string("name"), Result.Name); },
          [&] { return take(Fields.string("form"), Form); },
          [&] { return take(Fields.string("header"), Result.Header); }))
    return std::move(E);
  if (Fields.has("level"))
    if (Error E = take(Fields.index("level"), Result.Level))
      return std::move(E);
  if (Form == "member") {
    Result.How = Api::Form::Member;
    if (Error E = take(Fields.string("record"), Result.Record))
      return std::move(E);
  } else if (Form != "call") {
    return Fields.error("'form' must be \"call\" or \"member\"");
  }
  if (Fields.has("mapping")) {
    Expected<JsonFields> Object = Fields.object("mapping");
    if (!Object)
      return Object.takeError();
    Expected<Mapping> Maps = readMapping(*Object);
    if (!Maps)
      return Maps.takeError();
    Result.Maps = std::move(*Maps);
  }
  if (Fields.has("callback")) {
    Expected<JsonFields> Object = Fields.object("callback");
    if (!Object)
      return Object.takeError();
    Expected<Callback> Converts = readCallback(*Object);
    if (!Converts)
      return Converts.takeError();
    Result.Converts = std::move(*Converts);
  }
  if (!Fields.has("replacement"))
    return Result;
  Expected<JsonFields> Object = Fields.object("replacement");
  if (!Object)
    return Object.takeError();
  Expected<Replacement> Replace = readReplacement(*Object);
  if (!Replace)
    return Replace.takeError();
  Result.Replace = std::move(*Replace);
  return Result;
}

/// The error of \p Fields if one of \p Patterns has no hole.
Error checkHoles(const JsonFields &Fields, const std::vector<std::string> &Patterns) {
  static const llvm::Regex HasHole("(^|[^A-Za-z0-9_])X([^A-Za-z0-9_]|$)");
  if (llvm::all_of(Patterns, [](const std::string &Each) { return HasHole.match(Each); }))
    return Error::success();
  return Fields.error("every pattern of an idiom must have an X");
}

Expected<VirtualIdiom> readVirtualIdiom(const JsonFields &Fields) {
  VirtualIdiom Result;
  if (Error E = firstError([&] { return Fields.only({"virtual", "becomes", "type"}); },
                           [&] { return take(Fields.string("virtual"), Result.Virtual); },
                           [&] { return take(Fields.string("becomes"), Result.Becomes); },
                           [&] { return take(Fields.string("type"), Result.Type); },
                           [&] { return checkHoles(Fields, {Result.Virtual, Result.Becomes}); }))
    return std::move(E);
  return Result;
}

Expected<CopyHelper> readCopyHelper(const JsonFields &Fields) {
  CopyHelper Result;
  if (Error E = firstError(
          [&] {
            return Fields.only({"copier", "page_arguments", "length_argument", "zero_argument",
                                "whole_page", "becomes"});
          },
          [&] { return take(Fields.string("copier"), Result.Copier); },
          [&] { return take(Fields.indices("page_arguments"), Result.PageArguments); },
          [&] { return takeFlag(Fields, "whole_page", Result.IsWholePage); },
          [&] { return take(Fields.string("becomes"), Result.Becomes); }))
    return std::move(E);
  if (!Result.IsWholePage)
    if (Error E = take(Fields.index("length_argument"), Result.LengthArgument))
      return std::move(E);
  if (Fields.has("zero_argument"))
    if (Error E = take(Fields.index("zero_argument"), Result.ZeroArgument.emplace()))
      return std::move(E);
  return Result;
}

Expected<PhysicalIdiom> readIdiom(const JsonFields &Fields) {
  PhysicalIdiom Result;
  if (Error E = firstError(
          [&] { return Fields.only({"page", "offsets", "becomes", "type", "needs", "header"}); },
          [&] { return take(Fields.string("page"), Result.Page); },
          [&] { return take(Fields.strings("offsets"), Result.Offsets); },
          [&] { return take(Fields.string("becomes"), Result.Becomes); },
          [&] { return take(Fields.string("type"), Result.Type); },
          [&] { return take(Fields.string("needs"), Result.Needs); },
          [&] { return take(Fields.string("header"), Result.Header); }))
    return std::move(E);
  std::vector<std::string> Patterns = Result.Offsets;
  Patterns.insert(Patterns.end(), {Result.Page, Result.Becomes});
  if (Error E = checkHoles(Fields, Patterns))
    return std::move(E);
  return Result;
}

Error readMixes(const JsonFields &Fields, Feature &Into) {
  Expected<JsonFields> Mixes = Fields.object("mixes");
  if (!Mixes)
    return Mixes.takeError();
  std::vector<std::string> Old, New;
  if (Error E = firstError([&] { return Mixes->only({"old", "new", "defined_in"}); },
                           [&] { return take(Mixes->strings("old"), Old); },
                           [&] { return take(Mixes->strings("new"), New); },
                           [&] { return take(Mixes->string("defined_in"), Into.DefinedIn); }))
    return E;
  if (Old.size() != New.size())
    return Mixes->error("'old' and 'new' must be of one length");
  for (size_t I = 0; I < Old.size(); ++I)
    Into.Mixes.emplace_back(Old[I], New[I]);
  return Error::success();
}

Expected<Feature> readFeature(const JsonFields &Fields) {
  Feature Result;
  if (Error E = firstError(
          [&] {
            return Fields.only(
                {"name", "header", "provides", "preparation", "gpl_only", "builds_on", "mixes"});
          },
          [&] { return take(Fields.string("name"), Result.Name); },
          [&] { return take(Fields.string("header"), Result.Header); },
          [&] { return take(Fields.strings("provides"), Result.Provides); },
          [&] { return take(Fields.string("preparation"), Result.Preparation); },
          [&] { return takeFlag(Fields, "gpl_only", Result.IsGplOnly); }))
    return std::move(E);
  if (Fields.has("builds_on"))
    if (Error E = take(Fields.strings("builds_on"), Result.BuildsOn))
      return std::move(E);
  if (Fields.has("mixes"))
    if (Error E = readMixes(Fields, Result))
      return std::move(E);
  return Result;
}

} // namespace

Expected<Catalog> Catalog::embedded(unsigned Level) {
  Catalog Result;
  Result.Level = Level;
  Result.Fingerprint = std::to_string(Level) + " ";
  if (Error E = Result.add(EmbeddedCatalog, "the embedded catalog"))
    return std::move(E);
  return Result;
}

Error Catalog::extend(llvm::StringRef Path) {
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return llvm::createStringError(Path + ": " + Buffer.getError().message());
  return add((*Buffer)->getBuffer(), Path);
}

Error Catalog::add(llvm::StringRef Json, llvm::StringRef Source) {
  std::optional<nlohmann::json> Document = parseJson(Json);
  if (!Document)
    return llvm::createStringError(Source + ": is not valid JSON, or nested too deep");
  Fingerprint += llvm::utohexstr(llvm::xxh3_64bits(Json));
  JsonFields Top(*Document, Source.str());
  std::string Schema;
  if (Error E = firstError(
          [&] {
            return Top.only({"schema", "features", "apis", "relies_on_atomic",
                             "independent_of_atomic", "independent_assembly", "relies_on_kmap",
                             "borrowers", "local_mappings", "copy_helpers", "page_size", "idioms",
                             "virtual_idioms", "gpl_compatible", "page_contract"});
          },
          [&] { return take(Top.string("schema"), Schema); }))
    return E;
  if (Schema != "kphys-catalog/1")
    return Top.error("'schema' must be \"kphys-catalog/1\"");

  Expected<std::vector<JsonFields>> FeatureEntries = Top.array("features");
  if (!FeatureEntries)
    return FeatureEntries.takeError();
  for (const JsonFields &Entry : *FeatureEntries) {
    Expected<Feature> Read = readFeature(Entry);
    if (!Read)
      return Read.takeError();
    auto Known = llvm::find_if(Features, [&](const Feature &F) { return F.Name == Read->Name; });
    if (Known == Features.end())
      Features.push_back(std::move(*Read));
    else
      *Known = std::move(*Read);
  }

  Expected<std::vector<JsonFields>> ApiEntries = Top.array("apis");
  if (!ApiEntries)
    return ApiEntries.takeError();
  for (const JsonFields &Entry : *ApiEntries) {
    Expected<Api> Read = readApi(Entry);
    if (!Read)
      return Read.takeError();
    if (std::string Needed = Read->feature().str(); !Needed.empty() && !findFeature(Needed))
      return Entry.error("'feature' names no feature of the catalog: '" + Needed + "'");
    if (Read->Level > Level)
      continue;
    auto [Known, IsNew] = ByName.try_emplace(Read->Name, Apis.size());
    if (IsNew)
      Apis.push_back(std::move(*Read));
    else
      Apis[Known->second] = std::move(*Read);
  }
  if (Error E =
          firstError([&] { return addCopyHelpers(Top); }, [&] { return ForMappings.add(Top); }))
    return E;
  Expected<std::vector<JsonFields>> IdiomEntries = Top.array("idioms");
  if (!IdiomEntries)
    return IdiomEntries.takeError();
  for (const JsonFields &Entry : *IdiomEntries) {
    Expected<PhysicalIdiom> Read = readIdiom(Entry);
    if (!Read)
      return Read.takeError();
    Idioms.push_back(std::move(*Read));
  }
  Expected<std::vector<JsonFields>> VirtualEntries = Top.array("virtual_idioms");
  if (!VirtualEntries)
    return VirtualEntries.takeError();
  for (const JsonFields &Entry : *VirtualEntries) {
    Expected<VirtualIdiom> Read = readVirtualIdiom(Entry);
    if (!Read)
      return Read.takeError();
    VirtualIdioms.push_back(std::move(*Read));
  }
  if (Top.has("page_contract")) {
    Expected<JsonFields> Fields = Top.object("page_contract");
    if (!Fields)
      return Fields.takeError();
    if (Error E = take(readPageContract(*Fields), Contract))
      return E;
  }
  if (Top.has("local_mappings")) {
    Expected<JsonFields> Local = Top.object("local_mappings");
    if (!Local)
      return Local.takeError();
    for (auto [Key, Effect] :
         {std::pair("map", Mapping::Effect::Map), std::pair("unmap", Mapping::Effect::Unmap)}) {
      Expected<std::vector<std::string>> Names = Local->strings(Key);
      if (!Names)
        return Names.takeError();
      for (const std::string &Name : *Names)
        LocalMappings[Name].Does = Effect;
    }
  }
  if (Top.has("page_size"))
    if (Error E = take(Top.string("page_size"), PageSize))
      return E;
  if (Top.has("gpl_compatible")) {
    Expected<std::vector<std::string>> Names = Top.strings("gpl_compatible");
    if (!Names)
      return Names.takeError();
    GplCompatible.insert(Names->begin(), Names->end());
  }
  return Error::success();
}

Error Catalog::addCopyHelpers(const JsonFields &Top) {
  Expected<std::vector<JsonFields>> Entries = Top.array("copy_helpers");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Entry : *Entries) {
    Expected<CopyHelper> Read = readCopyHelper(Entry);
    if (!Read)
      return Read.takeError();
    CopyHelpers.push_back(std::move(*Read));
  }
  return Error::success();
}

std::optional<unsigned> Catalog::find(llvm::StringRef Name) const {
  auto Found = ByName.find(Name);
  if (Found == ByName.end())
    return std::nullopt;
  return Found->second;
}

const Feature *Catalog::findFeature(llvm::StringRef Name) const {
  for (const Feature &Known : Features)
    if (Known.Name == Name)
      return &Known;
  return nullptr;
}
