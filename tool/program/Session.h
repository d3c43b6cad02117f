// What a command works with, opened once: a project, what is known of the kernel's names, and what
// earlier runs found out.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_SESSION_H
#define KPHYS_TOOL_PROGRAM_SESSION_H

#include "checks/catalog/AuditNames.h"
#include "checks/catalog/Catalog.h"
#include "checks/catalog/CensusNames.h"
#include "checks/catalog/Kinds.h"
#include "rewriters/prepare/TargetProfile.h"
#include "tool/program/ProjectFiles.h"
#include "tool/program/Runner.h"
#include "tool/store/RunCache.h"
#include <memory>
#include <optional>

namespace kphys {

/// What is known of the kernel's names, and what a tree offers of them.
struct Knowledge {
  Catalog Names;
  KindCatalog Kinds;
  AuditNames Audited;
  CensusNames Counted;
  TargetProfile Profile;

  /// For the tree at \p TreeRoot, with the entries of \p CatalogFiles and the rules up to \p Level.
  /// An error is one of these files, or of the tree.
  static llvm::Expected<Knowledge> open(const std::string &TreeRoot,
                                        const std::vector<std::string> &CatalogFiles = {},
                                        unsigned Level = 0);
};

struct SessionOptions {
  std::vector<std::string> CatalogFiles;
  unsigned Level = 0; ///< of the rules to use
  Depth Goes = Depth::File;
  Preference Wants = Preference::ByDirectory;
  unsigned Workers = 1;
  unsigned TimeoutSeconds = 0;
  bool UsePch = true;   ///< see SharedPch; the result is the same without
  bool UseCache = true; ///< see RunCache; likewise
};

class Session {
public:
  /// For \p Program, whose tree is probed. An error is one of usage or input.
  static llvm::Expected<std::unique_ptr<Session>> open(Project Program, SessionOptions Options);

  const SessionOptions Options;
  const Project Program;

private:
  std::vector<std::unique_ptr<RunCache>> Caches; ///< by build
  const FileOverlay NoOverlay;

public:
  Knowledge Known;    ///< added to by learn() alone
  ProjectFiles Files; ///< as they are
  ParseCounts Parses; ///< all that were made so far

  /// Adds \p Found to Known; returns those that are new. Nobody may keep an entry of the catalog
  /// meanwhile.
  std::set<Relay> learn(const std::set<Relay> &Found);

  /// \p What names the work for who watches it.
  WorkerOptions workers(const char *What) const;

  /// What is worth precompiling.
  const std::vector<CommonHeaders> &headers() const;

  Runner runner(const char *What) {
    return {Program, Precompiled, headers(), workers(What), Parses};
  }

  /// What was precompiled so far, of the texts as they are.
  const PchPool &precompiled() const { return Precompiled; }

  /// What earlier runs found out about units of build number \p Build.
  RunCache &cacheOf(size_t Build) { return *Caches[Build]; }
  /// What they found out about the texts of the tree.
  RunCache &treeCache() { return *Caches[Program.NamedFirst]; }
  /// Keeps what is new for the next run. Returns why that could not be done, or an empty string.
  std::string keepCaches();

private:
  PchPool Precompiled{Program};

  static std::vector<std::unique_ptr<RunCache>> cachesOf(const Project &Program, bool AreUsed);
  Session(Project Program, SessionOptions Options, Knowledge Known);
};

} // namespace kphys

#endif
