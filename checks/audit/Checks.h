// The checks of the audit: one function each, in the file of the same name or that of its sharper
// sibling.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_CHECKS_H
#define KPHYS_CHECKS_AUDIT_CHECKS_H

#include "checks/audit/Audit.h"

namespace kphys {

void checkAddressWidth(const AuditInput &In, const AuditReporter &Report);
void checkDmaAsPhysical(const AuditInput &In, const AuditReporter &Report);
void checkFrameUnit(const AuditInput &In, const AuditReporter &Report);
void checkInvertedPredicate(const AuditInput &In, const AuditReporter &Report);
void checkLocalMappingAddress(const AuditInput &In, const AuditReporter &Report);
void checkLocalMappingEscape(const AuditInput &In, const AuditReporter &Report);
void checkLocalMappingLeak(const AuditInput &In, const AuditReporter &Report);
void checkLocalMappingOrder(const AuditInput &In, const AuditReporter &Report);
void checkLocalMappingUse(const AuditInput &In, const AuditReporter &Report);
void checkLostOffset(const AuditInput &In, const AuditReporter &Report);
void checkMapLength(const AuditInput &In, const AuditReporter &Report);
void checkMapLengthUnchecked(const AuditInput &In, const AuditReporter &Report);
void checkMmioGuardHelper(const AuditInput &In, const AuditReporter &Report);
void checkMmioGuard(const AuditInput &In, const AuditReporter &Report);
void checkNotPhysical(const AuditInput &In, const AuditReporter &Report);
void checkOffsetAfterAdvance(const AuditInput &In, const AuditReporter &Report);
void checkOffsetAfterChange(const AuditInput &In, const AuditReporter &Report);
void checkOffsetOfPage(const AuditInput &In, const AuditReporter &Report);
void checkPfnValid(const AuditInput &In, const AuditReporter &Report);
void checkPointerAsPhysical(const AuditInput &In, const AuditReporter &Report);
void checkRawInScatterlist(const AuditInput &In, const AuditReporter &Report);
void checkSwappedArguments(const AuditInput &In, const AuditReporter &Report);
void checkSwappedNames(const AuditInput &In, const AuditReporter &Report);
void checkUnalignedEntry(const AuditInput &In, const AuditReporter &Report);
void checkUnmapMismatch(const AuditInput &In, const AuditReporter &Report);

} // namespace kphys

#endif
