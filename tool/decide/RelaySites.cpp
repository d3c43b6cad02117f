// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/RelaySites.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/RegularFile.h"
#include "tool/decide/Chooser.h"

using namespace kphys;
using llvm::StringRef;

std::string kphys::initializedRecord(StringRef Text, unsigned Offset) {
  std::vector<TextRange> Tokens = tokensIn(Text, {0, Offset});
  auto Token = [&](size_t I) { return I < Tokens.size() ? Tokens[I].in(Text) : StringRef(); };
  size_t At = Tokens.size();
  for (int Depth = 0; Depth <= 0 && At > 0;) {
    --At;
    Depth += Token(At) == "{" ? 1 : Token(At) == "}" ? -1 : 0;
  }
  if (Token(At) != "{" || At < 4 || Token(At - 1) != "=")
    return {};
  size_t Name = At - 2;
  if (Token(Name) == "]")
    while (Name > 0 && Token(Name) != "[")
      --Name;
  if (Token(Name) == "[")
    --Name;
  return Name >= 2 && Token(Name - 2) == "struct" ? Token(Name - 1).str() : std::string();
}

namespace {

/// Of the relays of \p Of, a member in text that no build has seen, those that it cannot be are
/// left out.
void narrow(Site &Of, const Catalog &Names, const std::string &Root) {
  if (Names.apis()[Of.Where.Name].Converts && Names.contract().ImplementedBy.count(Of.File)) {
    Of.Relays.clear(); // there it is the kernel's own
    return;
  }
  auto Text = readRegularFile(Root + "/" + Of.File);
  if (!Text || !(*Text)->getBuffer().take_front(Of.Where.Offset).rtrim().ends_with("."))
    return;
  std::string Record = initializedRecord((*Text)->getBuffer(), Of.Where.Offset);
  if (!Record.empty())
    std::erase_if(Of.Relays, [&](const std::string &Key) {
      auto [Of, Name] = StringRef(Key).split('.');
      return !Name.empty() && Of != Record;
    });
}

} // namespace

void kphys::settleRelays(SiteTable &Sites, const Catalog &Names, const PathFilter &Asked,
                         const std::string &Root) {
  std::map<std::string, std::string> Outside; ///< relays, and a place of theirs
  for (Site &Each : Sites)
    if (!Each.Relays.empty() && Each.Plan.Relay.empty() && Each.Where.How == Access::Member)
      narrow(Each, Names, Root);
  llvm::erase_if(Sites, [&](const Site &Each) {
    if (Asked.contains(Each.File))
      return false;
    for (const std::string &Relay : Each.Relays)
      Outside.try_emplace(Relay, Each.File + ", line " + std::to_string(Each.Where.Line) +
                                     ", is outside the paths that were asked for");
    return true;
  });
  for (Site &Each : Sites)
    for (const std::string &Relay : Each.Relays)
      if (auto Found = Outside.find(Relay); Found != Outside.end() && Each.isRewritten())
        refuse(Each, Reason::OtherHalfRefused, Found->second);
}
