// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/BodyFilter.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

bool kphys::eachFunctionSpeaksForItself(const Catalog &Names,
                                        const std::vector<Occurrence> &InFile) {
  return llvm::all_of(InFile, [&](const Occurrence &Each) {
    const Api &Known = Names.apis()[Each.Name];
    return Each.Macro.empty() && !Each.NamesMacro && !Known.Maps && !Known.Converts;
  });
}

bool BodyFilter::wants(unsigned Begin) const {
  size_t End = Text.find("\n}", Begin);
  auto First = llvm::lower_bound(
      InFile, Begin, [](const Occurrence &Each, unsigned At) { return Each.Offset < At; });
  return First != InFile.end() && First->Offset < End;
}
