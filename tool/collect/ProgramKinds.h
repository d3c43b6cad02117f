// The kinds of addresses over all builds: rows of the report's `values`, and its conflicts.
//
// Each build is a program of its own, and solved alone: functions of one name in two architectures
// never meet. What a declaration may hold is what it may hold in any of the programs.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_PROGRAMKINDS_H
#define KPHYS_TOOL_COLLECT_PROGRAMKINDS_H

#include "tool/collect/Values.h"

namespace kphys {

/// What a call hands over: the offset at which the called name is written in the file, and the
/// number of the parameter.
struct ArgumentPlace {
  std::string File;
  unsigned Name = 0;
  unsigned Parameter = 0;
  auto operator<=>(const ArgumentPlace &) const = default;
};

/// What a value is that is each of \p InBuilds in one program, one of them at least. Their order
/// does not show in the kind.
Verdict joined(const std::vector<Verdict> &InBuilds);

class ProgramKinds {
public:
  struct Value {
    Slot Declared;
    std::vector<Verdict> InBuilds;
    std::string Blocker; ///< what is missing to know an unknown one, in words
    Verdict is() const { return joined(InBuilds); }
  };

  /// Conflicts are those that are shown at \p Level; argumentVerdict() tells of \p Arguments.
  explicit ProgramKinds(unsigned Level = 0, std::set<ArgumentPlace> Arguments = {})
      : Level(Level), Arguments(std::move(Arguments)) {}

  /// Adds what the program of one build says.
  void add(const SolvedIndex &Build);

  /// By file, line, name and key.
  std::vector<const Value *> values() const;
  std::vector<Finding> conflicts() const;
  Verdict argumentVerdict(const ArgumentPlace &Of) const;

  size_t slotCount() const { return Slots; }
  size_t flowCount() const { return Flows; }

private:
  /// What a declaration is in any build: its key may have the link unit in front, or not, and that
  /// of another architecture's function may be the same.
  using DeclaredAt = std::tuple<std::string, unsigned, std::string, std::string>;
  static DeclaredAt placeOf(const Slot &Of) { return {Of.File, Of.Line, Of.Decl, Of.Name}; }

  const unsigned Level;
  const std::set<ArgumentPlace> Arguments;
  std::map<DeclaredAt, std::map<std::string, Value>> Values; ///< by place, then by key
  std::map<std::tuple<std::string, unsigned, unsigned, std::string>, Finding> Conflicts;
  std::map<ArgumentPlace, std::vector<Verdict>> ArgumentKinds;
  size_t Slots = 0, Flows = 0;
};

} // namespace kphys

#endif
