// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/Output.h"

#include "checks/sources/Escapes.h"
#include "llvm/Support/Process.h"
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace kphys;

namespace {

OutputRecord *Record = nullptr;

/// Passes on what it is given, with escapes. It has no buffer of its own, so that it gets each text
/// as a whole and characters are not torn apart.
class EscapingStream : public llvm::raw_ostream {
public:
  EscapingStream(llvm::raw_ostream &To, std::string OutputRecord::*Part)
      : raw_ostream(/*unbuffered=*/true), To(To), Part(Part) {}

private:
  void write_impl(const char *Text, size_t Size) override {
    To << printable(llvm::StringRef(Text, Size));
    if (Record)
      (Record->*Part).append(Text, Size);
  }
  uint64_t current_pos() const override { return To.tell(); }

  llvm::raw_ostream &To;
  std::string OutputRecord::*const Part;
};

bool IsGivenAway = false;
bool HasLostMessages = false;
int LostStatus = EXIT_FAILURE;

/// At the end of the program, whoever ends it: LLVM's streams would end it their own way.
void checkOutput() {
  llvm::outs().flush();
  std::error_code Code = llvm::outs().error();
  llvm::outs().clear_error();
  if (Code && Code != std::errc::broken_pipe)
    llvm::errs() << "kphys: error: cannot write standard output: " << Code.message() << "\n";
  failedToSayAll();
  if (Code)
    _exit(LostStatus);
}

} // namespace

llvm::raw_ostream &kphys::messages() {
  static EscapingStream Stream(llvm::errs(), &OutputRecord::Messages);
  return Stream;
}

llvm::raw_ostream &kphys::listing() {
  static EscapingStream Stream(llvm::outs(), &OutputRecord::Listing);
  return IsGivenAway ? llvm::nulls() : Stream;
}

void kphys::list(llvm::StringRef Text, llvm::raw_ostream::Colors Color) {
  std::optional<std::string> NoColor = llvm::sys::Process::GetEnv("NO_COLOR");
  bool IsWanted = !IsGivenAway && llvm::outs().has_colors() && (!NoColor || NoColor->empty());
  if (IsWanted)
    llvm::outs().changeColor(Color);
  listing() << Text;
  if (IsWanted)
    llvm::outs().resetColor();
}

unsigned kphys::listingWidth() {
  if (IsGivenAway || !llvm::sys::Process::StandardOutIsDisplayed())
    return 0;
  if (unsigned Columns = llvm::sys::Process::StandardOutColumns()) // by COLUMNS alone
    return Columns;
  winsize Size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &Size) == 0 ? Size.ws_col : 0;
}

void kphys::giveAwayStandardOutput() { IsGivenAway = true; }

bool kphys::isStandardOutputGivenAway() { return IsGivenAway; }

void kphys::recordOutput(OutputRecord *Into) { Record = Into; }

bool kphys::failedToSayAll() {
  llvm::errs().flush();
  HasLostMessages |= llvm::errs().has_error();
  llvm::errs().clear_error();
  return HasLostMessages;
}

void kphys::prepareOutput(int StatusOnError) {
  for (int File : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(File, F_GETFD) >= 0)
      continue;
    // The lowest free number is this one. Reading ends at once, writing is an error.
    if (open("/dev/null", O_RDONLY) != File)
      _exit(StatusOnError);
  }
  for (int Signal : {SIGPIPE, SIGXFSZ})
    std::signal(Signal, SIG_IGN);
  LostStatus = StatusOnError;
  llvm::outs(); // first: what is made later goes earlier
  llvm::errs();
  std::atexit(checkOutput);
}
