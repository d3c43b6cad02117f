// How do addresses flow through this unit?
//
// One walk over the functions of the unit, or over the inline functions and structs of headers;
// flow-insensitive, one slot a variable. What can be no address is left out. A header that the
// whole kernel shares has the same flows in every unit: they are collected once, for one of them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_FLOWCOLLECTOR_H
#define KPHYS_CHECKS_EXTRACT_FLOWCOLLECTOR_H

#include "checks/catalog/Kinds.h"
#include "checks/extract/AddressFacts.h"
#include "checks/extract/UnitParts.h"
#include "checks/frontend/Extractor.h"
#include "clang/AST/ASTContext.h"
#include <memory>
#include <set>

namespace kphys {

/// What does not change from unit to unit.
struct FlowOptions : PartOptions {
  FlowOptions(const KindCatalog &Kinds, TreeNames Tree,
              TreeFiles::Others Outside = TreeFiles::Others::Unnamed)
      : PartOptions(std::move(Tree), Kinds.vocabulary(), Outside), Kinds(Kinds) {}

  const KindCatalog &Kinds;
};

/// The flows in what \p Parts have, once the unit is parsed.
UnitFlows flowsOf(UnitParts &Parts, const FlowOptions &Options, clang::ASTContext &Context);

/// Creates what gets the UnitFlows of one unit: its own part if \p Headers is empty, else one part
/// for each of \p Headers, and no other. \p Options must outlive it.
std::unique_ptr<Extractor> flowExtractor(const FlowOptions &Options,
                                         const std::set<std::string> &Headers,
                                         clang::Preprocessor &Macros);

} // namespace kphys

#endif
