// What is known of the kernel's own names: which kind of address they hold, yield or demand.
//
// Data (names.json, embedded): facts of core API, none of drivers. docs/kinds.md describes them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_KINDS_H
#define KPHYS_CHECKS_CATALOG_KINDS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class FieldReader;

/// Which kind of address a value is. A set of them is a value's evidence.
enum class Kind : unsigned char {
  Kphys,  ///< RAM with a kernel mapping
  Raw,    ///< MMIO and everything else without one
  Either, ///< legitimately both
  Bus,    ///< no CPU physical address: a DMA, I/O virtual or guest address
  None,   ///< no address: a size, an offset, a virtual address
};

const char *kindName(Kind Value);

/// What the kernel says of one name.
struct KnownName {
  enum class Form { Function, Field, Guard, Variable };
  /// What a guard's yes says of what it was asked about.
  enum class Proof {
    None,
    Ram,     ///< RAM with a kernel mapping
    HasPage, ///< it has a struct page: it may be reserved or a device's all the same
    Device,  ///< a page of device memory; a no says that it is RAM
  };
  Form Is = Form::Function;
  std::optional<Kind> Result;          ///< of a function; of a field or variable, what it holds
  std::optional<unsigned> Same;        ///< the argument whose kind the result has
  std::optional<unsigned> SamePointee; ///< the pointer whose target's kind the result has
  std::optional<Kind> PointsTo;        ///< what the result, a pointer, points to
  bool IsVirtual = false;              ///< the result is a virtual address, be its type an integer
  bool IsFrame = false;                ///< what it yields, or demands, is a frame number
  bool IsFromFirmware = false;         ///< what it yields is whatever firmware or the user says
  bool MayBeDevicePage = false;        ///< it speaks of a page that may be ZONE_DEVICE
  bool MayBeSystemRam = false;         ///< it is raw, but RAM has one too (struct resource)
  std::optional<Kind> Default;       ///< what the result is where that argument's kind is not known
  std::map<unsigned, Kind> Demands;  ///< by argument
  std::map<unsigned, Kind> Writes;   ///< by argument: what its pointee is set to
  std::map<unsigned, Kind> Makes;    ///< by argument: what it is from then on
  std::vector<std::string> FilledBy; ///< functions that fill what the result is out of
  Proof Proves = Proof::None;
  std::string Typed; ///< what it is called for an argument, or a result, with a type of its own
  std::string Why;
};

/// Reads what the row of \p Name says of kinds, if it says anything.
void readKind(FieldReader &Row, llvm::StringRef Name, std::optional<KnownName> &Result);

class KindCatalog {
public:
  static llvm::Expected<KindCatalog> embedded();

  /// Fields are called STRUCT.FIELD.
  const KnownName *find(llvm::StringRef Name) const;

  const llvm::StringMap<KnownName> &names() const { return Names; }

  /// The names whose mention makes a file one that deals in CPU physical addresses: the address
  /// types, and functions that yield or demand such an address. Sorted.
  std::vector<std::string> vocabulary() const;

  /// Types that are meant for CPU physical addresses.
  const std::set<std::string> &addressTypes() const { return AddressTypes; }

  /// Types that are meant for addresses as a device sees them.
  const std::set<std::string> &dmaTypes() const { return DmaTypes; }

  /// Types that are meant for sizes.
  const std::set<std::string> &sizeTypes() const { return SizeTypes; }

  /// True if \p Name, of a variable, says that it holds a physical address or a frame number.
  bool isPhysicalName(llvm::StringRef Name) const;

  /// Types whose values stand for memory without being an address: `struct page *`.
  const std::set<std::string> &pageTypes() const { return PageTypes; }

private:
  llvm::StringMap<KnownName> Names;
  std::set<std::string> AddressTypes, DmaTypes, SizeTypes, PageTypes, PhysicalWords;
};

} // namespace kphys

#endif
