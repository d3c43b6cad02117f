// What kphys has to say about one place: a mistake, a conflict of kinds, a call that can be
// rewritten.
//
// This is the one form of it: the audit and the inference make it, and every writer takes it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FINDING_H
#define KPHYS_CHECKS_FINDING_H

#include "checks/TextEdit.h"
#include <functional>
#include <vector>

namespace kphys {

/// What is said of a place: a step of the way to a finding, or something that belongs to it.
struct PlaceNote {
  std::string File;    ///< relative to the tree, or absolute
  unsigned Line = 0;   ///< 0: a whole file
  unsigned Column = 0; ///< in bytes, from 1; 0: not known
  std::string Text;
  auto operator<=>(const PlaceNote &) const = default;
};
KPHYS_JSON_MEMBERS(PlaceNote, File, Line, Column, Text)

enum class Severity { Error, Warning, Note };
constexpr Severity lastOf(Severity) { return Severity::Note; }

/// As reports and SARIF call it.
constexpr const char *name(Severity Of) {
  return Of == Severity::Error ? "error" : Of == Severity::Warning ? "warning" : "note";
}

/// That of a check of the audit with \p Level: what is no more than a hint is a note.
constexpr Severity severityOfCheck(unsigned Level) {
  return Level < 2 ? Severity::Warning : Severity::Note;
}

/// Findings are sorted by place first.
struct Finding {
  std::string File; ///< relative to the tree, or absolute
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Check; ///< `kphys-dma-map-page`
  std::string Text;  ///< one line
  std::string Function;
  Severity IsA = Severity::Warning;
  unsigned Level = 0;  ///< the least --level at which it is shown
  std::string Code;    ///< of a conflict: bus-address, device-address or unchecked-address
  std::string Subject; ///< the code that it is about, white space folded
  std::vector<PlaceNote> Notes;
  bool NotesAreWay = false;  ///< the notes are steps to the place, in order
  std::vector<TextEdit> Fix; ///< of File, to be made together; empty without a good fix
  auto operator<=>(const Finding &) const = default;
};
KPHYS_JSON_MEMBERS(Finding, File, Line, Column, Check, Text, Function, IsA, Level, Code, Subject,
                   Notes, NotesAreWay, Fix)

/// Reads the text of a file that findings name; empty if there is none.
using TextOfFile = std::function<std::string(const std::string &File)>;

} // namespace kphys

#endif
