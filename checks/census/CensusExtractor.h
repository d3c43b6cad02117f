// Gets the part that one unit has in a census.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_CENSUSEXTRACTOR_H
#define KPHYS_CHECKS_CENSUS_CENSUSEXTRACTOR_H

#include "checks/catalog/CensusNames.h"
#include "checks/extract/UnitParts.h"
#include "checks/frontend/Extractor.h"

namespace kphys {

struct CensusOptions : PartOptions {
  CensusOptions(const CensusNames &Names, TreeNames Tree)
      : PartOptions(std::move(Tree), Names.vocabulary()), Names(Names) {}

  const CensusNames &Names;
};

/// Creates what gets the UnitCensus of one unit: of its own part if \p Headers is empty, else of
/// each of \p Headers. \p Options must outlive it.
std::unique_ptr<Extractor> censusExtractor(const CensusOptions &Options,
                                           const std::set<std::string> &Headers,
                                           clang::Preprocessor &Macros);

} // namespace kphys

#endif
