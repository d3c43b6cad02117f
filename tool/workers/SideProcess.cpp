// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/workers/SideProcess.h"

#include "tool/workers/ForkedChild.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace kphys;

SideProcess::SideProcess(llvm::function_ref<bool()> Job) {
  std::fflush(nullptr);
  Process = fork();
  if (Process != 0)
    return;
  beginForkedChild();
  _exit(Job() ? EXIT_SUCCESS : EXIT_FAILURE);
}

SideProcess::~SideProcess() {
  if (Process <= 0)
    return;
  kill(Process, SIGTERM);
  waitpid(Process, nullptr, 0);
}

bool SideProcess::succeeded() {
  if (Process <= 0)
    return false;
  int Status = 0;
  while (waitpid(Process, &Status, 0) < 0 && errno == EINTR)
    ;
  Process = -1;
  return WIFEXITED(Status) && WEXITSTATUS(Status) == EXIT_SUCCESS;
}
