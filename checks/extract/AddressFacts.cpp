// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/AddressFacts.h"

#include "llvm/ADT/STLExtras.h"

namespace kphys {

bool AddressFacts::isWhole() const {
  return llvm::all_of(Edges, [&](const FlowEdge &Each) {
    return Each.From < Slots.size() && Each.To < Slots.size() &&
           (Each.Call == FlowEdge::NoCall || Each.Call < Slots.size());
  });
}

static void to_json(nlohmann::json &Json, const AddressFacts &Value) {
  nlohmann::json Slots = nlohmann::json::array(), Edges = nlohmann::json::array();
  for (const Slot &S : Value.Slots)
    Slots.push_back({S.Key, S.Name, S.Decl, S.Function, S.Type, S.File, S.Line, S.IsAddress});
  for (const FlowEdge &E : Value.Edges)
    Edges.push_back({E.From, E.To, static_cast<int>(E.How), E.Call, E.IsAddend, E.IsMoved, E.Guard,
                     E.Line, E.File, E.Name});
  Json = {{"slots", std::move(Slots)}, {"edges", std::move(Edges)}};
}

static bool readJson(const nlohmann::json &Json, Slot &Value) {
  return readJsonElements(Json, Value.Key, Value.Name, Value.Decl, Value.Function, Value.Type,
                          Value.File, Value.Line, Value.IsAddress);
}

static bool readJson(const nlohmann::json &Json, FlowEdge &Value) {
  return readJsonElements(Json, Value.From, Value.To, Value.How, Value.Call, Value.IsAddend,
                          Value.IsMoved, Value.Guard, Value.Line, Value.File, Value.Name);
}

static bool readJson(const nlohmann::json &Json, AddressFacts &Value) {
  return readJsonMember(Json, "slots", Value.Slots) && readJsonMember(Json, "edges", Value.Edges) &&
         Value.isWhole();
}

void to_json(nlohmann::json &Json, const UnitFlows &Value) {
  Json = {Value.Parts, Value.Definitions};
}

bool readJson(const nlohmann::json &Json, UnitFlows &Value) {
  return readJsonElements(Json, Value.Parts, Value.Definitions);
}

} // namespace kphys
