// What an occurrence of a catalog name is in one unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_SITEFACT_H
#define KPHYS_CHECKS_EXTRACT_SITEFACT_H

#include <string>
#include <utility>

namespace kphys {

/// In order of what it says: where two units disagree, the later one counts.
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

using SitePlace = std::pair<std::string, unsigned>; ///< a file of the tree and an offset in it

struct SiteFact {
  std::string File; ///< relative to the tree
  unsigned Offset = 0;
  Role Is = Role::NotCode;
  std::string Function; ///< the function it stands in, or an empty string
};

} // namespace kphys

#endif
