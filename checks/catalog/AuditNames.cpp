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
    {"map-callback", AuditRole::MapCallback},
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
  if (Error E = Top.only({"schema", "roles", "mappings"}))
    return std::move(E);
  Expected<JsonFields> ByRole = Top.object("roles");
  if (!ByRole)
    return ByRole.takeError();
  for (const auto &[Text, Role] : RoleNames) {
    Expected<std::vector<std::string>> Names = ByRole->strings(Text);
    if (!Names)
      return Names.takeError();
    for (const std::string &Name : *Names)
      Result.Roles[Name].insert(Role);
  }
  Expected<std::vector<JsonFields>> Mappings = Top.array("mappings");
  if (!Mappings)
    return Mappings.takeError();
  for (const JsonFields &Each : *Mappings) {
    Expected<std::string> Name = Each.string("name");
    if (!Name)
      return Name.takeError();
    Expected<DmaMapping> Read = readMapping(Each);
    if (!Read)
      return Read.takeError();
    Result.Mappings[*Name] = *Read;
  }
  return Result;
}

std::vector<std::string> AuditNames::vocabulary() const {
  std::vector<std::string> Names;
  for (const auto &Entry : Roles)
    Names.push_back(Entry.first().str());
  for (const auto &Entry : Mappings)
    Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}
