// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/CompilerWord.h"

#include "checks/sources/Words.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

using namespace kphys;
using clang::driver::ToolChain;
using llvm::StringRef;

namespace {

/// True for `NAME=VALUE`, which a shell or env gives to a program.
bool isAssignment(StringRef Word) {
  StringRef Name = Word.split('=').first;
  return Name.size() != Word.size() && !Name.empty() && !llvm::isDigit(Name.front()) &&
         llvm::all_of(Name, isWordPart);
}

/// True for gcc, cc, clang, gcc-12, arm-linux-gnueabi-clang and the like, as Clang's own tools have
/// it. Also for distcc and icecc, which may stand for a compiler, too.
bool hasNameOfCompiler(StringRef Word) {
  return !isCompileArgument(Word) && !isAssignment(Word) &&
         !ToolChain::getTargetAndModeFromProgramName(Word).ModeSuffix.empty();
}

/// True if \p Option takes the word behind it.
bool takesNextWord(StringRef Option) {
  return llvm::is_contained({"-o", "-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote",
                             "-idirafter", "-x", "-MF", "-MT", "-MQ", "-target", "-Xclang",
                             "-mllvm"},
                            Option);
}

} // namespace

bool kphys::isCompileArgument(StringRef Word) {
  if (Word.starts_with("-") || Word.starts_with("@"))
    return true;
  StringRef Extension = llvm::sys::path::extension(Word);
  if (!Extension.consume_front("."))
    return false;
  clang::driver::types::ID Type = clang::driver::types::lookupTypeForExtension(Extension);
  return Type != clang::driver::types::TY_INVALID && Type != clang::driver::types::TY_Object;
}

size_t kphys::wordsBeforeCompiler(const std::vector<std::string> &Command) {
  if (Command.empty() || isCompileArgument(Command.front()))
    return 0;
  auto FirstArgument = llvm::find_if(Command, isCompileArgument);
  for (auto Word = FirstArgument; Word != Command.begin(); --Word)
    if (hasNameOfCompiler(*std::prev(Word)))
      return std::prev(Word) - Command.begin();
  for (auto Word = FirstArgument; Word != Command.end(); ++Word)
    if (hasNameOfCompiler(*Word) && !takesNextWord(*std::prev(Word)))
      return Word - Command.begin();
  return 0;
}

NamedTarget kphys::targetOfName(StringRef Compiler) {
  NamedTarget Result;
  std::string Prefix = ToolChain::getTargetAndModeFromProgramName(Compiler).TargetPrefix;
  llvm::Triple Target(llvm::Triple::normalize(Prefix));
  Result.IsKnown = Target.getArch() != llvm::Triple::UnknownArch;
  // Else it may be the name of something that is no machine, as in afl-gcc.
  bool IsTarget = Result.IsKnown || Target.getOS() != llvm::Triple::UnknownOS ||
                  Target.getEnvironment() != llvm::Triple::UnknownEnvironment ||
                  StringRef(Prefix).ends_with("elf");
  if (IsTarget)
    Result.Target = std::move(Prefix);
  return Result;
}
