// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/ReportModel.h"

using namespace kphys;

std::optional<unsigned> kphys::addressParameter(const Api &Known) {
  if (Known.Maps && Known.Maps->Does != Mapping::Effect::Unmap)
    return 0;
  return pageParameter(Known);
}

std::optional<unsigned> kphys::pageParameter(const Api &Known) {
  const ArgumentRule *Made = Known.Replace ? Known.Replace->physical() : nullptr;
  return Made ? std::optional(Made->Index) : std::nullopt;
}

std::set<ArgumentPlace> kphys::addressArguments(llvm::ArrayRef<Site> Sites, const Catalog &Names) {
  std::set<ArgumentPlace> Result;
  for (const Site &Each : Sites)
    if (std::optional<unsigned> Parameter = addressParameter(Names.apis()[Each.Where.Name]))
      Result.insert({Each.File, Each.Where.Offset, *Parameter});
  return Result;
}
