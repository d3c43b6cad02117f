// What only hands a page and its offset on, found in the program's own code.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_RELAY_H
#define KPHYS_CHECKS_CATALOG_RELAY_H

#include "checks/sources/JsonText.h"

namespace kphys {

/// A function, or a member that points to functions, that only hands a page and its offset on, or
/// makes an address of the two: it can be given the address instead, wherever it is declared,
/// defined, stored and called; in the whole program, or nowhere.
struct Relay {
  std::string Name;
  std::string Record;      ///< of a member; empty: it is a function
  std::string File;        ///< with its first declaration, relative to the tree
  std::string Becomes;     ///< the new name
  unsigned Page = 0;       ///< the number of the parameter; the offset is the next one
  unsigned Parameters = 0; ///< how many there are

  bool isMember() const { return !Record.empty(); }
  /// What it is called where several are spoken of: `f`, `ops.map_page`.
  std::string key() const { return isMember() ? Record + "." + Name : Name; }
  auto operator<=>(const Relay &) const = default;
};
KPHYS_JSON_MEMBERS(Relay, Name, Record, File, Becomes, Page, Parameters)

/// How far a change of a call goes, up through what hands its arguments on.
enum class Depth {
  Call,    ///< nothing but the call changes
  File,    ///< functions that the file alone knows change, too
  Program, ///< and so does every relay: see Relay
};

} // namespace kphys

#endif
