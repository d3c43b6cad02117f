// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/TextReliance.h"

#include "rewriters/kmap/ShortestWays.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;

TextReliance::TextReliance(const Catalog &Names, MappingKind On) : Names(Names), On(On) {}

uint64_t TextReliance::partsOf(llvm::StringRef Name) const {
  auto [Found, IsNew] = PartsOf.try_emplace(Name);
  if (IsNew)
    Found->second = isIndependent(Name)         ? 0
                    : On == MappingKind::Atomic ? Names.mappings().partsOf(Name)
                                                : Names.mappings().reliesOnKmap(Name);
  return Found->second;
}

uint64_t TextReliance::partsOfAssembly(llvm::StringRef Code) const {
  if (On == MappingKind::Kmap)
    return 0;
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::SplitString(Code, Lines, "\n;");
  bool IsHarmless = llvm::all_of(Lines, [&](llvm::StringRef Line) {
    llvm::StringRef Mnemonic = Line.trim().take_while(llvm::isAlnum);
    return Line.trim().empty() || Names.mappings().isIndependentInstruction(Mnemonic);
  });
  return IsHarmless ? 0 : ~uint64_t(0);
}

const Reliance &TextReliance::of(const FunctionTexts &Beside, const FunctionTexts::Body &Code) {
  auto [Found, IsNew] = Known.try_emplace(&Code);
  if (IsNew)
    Found->second = search(Beside, Code);
  return Found->second;
}

Reliance TextReliance::search(const FunctionTexts &Beside, const FunctionTexts::Body &Code) const {
  Reliance Result;
  ShortestWays<const FunctionTexts::Body *> Ways;
  Ways.add(&Code, Code.Name + "() of " + Code.File);
  while (auto Next = Ways.take())
    for (llvm::StringRef Name : Next->first->Names) {
      std::string Further = (Next->second + " uses " + Name + "()").str();
      if (uint64_t Parts = partsOf(Name))
        Result |= {Parts, Further};
      else
        for (const FunctionTexts::Body *Into : calledBy(Beside, Next->first->File, Name))
          Ways.add(Into, Further);
    }
  return Result;
}

std::vector<const FunctionTexts::Body *>
TextReliance::reached(const FunctionTexts &Beside, const FunctionTexts::Body &Code) const {
  std::set<const FunctionTexts::Body *> Seen = {&Code};
  std::vector<const FunctionTexts::Body *> Result = {&Code};
  for (size_t I = 0; I < Result.size(); ++I)
    for (llvm::StringRef Name : Result[I]->Names)
      for (const FunctionTexts::Body *Into : calledBy(Beside, Result[I]->File, Name))
        if (Seen.insert(Into).second)
          Result.push_back(Into);
  return Result;
}

/// What \p Name may stand for in \p File.
std::vector<const FunctionTexts::Body *> TextReliance::calledBy(const FunctionTexts &Beside,
                                                                llvm::StringRef File,
                                                                llvm::StringRef Name) const {
  return Names.find(Name) || isIndependent(Name) ? std::vector<const FunctionTexts::Body *>()
                                                 : Beside.findFrom(File, Name);
}
