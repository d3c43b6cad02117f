// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/workers/Sandbox.h"

#include "llvm/Support/Compiler.h"
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace kphys;

namespace {

bool IsDisabled = false;

/// Bytes of address space that a worker may add to what it has got from its parent.
constexpr uint64_t MostMemory = uint64_t(4) << 30;

/// System calls that take none of a worker's freedom to read and compute, whatever their arguments.
constexpr int Harmless[] = {
    // Files and directories that are read, and descriptors that are open.
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(stat),
    SCMP_SYS(stat64),
    SCMP_SYS(lstat),
    SCMP_SYS(lstat64),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstatat64),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(statfs64),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fstatfs64),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(chdir),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(fcntl),
    SCMP_SYS(fcntl64),
    SCMP_SYS(fadvise64),
    SCMP_SYS(readahead),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(sendto),
    SCMP_SYS(recvfrom),
    // Memory and threads.
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(futex_time64),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(membarrier),
    // Signals of its own, time, and what it is.
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_gettime64),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrandom),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrlimit),
    SCMP_SYS(ugetrlimit),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/// Lets \p Call through where argument \p Argument has \p Value in the bits \p Mask.
void allowWith(scmp_filter_ctx Filter, int Call, unsigned Argument, uint64_t Mask, uint64_t Value) {
  seccomp_rule_add(Filter, SCMP_ACT_ALLOW, Call, 1,
                   SCMP_CMP(Argument, SCMP_CMP_MASKED_EQ, Mask, Value));
}

/// A list of what a worker needs; to all else the kernel says that it does not have it.
void allowSystemCalls() {
  scmp_filter_ctx Filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
  if (!Filter)
    return;
  seccomp_attr_set(Filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); // a tree of comparisons, not a list
  for (int Call : Harmless)
    seccomp_rule_add(Filter, SCMP_ACT_ALLOW, Call, 0);
  constexpr uint64_t Writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  allowWith(Filter, SCMP_SYS(open), 1, Writes, 0);
  allowWith(Filter, SCMP_SYS(openat), 2, Writes, 0);
  for (int Call : {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)})
    allowWith(Filter, Call, 2, PROT_EXEC, 0);
  // A thread is none of the processes that clone() can make. Its flags are the first argument but
  // on s390.
  allowWith(Filter, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD);
  // abort() and raise() signal a thread of this process.
  allowWith(Filter, SCMP_SYS(tgkill), 0, ~uint64_t(0), getpid());
  // limitProcessorTime() is about this process.
  allowWith(Filter, SCMP_SYS(prlimit64), 0, ~uint64_t(0), 0);
  seccomp_load(Filter);
  seccomp_release(Filter);
}

/// Takes away every right to files but that to read them.
void restrictFiles() {
  long Version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (Version < 1)
    return;
  landlock_ruleset_attr Rights = {};
  Rights.handled_access_fs =
      LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
      LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
      LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
      LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
  constexpr uint64_t Refer = uint64_t(1) << 13, Truncate = uint64_t(1) << 14; // newer than headers
  if (Version >= 2)
    Rights.handled_access_fs |= Refer;
  if (Version >= 3)
    Rights.handled_access_fs |= Truncate;
  long Rules = syscall(SYS_landlock_create_ruleset, &Rights, sizeof Rights, 0);
  if (Rules < 0)
    return;
  syscall(SYS_landlock_restrict_self, Rules, 0);
  close(static_cast<int>(Rules));
}

void limitMemory() {
#if !LLVM_ADDRESS_SANITIZER_BUILD
  uint64_t Pages = 0;
  std::ifstream("/proc/self/statm") >> Pages;
  rlimit Memory;
  Memory.rlim_cur = Memory.rlim_max = Pages * sysconf(_SC_PAGESIZE) + MostMemory;
  setrlimit(RLIMIT_AS, &Memory);
#endif
}

} // namespace

void kphys::enterSandbox() {
  if (IsDisabled)
    return;
  const rlimit None = {0, 0};
  setrlimit(RLIMIT_CORE, &None);
  limitMemory();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return;
  restrictFiles();
  allowSystemCalls();
}

void kphys::limitProcessorTime(unsigned Seconds) {
  rlimit Time;
  if (getrlimit(RLIMIT_CPU, &Time) != 0)
    return;
  rusage Used = {};
  getrusage(RUSAGE_SELF, &Used);
  rlim_t Wanted = Used.ru_utime.tv_sec + Used.ru_stime.tv_sec + 1 + Seconds;
  Time.rlim_cur = Seconds == 0 ? Time.rlim_max : std::min(Wanted, Time.rlim_max);
  setrlimit(RLIMIT_CPU, &Time);
}

void kphys::disableSandbox() { IsDisabled = true; }
