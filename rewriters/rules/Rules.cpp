// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/rules/Rules.h"

#include "rewriters/call/CallReplacement.h"
#include "rewriters/kmap/KmapRewriter.h"
#include "rewriters/ops/OpsRewriter.h"
#include "rewriters/relay/RelayRule.h"

using namespace kphys;

llvm::ArrayRef<const Rule *> kphys::rules() {
  static const CallRule Calls;
  static const MappingRule Mappings;
  static const CallbackRule Callbacks;
  static const RelayRule Relays;
  static const Rule *const All[] = {&Calls, &Mappings, &Callbacks, &Relays};
  return All;
}
