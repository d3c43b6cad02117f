// Rows of a report as columns of numbers, which compress well and which a page can go through fast.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_HTMLCOLUMNS_H
#define KPHYS_TOOL_REPORT_HTMLCOLUMNS_H

#include "checks/Finding.h"
#include "nlohmann/json.hpp"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <set>
#include <string>

namespace kphys {

/// Member \p Key of a row whose members have the types of the schema; empty, or 0, without it.
std::string textOf(const nlohmann::json &Row, const char *Key);
unsigned numberOf(const nlohmann::json &Row, const char *Key);

/// Numbers texts in the order in which they come; 0 is the empty one.
class TextNumbers {
public:
  TextNumbers() { number(""); }

  unsigned number(const std::string &Text);
  nlohmann::ordered_json list() const { return Texts; }

private:
  llvm::StringMap<unsigned> Numbers;
  nlohmann::ordered_json Texts = nlohmann::ordered_json::array();
};

/// \p Rows as an object: `count`, a column of numbers of \p Strings for each of \p Texts, and one
/// of plain numbers for each of \p Numbers.
nlohmann::ordered_json columnsOf(const nlohmann::json &Rows, llvm::ArrayRef<const char *> Texts,
                                 llvm::ArrayRef<const char *> Numbers, TextNumbers &Strings);

/// The part of the tree that each of \p Rows is in, as numbers of \p Strings.
nlohmann::ordered_json subsystemsOf(const nlohmann::json &Rows, TextNumbers &Strings);

/// Places in sources, each with its line where that can be read.
class SourcePlaces {
public:
  /// The number of a place. \p Word, if there is one, must be in the line: else the line is not
  /// shown, since it is no longer the one that the report speaks of.
  unsigned number(const std::string &File, unsigned Line, const std::string &Word = "");

  /// All of them as columns.
  nlohmann::ordered_json columns(const TextOfFile &Read, TextNumbers &Strings) const;

private:
  using Place = std::tuple<std::string, unsigned, std::string>; ///< file, line, word
  std::map<Place, unsigned> Numbers;
};

/// The steps in the list \p Key of all \p Rows: `first` has for each row the number of its first
/// step, and the end in addition; `place`, `text` and `side` are of steps.
nlohmann::ordered_json stepsOf(const nlohmann::json &Rows, const char *Key, SourcePlaces &Places,
                               TextNumbers &Strings);

} // namespace kphys

#endif
