// The checks of the audit: one function, one file of the same name.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_CHECKS_H
#define KPHYS_CHECKS_AUDIT_CHECKS_H

#include "checks/audit/Audit.h"

namespace kphys {

void checkOffsetOfPage(const AuditInput &In, const AuditReporter &Report);

} // namespace kphys

#endif
