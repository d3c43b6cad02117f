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
};

} // namespace

Expected<AuditNames> AuditNames::embedded() {
  nlohmann::json Document = nlohmann::json::parse(EmbeddedAudit, nullptr, false);
  if (Document.is_discarded())
    return llvm::createStringError("the embedded names of the audit are not valid JSON");
  AuditNames Result;
  JsonFields Top(Document, "the embedded names of the audit");
  if (Error E = Top.only({"schema", "roles"}))
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
  return Result;
}

std::vector<std::string> AuditNames::vocabulary() const {
  std::vector<std::string> Names;
  for (const auto &Entry : Roles)
    Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}
