// What can be said of one unit by looking at it alone?
//
// The collectors and rewriters of `kphys scan` and `kphys fix`, on a unit that somebody else
// parses: `kphys check` or clang-tidy. What other units would say is not known here, so nothing is
// offered to be changed in a header.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_UNITCHECKS_H
#define KPHYS_TOOL_UNIT_UNITCHECKS_H

#include "checks/frontend/LicenseMacros.h"
#include "rewriters/rules/SiteExtractor.h"
#include "tool/collect/Values.h"
#include "tool/decide/Site.h"
#include "tool/unit/FindingText.h"
#include "tool/unit/UnitTools.h"

namespace kphys {

/// The kernel tree of the unit that \p Macros is about to read; as treeOfUnit().
std::string treeOf(const clang::Preprocessor &Macros);

/// A name of the catalog in the files of a unit, and what the unit takes it for.
struct SeenName {
  std::string File;
  unsigned Line = 0, Column = 0;
  Reason Why = Reason::None; ///< that it is not rewritten, if it is not
};
KPHYS_JSON_MEMBERS(SeenName, File, Line, Column, Why)

/// One unit while it is parsed.
class UnitChecks {
public:
  /// Which of the checks are worth the work.
  struct Wanted {
    bool Rewrites = true;
    /// FlowsOnly: the unit's own, for somebody who has those of the kernel's headers.
    enum { NoKinds, FlowsOnly, Solved } Kinds = Solved;
    bool Audits = true;
    bool Types = true;
  };

  /// To be made before the first token is read, with the preprocessor that reads it. \p Tools must
  /// outlive it.
  UnitChecks(const UnitTools &Tools, clang::Preprocessor &Macros, Wanted Which);

  /// False for a function whose body no check needs to see.
  bool needsBody(const clang::Decl &Function) {
    return Sites.needsBody(Function) || Sites.dependsOnHeaders() || Flows.needsBody(Function) ||
           Audits.needsBody(Function);
  }

  /// Looks at the unit once it is parsed, before its end. Sorted, without duplicates. An error is
  /// one of the index.
  llvm::Expected<std::vector<Finding>> findings(clang::ASTContext &Context);

  /// The unit's flows of addresses, after findings().
  SolvedIndex::Fresh &flows() { return Said; }

  /// The names of the catalog that the unit sees, after findings() with rewrites.
  std::vector<SeenName> &names() { return NamesSeen; }

  /// The name of the unit's source, as findings have it.
  const std::string &source() const { return Source; }

private:
  void addAudits(clang::ASTContext &Context);
  void addAnnotations(clang::ASTContext &Context);
  llvm::Error addKinds(clang::ASTContext &Context);
  std::string textOf(const std::string &File) const;
  void addRewrites();
  Finding describe(const Site &Of) const;
  SiteTable decideSites();
  ExpandedLicenses licenses();

  const UnitTools &Tools;
  const Wanted Which;
  clang::Preprocessor &Macros;
  clang::SourceManager &Sources;
  std::map<std::string, std::vector<Occurrence>> Mentions; ///< by file
  const CollectorOptions Options;
  const WantedParts FlowParts, OwnPart;
  SiteExtractor Sites;
  ExpandedLicenses OwnLicenses;
  std::vector<PlaceNote> LicenseNotes; ///< whose licence was taken for this unit's
  UnitParts Flows, Audits;
  SolvedIndex::Fresh Said;
  std::string Source;
  std::vector<SeenName> NamesSeen;
  std::vector<Finding> Found;
};

} // namespace kphys

#endif
