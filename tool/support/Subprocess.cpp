// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/Subprocess.h"

#include "checks/sources/Threads.h"
#include "tool/support/ScratchDirectory.h"
#include "tool/support/Signals.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace kphys;

namespace {

llvm::Error systemError(const llvm::Twine &What) {
  return llvm::createStringError(What + ": " + std::strerror(errno));
}

[[noreturn]] void become(const Subprocess &Process, int Output) {
  dup2(Output, STDOUT_FILENO);
  dup2(Output, STDERR_FILENO);
  int Null = open("/dev/null", O_RDONLY);
  dup2(Null, STDIN_FILENO);
  if (!Process.Directory.empty() && chdir(Process.Directory.c_str()) != 0) {
    std::fprintf(stderr, "cannot enter %s: %s\n", Process.Directory.c_str(), std::strerror(errno));
    _exit(127);
  }
  for (const char *Name : Process.Unset)
    unsetenv(Name);
  for (int Signal : {SIGPIPE, SIGXFSZ}) // this program ignores them
    std::signal(Signal, SIG_DFL);
  for (const auto &[Name, Value] : Process.Environment)
    setenv(Name.c_str(), Value.c_str(), 1);
  std::vector<char *> Argv;
  for (const std::string &Word : Process.Words)
    Argv.push_back(const_cast<char *>(Word.c_str()));
  Argv.push_back(nullptr);
  execvp(Argv[0], Argv.data());
  std::fprintf(stderr, "cannot run %s: %s\n", Argv[0], std::strerror(errno));
  _exit(127);
}

/// What comes out of a pipe: written to a log, and handed on in lines.
class Output {
public:
  Output(int Pipe, int Log, const std::function<void(llvm::StringRef)> &Line)
      : Pipe(Pipe), Log(Log), Line(Line) {}

  ~Output() {
    if (!Begun.empty())
      endLine();
    close(Pipe);
    close(Log);
  }

  /// Takes what is there, up to more than a pipe holds. False at the end.
  bool take() {
    char Buffer[1 << 16];
    ssize_t Count = 1;
    for (int Block = 0; Block < 16 && (Count = read(Pipe, Buffer, sizeof Buffer)) > 0; ++Block)
      for (llvm::StringRef Text(Buffer, Count); !Text.empty();) {
        size_t Size = std::min(Text.find('\n'), Text.size() - 1) + 1;
        Begun += Text.take_front(Size);
        if (Begun.back() == '\n')
          endLine();
        Text = Text.drop_front(Size);
      }
    return Count > 0 || (Count < 0 && (errno == EAGAIN || errno == EINTR));
  }

  void waitForMore(int Milliseconds) const {
    pollfd Polled = {Pipe, POLLIN, 0};
    poll(&Polled, 1, Milliseconds);
  }

private:
  void endLine() {
    for (llvm::StringRef Left = Begun; !Left.empty();) {
      ssize_t Count = write(Log, Left.data(), Left.size());
      if (Count < 0 && errno != EINTR)
        break; // the disk is full: the log is for people
      Left = Left.drop_front(std::max<ssize_t>(Count, 0));
    }
    if (Line)
      Line(Begun);
    Begun.clear();
  }

  const int Pipe, Log;
  const std::function<void(llvm::StringRef)> &Line;
  std::string Begun;
};

} // namespace

llvm::Expected<Subprocess::End> Subprocess::run() {
  // Not through a link: the directory may be a stranger's.
  if (unlink(LogFile.c_str()) != 0 && errno != ENOENT)
    return systemError("cannot replace " + LogFile);
  int Log = open(LogFile.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (Log < 0)
    return systemError("cannot write " + LogFile);
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC) != 0) {
    close(Log);
    return systemError("pipe");
  }
  fcntl(Pipe[0], F_SETFL, O_NONBLOCK);
  Output Said(Pipe[0], Log, Line);
  std::fflush(nullptr);
  pid_t Child = fork();
  if (Child == 0)
    become(*this, Pipe[1]);
  if (Child > 0)
    noteChild(Child, ChildEnd::Told);
  llvm::Error Failed = Child < 0 ? systemError("fork") : llvm::Error::success();
  close(Pipe[1]);
  if (Failed)
    return std::move(Failed);
  int Status = 0;
  bool IsOpen = true;
  while (true) {
    pid_t Ended = waitpid(Child, &Status, IsOpen ? WNOHANG : 0);
    if (Ended == Child || (Ended < 0 && errno != EINTR))
      break;
    if (Ended == 0) {
      constexpr int Blink = 50; // the child can end without an end of what it says
      Said.waitForMore(Blink);
      IsOpen = Said.take();
    }
  }
  forgetChild(Child);
  Said.take();
  return WIFSIGNALED(Status) ? End{0, WTERMSIG(Status)} : End{WEXITSTATUS(Status), 0};
}

std::vector<std::optional<std::vector<std::string>>>
kphys::outputsOf(const std::vector<std::vector<std::string>> &Programs,
                 const std::string &Directory, unsigned Threads) {
  std::vector<std::optional<std::vector<std::string>>> Result(Programs.size());
  std::unique_ptr<ScratchDirectory> Scratch = ScratchDirectory::create();
  if (!Scratch)
    return Result;
  onThreads(Programs.size(), Threads, [&](size_t I) {
    Subprocess Process;
    Process.Words = Programs[I];
    Process.Directory = Directory;
    Process.LogFile = Scratch->path() + "/" + std::to_string(I);
    Process.Environment = {{"GIT_NO_LAZY_FETCH", "1"},
                           {"GIT_ALLOW_PROTOCOL", "none"},
                           {"PERL_HASH_SEED", "0"}, // else hashes have another order each time
                           {"PERL_PERTURB_KEYS", "0"}};
    Process.Unset = {"GIT_DIR",        "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY",
                     "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                     "GIT_INDEX_FILE"};
    std::vector<std::string> Lines;
    constexpr size_t MostLines = 10000, LongestLine = 10000;
    Process.Line = [&](llvm::StringRef Line) {
      if (Lines.size() < MostLines)
        Lines.push_back(Line.rtrim("\r\n").take_front(LongestLine).str());
    };
    llvm::Expected<Subprocess::End> Ended = Process.run();
    if (!Ended)
      llvm::consumeError(Ended.takeError());
    else if (Ended->Status == 0 && Ended->Signal == 0)
      Result[I] = std::move(Lines);
  });
  return Result;
}
