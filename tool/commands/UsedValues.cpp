// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/UsedValues.h"

#include "checks/extract/SlotKey.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"
#include <set>

using namespace kphys;
using llvm::StringRef;

namespace {

/// The first line of the function that \p Line is in, in the kernel's style: the one after the last
/// that begins with a brace that closes.
unsigned functionStart(const LineTable &Lines, unsigned Line) {
  while (Line > 1 && !Lines.line(Line - 1).starts_with("}"))
    --Line;
  return Line;
}

} // namespace

std::vector<unsigned> kphys::valuesUsedAt(const std::vector<Slot> &Slots, const std::string &File,
                                          StringRef Text, unsigned Line, StringRef Name) {
  const LineTable Lines(Text);
  const unsigned Start = functionStart(Lines, Line);
  std::set<unsigned> Found;
  anyWordUse(Lines.line(Line), [&](const WordUse &Each) {
    if (!Name.empty() && Each.Word != Name)
      return false;
    for (unsigned I = 0; I < Slots.size(); ++I) {
      const Slot &Of = Slots[I];
      if (Of.Name != Each.Word || isShare(Of) || SlotKey::declared(Of.Key) != Of.Key)
        continue;
      bool IsInScope = Of.File == File && Of.Line >= Start && Of.Line <= Line;
      bool IsMeant = Each.IsMember ? Of.Decl == "field"
                     : Each.IsCall ? Of.Decl == "return"
                                   : (Of.Decl == "global" && Of.File == File) ||
                                         ((Of.Decl == "local" || Of.Decl == "param") && IsInScope);
      if (IsMeant)
        Found.insert(I);
    }
    return false;
  });
  return {Found.begin(), Found.end()};
}
