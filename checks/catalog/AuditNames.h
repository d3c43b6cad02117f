// The kernel's names that the audit needs beyond their kinds: what part each plays in a mistake.
//
// Data (audit.json, embedded). docs/catalog.md describes it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_AUDITNAMES_H
#define KPHYS_CHECKS_CATALOG_AUDITNAMES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// What a function, macro or field does that a check asks about.
enum class AuditRole : unsigned char {
  OffsetInPage,    ///< the offset of its argument, an address, in a page
  PageToVirtual,   ///< where the page that is its argument is mapped: the start of it
  PhysicalToPage,  ///< the page that an address is in
  FrameToPage,     ///< the page of a frame number
  PhysicalToFrame, ///< the number of the frame that an address is in
  MmioAttribute,   ///< the attribute of a mapping that says: this is device memory
  MapCallback,     ///< the field, as STRUCT.FIELD, whose functions map what may be device memory
};

/// A function or macro that makes, or ends, the mapping of one address for a device.
struct DmaMapping {
  bool Maps = false;
  bool IsMmio = false;                ///< of device memory, whatever the attributes
  std::optional<unsigned> Attributes; ///< the argument that has them
  unsigned Handle = 0;                ///< of an unmap: the argument that says what to end
};

class AuditNames {
public:
  static llvm::Expected<AuditNames> embedded();

  bool is(AuditRole Role, llvm::StringRef Name) const {
    auto Found = Roles.find(Name);
    return Found != Roles.end() && Found->second.count(Role) != 0;
  }

  const DmaMapping *mapping(llvm::StringRef Name) const {
    auto Found = Mappings.find(Name);
    return Found == Mappings.end() ? nullptr : &Found->second;
  }

  /// Every name of the data. A file that mentions none, and no address type, has nothing to find.
  std::vector<std::string> vocabulary() const;

private:
  llvm::StringMap<std::set<AuditRole>> Roles;
  llvm::StringMap<DmaMapping> Mappings;
};

} // namespace kphys

#endif
