// Writes a census: as JSON (docs/census.schema.json), and as tables for a terminal.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_CENSUSREPORT_H
#define KPHYS_TOOL_REPORT_CENSUSREPORT_H

#include "tool/collect/CensusCollection.h"
#include "tool/report/CensusTrend.h"

namespace kphys {

/// How many uses each carrier has, by carrier and use; every use is there.
CensusCounts countsOf(const Census &Taken, const CensusNames &Names);

std::string censusJson(const Census &Taken, const CensusNames &Names, const Project &Of);

/// Carriers by uses, and the subsystems with most that is not gone yet.
std::string censusTables(const Census &Taken, const CensusNames &Names);

} // namespace kphys

#endif
