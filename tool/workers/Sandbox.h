// What a worker may do: read files, compute, and answer.
//
// A worker runs Clang over text and commands that may come from a stranger. Should one of them take
// it over, or make it call what writes, runs or connects, the kernel refuses: by seccomp and by
// Landlock, each of which suffices, where it has them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_WORKERS_SANDBOX_H
#define KPHYS_TOOL_WORKERS_SANDBOX_H

namespace kphys {

/// Confines this process and what it starts, for good: no file is opened for writing, made, renamed
/// or removed, nothing is executed or loaded, no socket is made, no process is started or
/// signalled; memory is limited, and a crash leaves no core. File descriptors that are open stay
/// usable. What this kernel does not have is left out.
void enterSandbox();

/// Lets this process use \p Seconds of processor time from now on; 0: any.
void limitProcessorTime(unsigned Seconds);

/// Makes enterSandbox() do nothing: for tests of what else holds, and for kernels that get it
/// wrong.
void disableSandbox();

} // namespace kphys

#endif
