// How a place would be changed, in the ways that there are, or why it must not be.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_CHANGE_H
#define KPHYS_REWRITERS_CHANGE_H

#include "checks/Reasons.h"
#include "checks/TextEdit.h"
#include "checks/frontend/Extractor.h"
#include <string>
#include <vector>

namespace kphys {

/// One way to make a change.
struct Alternative {
  std::vector<TextEdit> Edits;
  std::string After;    ///< the place with Edits, white space folded
  std::string Detail;   ///< what is left to be done; before the reason where it is a fallback
  std::string Intended; ///< in what the generated code may differ, if in anything
  /// To be made of the original before its code is compared with that of the result.
  std::vector<TextEdit> Comparable = {};
  std::string In = {}; ///< a relay: only with its change this can be done
  auto operator<=>(const Alternative &) const = default;
};
KPHYS_JSON_MEMBERS(Alternative, Edits, After, Detail, Intended, Comparable, In)

/// What has the address of a mapping of which the place is a half: another function makes or ends
/// it.
struct MappingCarrier {
  enum class Kind {
    None,      ///< the place is no such half
    Field,     ///< of a record
    Functions, ///< one returns it, another one is given it
  };
  Kind Is = Kind::None;
  std::string Record, Field; ///< of Kind::Field
  bool Maps = false;         ///< the place is the half that maps
  auto operator<=>(const MappingCarrier &) const = default;
};
constexpr MappingCarrier::Kind lastOf(MappingCarrier::Kind) {
  return MappingCarrier::Kind::Functions;
}
KPHYS_JSON_MEMBERS(MappingCarrier, Is, Record, Field, Maps)

/// What is asked of the code that the compiler makes of the result.
enum class CodeDemand {
  Same,        ///< it must be that of the original, but for what is Alternative::Intended
  MayDiffer,   ///< it need not be: what the old call did besides is gone on purpose
  NotCompared, ///< it cannot be: other functions have other parameters
};
constexpr CodeDemand lastOf(CodeDemand) { return CodeDemand::NotCompared; }

struct Change {
  std::string Rule;
  std::string Before;                    ///< the place as it is written, white space folded
  std::vector<Alternative> Alternatives; ///< best first
  /// Why none of them may be taken as far as the unit can tell; none: the first may.
  Reason Refusal = Reason::None;
  std::string Detail;    ///< what the refusal is about
  std::string Otherwise; ///< another way to write the place, for who prefers it; see Preference
  std::string Loses;     ///< a check of the old code that the new code has not, if there is one

  // Conditions of every alternative, besides that the result parses as the original did.
  std::string Feature; ///< that the tree must have
  CodeDemand Code = CodeDemand::Same;
  std::string Group; ///< the places of a file with the same text here change all, or none
  std::string Relay; ///< of which this is a mention: it changes at all mentions, or at none
  /// Offsets of calls in the file that must be made with that relay (see Alternative::In).
  std::set<unsigned> HandsOn;
  bool BindsRule = false; ///< if this place does not change, none of its rule may
  MappingCarrier Carrier; ///< of a refused place: with it, the whole program may know better
  /// Functions, and parameters of functions, of which the rest of the program has to tell what they
  /// do (see Reliance::Further, parameterName()). As long as nobody has, the functions are taken to
  /// rely on nothing; the parameters are why this is refused.
  std::set<std::string> Demands;
  std::set<std::string> Seen; ///< functions whose bodies were looked at, see Reliance
  /// The bodies that a parse must have for this to be the last word.
  Bodies DependsOn = Bodies::Needed;

  auto operator<=>(const Change &) const = default;

  bool isRefused() const { return Refusal != Reason::None; }
};
constexpr Bodies lastOf(Bodies) { return Bodies::All; }
KPHYS_JSON_MEMBERS(Change, Rule, Before, Alternatives, Refusal, Detail, Otherwise, Loses, Feature,
                   Code, Group, Relay, HandsOn, BindsRule, Carrier, Demands, Seen, DependsOn)

} // namespace kphys

#endif
