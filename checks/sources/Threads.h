// Work on many items at once.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_THREADS_H
#define KPHYS_CHECKS_SOURCES_THREADS_H

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace kphys {

/// Calls \p Work(0 … Count-1) on \p Threads threads, this one included, in no order. All of them
/// have ended when it returns: the process may fork again.
template <typename Function> void onThreads(size_t Count, unsigned Threads, const Function &Work) {
  std::atomic<size_t> Next = 0;
  auto TakeAll = [&] {
    for (size_t I; (I = Next++) < Count;)
      Work(I);
  };
  std::vector<std::thread> Pool;
  for (unsigned I = 1; I < Threads; ++I)
    Pool.emplace_back(TakeAll);
  TakeAll();
  for (std::thread &Each : Pool)
    Each.join();
}

} // namespace kphys

#endif
