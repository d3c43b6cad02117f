// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/LinkUnits.h"

#include "checks/facts/SlotKey.h"

using namespace kphys;

std::string LinkUnits::scoped(llvm::StringRef Key, const std::string &Unit) const {
  llvm::StringRef Symbol = SlotKey(Key).Symbol;
  auto Found = Definers.find(Symbol);
  if (Found == Definers.end() || Found->second.size() < 2)
    return Key.str();
  std::string Owner = Unit;
  if (!Found->second.count(Owner)) // a module uses what the kernel exports
    Owner = Found->second.count("vmlinux") ? "vmlinux" : "";
  if (Owner.empty())
    return Key.str();
  size_t Begin = Symbol.begin() - Key.begin();
  return Key.take_front(Begin).str() + Owner + "|" + Key.drop_front(Begin).str();
}
