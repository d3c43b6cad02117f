// What a signal that ends the program leaves behind: nothing.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_SIGNALS_H
#define KPHYS_TOOL_SUPPORT_SIGNALS_H

#include <string>
#include <sys/types.h>

namespace kphys {

/// From now on SIGINT, SIGTERM and SIGHUP, where they are not ignored, end the children of this
/// process, remove what is registered below, and then end the process as they do by themselves. A
/// child forked later has to call this again if it registers anything.
void handleSignals();

/// How a child ends when this process does.
enum class ChildEnd {
  Killed, ///< at once
  Asked,  ///< it has its own things to clear, and is waited for
  Told,   ///< it is another program, and is not waited for
};

/// Registers a child, as long as it has not been waited for.
void noteChild(pid_t Child, ChildEnd How);
void forgetChild(pid_t Child);

/// Removes a file, or a directory with the files that are in it, at the end of its life, and where
/// a signal ends the program before.
class RemovedAtEnd {
public:
  explicit RemovedAtEnd(std::string Path);
  ~RemovedAtEnd();
  RemovedAtEnd(const RemovedAtEnd &) = delete;
  RemovedAtEnd &operator=(const RemovedAtEnd &) = delete;
  const std::string &path() const { return Path; }

private:
  const std::string Path;
};

/// Removes the file \p Path, or the directory with the files that are in it, one called `lock`
/// last, and nothing that links lead to. May be called in a signal handler.
void removeShallow(const char *Path);

} // namespace kphys

#endif
