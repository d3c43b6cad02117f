// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/AddressFacts.h"

namespace kphys {

void to_json(nlohmann::json &Json, const AddressFacts &Value) {
  nlohmann::json Slots = nlohmann::json::array(), Edges = nlohmann::json::array();
  for (const Slot &S : Value.Slots)
    Slots.push_back({S.Key, S.Name, S.Decl, S.Function, S.Type, S.File, S.Line, S.IsAddress});
  for (const FlowEdge &E : Value.Edges)
    Edges.push_back({E.From, E.To, static_cast<int>(E.How), E.Call, E.IsAddend, E.Line, E.File});
  Json = {{"slots", std::move(Slots)}, {"edges", std::move(Edges)}};
}

void from_json(const nlohmann::json &Json, AddressFacts &Value) {
  for (const nlohmann::json &S : Json["slots"])
    Value.Slots.push_back({S[0], S[1], S[2], S[3], S[4], S[5], S[6], S[7]});
  for (const nlohmann::json &E : Json["edges"])
    Value.Edges.push_back(
        {E[0], E[1], static_cast<FlowEdge::Way>(E[2].get<int>()), E[3], E[4], E[5], E[6]});
}

} // namespace kphys
