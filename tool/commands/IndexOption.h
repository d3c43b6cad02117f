// The --index option of the commands that write or read an index.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_INDEXOPTION_H
#define KPHYS_TOOL_COMMANDS_INDEXOPTION_H

#include "tool/collect/Indexing.h"
#include "tool/collect/Values.h"
#include "tool/program/Project.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace kphys {

/// The project that the command line names, and what is known of the kernel's names.
struct KindsProject {
  Project Of;
  KindCatalog Kinds;

  static llvm::Expected<std::unique_ptr<KindsProject>> open();

  /// Reads and solves the index of \p One: the one that the command line names, or that in the
  /// build directory; an error says how to make one.
  llvm::Expected<std::unique_ptr<SolvedIndex>> solvedIndex(const Build &One) const;
};

/// Opens what the command line names, and shows \p See the solved index of each build, one after
/// the other: they are large. Returns the exit status that \p Finish returns then, or one after a
/// message if something is wrong.
int withSolvedIndexes(
    llvm::function_ref<void(const KindsProject &, const Build &, const SolvedIndex &)> See,
    llvm::function_ref<int(const KindsProject &)> Finish);

} // namespace kphys

#endif
