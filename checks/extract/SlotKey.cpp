// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/SlotKey.h"

#include "checks/extract/AddressFacts.h"

using namespace kphys;

llvm::StringRef kphys::plainName(llvm::StringRef Symbol) {
  size_t Colons = Symbol.rfind("::");
  return Colons == llvm::StringRef::npos ? Symbol : Symbol.substr(Colons + 2);
}

llvm::StringRef SlotKey::declared(llvm::StringRef Key) {
  return Key.consume_front("A:") ? Key.take_front(Key.rfind('@')) : Key;
}

SlotKey::SlotKey(llvm::StringRef Key) {
  Key = declared(Key);
  while (Key.consume_front("D:") || Key.consume_front("W:"))
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

bool kphys::isShare(const Slot &Of) {
  if (Of.Decl != "field")
    return false;
  llvm::StringRef Symbol = SlotKey(Of.Key).Symbol;
  return Symbol.contains("::") && Symbol.rsplit("::").first != Of.File;
}
