// What is known of the kernel's own names: which kind of address they hold, yield or demand.
//
// Data (kinds.json, embedded): facts of core API, none of drivers. docs/kinds.md describes them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_KINDS_H
#define KPHYS_CHECKS_CATALOG_KINDS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <string>

namespace kphys {

/// Which kind of address a value is. A set of them is a value's evidence.
enum class Kind : unsigned char {
  Kphys,  ///< RAM with a kernel mapping
  Raw,    ///< MMIO and everything else without one
  Either, ///< legitimately both
  Bus,    ///< no CPU physical address: a DMA, I/O virtual or guest address
  None,   ///< no address: a size, an offset, a virtual address
};

const char *kindName(Kind Of);

/// What the kernel says of one name.
struct KnownName {
  enum class Form { Function, Field, Guard, Variable };
  Form Is = Form::Function;
  std::optional<Kind> Result;       ///< of a function; of a field or variable, what it holds
  std::optional<unsigned> Same;     ///< the argument whose kind the result has
  std::map<unsigned, Kind> Demands; ///< by argument
  std::map<unsigned, Kind> Writes;  ///< by argument: what its pointee is set to
  std::string Why;
};

class KindCatalog {
public:
  static llvm::Expected<KindCatalog> embedded();

  /// Fields are called STRUCT.FIELD.
  const KnownName *find(llvm::StringRef Name) const;

  const llvm::StringMap<KnownName> &names() const { return Known; }

private:
  llvm::StringMap<KnownName> Known;
};

} // namespace kphys

#endif
