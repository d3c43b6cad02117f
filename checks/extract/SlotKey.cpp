// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/SlotKey.h"

using namespace kphys;

llvm::StringRef kphys::plainName(llvm::StringRef Symbol) {
  size_t Colons = Symbol.rfind("::");
  return Colons == llvm::StringRef::npos ? Symbol : Symbol.substr(Colons + 2);
}

SlotKey::SlotKey(llvm::StringRef Key) {
  while (Key.consume_front("D:"))
    IsPointee = true;
  if (Key.size() < 2)
    return;
  Form = Key.front();
  Symbol = Key.drop_front(2);
  if (Form == 'P') {
    llvm::StringRef Index;
    std::tie(Symbol, Index) = Symbol.rsplit(':');
    unsigned Number = 0;
    if (!Index.getAsInteger(10, Number))
      Parameter = Number;
  } else if (Form == 'L' || Form == 'T') {
    Symbol = Symbol.rsplit(':').first.rsplit(':').first;
  }
}
