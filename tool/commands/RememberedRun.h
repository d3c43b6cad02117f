// What a run said, for the next run of the same command line: where nothing changed that may have
// been read, it is said again.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_REMEMBEREDRUN_H
#define KPHYS_TOOL_COMMANDS_REMEMBEREDRUN_H

#include "tool/program/Session.h"
#include "llvm/Support/Error.h"
#include <string>

namespace kphys {

/// Notes what the process was called with. To be called first.
void noteCommandLine(llvm::ArrayRef<char *> Arguments);

/// Returns what \p Run, a command's, returns, or does again what an earlier run of the same command
/// line, in the same directory, did, if the trees, the build directories and the files that it read
/// besides are as they were. Remembered in BUILD/kphys.cache is a run that could look at all and
/// wrote nothing but by deliver() and to messages() and listing(), the last one of each command.
int runRemembered(llvm::function_ref<int()> Run);

/// writeOutput(), and remembers it.
llvm::Error deliver(const std::string &Path, llvm::StringRef Text);

/// Prints \p Text as a message, of which it would be \p Repeated if nothing had been left to do.
void sayOnce(const std::string &Text, const std::string &Repeated);

/// Says what this run is about to read. Before that is called, nothing is remembered.
void noteProject(const Project &Of);
/// Says what it has read. Likewise.
void noteRead(Session &In);
/// Says that this run said what another one would not.
void forgetRun();

} // namespace kphys

#endif
