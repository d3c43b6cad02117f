// What one unit says about the flow of addresses: places that hold a value, and how values get from
// one to another. Merged over all units, this is the graph that inference solves.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_ADDRESSFACTS_H
#define KPHYS_CHECKS_EXTRACT_ADDRESSFACTS_H

#include "checks/sources/JsonText.h"
#include <map>
#include <string>
#include <vector>

namespace kphys {

/// A place that holds a value. Its key says what it is, the same in every unit:
///   P:FUNCTION:INDEX   a parameter          R:FUNCTION   what a function returns
///   F:STRUCT.FIELD     a struct's field      G:NAME       a global variable
///   L:FUNCTION:NAME:LINE  a local variable   D:KEY        what the pointer in KEY points to
///   T:FUNCTION:LINE:NUMBER  the value of one call
///   W:KEY  what is written through the pointer in KEY
///   A:KEY@FILE:LINE  another declaration of a parameter or result; nothing flows there
/// FUNCTION, NAME and STRUCT have the file in front (`file.c::name`) where they are private to it,
/// and a driver's header is private to the driver.
/// A function-pointer field stands for the functions stored in it: `P:F:STRUCT.FIELD:0`.
struct Slot {
  std::string Key;
  std::string Name;     ///< as declared; empty for a call's value
  std::string Decl;     ///< param, field, local, global or return
  std::string Function; ///< the function, or the struct of a field
  std::string Type;     ///< as written
  std::string File;     ///< relative to the tree
  unsigned Line = 0;
  bool IsAddress = false; ///< of a type that is meant for physical addresses
};

/// A value gets from one slot of the unit to another.
struct FlowEdge {
  enum class Way {
    Copy,   ///< within a function, or through memory
    Enter,  ///< an argument becomes a parameter
    Return, ///< a result, or an out-parameter's pointee, comes back to the caller
  };
  unsigned From = 0; ///< index in AddressFacts::Slots
  unsigned To = 0;
  Way How = Way::Copy;
  /// For Enter, the slot of the call's value: what belongs together. NoCall where it has none.
  unsigned Call = NoCall;
  /// The value is added to another one and may be a mere offset: evidence of what it holds flows
  /// on, but what is demanded of the sum is not demanded of it.
  bool IsAddend = false;
  /// Something that is no constant is added or taken away: what was found out about this very
  /// address need not hold for the result.
  bool IsMoved = false;
  /// The functions that were asked about the value before it gets here, with their answers
  /// (GuardScopes::askedAbout).
  std::string Guard;
  unsigned Line = 0; ///< where in the source this happens
  std::string File;
  /// For Enter, and for what an out-parameter returns, where in File the name of what is called is
  /// written, in bytes: the call's identity. NoName where that is in another file.
  unsigned Name = NoName;

  static constexpr unsigned NoCall = ~0U, NoName = ~0U;
};

constexpr FlowEdge::Way lastOf(FlowEdge::Way) { return FlowEdge::Way::Return; }

struct AddressFacts {
  std::vector<Slot> Slots;
  std::vector<FlowEdge> Edges;

  /// True if there are all slots that the edges name.
  bool isWhole() const;
};

/// The facts of one parse, in parts that can be replaced one by one.
struct UnitFlows {
  /// The unit's own, under the empty name; those of a header of the whole kernel under the
  /// header's.
  std::map<std::string, AddressFacts> Parts;
  std::vector<std::string> Definitions; ///< external functions and variables it defines, sorted
};

void to_json(nlohmann::json &Json, const UnitFlows &Value);
bool readJson(const nlohmann::json &Json, UnitFlows &Value);

} // namespace kphys

#endif
