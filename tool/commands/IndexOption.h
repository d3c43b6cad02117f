// The --index option of the commands that write or read an index.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_INDEXOPTION_H
#define KPHYS_TOOL_COMMANDS_INDEXOPTION_H

#include "tool/collect/Indexing.h"
#include "tool/collect/Values.h"
#include "tool/program/Project.h"
#include <functional>

namespace kphys {

/// The project that the command line names, and what is known of the kernel's names.
struct KindsProject {
  Project Of;
  KindCatalog Kinds;

  static llvm::Expected<std::unique_ptr<KindsProject>> open();

  /// Reads and solves the index that the command line names, or the one in the build directory; an
  /// error says how to make one.
  llvm::Expected<std::unique_ptr<SolvedIndex>> solvedIndex() const;
};

/// Opens what the command line names, solves its index and hands both to \p Body. Returns the exit
/// status, after a message if something is wrong.
int withSolvedIndex(const std::function<int(KindsProject &, const SolvedIndex &)> &Body);

} // namespace kphys

#endif
