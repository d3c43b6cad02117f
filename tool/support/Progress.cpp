// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/Progress.h"

#include <cstdio>
#include <unistd.h>

std::function<void(size_t, size_t)> kphys::progressBar(const char *What) {
  if (!isatty(STDERR_FILENO))
    return {};
  return [What](size_t Done, size_t All) {
    std::fprintf(stderr, "\r%s %zu/%zu", What, Done, All);
    if (Done == All)
      std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
  };
}

std::function<void(size_t)> kphys::countingProgress(const char *What) {
  if (!isatty(STDERR_FILENO))
    return {};
  return [What](size_t Done) {
    std::fprintf(stderr, "\r%s %zu", What, Done);
    std::fflush(stderr);
  };
}

void kphys::endProgress() {
  if (isatty(STDERR_FILENO))
    std::fputs("\r\033[K", stderr);
}
