// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/workers/SideProcess.h"

#include "tool/Signals.h"
#include "tool/workers/ForkedChild.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace kphys;

SideProcess::SideProcess(llvm::function_ref<bool()> Job) {
  std::fflush(nullptr);
  pid_t Parent = getpid();
  Process = fork();
  if (Process > 0)
    noteChild(Process, ChildEnd::Asked);
  if (Process != 0)
    return;
  beginForkedChild(Parent, SIGTERM);
  handleSignals();
  _exit(Job() ? EXIT_SUCCESS : EXIT_FAILURE);
}

SideProcess::~SideProcess() {
  if (Process <= 0)
    return;
  kill(Process, SIGTERM);
  waitpid(Process, nullptr, 0);
  forgetChild(Process);
}

bool SideProcess::succeeded() {
  if (Process <= 0)
    return false;
  int Status = 0;
  pid_t Ended = 0;
  while ((Ended = waitpid(Process, &Status, 0)) < 0 && errno == EINTR)
    ;
  forgetChild(Process);
  bool IsKnown = Ended == std::exchange(Process, -1);
  return IsKnown && WIFEXITED(Status) && WEXITSTATUS(Status) == EXIT_SUCCESS;
}
