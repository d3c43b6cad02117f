// Which names of the catalog does the text of one file mention?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SCAN_CATALOGSCAN_H
#define KPHYS_CHECKS_SCAN_CATALOGSCAN_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/IdentifierScan.h"

namespace kphys {

class CatalogScan {
public:
  /// \p Names must outlive it.
  explicit CatalogScan(const Catalog &Names);

  /// The mentions in \p Text, the contents of the file at \p Path in the tree, in order. A member
  /// counts where it is used, and in the header that declares it. Good for several threads.
  std::vector<Occurrence> mentions(llvm::StringRef Path, llvm::StringRef Text) const;

private:
  const Catalog &Names;
  IdentifierScan Scan;
};

} // namespace kphys

#endif
