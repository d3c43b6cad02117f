// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/NearestTarget.h"

using namespace kphys;

static constexpr char AlphaPrelude[] =
    "#ifndef __ASSEMBLY__\n"
    "#define __builtin_alpha_cmpbge(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_extbl(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_extwl(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_insbl(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_inslh(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_insql(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_inswl(a, b) ((unsigned long)(a) + (unsigned long)(b))\n"
    "#define __builtin_alpha_rpcc() 0UL\n"
    "#endif\n";

/// Those that scripts/Makefile.clang has no line for. Clang has SPARC, but not all of GCC's flags,
/// and can parse for ARC and C-SKY. Of the others these have the sizes of types and the order of
/// bytes: Alpha is 64 bits, little endian; 32-bit PA-RISC and OpenRISC are big endian; Nios II,
/// MicroBlaze, SuperH and Xtensa are 32 bits, little endian as Linux mostly runs on them.
static constexpr NearestTarget Targets[] = {
    {"sparc", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", true, false, ""},
    {"sparc32", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", true, false, ""},
    {"sparc64", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", true, false, ""},
    {"arc", "arc-linux-gnu", "-m -ffixed- -Wa,", false, false, ""},
    {"csky", "csky-linux-gnu", "-m -ffixed- -Wa,", false, false, ""},
    // MIPS has Alpha's names of registers.
    {"alpha", "mips64el-linux-gnuabi64", "-m -ffixed- -Wa, -fno-PIE", false, true, AlphaPrelude},
    {"parisc", "powerpc-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
    {"openrisc", "powerpc-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
    {"microblaze", "mipsel-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
    {"nios2", "mipsel-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
    {"sh", "mipsel-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
    {"xtensa", "mipsel-linux-gnu", "-m -ffixed- -Wa,", false, true, ""},
};

const NearestTarget *kphys::nearestTarget(llvm::StringRef Architecture) {
  for (const NearestTarget &Each : Targets)
    if (Architecture == Each.Architecture)
      return &Each;
  return nullptr;
}

llvm::ArrayRef<KernelArchitecture> kphys::kernelArchitectures() {
  static constexpr KernelArchitecture All[] = {
      {"x86_64", "x86"},
      {"i386", "x86"},
      {"arm64", "arm64"},
      {"arm", "arm"},
      {"powerpc", "powerpc"},
      {"powerpc32", "powerpc", "CONFIG_PPC64=n"},
      {"s390", "s390"},
      {"riscv", "riscv"},
      {"mips", "mips"},
      {"sparc64", "sparc"},
      {"sparc32", "sparc", "CONFIG_64BIT=n"},
      {"loongarch", "loongarch"},
      {"um", "um"},
      {"hexagon", "hexagon"},
      {"m68k", "m68k"},
      {"arc", "arc"},
      {"csky", "csky"},
      {"alpha", "alpha"},
      {"parisc", "parisc"},
      {"openrisc", "openrisc"},
      {"microblaze", "microblaze"},
      {"nios2", "nios2"},
      {"sh", "sh"},
      {"xtensa", "xtensa"},
  };
  return All;
}

const KernelArchitecture *kphys::kernelArchitecture(llvm::StringRef Name) {
  for (const KernelArchitecture &Each : kernelArchitectures())
    if (Name == Each.Name)
      return &Each;
  return nullptr;
}
