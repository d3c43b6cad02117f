// The checks of the audit: one function each, in the file of the same name or that of its sharper
// sibling.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_CHECKS_H
#define KPHYS_CHECKS_AUDIT_CHECKS_H

#include "checks/audit/Audit.h"

namespace kphys {

#define KPHYS_CHECK(Function, Name, Level, Summary)                                                \
  void Function(const AuditInput &In, const AuditReporter &Report);
#include "checks/audit/Checks.def"

} // namespace kphys

#endif
