// What the checks of single units need and that does not change from unit to unit of a tree.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_UNITTOOLS_H
#define KPHYS_TOOL_UNIT_UNITTOOLS_H

#include "checks/audit/AuditCollector.h"
#include "checks/extract/FlowCollector.h"
#include "checks/scan/CatalogScan.h"
#include "tool/program/Session.h"
#include <memory>
#include <string>

namespace kphys {

/// What the user may say of them.
struct UnitOptions {
  bool AssumePrepared = false; ///< offer fixes that need what the tree does not have yet
  std::string Index;           ///< a kphys.index for kinds of the whole program, or empty
  unsigned Level = 0;          ///< the least sure findings that are shown; 0: only bugs
  auto operator<=>(const UnitOptions &) const = default;
};

/// One check by name: a row of checkTable().
struct CheckRow {
  enum class Source {
    Rewrite, ///< a rewrite rule of the catalog
    Kinds,   ///< conflicts of kinds
    Types,   ///< uses that do not agree with annotations
    Audit,   ///< a row of auditChecks()
    Patch,   ///< what a patch brings in: nothing that one unit could tell
  };
  std::string Name; ///< `kphys-dma-map-page`
  std::string Summary;
  std::string Page; ///< that describes it, below docs/
  Source From = Source::Rewrite;
  unsigned Level = 0; ///< the least UnitOptions::Level at which it is shown
};

class UnitTools {
public:
  /// For the tree at \p TreeRoot (absolute, without symbolic links). An error says what is wrong
  /// with the tree.
  static llvm::Expected<std::unique_ptr<UnitTools>> open(const std::string &TreeRoot,
                                                         const UnitOptions &Options);

  const std::string TreeRoot;
  const UnitOptions Options;
  const Knowledge Known;
  const CatalogScan Scan;
  const FlowOptions Flows;
  const AuditOptions Audits;

private:
  UnitTools(std::string TreeRoot, UnitOptions Options, Knowledge Known);
};

/// The check of patches for new uses of the old API.
constexpr const char *NewOldApiCheck = "kphys-new-old-api";

/// The check of the rewrite rule \p Rule.
inline std::string rewriteCheck(llvm::StringRef Rule) { return "kphys-" + Rule.str(); }

/// Every check by name: the one table of them, for `kphys check`, the clang-tidy module and
/// reports. One row for each rewrite rule of \p Names and each audit check, one for kinds, for
/// types and for what a patch brings in.
std::vector<CheckRow> checkTable(const Catalog &Names);

/// The top of the kernel tree that \p Source (absolute) lies in, or else of the one whose headers
/// it is compiled against: the one around the first of \p IncludeDirectories (absolute) that is in
/// one. Symbolic links resolved; empty if there is none.
std::string treeOfUnit(const std::string &Source,
                       const std::vector<std::string> &IncludeDirectories);

} // namespace kphys

#endif
