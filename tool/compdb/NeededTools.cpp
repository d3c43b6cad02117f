// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/NeededTools.h"

#include "tool/support/Output.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include <fstream>

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace {

struct NeededTool {
  const char *Name;       ///< a program, or a header of the machine's
  const char *Package;    ///< of Debian
  const char *User;       ///< the file of the tree that is for it; empty: always
  bool IsOfLlvm;          ///< the name and the package get the version's suffix
  bool IsForSome = false; ///< not every configuration needs it
  bool isHeader() const { return llvm::StringRef(Name).ends_with(".h"); }
};

constexpr NeededTool Needed[] = {
    {"make", "make", "", false},
    {"clang", "clang", "", true},
    {"ld.lld", "lld", "scripts/kconfig", true},
    {"llvm-ar", "llvm", "scripts/kconfig", true},
    {"llvm-nm", "llvm", "scripts/kconfig", true},
    {"llvm-objcopy", "llvm", "scripts/kconfig", true},
    {"flex", "flex", "scripts/kconfig/lexer.l", false},
    {"bison", "bison", "scripts/kconfig/parser.y", false},
    {"bc", "bc", "kernel/time/timeconst.bc", false},
    {"perl", "perl", "scripts/recordmcount.pl", false, true},
    {"cpio", "cpio", "kernel/gen_kheaders.sh", false, true},
    {"rsync", "rsync", "scripts/headers_install.sh", false, true},
    {"stdio.h", "libc6-dev", "scripts/kconfig", false},
    {"gelf.h", "libelf-dev", "tools/objtool/Makefile", false, true},
    {"openssl/opensslv.h", "libssl-dev", "certs/extract-cert.c", false, true},
};

/// True if the machine's compiler, \p Compiler, finds \p Header.
bool hasHeader(llvm::StringRef Compiler, const char *Header) {
  llvm::SmallString<128> Source;
  if (fs::createTemporaryFile("kphys-has", "c", Source))
    return true; // make will tell
  std::ofstream(Source.c_str()) << "#if !__has_include(<" << Header << ">)\n#error\n#endif\n";
  std::optional<llvm::StringRef> Silent[] = {"", "", ""};
  int Status =
      llvm::sys::ExecuteAndWait(Compiler, {Compiler, "-E", Source}, std::nullopt, Silent, 30);
  fs::remove(Source);
  return Status == 0;
}

} // namespace

llvm::Error kphys::checkNeededTools(const KbuildOptions &For) {
  bool IsFatal = false;
  std::vector<std::string> Missing;
  std::set<std::string> Packages;
  auto Compiler = llvm::sys::findProgramByName(For.realCompiler());
  for (const NeededTool &Each : Needed) {
    if (*Each.User && !fs::exists(For.Tree.Root + "/" + Each.User))
      continue;
    std::string Suffix = Each.IsOfLlvm ? For.LlvmSuffix : "";
    bool IsThere = Each.isHeader() ? !Compiler || hasHeader(*Compiler, Each.Name)
                                   : !!llvm::sys::findProgramByName(Each.Name + Suffix);
    if (IsThere)
      continue;
    IsFatal |= !Each.IsForSome;
    Missing.push_back(Each.Name + Suffix);
    Packages.insert(Each.Package + Suffix);
  }
  if (Missing.empty())
    return llvm::Error::success();
  std::string What =
      llvm::join(Missing, ", ") + " (Debian: apt install " + llvm::join(Packages, " ") + ")";
  if (IsFatal)
    return llvm::createStringError("what the kernel's build needs is missing: " + What);
  messages() << "kphys: warning: some of the kernel may need what is missing: " << What << "\n";
  return llvm::Error::success();
}
