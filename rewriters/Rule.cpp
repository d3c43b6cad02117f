// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/Rule.h"

#include "rewriters/CallReplacement.h"
#include "rewriters/kmap/KmapRewriter.h"
#include "rewriters/ops/OpsRewriter.h"

using namespace kphys;

llvm::ArrayRef<const Rule *> kphys::rules() {
  static const CallRule Calls;
  static const MappingRule Mappings;
  static const CallbackRule Callbacks;
  static const Rule *const All[] = {&Calls, &Mappings, &Callbacks};
  return All;
}

void Proposals::add(clang::SourceLocation Where, Role Is, const std::string &Function,
                    Change Proposed) {
  std::optional<SitePlace> Place = Unit.note(Where, Is, Function);
  if (!Place)
    return;
  std::vector<Change> &Known = ByPlace[*Place];
  if (!llvm::is_contained(Known, Proposed))
    Known.push_back(std::move(Proposed));
}
