// Work on many items at once.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_THREADS_H
#define KPHYS_CHECKS_SOURCES_THREADS_H

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <pthread.h>
#include <vector>

namespace kphys {

/// Calls \p Work(0 … Count-1) on up to \p Threads threads, this one included, in no order; on fewer
/// where the system has no more. All of them have ended when it returns: the process may fork
/// again.
template <typename Function> void onThreads(size_t Count, unsigned Threads, const Function &Work) {
  std::atomic<size_t> Next = 0;
  auto TakeAll = [&] {
    for (size_t I; (I = Next++) < Count;)
      Work(I);
  };
  using Job = decltype(TakeAll);
  // std::thread reports a failure by an exception.
  std::vector<pthread_t> Pool;
  for (size_t I = 1; I < std::min<size_t>(Threads, Count); ++I) {
    pthread_t New;
    auto Run = [](void *Own) -> void * {
      (*static_cast<Job *>(Own))();
      return nullptr;
    };
    if (pthread_create(&New, nullptr, Run, &TakeAll) != 0)
      break;
    Pool.push_back(New);
  }
  TakeAll();
  for (pthread_t Each : Pool)
    pthread_join(Each, nullptr);
}

} // namespace kphys

#endif
