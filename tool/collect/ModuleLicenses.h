// Under which licence does a module come, by its MODULE_LICENSE()?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_MODULELICENSES_H
#define KPHYS_TOOL_COLLECT_MODULELICENSES_H

#include "checks/frontend/LicenseMacros.h"
#include "checks/scan/TreeScan.h"
#include "checks/sources/LicenseText.h"
#include "tool/collect/ObjectLists.h"
#include "tool/program/ParseCache.h"
#include "tool/program/Project.h"
#include "tool/program/Session.h"
#include "tool/workers/WorkerPool.h"
#include <functional>
#include <map>
#include <set>

namespace kphys {

/// What the text of each C source in \p Directory, and of each header if \p WithHeaders, says, but
/// for those that \p IsForeign knows to be something else's; by path.
std::map<std::string, LicenseText>
licensesBeside(const std::string &Directory, bool WithHeaders,
               const std::function<bool(const std::string &Path)> &IsForeign);

/// Knows the modules of a project, and what all sources of each say. Where the text of these alone
/// does not show that all is well, they are preprocessed.
class ModuleLicenses {
public:
  /// All must outlive it. \p IsFine is true for a licence that bars nothing: then it is no matter
  /// on what condition the text has it.
  ModuleLicenses(Session &In, const TreeScan &Text, WorkerOptions Workers,
                 std::function<bool(const std::string &License)> IsFine);

  /// Finds out what of() is to be asked about.
  void learn(const std::set<std::string> &Files);

  /// What the modules say that the source or header \p File, which was learnt, is compiled into,
  /// and why that may not be all. Nothing for what is built in alone.
  const ExpandedLicenses &of(const std::string &File) const { return ByFile.at(File); }

private:
  std::set<std::string> modulesWith(const std::string &File) const;
  /// Returns other modules that are to be learnt for these.
  std::set<std::string> learnModules(const std::set<std::string> &Modules);
  LicenseText written(const std::string &Module) const;
  bool isCalledOtherwise(const std::string &Module, std::set<std::string> &Others);
  void preprocess(const std::vector<std::string> &Modules);
  ExpandedLicenses beside(const std::string &Module, const std::vector<size_t> &Units) const;
  bool isSourceOfAnother(const std::string &Path, const std::string &Module) const;

  const Project &Of;
  const TreeScan &Text;
  ParseCache Known;
  const WorkerOptions Workers;
  const std::function<bool(const std::string &)> IsFine;
  std::map<std::string, std::set<std::string>> ModulesOf; ///< by the unit's name
  std::map<std::string, std::vector<size_t>> UnitsOf;     ///< by module
  std::map<std::string, std::string> NameOf;              ///< of units, by path
  std::set<std::string> DirectoriesOfHeaders;             ///< with a header that names a licence
  std::map<std::string, ExpandedLicenses> ByModule;
  std::map<std::string, ExpandedLicenses> ByFile; ///< of those that were learnt
  std::map<std::string, std::string> Listed;      ///< modules by what their commands call them
  ObjectLists Lists;
};

} // namespace kphys

#endif
