// What one parsed unit says about the occurrences of catalog names, in a form that can be sent from
// a worker process and merged with other units' facts.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_UNITFACTS_H
#define KPHYS_CHECKS_FACTS_UNITFACTS_H

#include "checks/Reasons.h"
#include "checks/TextEdit.h"
#include "checks/frontend/ParseUnit.h"
#include "checks/sources/JsonText.h"
#include "checks/sources/TextHashes.h"
#include <string>
#include <vector>

namespace kphys {

/// What an occurrence turned out to be in one unit. In order of what it says: where two units
/// disagree, the later one counts.
enum class Role {
  ConditionOff,     ///< the preprocessor skipped it
  MacroNotExpanded, ///< it stands in a macro that this unit does not use
  NotCode,          ///< parsed, but no expression or declaration has it (an #ifdef, say)
  MacroDefinition,  ///< the name that a #define gives, or what a macro of the API is made of
  OtherEntity,      ///< a variable, member or function of that name, not the kernel API
  Declaration,      ///< declares or defines the API
  Reference,        ///< its address is taken, or it is named without being called
  Member,           ///< the member is set, read or called
  Expansion, ///< a macro of this name is expanded, and no call of a catalog function comes of it
  Call,      ///< the API is called
};
constexpr Role lastOf(Role) { return Role::Call; }

/// What to do with a call if that is all that is done.
struct CallAlone {
  std::vector<TextEdit> Edits;         ///< empty: nothing else was planned
  std::string After, Detail, Intended; ///< as Candidate's
  auto operator<=>(const CallAlone &) const = default;
};
KPHYS_JSON_MEMBERS(CallAlone, Edits, After, Detail, Intended)

/// A call that maps or unmaps a page of which another function may make or end the mapping.
struct MappingHalf {
  enum class Carrier {
    None,      ///< the call is no such half
    Field,     ///< of a record
    Functions, ///< one returns it, another one is given it
  };
  Carrier By = Carrier::None; ///< what has the address in between
  std::string Record, Field;  ///< of Carrier::Field
  bool Maps = false;
  bool MayChange = false; ///< all that keeps it is that one unit does not see the others
  CallAlone Change;       ///< if it may
  auto operator<=>(const MappingHalf &) const = default;
};
constexpr MappingHalf::Carrier lastOf(MappingHalf::Carrier) {
  return MappingHalf::Carrier::Functions;
}
KPHYS_JSON_MEMBERS(MappingHalf, By, Record, Field, Maps, MayChange, Change)

/// How a call would be rewritten, or why it must not be.
struct Candidate {
  std::string Rule;
  Reason Refusal = Reason::None; ///< none: Edits are good
  std::vector<TextEdit> Edits;
  std::string Before;   ///< the call as it is written, white space folded
  std::string After;    ///< the call with Edits, white space folded
  std::string Detail;   ///< what the refusal is about, or what the rewrite leaves to be done
  std::string Intended; ///< in what the generated code may differ, if in anything
  std::string Group;    ///< the sites of a file with the same text here are rewritten all, or none
  bool BindsRule = false;    ///< if this one is not rewritten, no site of its rule may be
  bool LooksFurther = false; ///< it depends on functions besides the one around the name
  bool IsTentative = false;  ///< a plain parse with all bodies of headers may say otherwise
  /// Where Edits change more than the call, and if that turns out not to be good. Detail is what is
  /// to be said then, before the reason.
  CallAlone Otherwise = {};
  /// To be made of the original before its code is compared with that of the result.
  std::vector<TextEdit> Comparable = {};
  MappingHalf Half = {}; ///< of a call that is refused
  auto operator<=>(const Candidate &) const = default;
};

/// One occurrence as one unit sees it.
struct SiteFact {
  std::string File; ///< relative to the tree
  unsigned Offset = 0;
  Role Is = Role::NotCode;
  std::string Function;              ///< the function it stands in, or an empty string
  std::vector<Candidate> Candidates; ///< distinct ones; more than one where expansions disagree
};

struct UnitFacts {
  std::vector<SiteFact> Sites;
  TextHashes Texts; ///< of the files that could have sites, as they were parsed
  /// Functions of the unit's own file whose bodies were not parsed.
  std::set<std::string> SkippedBodies;
  ParseOutcome Parse;
};

void to_json(nlohmann::json &Json, const UnitDiagnostic &Value);
bool readJson(const nlohmann::json &Json, UnitDiagnostic &Value);
void to_json(nlohmann::json &Json, const ParseOutcome &Value);
bool readJson(const nlohmann::json &Json, ParseOutcome &Value);
void to_json(nlohmann::json &Json, const UnitFacts &Value);
bool readJson(const nlohmann::json &Json, UnitFacts &Value);

} // namespace kphys

#endif
