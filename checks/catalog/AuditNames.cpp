// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/AuditNames.h"

#include "checks/catalog/EmbeddedAudit.inc"
#include "checks/catalog/JsonFields.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

constexpr std::pair<const char *, AuditRole> RoleNames[] = {
    {"offset-in-page", AuditRole::OffsetInPage},
    {"page-to-virtual", AuditRole::PageToVirtual},
    {"physical-to-page", AuditRole::PhysicalToPage},
    {"frame-to-page", AuditRole::FrameToPage},
    {"physical-to-frame", AuditRole::PhysicalToFrame},
    {"mmio-attribute", AuditRole::MmioAttribute},
    {"attributes-parameter", AuditRole::AttributesParameter},
    {"map-callback", AuditRole::MapCallback},
    {"dma-type", AuditRole::DmaType},
    {"size-type", AuditRole::SizeType},
    {"linear-map", AuditRole::LinearMap},
    {"map-one-page", AuditRole::MapOnePage},
    {"segment-length", AuditRole::SegmentLength},
    {"counts-pages", AuditRole::CountsPages},
    {"any-address", AuditRole::AnyAddress},
    {"page-container", AuditRole::PageContainer},
    {"shared-attribute", AuditRole::SharedAttribute},
    {"page-address", AuditRole::PageAddress},
    {"single-page-iterator", AuditRole::SinglePageIterator},
    {"multi-page-iterator", AuditRole::MultiPageIterator},
    {"error-pointer", AuditRole::ErrorPointer},
    {"error-or-null", AuditRole::ErrorOrNull},
    {"ending-word", AuditRole::EndingWord},
    {"reversing-word", AuditRole::ReversingWord},
};

Expected<DmaMapping> readMapping(const JsonFields &Fields) {
  if (Error E = Fields.only({"name", "does", "mmio", "attributes", "handle"}))
    return std::move(E);
  Expected<std::string> Does = Fields.string("does");
  if (!Does)
    return Does.takeError();
  if (*Does != "map" && *Does != "unmap")
    return Fields.error("'does' must be map or unmap");
  DmaMapping Result;
  Result.Maps = *Does == "map";
  Result.IsMmio = Fields.has("mmio");
  if (Fields.has("attributes")) {
    Expected<unsigned> Index = Fields.index("attributes");
    if (!Index)
      return Index.takeError();
    Result.Attributes = *Index;
  }
  if (!Result.Maps) {
    Expected<unsigned> Index = Fields.index("handle");
    if (!Index)
      return Index.takeError();
    Result.Handle = *Index;
  }
  return Result;
}

} // namespace

Expected<AuditNames> AuditNames::embedded() {
  nlohmann::json Document = nlohmann::json::parse(EmbeddedAudit, nullptr, false);
  if (Document.is_discarded())
    return llvm::createStringError("the embedded names of the audit are not valid JSON");
  AuditNames Result;
  JsonFields Top(Document, "the embedded names of the audit");
  if (Error E = Top.only({"schema", "roles", "mappings", "copiers", "frames", "whole_pages",
                          "ram_flags", "opposites", "local_mappings", "hands_over"}))
    return std::move(E);
  for (auto Read : {&AuditNames::readRoles, &AuditNames::readMappings, &AuditNames::readCopiers,
                    &AuditNames::readFrames, &AuditNames::readArguments,
                    &AuditNames::readLocalMappings, &AuditNames::readOpposites})
    if (Error E = (Result.*Read)(Top))
      return std::move(E);
  return Result;
}

Error AuditNames::readRoles(const JsonFields &Top) {
  Expected<JsonFields> ByRole = Top.object("roles");
  if (!ByRole)
    return ByRole.takeError();
  for (const auto &[Text, Role] : RoleNames) {
    Expected<std::vector<std::string>> Names = ByRole->strings(Text);
    if (!Names)
      return Names.takeError();
    for (const std::string &Name : *Names)
      Roles[Name].insert(Role);
  }
  return Error::success();
}

Error AuditNames::readMappings(const JsonFields &Top) {
  Expected<std::vector<JsonFields>> Entries = Top.array("mappings");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Each : *Entries) {
    Expected<std::string> Name = Each.string("name");
    if (!Name)
      return Name.takeError();
    Expected<DmaMapping> Read = readMapping(Each);
    if (!Read)
      return Read.takeError();
    Mappings[*Name] = *Read;
  }
  return Error::success();
}

Error AuditNames::readCopiers(const JsonFields &Top) {
  Expected<std::vector<JsonFields>> Entries = Top.array("copiers");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Each : *Entries) {
    Expected<std::string> Name = Each.string("name");
    if (!Name)
      return Name.takeError();
    Expected<unsigned> Length = Each.index("length");
    if (!Length)
      return Length.takeError();
    Copiers[*Name] = {Each["pointers"].get<std::vector<unsigned>>(), *Length};
  }
  return Error::success();
}

Error AuditNames::readFrames(const JsonFields &Top) {
  Expected<std::vector<JsonFields>> Entries = Top.array("frames");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Each : *Entries) {
    Expected<std::string> Unit = Each.string("unit");
    if (!Unit)
      return Unit.takeError();
    for (const auto &[Key, Into] : {std::pair("shifts", &Shifts), std::pair("yield", &FrameYields),
                                    std::pair("from_address", &FrameYields)}) {
      Expected<std::vector<std::string>> Names = Each.strings(Key);
      if (!Names)
        return Names.takeError();
      for (const std::string &Name : *Names) {
        (*Into)[Name] = *Unit;
        if (llvm::StringRef(Key) == "from_address")
          FromAddress.insert(Name);
      }
    }
    Expected<JsonFields> Demands = Each.object("demand");
    if (!Demands)
      return Demands.takeError();
    for (const auto &[Name, Argument] : Each["demand"].items())
      FrameDemands[Name] = {*Unit, Argument.get<unsigned>()};
  }
  return Error::success();
}

Error AuditNames::readArguments(const JsonFields &Top) {
  for (const auto &[Key, Into] :
       {std::pair("whole_pages", &WholePages), std::pair("ram_flags", &RamFlags),
        std::pair("hands_over", &HandsOver)}) {
    Expected<JsonFields> Arguments = Top.object(Key);
    if (!Arguments)
      return Arguments.takeError();
    for (const auto &[Name, Argument] : Top[Key].items())
      (*Into)[Name] = Argument.get<unsigned>();
  }
  return Error::success();
}

Error AuditNames::readLocalMappings(const JsonFields &Top) {
  Expected<std::vector<JsonFields>> Entries = Top.array("local_mappings");
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Each : *Entries) {
    if (Error E = Each.only({"name", "does", "argument"}))
      return E;
    Expected<std::string> Name = Each.string("name"), Does = Each.string("does");
    if (!Name || !Does)
      return llvm::joinErrors(Name.takeError(), Does.takeError());
    Expected<unsigned> Argument = Each.index("argument");
    if (!Argument)
      return Argument.takeError();
    if (*Does != "map" && *Does != "unmap")
      return Each.error("'does' must be map or unmap");
    LocalMappings[*Name] = {*Does == "map", *Argument};
  }
  return Error::success();
}

Error AuditNames::readOpposites(const JsonFields &Top) {
  for (const auto &Each : Top["opposites"]) {
    if (!Each.is_array() || Each.size() != 2)
      return Top.error("'opposites' must have pairs of names");
    Opposites.insert({Each[0].get<std::string>(), Each[1].get<std::string>()});
  }
  return Error::success();
}

bool AuditNames::hasWord(AuditRole Role, llvm::StringRef Name) const {
  llvm::SmallVector<llvm::StringRef, 8> Words;
  Name.split(Words, '_', -1, /*KeepEmpty=*/false);
  return llvm::any_of(Words, [&](llvm::StringRef Word) { return is(Role, Word); });
}

std::vector<std::string> AuditNames::names(AuditRole Role) const {
  std::vector<std::string> Names;
  for (const auto &Entry : Roles)
    if (Entry.second.count(Role))
      Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}

std::vector<std::string> AuditNames::vocabulary() const {
  std::vector<std::string> Names;
  // Types of any number, parameters and fields apart: their names alone say nothing.
  for (const auto &Entry : Roles)
    if (!Entry.second.count(AuditRole::DmaType) && !Entry.second.count(AuditRole::SizeType) &&
        !Entry.second.count(AuditRole::AttributesParameter) &&
        !Entry.second.count(AuditRole::EndingWord) &&
        !Entry.second.count(AuditRole::ReversingWord) && !Entry.first().contains('.'))
      Names.push_back(Entry.first().str());
  for (const auto &Entry : Mappings)
    Names.push_back(Entry.first().str());
  for (const auto &Entry : LocalMappings)
    Names.push_back(Entry.first().str());
  for (const llvm::StringMap<unsigned> *Arguments : {&WholePages, &RamFlags})
    for (const auto &Entry : *Arguments)
      Names.push_back(Entry.first().str());
  for (const auto &Entry : FrameYields)
    Names.push_back(Entry.first().str());
  for (const auto &Entry : FrameDemands)
    Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}
