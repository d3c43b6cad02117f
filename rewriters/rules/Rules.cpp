// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/rules/Rules.h"

#include "rewriters/call/CallReplacement.h"
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
