// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/LinkUnit.h"

#include "llvm/Support/Path.h"

using namespace kphys;

std::string kphys::linkUnitOf(const CompileCommand &Command, llvm::StringRef Source) {
  std::string Module;
  bool IsModule = false, IsKernel = false, IsApart = false;
  for (const std::string &Text : Command.arguments()) {
    llvm::StringRef Argument = Text;
    if (!Argument.consume_front("-D"))
      continue;
    if (Argument.consume_front("KBUILD_MODFILE="))
      Module = Argument.trim("\"'\\").str();
    IsModule |= Argument == "MODULE";
    IsKernel |= Argument == "__KERNEL__";
    // What Kbuild defines for code that runs before or beside the kernel.
    IsApart |= Argument == "_SETUP" || Argument == "__DISABLE_EXPORTS" ||
               Argument.starts_with("BUILD_VDSO");
  }
  if (!IsKernel || IsApart)
    return llvm::sys::path::parent_path(Source).str();
  return IsModule && !Module.empty() ? Module : "vmlinux";
}
