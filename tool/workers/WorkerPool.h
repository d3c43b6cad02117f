// Runs jobs in forked worker processes, so that a crash or an endless parse costs one job.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_WORKERS_WORKERPOOL_H
#define KPHYS_TOOL_WORKERS_WORKERPOOL_H

#include <functional>
#include <string>
#include <vector>

namespace kphys {

/// How one job ended.
struct JobOutcome {
  enum class Status { Done, Crashed, TimedOut };
  Status Ended = Status::Done;
  std::string Payload; ///< what the job returned
  std::string Why;     ///< the signal or the limit, where it did not end well
};

struct WorkerOptions {
  unsigned Workers = 1;
  unsigned TimeoutSeconds = 0; ///< for one job; 0: no limit
  const char *What = "jobs";   ///< names the work for who watches it
  /// Called in this process after each job with the number done so far.
  std::function<void(size_t Done, size_t All)> Progress;
  std::function<std::string(size_t)> NameOf = {}; ///< of a job, likewise
};

/// Runs \p Job(0 … Count-1) and gives each outcome to \p Take in this process, in that order, as
/// soon as it and those before it are there. Jobs run in children forked
/// from this process, which must have no other thread: they see its memory as it is now, and what
/// they change is gone with them.
void runJobs(size_t Count, const WorkerOptions &Options,
             const std::function<std::string(size_t)> &Job,
             const std::function<void(size_t, JobOutcome)> &Take);

/// The same, for outcomes that are wanted all at once.
std::vector<JobOutcome> runJobs(size_t Count, const WorkerOptions &Options,
                                const std::function<std::string(size_t)> &Job);

} // namespace kphys

#endif
