// The values of an index with their kinds: rows of the report's `values`.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_VALUES_H
#define KPHYS_TOOL_COLLECT_VALUES_H

#include "checks/catalog/Kinds.h"
#include "checks/extract/AddressFacts.h"
#include "checks/inference/Blockers.h"
#include "checks/inference/Conflicts.h"
#include "checks/inference/DemandChain.h"
#include "checks/inference/FlowGraph.h"
#include "checks/inference/LostEvidence.h"
#include "checks/inference/Solver.h"

namespace kphys {

struct IndexedPart;

/// An index, read and solved.
class SolvedIndex {
public:
  explicit SolvedIndex(const KindCatalog &Known) : Known(Known) {}

  /// What a unit says now, in place of what the index has of it.
  struct Fresh {
    std::string LinkUnit;
    UnitFlows Flows;
  };
  using FreshUnits = std::map<std::string, Fresh>; ///< by name

  /// Reads the index at \p Path, but for the units of \p Instead, and solves it. \p Kinds must
  /// outlive the result.
  static llvm::Expected<std::unique_ptr<SolvedIndex>>
  read(const std::string &Path, const KindCatalog &Kinds, const FreshUnits &Instead = {});

  /// Solves what \p Units say, without an index.
  static std::unique_ptr<SolvedIndex> of(const FreshUnits &Units, const KindCatalog &Kinds);

  const std::vector<Slot> &slots() const { return Graph.slots(); }
  size_t flowCount() const { return Graph.edges().size(); }
  Verdict verdict(unsigned Slot) const { return Kinds->verdict(meant(Slot)); }

  /// What is missing to know an unknown value, in words.
  std::string blocker(unsigned Slot) const {
    return describeBlocker(Graph, blockerOf(Graph, meant(Slot)));
  }

  /// The kinds that the value may hold besides what \p Said shows, each with the place it comes
  /// from.
  std::vector<Witness> otherOrigins(unsigned Slot, const Verdict &Said) const;

  /// True if the value gets anywhere, or from anywhere, in \p File.
  bool flowsIn(unsigned Slot, llvm::StringRef File) const;

  /// True for a declaration of what is there under its own key, too.
  bool isRepeated(unsigned Slot) const;

  /// Where evidence that the value is \p Of was lost.
  LostEvidence whyNot(Kind Of, unsigned Slot) const {
    return lostEvidence(*Kinds, Graph, Known, Of, meant(Slot));
  }

  /// The callers through which what \p Function demands to be RAM gets to it.
  std::vector<DemandLink> demandChain(llvm::StringRef Function) const {
    return kphys::demandChain(*Kinds, Graph, Function);
  }

  /// What the call whose name is written at offset \p Name of \p File gets as parameter
  /// \p Parameter is: an address or a page.
  Verdict argumentVerdict(const std::string &File, unsigned Name, unsigned Parameter) const;

  /// The conflicts that are shown at \p Level.
  std::vector<Finding> conflicts(unsigned Level) const {
    return findConflicts(Graph, *Kinds, Known, Level);
  }

  /// The declarations of an address type, and those of a wide integer that holds an address all
  /// the same, by file, line and name.
  const std::vector<unsigned> &addressValues() const;

private:
  void solve(std::vector<IndexedPart> Parts);
  void noteArguments(const AddressFacts &Facts);
  std::optional<unsigned> find(llvm::StringRef Key) const;
  unsigned meant(unsigned Slot) const;
  bool isReported(unsigned Slot) const;
  bool holdsAddress(unsigned Slot) const;

  const KindCatalog &Known;
  FlowGraph Graph;
  std::optional<Solver> Kinds;
  mutable std::optional<std::vector<unsigned>> AddressValues; ///< once asked for
  /// What calls hand over: file, offset of the name and parameter → the slot's key.
  std::map<std::tuple<std::string, unsigned, unsigned>, std::string> Arguments;
};

} // namespace kphys

#endif
