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
/// with the pool.
class PchPool {
public:
  /// For units of \p Of, which must outlive the pool, as they are on disk.
  explicit PchPool(const Project &Of) : Of(Of) {}

  /// For the same units, with \p Overlay in place of what is on disk. What \p Unedited has, which
  /// must outlive this pool and has no overlay, serves here, too, where nothing of it is replaced.
  PchPool(const PchPool &Unedited, FileOverlay Overlay)
      : Of(Unedited.Of), Unedited(&Unedited), Overlay(std::move(Overlay)) {}
  PchPool(const PchPool &) = delete;
  PchPool &operator=(const PchPool &) = delete;

  /// Precompiles \p Headers, as far as the tree has them, for those of \p Units of the project
  /// that nothing made before suits.
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

  /// How units are parsed.
  enum class Start {
    Precompiled, ///< from a precompiled header, where that does not show
    Plain,       ///< without
  };

  /// Parses unit \p Unit in this process, a worker's, for \p Asked.
  ParseOutcome parse(size_t Unit, Extraction &Asked, Start From = Start::Precompiled) const;

private:
  /// What units have in common that see the same text in the same kernel headers, macros of their
  /// commands apart: the set of headers, the build, and headerClass().
  using Class = std::tuple<const CommonHeaders *, size_t, std::string>;

  struct Family {
    std::map<std::set<std::string>, std::vector<size_t>> Units; ///< by macroDefinitions()

    size_t size() const {
      size_t Result = 0;
      for (const auto &[Macros, Alike] : Units)
        Result += Alike.size();
      return Result;
    }
  };

  using Families = std::map<Class, Family>;

  /// Those of \p Units that have nothing to start from.
  Families families(const std::vector<size_t> &Units,
                    const std::vector<CommonHeaders> &Headers) const;

  /// Of a source; nothing where it cannot be read.
  std::optional<std::string> textOf(const std::string &File) const;

  /// Lets units of \p To that have none yet, and that \p Pch suits, start from it.
  void offer(const SharedPch &Pch, const Family &To);

  /// Lets units of \p All start from what there is.
  void offerMade(const Families &All);

  /// Precompiles headers for those of \p All that are worth it.
  void make(const Families &All, const WorkerOptions &Workers);

  /// What a unit may start from.
  struct Suiting {
    const SharedPch *Pch = nullptr;
    std::vector<LateMacro> Late; ///< its own macros, see SharedPch::suits()
  };

  /// Nothing where the outcome may not be that of a plain parse.
  std::optional<ParseOutcome> parseWith(const Suiting &From, size_t Unit, Extraction &Asked) const;

  /// True if a text that \p Pch was made of is replaced or hidden here.
  bool isReplaced(const SharedPch &Pch) const;

  const Project &Of;
  const PchPool *const Unedited = nullptr;
  const FileOverlay Overlay;
  HeaderWords Words{Overlay};
  std::unique_ptr<ScratchDirectory> Directory;
  std::map<Class, std::list<SharedPch>> Made;
  size_t Count = 0;          ///< of those that were begun
  std::set<size_t> Unsuited; ///< units that had their chance: nothing more is made for them
  std::map<size_t, Suiting> ByUnit;
  std::map<size_t, uint64_t> Sizes; ///< of the sources, in bytes
};

} // namespace kphys

#endif
