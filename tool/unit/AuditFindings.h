// What the audit found as findings of a unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_UNIT_AUDITFINDINGS_H
#define KPHYS_TOOL_UNIT_AUDITFINDINGS_H

#include "checks/audit/Audit.h"
#include "checks/facts/TreeFiles.h"
#include "tool/unit/UnitFinding.h"

namespace kphys {

/// \p Of by its places in files: of a macro's expansion, where that was written. Fixes are kept if
/// all of them are in \p Source, outside of macros.
UnitFinding auditFinding(const AuditFinding &Of, TreeFiles &Files, const std::string &Source,
                         const clang::ASTContext &Context);

} // namespace kphys

#endif
