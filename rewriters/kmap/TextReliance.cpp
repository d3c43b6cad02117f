// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/TextReliance.h"

using namespace kphys;

TextReliance::TextReliance(const Catalog &Names) {
  for (unsigned I = 0; I < Names.atomicParts().size(); ++I)
    for (const std::string &Name : Names.atomicParts()[I].Names)
      PartsOf[Name] |= uint64_t(1) << I;
}

const Reliance &TextReliance::of(const FunctionTexts &Beside, const FunctionTexts::Body &Code) {
  auto [Found, IsNew] = Known.try_emplace(&Code);
  if (IsNew)
    Found->second = search(Beside, Code);
  return Found->second;
}

/// Goes from body to body by the shortest way, so that the reason is the plainest.
Reliance TextReliance::search(const FunctionTexts &Beside, const FunctionTexts::Body &Code) const {
  Reliance Result;
  std::set<const FunctionTexts::Body *> Seen = {&Code};
  std::deque<std::pair<const FunctionTexts::Body *, std::string>> Ways = {
      {&Code, Code.Name + "() of " + Code.File}};
  for (; !Ways.empty(); Ways.pop_front()) {
    auto [At, Way] = Ways.front();
    for (llvm::StringRef Name : At->Names) {
      std::string Further = (Way + " uses " + Name + "()").str();
      if (uint64_t Parts = partsOf(Name))
        Result |= {Parts, Further};
      else
        for (const FunctionTexts::Body *Into : Beside.find(Name, At->File))
          if (Seen.insert(Into).second)
            Ways.push_back({Into, Further});
    }
  }
  return Result;
}
