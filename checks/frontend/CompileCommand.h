// One entry of a compile database, and what Clang can take of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_COMPILECOMMAND_H
#define KPHYS_CHECKS_FRONTEND_COMPILECOMMAND_H

#include "checks/sources/SimilarText.h"
#include "llvm/ADT/StringRef.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// How one file is compiled. File is absolute.
struct CompileCommand {
  std::string Directory;
  std::string File;
  SimilarText Line; ///< the command as a shell would read it, where the database has it so
  std::vector<std::string> Words; ///< the command in words, where the database has it so
  bool HasResponseFile = false;   ///< in the database; Words are what was read then

  /// The command in words; the first is the compiler, without the program that runs it (ccache). A
  /// database has tens of thousands of lines of which few are needed, so they are split when asked
  /// for. Response files (`@FILE`) are read; one that cannot be stays as it is.
  std::vector<std::string> arguments() const;
};

/// Arguments for parsing a unit, and those of the entry whose meaning is not heeded.
struct ParseArguments {
  std::vector<std::string> Arguments;
  std::vector<std::string> Dropped;
  std::string Problem; ///< why it is not known how the unit is compiled; empty where it is
};

/// Makes the arguments of a GCC or Clang compile fit for a parse by this Clang: of the options,
/// what useInParse() gives; the target that the compiler is built for is added.
ParseArguments parseArguments(const CompileCommand &Command);

/// True for what this can parse: C, not assembly.
inline bool isSource(llvm::StringRef File) { return File.ends_with(".c"); }

/// The sources that \p Command names to be compiled.
std::vector<std::string> inputsOf(const CompileCommand &Command);

/// True for the definitions by which Kbuild tells a unit its own name.
bool isOfUnit(llvm::StringRef Argument);

/// An argument of a command, and what it bears on where the kernel's headers are concerned.
struct HeaderArgument {
  enum class Bearing {
    OnHeaders,    ///< how they are read, as far as one can tell
    OnMacro,      ///< a macro (`-D`), which they may mention
    OnOwnHeaders, ///< a directory of the driver's, looked into after the kernel's
    OnName,       ///< which unit it is
    OnNothing,    ///< warnings, generated code
  };
  Bearing Is = Bearing::OnHeaders;
  std::string Text;
};

/// The arguments of \p Command, without the compiler but with the target that it stands for. A
/// directory is the driver's if it stands after the last `-include`, as Kbuild has it.
std::vector<HeaderArgument> headerArguments(const CompileCommand &Command);

/// A text that is the same for units that differ in nothing but their name: every argument but the
/// source, the output and those of isOfUnit().
std::string flagClass(const CompileCommand &Command);

/// A text that is the same for units that see the same text in the kernel's headers, macros apart
/// that the command defines.
std::string headerClass(const CompileCommand &Command);

/// The macros that \p Command defines, as `NAME` or `NAME=VALUE`, but for the unit's names.
std::set<std::string> macroDefinitions(const CompileCommand &Command);

/// The kernel's name of the architecture that \p Command compiles for, from its include paths
/// (`-I…/arch/x86/include`), or an empty string.
std::string architectureOf(const CompileCommand &Command);

} // namespace kphys

#endif
