// Runs the audit over one unit, and gives its findings in a form that outlives the parse and can be
// sent from a worker process.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H
#define KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H

#include "checks/Finding.h"
#include "checks/catalog/AuditNames.h"
#include "checks/catalog/Kinds.h"
#include "checks/facts/PartConsumer.h"
#include "checks/frontend/HeaderUse.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/FrontendAction.h"

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

/// Whose bodies a parse is to have.
enum class AuditBodies {
  Looked, ///< of the functions that are audited, and no others
  All,    ///< of every function of every header
};

/// Creates the action for parseUnit(). It puts what every check finds into \p Results: in the unit
/// and its driver's headers if \p Headers is empty, else in these. \p Use gets what the unit takes
/// from other files; \p MissesBodies is set if another parse, with AuditBodies::All, may say
/// something else.
std::unique_ptr<clang::FrontendAction>
collectAudit(const AuditOptions &Options, const std::set<std::string> &Headers, AuditBodies Bodies,
             std::vector<Finding> &Results, bool &MissesBodies, HeaderUse &Use);

} // namespace kphys

#endif
