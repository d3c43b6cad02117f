// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/Subprocess.h"

#include "tool/Signals.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
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

} // namespace

llvm::Expected<int> Subprocess::run() {
  std::FILE *Log = std::fopen(LogFile.c_str(), "we");
  if (!Log)
    return systemError("cannot write " + LogFile);
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC) != 0)
    return systemError("pipe");
  std::fflush(nullptr);
  pid_t Child = fork();
  if (Child < 0)
    return systemError("fork");
  if (Child == 0)
    become(*this, Pipe[1]);
  noteChild(Child, ChildEnd::Told);
  close(Pipe[1]);
  std::FILE *Output = fdopen(Pipe[0], "r");
  char *Text = nullptr;
  size_t Capacity = 0;
  ssize_t Length;
  while ((Length = getline(&Text, &Capacity, Output)) >= 0) {
    std::fwrite(Text, 1, Length, Log);
    if (Line)
      Line(llvm::StringRef(Text, Length));
  }
  std::free(Text);
  std::fclose(Output);
  std::fclose(Log);
  int Status = 0;
  waitpid(Child, &Status, 0);
  forgetChild(Child);
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status);
}
