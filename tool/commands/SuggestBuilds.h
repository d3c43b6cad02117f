// The options --suggest-configs and --run-suggested of kphys scan.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COMMANDS_SUGGESTBUILDS_H
#define KPHYS_TOOL_COMMANDS_SUGGESTBUILDS_H

#include "tool/commands/Commands.h"
#include "tool/decide/Analysis.h"

namespace kphys {

/// Says which builds would reveal what none has seen, and makes them, as the command line asks for.
/// Nothing where it does not. Returns the exit status.
ExitStatus suggestBuilds(const Analysis &Of);

} // namespace kphys

#endif
