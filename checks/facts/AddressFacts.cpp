// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/AddressFacts.h"

namespace kphys {

static void to_json(nlohmann::json &Json, const AddressFacts &Value) {
  nlohmann::json Slots = nlohmann::json::array(), Edges = nlohmann::json::array();
  for (const Slot &S : Value.Slots)
    Slots.push_back({S.Key, S.Name, S.Decl, S.Function, S.Type, S.File, S.Line, S.IsAddress});
  for (const FlowEdge &E : Value.Edges)
    Edges.push_back({E.From, E.To, static_cast<int>(E.How), E.Call, E.IsAddend, E.IsMoved, E.Guard,
                     E.Line, E.File});
  Json = {{"slots", std::move(Slots)}, {"edges", std::move(Edges)}};
}

static void from_json(const nlohmann::json &Json, AddressFacts &Value) {
  for (const nlohmann::json &S : Json["slots"])
    Value.Slots.push_back({S[0], S[1], S[2], S[3], S[4], S[5], S[6], S[7]});
  for (const nlohmann::json &E : Json["edges"])
    Value.Edges.push_back({E[0], E[1], static_cast<FlowEdge::Way>(E[2].get<int>()), E[3], E[4],
                           E[5], E[6], E[7], E[8]});
}

void to_json(nlohmann::json &Json, const UnitFlows &Value) {
  Json = {Value.Parts, Value.Definitions};
}

void from_json(const nlohmann::json &Json, UnitFlows &Value) {
  Value.Parts = Json[0].get<std::map<std::string, AddressFacts>>();
  Value.Definitions = Json[1].get<std::vector<std::string>>();
}

} // namespace kphys
