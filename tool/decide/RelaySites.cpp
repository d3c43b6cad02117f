// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/RelaySites.h"

#include "tool/decide/Chooser.h"

using namespace kphys;

void kphys::settleRelays(SiteTable &Sites, const RelayReaders &Readers, const PathFilter &Asked) {
  std::map<std::string, std::string> Outside; ///< relays, and a place of theirs
  for (Site &Each : Sites)
    if (Each.Plan.Relay.empty())
      std::erase_if(Each.Relays,
                    [&](const std::string &Key) { return !Readers.mayUse(Key, Each.File); });
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
