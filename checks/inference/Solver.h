// Which kind is every address of the program, and why?
//
// Evidence flows forward from what the catalog knows to hold a kind and backward from what demands
// one. Calls are matched with returns: a value that came up out of a function may go down into
// another, but not the other way round, except along a summary (this parameter is returned, or
// written through that one). So a helper that returns its argument does not mix its callers. Memory
// (fields, globals) mixes.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_INFERENCE_SOLVER_H
#define KPHYS_CHECKS_INFERENCE_SOLVER_H

#include "checks/Finding.h"
#include "checks/catalog/Kinds.h"
#include "checks/inference/FlowGraph.h"
#include <array>
#include <set>

namespace kphys {

/// Why a slot holds a kind: the shortest chain to what forces it.
struct Witness {
  Kind Of = Kind::None;
  std::vector<PlaceNote> Steps;
  auto operator<=>(const Witness &) const = default;
};

/// What is known of one slot.
struct Verdict {
  std::string Kind; ///< kphys, raw, either, bus or unknown
  /// One for each side: two for either, that of RAM first, none for unknown. Where one source is
  /// both by its contract, the second witness is that source alone.
  std::vector<Witness> Because;
  bool IsByUse = false; ///< only what it is used for tells
};

inline Verdict either(Witness Ram, Witness Other) {
  return {kindName(Kind::Either), {std::move(Ram), std::move(Other)}};
}

/// A set of kinds has one bit for each.
constexpr unsigned bit(Kind Of) { return 1U << static_cast<unsigned>(Of); }

/// The shortest way by which evidence got to a slot.
struct Chain {
  std::vector<const FlowEdge *> Edges; ///< from the slot back to where it comes from
  unsigned Source = 0;                 ///< the slot of which the catalog says so
};

class Solver {
public:
  Solver(const FlowGraph &Graph, const KindCatalog &Kinds);

  /// Computes the evidence of every slot. Linear in the graph, but for summaries.
  void solve();

  Verdict verdict(unsigned Slot) const;

  /// The kinds that \p Slot may hold.
  unsigned holds(unsigned Slot) const {
    return evidence(Direction::Forward, Slot) & ~bit(Kind::None);
  }
  /// The kinds that are demanded of it; that it may be anything is no demand.
  unsigned demands(unsigned Slot) const {
    return evidence(Direction::Backward, Slot) & ~(bit(Kind::None) | bit(Kind::Either));
  }
  /// How \p Of, one of holds(), got to \p Slot; as edges, or in words.
  Chain origin(Kind Of, unsigned Slot) const { return chain(Direction::Forward, Of, Slot); }
  std::vector<PlaceNote> originInWords(Kind Of, unsigned Slot) const {
    return witness(Direction::Forward, Of, Slot);
  }
  /// What the catalog demands of a slot, and its entry.
  std::optional<Kind> contract(unsigned Slot) const { return Known[Slot].Demands; }
  const KnownName *nameOf(unsigned Slot) const { return Known[Slot].Name; }
  /// The edges that reach \p Slot, those along helpers that return their argument included.
  std::vector<const FlowEdge *> into(unsigned Slot) const;
  /// A guard said that what takes edge \p Number of the graph is RAM.
  bool isVouched(unsigned Number) const { return IsVouched[Number]; }
  /// The slot in words, at the place of \p Edge or of its declaration.
  PlaceNote describe(unsigned Slot, const FlowEdge *Edge) const;

private:
  static constexpr unsigned KindCount = 5;
  static constexpr unsigned NoEdge = ~0U;
  enum class Direction { Forward, Backward };

  /// How evidence of one kind got to a slot, in the phase before (0) or after (1) it entered a
  /// function that it did not come from.
  struct Arrival {
    bool Here = false;
    unsigned Edge = NoEdge; ///< NoEdge: the catalog says so of this slot
    unsigned char FromPhase = 0;
  };
  using Arrivals = std::vector<std::array<Arrival, 2>>; // by slot

  /// What the value of a conversion is where nothing else is known.
  struct DefaultKind {
    Kind Of;
    unsigned Conversion;              ///< the slot of its result
    std::optional<unsigned> Argument; ///< the edge of what is given to it
  };

  Verdict verdictOfHeld(unsigned Slot) const;
  Verdict verdictOfDemanded(unsigned Slot) const;
  void readCatalog();
  void readDefaults();
  void noteArguments(unsigned Parameter);
  void findSummaries();
  void infer();
  bool noteGiven();
  bool noteFilled();
  void propagate(Direction Where, Kind Of, const std::vector<unsigned> &Sources);
  std::vector<unsigned> sources(Direction Where, Kind Of) const;
  std::vector<unsigned> provenByUse(Kind Of) const;
  std::vector<unsigned> defaults(Kind Of) const;
  std::vector<unsigned> returnedByContract() const;
  std::vector<unsigned> ofDmaType() const;
  bool isAsked(const DefaultKind &Default) const;
  std::vector<unsigned> madeBySome(Kind Of) const;
  bool mayBeAddress(const FlowEdge &Of) const;
  bool isProvenByUse(unsigned Slot, Kind Of) const;
  void follow(Direction Where, Kind Of, Arrivals &At, unsigned Phase, unsigned Edge,
              std::vector<std::pair<unsigned, unsigned>> &Queue) const;
  bool isMemory(unsigned Slot) const;
  bool isFromFirmware(unsigned Slot) const;
  bool isDmaField(unsigned Slot) const;
  bool isGivenTo(unsigned Slot, Kind Of) const;
  bool isOpaque(Direction Where, unsigned Slot) const;
  void readGuards();
  unsigned char evidence(Direction Where, unsigned Slot) const;
  const FlowEdge &edge(unsigned Number) const;
  Chain chain(Direction Where, Kind Of, unsigned Slot) const;
  std::vector<PlaceNote> witness(Direction Where, Kind Of, unsigned Slot) const;

  /// What the catalog says of a slot.
  struct Fixed {
    std::optional<Kind> Holds;
    std::optional<Kind> Demands;
    std::optional<Kind> Given; ///< of a parameter that may be anything: what all callers pass
    const KnownName *Name = nullptr;
    bool IsParameter = false; ///< of a function of the catalog
  };

  const FlowGraph &Graph;
  const KindCatalog &Kinds;
  std::vector<Fixed> Known;
  std::map<unsigned, Kind>
      Filled;                  ///< by edge from a container's result: what its directory fills in
  std::vector<char> IsVouched; ///< by edge and summary: a guard said that the value is RAM
  /// Edges from an argument of a call to its value, for functions that return that parameter.
  std::vector<FlowEdge> Summaries;
  std::vector<std::vector<unsigned>> SummariesFrom, SummariesInto;
  /// Values of conversions whose argument may not be known (page_to_phys()), and what they are
  /// then.
  std::map<unsigned, DefaultKind> Defaults;
  std::array<std::array<Arrivals, KindCount>, 2> Evidence;
};

} // namespace kphys

#endif
