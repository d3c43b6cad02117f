// The flows of all units in one graph.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_FLOWGRAPH_H
#define KPHYS_CHECKS_INFERENCE_FLOWGRAPH_H

#include "checks/extract/AddressFacts.h"
#include "llvm/ADT/StringMap.h"
#include <string>
#include <vector>

namespace kphys {

/// Slots of the same key are one. Once finished, neither the order of the units nor the number of
/// times the same flow was added shows.
class FlowGraph {
public:
  void add(const AddressFacts &Facts);

  /// Sorts and numbers everything; call once, after the last add().
  void finish();

  const std::vector<Slot> &slots() const { return Slots; }
  const std::vector<FlowEdge> &edges() const { return Edges; }

  /// Indices of the edges that leave or reach \p Slot, in order.
  const std::vector<unsigned> &from(unsigned Slot) const { return Leaving[Slot]; }
  const std::vector<unsigned> &into(unsigned Slot) const { return Reaching[Slot]; }

private:
  void joinShares();

  llvm::StringMap<unsigned> ByKey;
  std::vector<Slot> Slots;
  std::vector<FlowEdge> Edges;
  std::vector<std::vector<unsigned>> Leaving;
  std::vector<std::vector<unsigned>> Reaching;
};

} // namespace kphys

#endif
