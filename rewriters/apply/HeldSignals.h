// Keeps signals that would end the program back for a moment.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_HELDSIGNALS_H
#define KPHYS_REWRITERS_APPLY_HELDSIGNALS_H

#include <csignal>

namespace kphys {

/// The signals with which a user or the system ends a program, and which it can do something about.
constexpr int EndingSignals[] = {SIGINT, SIGTERM, SIGHUP};

/// As long as there is one, EndingSignals wait: what is half written is finished or taken back
/// first. They come when it is gone.
class HeldSignals {
public:
  HeldSignals() {
    sigset_t Set = ending();
    sigprocmask(SIG_BLOCK, &Set, &Before);
  }
  ~HeldSignals() { sigprocmask(SIG_SETMASK, &Before, nullptr); }
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;

  /// True if one waits: who can stop should.
  static bool isWaiting() {
    sigset_t Pending;
    sigpending(&Pending);
    for (int Each : EndingSignals)
      if (sigismember(&Pending, Each))
        return true;
    return false;
  }

  static sigset_t ending() {
    sigset_t Result;
    sigemptyset(&Result);
    for (int Each : EndingSignals)
      sigaddset(&Result, Each);
    return Result;
  }

private:
  sigset_t Before;
};

} // namespace kphys

#endif
