// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/Signals.h"

#include "rewriters/apply/HeldSignals.h"
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kphys;

namespace {

// Everything that a handler reads is of fixed size and changed while the signals are held back.
constexpr size_t MostChildren = 4096, MostPaths = 16;
struct Child {
  pid_t Process;
  ChildEnd How;
};
Child Children[MostChildren];
std::mutex ChangesChildren; ///< of threads: a signal handler only reads
const char *Paths[MostPaths];
pid_t Owner = -1;

int signalFor(ChildEnd How) { return How == ChildEnd::Killed ? SIGKILL : SIGTERM; }

void endChildren() {
  for (const Child &Each : Children)
    if (Each.Process > 0)
      kill(Each.Process, signalFor(Each.How));
  for (const Child &Each : Children)
    if (Each.Process > 0 && Each.How != ChildEnd::Told)
      while (waitpid(Each.Process, nullptr, 0) < 0 && errno == EINTR)
        ;
}

extern "C" void endOfSignal(int Signal) {
  if (getpid() == Owner) {
    endChildren();
    for (const char *Path : Paths)
      if (Path)
        removeShallow(Path);
  }
  std::signal(Signal, SIG_DFL);
  kill(getpid(), Signal); // when the handler returns
}

} // namespace

void kphys::handleSignals() {
  HeldSignals Held;
  Owner = getpid();
  for (Child &Each : Children)
    Each = {};
  for (const char *&Each : Paths)
    Each = nullptr;
  struct sigaction Action = {};
  Action.sa_handler = endOfSignal;
  Action.sa_mask = HeldSignals::ending();
  for (int Signal : EndingSignals) {
    struct sigaction Before;
    if (sigaction(Signal, nullptr, &Before) == 0 && Before.sa_handler != SIG_IGN)
      sigaction(Signal, &Action, nullptr);
  }
}

void kphys::noteChild(pid_t Process, ChildEnd How) {
  HeldSignals Held;
  std::lock_guard Alone(ChangesChildren);
  for (Child &Each : Children)
    if (Each.Process == 0) {
      Each = {Process, How};
      return;
    }
}

void kphys::forgetChild(pid_t Process) {
  HeldSignals Held;
  std::lock_guard Alone(ChangesChildren);
  for (Child &Each : Children)
    if (Each.Process == Process)
      Each = {};
}

RemovedAtEnd::RemovedAtEnd(std::string Place) : Path(std::move(Place)) {
  HeldSignals Held;
  for (const char *&Each : Paths)
    if (!Each) {
      Each = Path.c_str();
      return;
    }
}

RemovedAtEnd::~RemovedAtEnd() {
  HeldSignals Held;
  removeShallow(Path.c_str());
  for (const char *&Each : Paths)
    if (Each == Path.c_str())
      Each = nullptr;
}

void kphys::removeShallow(const char *Path) {
  if (unlink(Path) == 0 || errno != EISDIR)
    return;
  int Directory = open(Path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (Directory < 0)
    return;
  struct Entry { // as the kernel has it
    uint64_t Inode;
    int64_t Offset;
    unsigned short Size;
    unsigned char Type;
    char Name[1];
  };
  alignas(Entry) char Buffer[4096];
  // What is removed may shift what is not read yet: until there is nothing left.
  for (bool IsAny = true; IsAny;) {
    IsAny = false;
    lseek(Directory, 0, SEEK_SET);
    long Size;
    while ((Size = syscall(SYS_getdents64, Directory, Buffer, sizeof Buffer)) > 0)
      for (long At = 0; At < Size;) {
        auto *Each = reinterpret_cast<Entry *>(Buffer + At);
        At += Each->Size;
        if (std::strcmp(Each->Name, "lock") != 0)
          IsAny |= unlinkat(Directory, Each->Name, 0) == 0; // never of a directory
      }
  }
  unlinkat(Directory, "lock", 0);
  close(Directory);
  rmdir(Path);
}
