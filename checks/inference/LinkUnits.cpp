// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/LinkUnits.h"

#include "checks/extract/SlotKey.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;

/// True if an object of link unit \p A and one of \p B are in one program: `a:b` is linked into
/// both a and b.
static bool shareAProgram(llvm::StringRef A, llvm::StringRef B) {
  return A == B || llvm::any_of(llvm::split(A, ':'), [&](llvm::StringRef Each) {
           return llvm::is_contained(llvm::split(B, ':'), Each);
         });
}

std::string LinkUnits::scoped(llvm::StringRef Key, const std::string &Unit) const {
  llvm::StringRef Symbol = SlotKey(Key).Symbol;
  auto Found = Definers.find(Symbol);
  if (Found == Definers.end() || Found->second.size() < 2)
    return Key.str();
  const std::set<std::string> &Defining = Found->second;
  std::string Owner = Unit;
  if (!Defining.count(Unit)) {
    auto Shared =
        llvm::find_if(Defining, [&](const std::string &Each) { return shareAProgram(Each, Unit); });
    if (Shared != Defining.end())
      Owner = *Shared;
    else // a module uses what the kernel exports
      Owner = Defining.count("vmlinux") ? "vmlinux" : "";
  }
  if (Owner.empty())
    return Key.str();
  size_t Begin = Symbol.begin() - Key.begin();
  return Key.take_front(Begin).str() + Owner + "|" + Key.drop_front(Begin).str();
}
