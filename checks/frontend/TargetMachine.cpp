// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/TargetMachine.h"

#include "checks/frontend/CompilerWord.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// An architecture of the kernel, with the target that scripts/Makefile.clang has for it.
struct KernelMachine {
  const char *Directory; ///< below arch/
  const char *Target;    ///< empty: none of its own, another architecture's headers are read, too
  bool HasWidths;        ///< 32 and 64 bits: Kbuild's options say which
  bool HasOrders;        ///< of bytes: so they do
};

constexpr KernelMachine Machines[] = {
    {"arc", "arc-linux-gnu", false, false},
    {"arm", "arm-linux-gnueabi", false, false},
    {"arm64", "aarch64-linux-gnu", false, false},
    {"csky", "csky-linux-gnu", false, false},
    {"hexagon", "hexagon-linux-musl", false, false},
    {"loongarch", "loongarch64-linux-gnusf", false, false},
    {"m68k", "m68k-linux-gnu", false, false},
    {"mips", "mipsel-linux-gnu", true, true},
    {"powerpc", "powerpc64le-linux-gnu", true, true},
    {"riscv", "riscv64-linux-gnu", true, false},
    {"s390", "s390x-linux-gnu", false, false},
    {"sparc", "sparc64-linux-gnu", true, false},
    {"um", "", false, false},
    {"x86", "x86_64-linux-gnu", false, false}, // which of both, -m32 says: there is always one
    {"xtensa", "xtensa-linux-gnu", false, false},
};

const KernelMachine *machineOf(StringRef Directory) {
  const auto *Found = llvm::find_if(
      Machines, [&](const KernelMachine &Each) { return Directory == Each.Directory; });
  return Found == std::end(Machines) ? nullptr : Found;
}

/// The directories that \p Command looks for headers in, in order.
std::vector<StringRef> includePaths(const std::vector<std::string> &Command) {
  std::vector<StringRef> Result;
  for (size_t I = 0; I < Command.size(); ++I) {
    StringRef Word = Command[I];
    if (!Word.consume_front("-I"))
      continue;
    if (!Word.empty())
      Result.push_back(Word);
    else if (I + 1 < Command.size())
      Result.push_back(Command[++I]);
  }
  return Result;
}

/// `x86` for `/usr/src/linux/arch/x86/include/uapi`; empty for what is no such path, and for the
/// headers of the programs in tools/.
StringRef architectureOfPath(StringRef Path) {
  size_t At = Path.starts_with("arch/") ? 0 : StringRef::npos;
  if (size_t Last = Path.rfind("/arch/"); Last != StringRef::npos)
    At = Last + 1;
  if (At == StringRef::npos || Path.take_front(At).ends_with("tools/"))
    return {};
  auto [Name, Below] = Path.drop_front(At + strlen("arch/")).split('/');
  StringRef Top = Below.split('/').first;
  return Top == "include" || Top == "um" ? Name : StringRef();
}

/// How wide pointers are by \p Option; nothing if that is not what it says.
std::optional<unsigned> pointerBits(StringRef Option) {
  if (Option == "-m64" || Option.starts_with("-mabi=lp64") || Option == "-mabi=64" ||
      Option.starts_with("-march=rv64"))
    return 64;
  if (Option == "-m32" || Option == "-m16" || Option == "-mx32" ||
      Option.starts_with("-mabi=ilp32") || Option == "-mabi=32" || Option == "-mabi=n32" ||
      Option.starts_with("-march=rv32"))
    return 32;
  if (Option == "-m31")
    return 31;
  return std::nullopt;
}

bool hasTarget(const std::vector<std::string> &Command) {
  return llvm::any_of(Command, [](StringRef Word) {
    return Word.starts_with("--target=") || Word == "-target" || Word == "--target";
  });
}

llvm::Error ambiguous(const KernelMachine &Machine, const char *What, const char *Options) {
  return llvm::createStringError(
      llvm::Twine("the command does not say for which machine of arch/") + Machine.Directory +
      " it compiles: " + What + " (" + Options + " or a compiler's name would)");
}

} // namespace

SaidOfMachine kphys::saidOfMachine(const std::vector<std::string> &Command) {
  SaidOfMachine Result;
  std::optional<unsigned> ByWidth, ByAbi, ByArch;
  for (StringRef Word : llvm::drop_begin(Command, Command.empty() ? 0 : 1)) {
    if (std::optional<unsigned> Bits = pointerBits(Word))
      (Word.starts_with("-mabi=") ? ByAbi : Word.starts_with("-march=") ? ByArch : ByWidth) = Bits;
    else if (Word.starts_with("-mabi=") || Word.starts_with("-march="))
      (Word.starts_with("-mabi=") ? ByAbi : ByArch) = std::nullopt; // the last one counts
    if (Word == "-mbig-endian" || Word == "-EB" || Word == "-meb")
      Result.IsBigEndian = true;
    else if (Word == "-mlittle-endian" || Word == "-EL" || Word == "-mel")
      Result.IsBigEndian = false;
  }
  for (const std::optional<unsigned> &Bits : {ByWidth, ByAbi, ByArch})
    if (Bits)
      Result.PointerBits.push_back(*Bits);
  return Result;
}

bool kphys::isMachineOfKernel(StringRef Target) {
  using llvm::Triple;
  return llvm::is_contained(
      {Triple::aarch64,     Triple::aarch64_be,  Triple::arc,   Triple::arm,     Triple::armeb,
       Triple::bpfel,       Triple::bpfeb,       Triple::csky,  Triple::hexagon, Triple::mips,
       Triple::loongarch32, Triple::loongarch64, Triple::m68k,  Triple::mips64,  Triple::mips64el,
       Triple::mipsel,      Triple::ppc,         Triple::ppc64, Triple::ppc64le, Triple::ppcle,
       Triple::riscv32,     Triple::riscv64,     Triple::sparc, Triple::sparcv9, Triple::systemz,
       Triple::thumb,       Triple::thumbeb,     Triple::x86,   Triple::x86_64,  Triple::xtensa},
      Triple(Target).getArch());
}

std::string kphys::architectureIn(const std::vector<std::string> &Command) {
  for (StringRef Path : includePaths(Command))
    if (StringRef Name = architectureOfPath(Path); !Name.empty())
      return Name.str();
  return {};
}

llvm::Expected<std::string> kphys::impliedTarget(const std::vector<std::string> &Command) {
  if (Command.empty() || hasTarget(Command))
    return "";
  NamedTarget Named = targetOfName(Command.front());
  if (!Named.Target.empty() && !Named.IsKnown)
    return llvm::createStringError("Clang cannot parse for " + Named.Target +
                                   ", which the compiler's name says");
  if (!Named.Target.empty())
    return Named.Target;
  const KernelMachine *Machine = nullptr;
  std::string Unknown;
  for (StringRef Path : includePaths(Command)) {
    StringRef Name = architectureOfPath(Path);
    const KernelMachine *Each = machineOf(Name);
    if (!Each && Unknown.empty())
      Unknown = Name.str();
    if (Each && *Each->Target && !Machine)
      Machine = Each;
  }
  if (!Machine && !Unknown.empty())
    return llvm::createStringError("Clang cannot parse for arch/" + Unknown +
                                   ", which the include paths say");
  if (!Machine)
    return "";
  SaidOfMachine Said = saidOfMachine(Command);
  if (Machine->HasWidths && Said.PointerBits.empty())
    return ambiguous(*Machine, "how wide pointers are", "-m64, -mabi=lp64");
  if (Machine->HasOrders && !Said.IsBigEndian)
    return ambiguous(*Machine, "in which order bytes are", "-mbig-endian, -EL");
  return Machine->Target;
}

std::string kphys::misfitOfMachine(const std::vector<std::string> &Command, unsigned PointerBits,
                                   bool IsBigEndian) {
  SaidOfMachine Said = saidOfMachine(Command);
  for (unsigned Bits : Said.PointerBits)
    if (Bits != PointerBits)
      return "the command is for pointers of " + std::to_string(Bits) +
             " bits, but Clang takes it for a machine of " + std::to_string(PointerBits);
  if (Said.IsBigEndian && *Said.IsBigEndian != IsBigEndian)
    return std::string("the command is for a ") + (*Said.IsBigEndian ? "big" : "little") +
           "-endian machine, but Clang takes it for one that is not";
  return {};
}
