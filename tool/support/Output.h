// Standard output and standard error.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_OUTPUT_H
#define KPHYS_TOOL_SUPPORT_OUTPUT_H

#include "llvm/Support/raw_ostream.h"
#include <string>

namespace kphys {

/// Standard error, for messages. What would steer a terminal is escaped, see printable().
llvm::raw_ostream &messages();

/// Standard output, for what a person reads, escaped likewise; nowhere after
/// giveAwayStandardOutput().
llvm::raw_ostream &listing();

/// Writes \p Text to listing(), in \p Color if standard output is a terminal that has colours and
/// the user has not set NO_COLOR.
void list(llvm::StringRef Text, llvm::raw_ostream::Colors Color);

/// How many columns the terminal has that standard output is; 0 if it is none.
unsigned listingWidth();

/// Says that a report goes to standard output, and so nothing else does.
void giveAwayStandardOutput();
bool isStandardOutputGivenAway();

/// What was said.
struct OutputRecord {
  std::string Messages, Listing;
};

/// Notes in \p Into, too, what goes to messages() and listing() from now on; nowhere if it is null.
void recordOutput(OutputRecord *Into);

/// To be called first: what a parent closed of the standard files does not become a file that is
/// opened later; writing to a pipe that nobody reads, or beyond a limit, is an error and no signal;
/// and where standard output could not be written the program ends with \p StatusOnError, whatever
/// else it did. It says so, unless it was a pipe that nobody reads any more. An error of standard
/// error changes nothing: there is nobody to tell.
void prepareOutput(int StatusOnError);

/// True if standard error could not be written so far.
bool failedToSayAll();

} // namespace kphys

#endif
