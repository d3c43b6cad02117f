// Reads compile_commands.json, whoever made it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DATABASE_COMPILEDATABASE_H
#define KPHYS_TOOL_DATABASE_COMPILEDATABASE_H

#include "checks/frontend/CompileCommand.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace kphys {

/// The entries of BUILD/compile_commands.json, ordered by file, then by arguments, so that the
/// order in the database does not matter. Takes the `arguments` and the `command` form; a relative
/// `file` is relative to `directory`, a relative `directory` to the database. Errors name the
/// database and the entry; a database without entries is one.
llvm::Expected<std::vector<CompileCommand>> readCompileDatabase(const std::string &BuildDirectory);

} // namespace kphys

#endif
