// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/Kinds.h"

#include "checks/catalog/EmbeddedKinds.inc"
#include "checks/catalog/JsonFields.h"
#include "llvm/ADT/StringSwitch.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

const char *kphys::kindName(Kind Of) {
  switch (Of) {
  case Kind::Kphys:
    return "kphys";
  case Kind::Raw:
    return "raw";
  case Kind::Either:
    return "either";
  case Kind::Bus:
    return "bus";
  case Kind::None:
    return "none";
  }
  return "";
}

namespace {

Expected<Kind> parseKind(const JsonFields &Fields, llvm::StringRef Text) {
  auto Found = llvm::StringSwitch<std::optional<Kind>>(Text)
                   .Case("kphys", Kind::Kphys)
                   .Case("raw", Kind::Raw)
                   .Case("either", Kind::Either)
                   .Case("bus", Kind::Bus)
                   .Case("none", Kind::None)
                   .Case("virtual", Kind::None)
                   .Default(std::nullopt);
  if (!Found)
    return Fields.error("unknown kind '" + Text.str() + "'");
  return *Found;
}

Expected<std::optional<Kind>> optionalKind(const JsonFields &Fields, const char *Key) {
  if (!Fields.has(Key))
    return std::nullopt;
  Expected<std::string> Text = Fields.string(Key);
  if (!Text)
    return Text.takeError();
  Expected<Kind> Parsed = parseKind(Fields, *Text);
  if (!Parsed)
    return Parsed.takeError();
  return *Parsed;
}

Expected<std::map<unsigned, Kind>> kindsByArgument(const JsonFields &Fields, const char *Key) {
  std::map<unsigned, Kind> Result;
  if (!Fields.has(Key))
    return Result;
  Expected<JsonFields> Object = Fields.object(Key);
  if (!Object)
    return Object.takeError();
  for (const auto &[Argument, Value] : Fields[Key].items()) {
    unsigned Index = 0;
    if (llvm::StringRef(Argument).getAsInteger(10, Index) || !Value.is_string())
      return Fields.error("'" + std::string(Key) + "' must map argument numbers to kinds");
    Expected<Kind> Parsed = parseKind(Fields, Value.get<std::string>());
    if (!Parsed)
      return Parsed.takeError();
    Result[Index] = *Parsed;
  }
  return Result;
}

Expected<KnownName> readKnownName(const JsonFields &Fields) {
  if (Error E = Fields.only({"name", "is", "result", "same", "demands", "writes", "kind", "unit",
                             "argument", "proves", "when", "caveat", "why", "source", "default",
                             "same_pointee", "points_to", "given_by"}))
    return std::move(E);
  KnownName Result;
  Expected<std::string> Form = Fields.string("is");
  if (!Form)
    return Form.takeError();
  auto Is = llvm::StringSwitch<std::optional<KnownName::Form>>(*Form)
                .Case("function", KnownName::Form::Function)
                .Case("field", KnownName::Form::Field)
                .Case("guard", KnownName::Form::Guard)
                .Case("variable", KnownName::Form::Variable)
                .Default(std::nullopt);
  if (!Is)
    return Fields.error("'is' must be function, field, guard or variable");
  Result.Is = *Is;
  bool Holds = Result.Is == KnownName::Form::Field || Result.Is == KnownName::Form::Variable;
  Expected<std::optional<Kind>> Yields = optionalKind(Fields, Holds ? "kind" : "result");
  if (!Yields)
    return Yields.takeError();
  Result.Result = *Yields;
  Result.IsVirtual = Fields.has("result") && Fields["result"] == "virtual";
  Result.IsFrame = Fields.has("unit");
  if (Fields.has("same")) {
    Expected<unsigned> Same = Fields.index("same");
    if (!Same)
      return Same.takeError();
    Result.Same = *Same;
  }
  if (Fields.has("same_pointee")) {
    Expected<unsigned> Same = Fields.index("same_pointee");
    if (!Same)
      return Same.takeError();
    Result.SamePointee = *Same;
  }
  Expected<std::optional<Kind>> PointsTo = optionalKind(Fields, "points_to");
  if (!PointsTo)
    return PointsTo.takeError();
  Result.PointsTo = *PointsTo;
  if (Fields.has("caveat")) {
    Expected<std::string> Caveat = Fields.string("caveat");
    if (!Caveat)
      return Caveat.takeError();
    Result.MayBeDevicePage = *Caveat == "device-page";
    Result.MayBeSystemRam = *Caveat == "system-ram";
    if (!Result.MayBeDevicePage && !Result.MayBeSystemRam)
      return Fields.error("'caveat' must be device-page or system-ram");
  }
  if (Fields.has("given_by")) {
    Expected<std::string> Giver = Fields.string("given_by");
    if (!Giver)
      return Giver.takeError();
    if (*Giver != "firmware")
      return Fields.error("'given_by' must be firmware");
    Result.IsFromFirmware = true;
  }
  Expected<std::optional<Kind>> Default = optionalKind(Fields, "default");
  if (!Default)
    return Default.takeError();
  Result.Default = *Default;
  Expected<std::map<unsigned, Kind>> Demands = kindsByArgument(Fields, "demands");
  if (!Demands)
    return Demands.takeError();
  Result.Demands = std::move(*Demands);
  if (Result.Is == KnownName::Form::Guard) {
    Expected<std::string> Proves = Fields.string("proves");
    if (!Proves)
      return Proves.takeError();
    Result.Proves = llvm::StringSwitch<KnownName::Proof>(*Proves)
                        .Case("ram", KnownName::Proof::Ram)
                        .Case("has-page", KnownName::Proof::HasPage)
                        .Case("p2p", KnownName::Proof::Device)
                        .Case("device-page", KnownName::Proof::Device)
                        .Default(KnownName::Proof::None);
    if (Result.Proves == KnownName::Proof::None)
      return Fields.error("unknown proof '" + *Proves + "'");
    // Whoever asks does not know: the value may be either. A constant has no argument.
    if (Fields.has("argument")) {
      Expected<unsigned> Argument = Fields.index("argument");
      if (!Argument)
        return Argument.takeError();
      Result.Demands.emplace(*Argument, Kind::Either);
    }
  }
  Expected<std::map<unsigned, Kind>> Writes = kindsByArgument(Fields, "writes");
  if (!Writes)
    return Writes.takeError();
  Result.Writes = std::move(*Writes);
  if (Fields.has("why")) {
    Expected<std::string> Why = Fields.string("why");
    if (!Why)
      return Why.takeError();
    Result.Why = std::move(*Why);
  }
  return Result;
}

} // namespace

Expected<KindCatalog> KindCatalog::embedded() {
  nlohmann::json Document = nlohmann::json::parse(EmbeddedKinds, nullptr, false);
  if (Document.is_discarded())
    return llvm::createStringError("the embedded kinds are not valid JSON");
  KindCatalog Result;
  JsonFields Top(Document, "the embedded kinds");
  Expected<std::vector<std::string>> Types = Top.strings("types");
  if (!Types)
    return Types.takeError();
  Result.AddressTypes.insert(Types->begin(), Types->end());
  Expected<std::vector<std::string>> Pages = Top.strings("page_types");
  if (!Pages)
    return Pages.takeError();
  Result.PageTypes.insert(Pages->begin(), Pages->end());
  Expected<std::vector<JsonFields>> Entries = Top.array("entries");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Entry : *Entries) {
    Expected<std::string> Name = Entry.string("name");
    if (!Name)
      return Name.takeError();
    Expected<KnownName> Read = readKnownName(Entry);
    if (!Read)
      return Read.takeError();
    Result.Known[*Name] = std::move(*Read);
  }
  return Result;
}

const KnownName *KindCatalog::find(llvm::StringRef Name) const {
  auto Found = Known.find(Name);
  return Found == Known.end() ? nullptr : &Found->second;
}

std::vector<std::string> KindCatalog::vocabulary() const {
  auto IsPhysical = [](std::optional<Kind> Of) { return Of == Kind::Kphys || Of == Kind::Raw; };
  std::vector<std::string> Names(AddressTypes.begin(), AddressTypes.end());
  for (const auto &Entry : Known) {
    const KnownName &Name = Entry.second;
    bool Matters = IsPhysical(Name.Result) || IsPhysical(Name.Default) ||
                   llvm::any_of(Name.Demands, [&](const auto &D) { return IsPhysical(D.second); });
    if (Name.Is == KnownName::Form::Function && Matters)
      Names.push_back(Entry.first().str());
  }
  llvm::sort(Names);
  return Names;
}
