// What a forked child of this program does first.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_WORKERS_FORKEDCHILD_H
#define KPHYS_TOOL_WORKERS_FORKEDCHILD_H

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace kphys {

/// Makes the child die of what kills it, in silence: Clang's account of a crash is no use to the
/// user, and the parent says what was lost. Nobody who reads what the parent says waits for it.
/// Where \p Parent, which forked it, ends in whatever way, \p AtItsEnd ends the child.
inline void beginForkedChild(pid_t Parent, int AtItsEnd) {
  prctl(PR_SET_PDEATHSIG, AtItsEnd);
  if (getppid() != Parent)
    _exit(EXIT_FAILURE);
  int Null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(Null, STDOUT_FILENO);
  dup2(Null, STDERR_FILENO);
  for (int Signal : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGINT, SIGTERM, SIGHUP})
    std::signal(Signal, SIG_DFL);
}

} // namespace kphys

#endif
