// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/scan/CatalogScan.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

static std::vector<std::string> namesOf(const Catalog &Names) {
  std::vector<std::string> Result;
  for (const Api &Known : Names.apis())
    Result.push_back(Known.Name);
  return Result;
}

CatalogScan::CatalogScan(const Catalog &Names) : Names(Names), Scan(namesOf(Names)) {}

std::vector<Occurrence> CatalogScan::mentions(llvm::StringRef Path, llvm::StringRef Text) const {
  if (!Scan.mentionsName(Text))
    return {};
  std::vector<Occurrence> Result = lexOccurrences(Names.names(), Text);
  llvm::erase_if(Result, [&](const Occurrence &Found) {
    const Api &Known = Names.apis()[Found.Name];
    return Known.How == Api::Form::Member && Found.How != Access::Member &&
           !(Found.How == Access::Declarator &&
             (Path == Known.Header || llvm::any_of(Known.OfOtherRecords, [&](const Api &Each) {
                return Path == Each.Header;
              })));
  });
  return Result;
}
