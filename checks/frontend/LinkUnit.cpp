// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/LinkUnit.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <optional>

using namespace kphys;
using llvm::StringRef;

namespace {

bool isQuoting(char C) { return C == '"' || C == '\'' || C == '\\'; }

/// The value that \p Line, a command of any spelling, defines the macro \p Name as; empty for a
/// mere `-DNAME`, nothing if it does not define it.
std::optional<StringRef> definition(StringRef Line, StringRef Name) {
  for (size_t At = 0; (At = Line.find(Name, At)) != StringRef::npos; At += Name.size()) {
    StringRef After = Line.drop_front(At + Name.size());
    // -D NAME is two words, and either may be quoted.
    StringRef Before = Line.take_front(At).rtrim("\"'\\").rtrim().rtrim("\"'\\");
    if (!Before.ends_with("-D"))
      continue;
    if (After.consume_front("="))
      return After.drop_while(isQuoting).take_until(
          [](char C) { return llvm::isSpace(C) || isQuoting(C); });
    if (After.empty() || llvm::isSpace(After.front()) || isQuoting(After.front()))
      return StringRef();
  }
  return std::nullopt;
}

} // namespace

std::string kphys::moduleOf(const CompileCommand &Command, StringRef Source) {
  std::string Line = Command.Line.empty() ? llvm::join(Command.Words, " ") : Command.Line.str();
  if (!definition(Line, "MODULE"))
    return {};
  // Kbuild gives the file's name to built-in code alone; where somebody else has it, it is exacter.
  for (StringRef Name : {"KBUILD_MODFILE", "KBUILD_MODNAME"})
    if (std::optional<StringRef> Module = definition(Line, Name); Module && !Module->empty())
      return Module->str();
  return llvm::sys::path::parent_path(Source).str() + "/";
}

std::vector<std::string> kphys::modulesIn(StringRef Name) {
  std::vector<std::string> Result;
  for (StringRef Each : llvm::split(Name, ':'))
    if (!Each.empty())
      Result.push_back(Each.str());
  return Result;
}

std::string kphys::linkUnitOf(const CompileCommand &Command, StringRef Source) {
  bool IsKernel = false, IsApart = false;
  for (const std::string &Text : Command.arguments()) {
    StringRef Argument = Text;
    if (!Argument.consume_front("-D"))
      continue;
    IsKernel |= Argument == "__KERNEL__";
    // What Kbuild defines for code that runs before or beside the kernel.
    IsApart |= Argument == "_SETUP" || Argument == "__DISABLE_EXPORTS" ||
               Argument.starts_with("BUILD_VDSO");
  }
  if (!IsKernel || IsApart)
    return llvm::sys::path::parent_path(Source).str();
  std::string Module = moduleOf(Command, Source);
  return Module.empty() ? "vmlinux" : Module;
}
