// What the evidence of a slot comes to; docs/kinds.md has the rules.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Solver.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

Verdict Solver::verdict(unsigned Slot) const {
  if (Known[Slot].Given) {
    const FlowEdge &Call = Graph.edges()[Graph.into(Slot).front()];
    std::vector<PlaceNote> Steps = {describe(Slot, &Call)};
    for (Witness &Each : verdict(Call.From).Because)
      llvm::append_range(Steps, Each.Steps);
    return {kindName(*Known[Slot].Given), {{*Known[Slot].Given, std::move(Steps)}}};
  }
  if (Known[Slot].Demands && *Known[Slot].Demands != Kind::None) { // the contract of the API
    Kind Contract = *Known[Slot].Demands;
    std::vector<PlaceNote> Source = {describe(Slot, nullptr)};
    if (Contract == Kind::Either)
      return {kindName(Contract), {{Kind::Kphys, Source}, {Kind::Raw, Source}}};
    return {kindName(Contract), {{Contract, std::move(Source)}}};
  }
  if (evidence(Direction::Forward, Slot) != 0)
    return verdictOfHeld(Slot);
  Verdict ByUse = verdictOfDemanded(Slot);
  ByUse.IsByUse = true;
  return ByUse;
}

Verdict Solver::verdictOfHeld(unsigned Slot) const {
  unsigned Holds = holds(Slot), Demands = demands(Slot);
  auto Only = [&](Direction Where, Kind Of) {
    return Verdict{kindName(Of), {{Of, witness(Where, Of, Slot)}}};
  };
  constexpr unsigned Ram = bit(Kind::Kphys), Raw = bit(Kind::Raw), Either = bit(Kind::Either),
                     Bus = bit(Kind::Bus);
  if (Holds == Ram && (Demands & Raw))
    return either({Kind::Kphys, witness(Direction::Forward, Kind::Kphys, Slot)},
                  {Kind::Raw, witness(Direction::Backward, Kind::Raw, Slot)});
  if (Holds == Either && Demands == Raw) // it may be RAM, but not here
    return Only(Direction::Backward, Kind::Raw);
  if ((Holds & Raw) && !(Holds & Ram)) // nobody puts RAM there for sure
    return Only(Direction::Forward, Kind::Raw);
  // Where RAM is asked for, a DMA address that is kept there, too, is not what is meant.
  if (Holds == Ram || (Holds == (Ram | Bus) && Demands == Ram))
    return Only(Direction::Forward, Kind::Kphys);
  if (Holds == Bus || (Holds == (Bus | Either) && isFromFirmware(Slot)))
    return Only(Direction::Forward, Kind::Bus);
  if (Holds == 0) // known to be no address
    return {"unknown", {}};
  if (Holds == Either) {
    std::vector<PlaceNote> Way = witness(Direction::Forward, Kind::Either, Slot);
    PlaceNote Source = Way.back();
    return either({Kind::Kphys, std::move(Way)}, {Kind::Raw, {std::move(Source)}});
  }
  Kind Other = Holds & Raw ? Kind::Raw : Holds & Bus ? Kind::Bus : Kind::Either;
  Kind MayBeRam = Holds & Ram ? Kind::Kphys : Kind::Either;
  return either({Kind::Kphys, witness(Direction::Forward, MayBeRam, Slot)},
                {Other, witness(Direction::Forward, Other, Slot)});
}

/// True if \p Slot may be anything only as firmware, or the user, can name anything.
bool Solver::isFromFirmware(unsigned Slot) const {
  const KnownName *Source = Known[origin(Kind::Either, Slot).Source].Name;
  return Source && Source->IsFromFirmware;
}

/// The kind by use alone. That it may be anything somewhere says nothing of a value.
Verdict Solver::verdictOfDemanded(unsigned Slot) const {
  unsigned Demands = demands(Slot);
  auto Of = [&](Kind What) { return Witness{What, witness(Direction::Backward, What, Slot)}; };
  constexpr unsigned Ram = bit(Kind::Kphys), Raw = bit(Kind::Raw), Bus = bit(Kind::Bus);
  // A page table, say, that is mapped for the device by its physical address.
  bool IsRam = Demands == Ram || (Demands == (Ram | Bus) && isGivenTo(Slot, Kind::Kphys));
  if (IsRam)
    return {kindName(Kind::Kphys), {Of(Kind::Kphys)}};
  if (Demands & Ram)
    return either(Of(Kind::Kphys), Of(Demands & Raw ? Kind::Raw : Kind::Bus));
  if (Demands == 0)
    return {"unknown", {}};
  Kind What = Demands & Raw ? Kind::Raw : Kind::Bus;
  return {kindName(What), {Of(What)}};
}

/// True if this very slot is an argument of something that demands \p Of.
bool Solver::isGivenTo(unsigned Slot, Kind Of) const {
  return llvm::any_of(Graph.from(Slot),
                      [&](unsigned Edge) { return Known[Graph.edges()[Edge].To].Demands == Of; });
}
