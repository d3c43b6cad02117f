// What kphys has to say about one place, by looking at one unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_UNITFINDING_H
#define KPHYS_TOOL_UNIT_UNITFINDING_H

#include "checks/sources/TextEdit.h"
#include <functional>
#include <string>
#include <vector>

namespace kphys {

/// A place that belongs to a finding. Line 0: a whole file.
struct FindingNote {
  std::string File; ///< as UnitFinding's
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Text;
  auto operator<=>(const FindingNote &) const = default;
};

/// One finding. The members that tell where come first: findings are sorted by them.
struct UnitFinding {
  std::string File; ///< relative to the tree, or absolute
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Check;   ///< `kphys-dma-map-page`
  std::string Message; ///< one line
  std::string Function;
  std::string Severity = "warning"; ///< or error or note, for formats that tell
  std::string Subject;              ///< the code that it is about, white space folded
  std::vector<FindingNote> Notes;
  bool NotesAreWay = false;    ///< the notes are steps to the place, in order
  std::vector<TextEdit> Edits; ///< of File, to be made together; empty without a good fix
  auto operator<=>(const UnitFinding &) const = default;
};

/// Reads the text of a file that findings name; empty if there is none.
using TextOfFile = std::function<std::string(const std::string &File)>;

/// `file:line:column: warning: message [check]` and its notes, each on a line, as a compiler says
/// it.
std::string spellFinding(const UnitFinding &Of);

/// What is said of a call of \p Api: how it is written with the new API, or why kphys leaves it.
std::string siteMessage(const std::string &Api, bool HasRewrite, const std::string &After,
                        const std::string &Reason, const std::string &Detail);

KPHYS_JSON_MEMBERS(FindingNote, File, Line, Column, Text)
KPHYS_JSON_MEMBERS(UnitFinding, File, Line, Column, Check, Message, Function, Severity, Subject,
                   Notes, NotesAreWay, Edits)

} // namespace kphys

#endif
