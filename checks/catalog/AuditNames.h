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
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// What a function, macro or field does that a check asks about.
enum class AuditRole : unsigned char {
  OffsetInPage, ///< the offset of its argument, an address, in a page
};

class AuditNames {
public:
  static llvm::Expected<AuditNames> embedded();

  bool is(AuditRole Role, llvm::StringRef Name) const {
    auto Found = Roles.find(Name);
    return Found != Roles.end() && Found->second.count(Role) != 0;
  }

  /// Every name of the data. A file that mentions none, and no address type, has nothing to find.
  std::vector<std::string> vocabulary() const;

private:
  llvm::StringMap<std::set<AuditRole>> Roles;
};

} // namespace kphys

#endif
