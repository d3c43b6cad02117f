// What a report says, whichever command has found it out; JsonReport writes it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_REPORT_REPORTMODEL_H
#define KPHYS_TOOL_REPORT_REPORTMODEL_H

#include "checks/Finding.h"
#include "checks/catalog/Catalog.h"
#include "tool/collect/ProgramKinds.h"
#include "tool/decide/Annotation.h"
#include "tool/decide/Site.h"
#include "tool/program/Project.h"
#include "tool/program/UnitRecord.h"

namespace kphys {

/// What the command did with the edits of the sites.
enum class EditUse {
  Suggested, ///< scan: a site with a good rewrite is left for a person
  Applied,   ///< fix: it is rewritten in what fix writes
};

/// The parameter that a call of \p Known hands its page or address over as, if there is one.
std::optional<unsigned> addressParameter(const Api &Known);

/// The one that it hands over the page as that a physical address is made of.
std::optional<unsigned> pageParameter(const Api &Known);

/// What calls at \p Sites hand over: what a report says the kinds of.
std::set<ArgumentPlace> addressArguments(llvm::ArrayRef<Site> Sites, const Catalog &Names);

/// Empty but for what the command looked for. Everything that it refers to must outlive it.
struct ReportModel {
  explicit ReportModel(const Project &Of) : Of(Of) {}

  const Project &Of;
  llvm::ArrayRef<Site> Sites;
  const Catalog *Names = nullptr; ///< of the sites
  EditUse Edits = EditUse::Suggested;
  std::set<std::string> MissingFeatures;
  std::optional<size_t> ComparedFunctions; ///< where the code was to be compared
  const ProgramKinds *Kinds = nullptr;
  const Annotation *Annotated = nullptr;
  std::vector<Finding> Findings; ///< those with a Code are conflicts
  llvm::ArrayRef<UnitRecord> Units;
};

} // namespace kphys

#endif
