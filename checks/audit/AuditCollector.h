// Runs the audit over one unit, and gives its findings in a form that outlives the parse and can be
// sent from a worker process.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H
#define KPHYS_CHECKS_AUDIT_AUDITCOLLECTOR_H

#include "checks/catalog/AuditNames.h"
#include "checks/catalog/Kinds.h"
#include "checks/sources/TextEdit.h"
#include "checks/facts/UnitParts.h"
#include "checks/frontend/Extractor.h"
#include "clang/AST/ASTContext.h"

namespace kphys {

/// One step of a finding's way, in a file of the tree.
struct AuditStep {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Text;
  auto operator<=>(const AuditStep &) const = default;
};

/// An AuditFinding in a file of the tree. Ordered by place.
struct AuditResult {
  AuditStep Is; ///< where, and what is wrong
  std::string Check;
  std::string Function;
  std::vector<AuditStep> Notes;
  std::vector<TextEdit> Fix; ///< in the same file; empty: none is offered
  auto operator<=>(const AuditResult &) const = default;
};
void to_json(nlohmann::json &Json, const AuditResult &Value);
bool readJson(const nlohmann::json &Json, AuditResult &Value);

struct AuditCheck;

struct AuditOptions : PartOptions {
  AuditOptions(const KindCatalog &Kinds, const AuditNames &Names, TreeNames Tree,
               TreeFiles::Others Outside = TreeFiles::Others::Unnamed);

  const KindCatalog &Kinds;
  const AuditNames &Names;
};

/// What \p Checks find in the declarations of \p Parts, once the unit is parsed. \p MissesBodies
/// is set if that may depend on a function whose body was skipped.
std::vector<AuditResult> auditParts(UnitParts &Parts, llvm::ArrayRef<const AuditCheck *> Checks,
                                    const AuditOptions &Options, clang::ASTContext &Context,
                                    bool *MissesBodies = nullptr);

/// Creates what gets the AuditResults of every check: in the unit and its driver's headers if \p
/// Headers is empty, else in these. \p Options must outlive it.
std::unique_ptr<Extractor> auditExtractor(const AuditOptions &Options,
                                          const std::set<std::string> &Headers,
                                          clang::Preprocessor &Macros);

} // namespace kphys

#endif
