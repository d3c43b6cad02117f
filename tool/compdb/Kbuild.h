// Runs Kbuild with a compiler that compiles next to nothing, for the sake of the commands it saves.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMPDB_KBUILD_H
#define KPHYS_TOOL_COMPDB_KBUILD_H

#include "tool/database/KernelTree.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

struct KbuildOptions {
  KernelTree Tree;
  std::string BuildDirectory; ///< absolute
  std::string Architecture;   ///< Kbuild's ARCH
  std::string Configuration;  ///< a make target, or the path of a .config (with a slash in it)
  /// Symbols of Kconfig that the configuration, a make target, must have so if it can:
  /// `CONFIG_X=y`, or `CONFIG_X=n`.
  std::vector<std::string> Forced;
  std::vector<std::string> Targets; ///< what to build; empty: everything
  std::string StubCompiler;         ///< path of kphys-cc
  std::string LlvmSuffix;           ///< "-19": the value of Kbuild's LLVM variable
  unsigned Jobs = 1;
  std::function<void(size_t Objects)> Progress;

  std::string realCompiler() const { return "clang" + LlvmSuffix; }

  /// The configuration, with what is forced: what a build directory is known by.
  std::string describeConfiguration() const;
};

/// Configures, prepares and "compiles" the tree out of tree (O=BuildDirectory), and writes
/// BuildDirectory/compile_commands.json. Returns the number of entries. A directory that an earlier
/// run configured is not configured again; make itself skips the objects that are there, and is not
/// run at all where nothing has changed since the last run. The error of a failed step names the
/// step, its log and the log's last lines. A step that a signal ended is an error, too, once the
/// database of what there is was written.
llvm::Expected<size_t> makeCompileDatabase(const KbuildOptions &Options);

/// Configures BuildDirectory, whatever it was configured for, and compiles nothing. Returns the
/// symbols that are set, without CONFIG_.
llvm::Expected<std::set<std::string>> configureTree(const KbuildOptions &Options);

} // namespace kphys

#endif
