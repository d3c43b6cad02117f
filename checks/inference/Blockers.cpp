// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Blockers.h"

#include "checks/extract/SlotKey.h"
#include <set>

using namespace kphys;

unsigned kphys::blockerOf(const FlowGraph &Graph, unsigned Slot) {
  std::vector<unsigned> Queue = {Slot};
  std::set<unsigned> Seen = {Slot};
  for (size_t Done = 0; Done < Queue.size(); ++Done) {
    bool IsOrigin = true;
    for (unsigned Edge : Graph.into(Queue[Done])) {
      unsigned From = Graph.edges()[Edge].From;
      IsOrigin = false;
      if (Seen.insert(From).second)
        Queue.push_back(From);
    }
    if (IsOrigin)
      return Queue[Done];
  }
  return Slot; // a circle: the value is made from itself alone
}

std::string kphys::describeBlocker(const FlowGraph &Graph, unsigned Blocker) {
  const Slot &Of = Graph.slots()[Blocker];
  SlotKey Key(Of.Key);
  std::string Symbol = Key.Symbol.substr(Key.Symbol.rfind(':') + 1).str();
  switch (Key.Form) {
  case 'P':
    return "no caller of " + Symbol + "() was seen that passes it an address" +
           (Of.Name.empty() ? "" : " as " + Of.Name);
  case 'R':
    return "nothing is known of what " + Symbol + "() returns";
  case 'F':
    return "nothing is known of what is stored in " + Symbol;
  case 'G':
    return "nothing is known of what is stored in the variable " + Symbol;
  default:
    return "nothing is known of what " + (Of.Name.empty() ? "the expression" : Of.Name) + " in " +
           Symbol + "() is made from";
  }
}
