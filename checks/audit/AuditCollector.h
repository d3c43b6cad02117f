// Runs the audit over one unit, and gives its findings in a form that outlives the parse and can be
// sent from a worker process.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H
#define KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H

#include "checks/Finding.h"
#include "checks/catalog/AuditNames.h"
#include "checks/catalog/Kinds.h"
#include "checks/extract/UnitParts.h"
#include "checks/frontend/Extractor.h"
#include "checks/sources/TextHashes.h"
#include "clang/AST/ASTContext.h"

namespace kphys {

struct AuditCheck;

struct AuditOptions : PartOptions {
  AuditOptions(const KindCatalog &Kinds, const AuditNames &Names, TreeNames Tree,
               TreeFiles::Others Outside = TreeFiles::Others::Unnamed);

  const KindCatalog &Kinds;
  const AuditNames &Names;
};

/// What \p Checks find in the declarations of \p Parts, once the unit is parsed. \p MissesBodies
/// is set if that may depend on a function whose body was skipped.
std::vector<Finding> auditParts(UnitParts &Parts, llvm::ArrayRef<const AuditCheck *> Checks,
                                const AuditOptions &Options, clang::ASTContext &Context,
                                bool *MissesBodies = nullptr);

/// What the audit has to say of one unit.
struct AuditedUnit {
  std::vector<Finding> Findings;
  TextHashes Texts; ///< of the files that have a fix, as they were parsed
};
KPHYS_JSON_MEMBERS(AuditedUnit, Findings, Texts)

/// Creates what gets the AuditedUnit by every check: in the unit and its driver's headers if \p
/// Headers is empty, else in these. \p Options must outlive it.
std::unique_ptr<Extractor> auditExtractor(const AuditOptions &Options,
                                          const std::set<std::string> &Headers,
                                          clang::Preprocessor &Macros);

} // namespace kphys

#endif
