// Parses units, from the precompiled headers of this run where nothing can tell.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_PCHPOOL_H
#define KPHYS_TOOL_PROGRAM_PCHPOOL_H

#include "checks/frontend/CommonHeaders.h"
#include "checks/frontend/Extractor.h"
#include "checks/frontend/SharedPch.h"
#include "tool/program/Project.h"
#include "tool/support/ScratchDirectory.h"
#include "tool/workers/WorkerPool.h"
#include <list>

namespace kphys {

/// Has a precompiled header for each class of flags with enough units to be worth it; they are gone
/// with the pool. They have no bodies of functions.
class PchPool {
public:
  /// For units of \p Of, which must outlive the pool, with \p Overlay in place of what is on disk.
  explicit PchPool(const Project &Of, FileOverlay Overlay = {})
      : Of(Of), Overlay(std::move(Overlay)) {}
  PchPool(const PchPool &) = delete;
  PchPool &operator=(const PchPool &) = delete;

  /// Precompiles \p Headers, as far as the tree has them, for \p Units of the project.
  void build(const std::vector<size_t> &Units, const std::vector<CommonHeaders> &Headers,
             const WorkerOptions &Workers);

  /// True if parsing \p Unit is likely to take longer than parsing \p Other. Workers that get the
  /// long ones first end at the same time.
  bool takesLonger(size_t Unit, size_t Other) const;

  /// True if \p Unit may start from a precompiled header that has \p File.
  bool hasPrecompiled(size_t Unit, const std::string &File) const {
    auto From = ByUnit.find(Unit);
    return From != ByUnit.end() && From->second.Pch->has(File);
  }

  const FileOverlay &overlay() const { return Overlay; }

  /// Parses unit \p Unit in this process, a worker's, for \p Asked.
  ParseOutcome parse(size_t Unit, Extraction &Asked) const;

  /// The same, never from a precompiled header.
  ParseOutcome parsePlainly(size_t Unit, Extraction &Asked) const;

private:
  /// Units that see the same text in the same kernel headers, macros of their commands apart.
  struct Family {
    const std::vector<std::string> *Headers = nullptr;
    std::map<std::set<std::string>, std::vector<size_t>> Units; ///< by macroDefinitions()

    size_t size() const {
      size_t Result = 0;
      for (const auto &[Macros, Alike] : Units)
        Result += Alike.size();
      return Result;
    }
  };

  /// Those that are worth a precompiled header.
  std::vector<Family> families(const std::vector<size_t> &Units,
                               const std::vector<CommonHeaders> &Headers) const;

  /// Lets units of \p To that have none yet, and that \p Pch suits, start from it.
  void offer(const SharedPch &Pch, const Family &To);

  /// What a unit may start from.
  struct Start {
    const SharedPch *Pch = nullptr;
    std::vector<LateMacro> Late; ///< its own macros, see SharedPch::suits()
  };

  std::optional<ParseOutcome> parseWith(const Start &From, size_t Unit, Extraction &Asked) const;

  const Project &Of;
  const FileOverlay Overlay;
  HeaderWords Words{Overlay};
  std::unique_ptr<ScratchDirectory> Directory;
  std::list<SharedPch> Made;
  std::map<size_t, Start> ByUnit;
  std::map<size_t, uint64_t> Sizes; ///< of the sources, in bytes
};

} // namespace kphys

#endif
