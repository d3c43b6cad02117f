// Does something beside the main work, in a process of its own.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_WORKERS_SIDEPROCESS_H
#define KPHYS_TOOL_WORKERS_SIDEPROCESS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <sys/types.h>

namespace kphys {

class SideProcess {
public:
  /// Runs \p Job in a child forked from this process, which must have no other thread: the job sees
  /// its memory as it is now, and what it changes there is gone with it. What it says is not shown.
  explicit SideProcess(llvm::function_ref<bool()> Job);

  /// Ends a job that nobody waited for.
  ~SideProcess();
  SideProcess(const SideProcess &) = delete;

  /// Waits for the end. False too where the job crashed or could not be started.
  bool succeeded();

private:
  pid_t Process = -1;
};

} // namespace kphys

#endif
