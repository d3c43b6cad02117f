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

/// Those that scripts/Makefile.clang has no line for. Clang has SPARC, but not all of GCC's flags.
/// Alpha is 64 bits, little endian; 32-bit PA-RISC is big endian: so are these.
static constexpr NearestTarget Targets[] = {
    {"sparc", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", false, ""},
    {"sparc32", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", false, ""},
    {"sparc64", "sparc64-linux-gnu", "-fcall-used- -ffixed- -Wa,", false, ""},
    // MIPS has Alpha's names of registers.
    {"alpha", "mips64el-linux-gnuabi64", "-m -ffixed- -Wa, -fno-PIE", true, AlphaPrelude},
    {"parisc", "powerpc-linux-gnu", "-m -ffixed- -Wa,", true, ""},
};

const NearestTarget *kphys::nearestTarget(llvm::StringRef Architecture) {
  for (const NearestTarget &Each : Targets)
    if (Architecture == Each.Architecture)
      return &Each;
  return nullptr;
}
