// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/workers/WorkerPool.h"

#include "tool/support/Signals.h"
#include "tool/workers/ForkedChild.h"
#include "tool/workers/Sandbox.h"
#include "llvm/Support/TimeProfiler.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <malloc.h>
#include <map>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace kphys;
using Clock = std::chrono::steady_clock;

namespace {

bool readAll(int File, void *Into, size_t Size) {
  auto *At = static_cast<char *>(Into);
  while (Size > 0) {
    ssize_t Count = read(File, At, Size);
    if (Count < 0 && errno == EINTR)
      continue;
    if (Count <= 0)
      return false;
    At += Count;
    Size -= Count;
  }
  return true;
}

bool writeAll(int File, const void *From, size_t Size) {
  const auto *At = static_cast<const char *>(From);
  while (Size > 0) {
    ssize_t Count = send(File, At, Size, MSG_NOSIGNAL);
    if (Count < 0 && errno == EINTR)
      continue;
    if (Count <= 0)
      return false;
    At += Count;
    Size -= Count;
  }
  return true;
}

/// The file descriptor of a worker's channel: the first behind the standard ones.
constexpr int FirstOwnFile = 3;

/// One child and the job it has.
struct Worker {
  pid_t Process = -1;
  int Channel = -1;
  std::optional<size_t> Job;
  Clock::time_point Started;
  llvm::TimeTraceProfilerEntry *Time = nullptr; ///< of the job, where times are wanted
};

class Pool {
public:
  Pool(size_t Count, const WorkerOptions &Options, const std::function<std::string(size_t)> &Job,
       const std::function<void(size_t, JobOutcome)> &Take)
      : Options(Options), Job(Job), Take(Take), Count(Count) {}

  void run() {
    Workers.resize(std::min<size_t>(std::max(1U, Options.Workers), Count));
    for (Worker &Each : Workers)
      start(Each);
    while (Done < Count)
      waitForOne();
    for (Worker &Each : Workers)
      stop(Each);
  }

private:
  [[noreturn]] void serve(int Channel, pid_t Parent) {
    beginForkedChild(Parent, SIGKILL);
    // Whatever else the parent has open, other workers' channels too, is none of its business.
    if (dup2(Channel, FirstOwnFile) < 0 || close_range(FirstOwnFile + 1, ~0U, 0) != 0)
      _exit(EXIT_FAILURE);
    Channel = FirstOwnFile;
    enterSandbox();
    llvm::timeTraceProfilerCleanup(); // this process tells nobody
    uint64_t Index = 0;
    while (readAll(Channel, &Index, sizeof Index)) {
      limitProcessorTime(Options.TimeoutSeconds);
      std::string Payload = Job(Index);
      uint64_t Size = Payload.size();
      if (!writeAll(Channel, &Size, sizeof Size) || !writeAll(Channel, Payload.data(), Size))
        break;
    }
    _exit(0);
  }

  bool isAnyBusy() const {
    return std::any_of(Workers.begin(), Workers.end(),
                       [](const Worker &Each) { return Each.Job.has_value(); });
  }

  /// Where the system has no more processes, those that run do it all.
  void start(Worker &Each) {
    int Ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
      return failIfAlone("socketpair");
    std::fflush(nullptr);
    pid_t Parent = getpid(), Child = fork();
    if (Child < 0) {
      close(Ends[0]);
      close(Ends[1]);
      return failIfAlone("fork");
    }
    if (Child == 0)
      serve(Ends[1], Parent);
    close(Ends[1]);
    noteChild(Child, ChildEnd::Killed);
    Each = {Child, Ends[0], std::nullopt, {}};
    give(Each);
  }

  void failIfAlone(const char *What) const {
    if (isAnyBusy())
      return;
    std::fprintf(stderr, "kphys: error: cannot start a worker: %s: %s\n", What,
                 std::strerror(errno));
    std::exit(2);
  }

  void give(Worker &Each) {
    Each.Job.reset();
    if (Next == Count)
      return;
    uint64_t Index = Next++;
    Each.Job = Index;
    Each.Started = Clock::now();
    if (llvm::timeTraceProfilerEnabled())
      Each.Time = llvm::timeTraceAsyncProfilerBegin(Options.What,
                                                    Options.NameOf ? Options.NameOf(Index) : "");
    // A child that is already gone shows as an end of its channel.
    (void)writeAll(Each.Channel, &Index, sizeof Index);
  }

  static void stop(Worker &Each) {
    if (Each.Channel < 0)
      return;
    close(Each.Channel);
    int Status = 0;
    waitpid(Each.Process, &Status, 0);
    forgetChild(Each.Process);
  }

  void finish(size_t Ended, JobOutcome Outcome) {
    Waiting.emplace(Ended, std::move(Outcome));
    ++Done;
    if (Options.Progress)
      Options.Progress(Done, Count);
    for (auto First = Waiting.begin(); First != Waiting.end() && First->first == Taken;
         First = Waiting.begin()) {
      Take(Taken++, std::move(First->second));
      Waiting.erase(First);
    }
  }

  static void endTime(Worker &Each) {
    if (Each.Time)
      llvm::timeTraceProfilerEnd(std::exchange(Each.Time, nullptr));
  }

  void replace(Worker &Each, JobOutcome::Status Ended, std::string Why) {
    endTime(Each);
    kill(Each.Process, SIGKILL);
    int Status = 0;
    waitpid(Each.Process, &Status, 0);
    forgetChild(Each.Process);
    close(Each.Channel);
    Each.Channel = -1;
    if (Ended == JobOutcome::Status::Crashed && WIFSIGNALED(Status))
      Why = strsignal(WTERMSIG(Status));
    finish(*std::exchange(Each.Job, std::nullopt), {Ended, {}, std::move(Why)});
    if (Next < Count)
      start(Each);
  }

  /// Milliseconds until the first running job is over its time, or -1.
  int nextDeadline() const {
    if (Options.TimeoutSeconds == 0)
      return -1;
    auto Least = std::chrono::milliseconds::max();
    for (const Worker &Each : Workers)
      if (Each.Job)
        Least = std::min(Least, std::chrono::duration_cast<std::chrono::milliseconds>(
                                    Each.Started + limit() - Clock::now()));
    return std::clamp<int64_t>(Least.count() + 1, 0, INT_MAX);
  }

  std::chrono::seconds limit() const { return std::chrono::seconds(Options.TimeoutSeconds); }

  void waitForOne() {
    std::vector<pollfd> Polled;
    std::vector<Worker *> Busy;
    for (Worker &Each : Workers)
      if (Each.Job) {
        Polled.push_back({Each.Channel, POLLIN, 0});
        Busy.push_back(&Each);
      }
    poll(Polled.data(), Polled.size(), nextDeadline());
    for (size_t I = 0; I < Busy.size(); ++I) {
      if (Polled[I].revents != 0)
        receive(*Busy[I]);
      else if (Options.TimeoutSeconds != 0 && Clock::now() - Busy[I]->Started > limit())
        replace(*Busy[I], JobOutcome::Status::TimedOut,
                "took longer than " + std::to_string(Options.TimeoutSeconds) + " s");
    }
  }

  void receive(Worker &Each) {
    uint64_t Size = 0;
    JobOutcome Outcome;
    if (readAll(Each.Channel, &Size, sizeof Size)) {
      Outcome.Payload.resize(Size);
      if (readAll(Each.Channel, Outcome.Payload.data(), Size)) {
        size_t Finished = *Each.Job;
        endTime(Each);
        give(Each); // first: a worker does not wait for what becomes of its last job
        finish(Finished, std::move(Outcome));
        return;
      }
    }
    replace(Each, JobOutcome::Status::Crashed, "the worker ended early");
  }

  const WorkerOptions &Options;
  const std::function<std::string(size_t)> &Job;
  const std::function<void(size_t, JobOutcome)> &Take;
  const size_t Count;
  std::map<size_t, JobOutcome> Waiting; ///< for those before them
  size_t Taken = 0;
  std::vector<Worker> Workers;
  size_t Next = 0;
  size_t Done = 0;
};

} // namespace

void kphys::runJobs(size_t Count, const WorkerOptions &Options,
                    const std::function<std::string(size_t)> &Job,
                    const std::function<void(size_t, JobOutcome)> &Take) {
  if (Count == 0)
    return;
  llvm::TimeTraceScope Time(Options.What);
  malloc_trim(0); // what is free here each worker would have, too
  Pool(Count, Options, Job, Take).run();
}

std::vector<JobOutcome> kphys::runJobs(size_t Count, const WorkerOptions &Options,
                                       const std::function<std::string(size_t)> &Job) {
  std::vector<JobOutcome> Result;
  runJobs(Count, Options, Job,
          [&](size_t, JobOutcome Outcome) { Result.push_back(std::move(Outcome)); });
  return Result;
}
