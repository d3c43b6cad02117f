// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/ParseOptions.h"

#include "checks/frontend/ClangOptions.h"
#include "checks/frontend/TargetMachine.h"
#include "llvm/ADT/StringSet.h"

using namespace kphys;
using llvm::StringRef;
using Kind = OptionUse::Kind;

namespace {

bool GivesAll = false;

/// Options by the name that Clang's table has for them.
const llvm::StringSet<> &given() {
  static const llvm::StringSet<> Names = {
      // The text.
      "-D", "-U", "-I", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-iprefix",
      "-iwithprefix", "-iwithprefixbefore", "-nostdinc", "-nostdlibinc", "-nobuiltininc", "-undef",
      "-std=", "-ansi", "-trigraphs", "-pthread", "-traditional-cpp",
      "-fmacro-prefix-map=", "-ffile-prefix-map=",
      // Diagnostics.
      "-W", "-Wall", "-Wdeprecated", "-Wno-deprecated", "-Wsystem-headers", "-Wno-system-headers",
      "-Wwrite-strings", "-Wno-write-strings", "-w", "-pedantic", "-pedantic-errors",
      // Macros depend on them.
      "-O", "-O0", "-O4", "-Ofast",
      // The language.
      "-fno-builtin-", "-fgnuc-version=", "-flax-vector-conversions=", "-fpack-struct=",
      "-fstrict-flex-arrays=", "-fms-compatibility-version=", "-fsanitize=", "-fno-sanitize=",
      "-fsanitize-trap=", "-fno-sanitize-trap=", "-fsanitize-recover=", "-fno-sanitize-recover=",
      // What the code does, for its proof.
      "-fcf-protection=", "-ftrivial-auto-var-init=", "-ftrivial-auto-var-init-max-size=",
      "-fzero-call-used-regs=", "-ffp-contract=", "-ftls-model=", "-fvisibility=",
      // The machine.
      "--target=", "-m16", "-m32", "-m64", "-mx32", "-march=", "-mcpu=", "-mtune=", "-mabi=",
      "-mcmodel=", "-mregparm=", "-mfpu=", "-mfloat-abi=", "-mhard-float", "-msoft-float",
      "-mlittle-endian", "-mbig-endian", "-mthumb", "-mno-thumb", "-mgeneral-regs-only",
      "-mred-zone", "-mno-red-zone", "-mimplicit-float", "-mno-implicit-float", "-malign-double",
      "-mlong-double-64", "-mlong-double-80", "-mlong-double-128", "-mms-bitfields",
      "-mno-ms-bitfields", "-mstrict-align", "-mno-strict-align", "-munaligned-access",
      "-mno-unaligned-access", "-mrtd", "-mno-rtd", "-mbackchain", "-mno-backchain",
      "-mpacked-stack", "-mno-packed-stack", "-mlong-calls", "-mno-long-calls", "-mrelax",
      "-mno-relax", "-mretpoline", "-mno-retpoline",
      "-mfunction-return=", "-mharden-sls=", "-mindirect-branch-cs-prefix", "-mskip-rax-setup",
      "-mno-skip-rax-setup", "-mbranch-protection=", "-msign-return-address=", "-mstack-alignment=",
      "-mstack-protector-guard=", "-mstack-protector-guard-reg=", "-mstack-protector-guard-offset=",
      "-mstack-protector-guard-symbol=", "-momit-leaf-frame-pointer",
      "-mno-omit-leaf-frame-pointer", "-moutline-atomics", "-mno-outline-atomics",
      "-mtp=", "-mdouble-float", "-msingle-float", "-mvx", "-mno-vx", "-G", "-ffixed-x18",
      "-ffixed-r19"};
  return Names;
}

/// The same of options that can be switched on with `-fNAME` and off with `-fno-NAME`.
const llvm::StringSet<> &givenFeatures() {
  static const llvm::StringSet<> Names = {"PIC",
                                          "PIE",
                                          "pic",
                                          "pie",
                                          "asm",
                                          "altivec",
                                          "zvector",
                                          "asynchronous-unwind-tables",
                                          "blocks",
                                          "borland-extensions",
                                          "builtin",
                                          "common",
                                          "data-sections",
                                          "delete-null-pointer-checks",
                                          "digraphs",
                                          "direct-access-external-data",
                                          "dollars-in-identifiers",
                                          "double-square-bracket-attributes",
                                          "exceptions",
                                          "extended-identifiers",
                                          "fast-math",
                                          "finite-loops",
                                          "finite-math-only",
                                          "freestanding",
                                          "function-sections",
                                          "gnu-inline-asm",
                                          "gnu-keywords",
                                          "gnu89-inline",
                                          "hosted",
                                          "honor-infinities",
                                          "honor-nans",
                                          "jump-tables",
                                          "keep-static-consts",
                                          "keep-persistent-storage-variables",
                                          "lto",
                                          "math-errno",
                                          "merge-all-constants",
                                          "ms-compatibility",
                                          "ms-extensions",
                                          "omit-frame-pointer",
                                          "optimize-sibling-calls",
                                          "pack-struct",
                                          "pascal-strings",
                                          "pcc-struct-return",
                                          "plt",
                                          "reciprocal-math",
                                          "reg-struct-return",
                                          "ropi",
                                          "rwpi",
                                          "rounding-math",
                                          "semantic-interposition",
                                          "short-enums",
                                          "short-wchar",
                                          "signed-bitfields",
                                          "signed-char",
                                          "signed-zeros",
                                          "stack-clash-protection",
                                          "stack-protector",
                                          "stack-protector-all",
                                          "stack-protector-strong",
                                          "strict-aliasing",
                                          "strict-enums",
                                          "strict-overflow",
                                          "strict-return",
                                          "trapping-math",
                                          "trapv",
                                          "trigraphs",
                                          "unroll-loops",
                                          "unsigned-bitfields",
                                          "unsigned-char",
                                          "unwind-tables",
                                          "verbose-asm",
                                          "visibility-inlines-hidden",
                                          "vectorize",
                                          "slp-vectorize",
                                          "wrapv",
                                          "writable-strings",
                                          "zero-initialized-in-bss",
                                          "sanitize-cfi-icall-experimental-normalize-integers",
                                          "sanitize-cfi-canonical-jump-tables",
                                          "sanitize-address-use-after-scope",
                                          "addrsig",
                                          "unsafe-math-optimizations",
                                          "associative-math",
                                          "approx-func",
                                          "protect-parens"};
  return Names;
}

/// Options that say nothing of how the text is read, and that every build has.
const llvm::StringSet<> &irrelevant() {
  static const llvm::StringSet<> Names = {"-o",
                                          "-c",
                                          "-S",
                                          "-E",
                                          "-P",
                                          "-M",
                                          "-MM",
                                          "-MD",
                                          "-MMD",
                                          "-MF",
                                          "-MT",
                                          "-MQ",
                                          "-MP",
                                          "-MG",
                                          "-Wa,",
                                          "-Wl,",
                                          "-pipe",
                                          "-v",
                                          "-p",
                                          "-pg",
                                          "-fsyntax-only",
                                          "-mfentry",
                                          "-mrecord-mcount",
                                          "-mnop-mcount",
                                          "-mllvm",
                                          "-gcc-toolchain",
                                          "--gcc-toolchain=",
                                          "-fintegrated-as",
                                          "-fno-integrated-as",
                                          "-fpatchable-function-entry=",
                                          "-fprofile-arcs",
                                          "-fno-profile-arcs",
                                          "-ftest-coverage",
                                          "-fno-test-coverage",
                                          "-fsanitize-coverage=",
                                          "-fno-sanitize-coverage=",
                                          "-frandomize-layout-seed=",
                                          "-frandomize-layout-seed-file=",
                                          "-fdebug-info-for-profiling",
                                          "-fno-debug-info-for-profiling",
                                          "-fdebug-prefix-map=",
                                          "-fbasic-block-sections=",
                                          "-falign-functions",
                                          "-falign-functions=",
                                          "-falign-loops=",
                                          "-falign-jumps=",
                                          "-falign-labels=",
                                          "-Qunused-arguments",
                                          "-fcolor-diagnostics",
                                          "-fno-color-diagnostics",
                                          "-fdiagnostics-color",
                                          "-fdiagnostics-color=",
                                          "-fcaret-diagnostics",
                                          "-ferror-limit=",
                                          "-Wframe-larger-than=",
                                          "-Wlarger-than="};
  return Names;
}

/// True for a switch of a feature of some processor, which its headers and built-in functions go
/// by.
bool isProcessorFeature(const llvm::opt::Option &Option) {
  if (Option.getKind() != llvm::opt::Option::FlagClass)
    return false;
  for (unsigned Group :
       {options::OPT_m_x86_Features_Group, options::OPT_m_arm_Features_Group,
        options::OPT_m_aarch64_Features_Group, options::OPT_m_ppc_Features_Group,
        options::OPT_m_mips_Features_Group, options::OPT_m_riscv_Features_Group,
        options::OPT_m_loongarch_Features_Group, options::OPT_m_sparc_Features_Group,
        options::OPT_m_m68k_Features_Group, options::OPT_m_hexagon_Features_Group})
    if (Option.matches(Group))
      return true;
  return false;
}

bool isGivenFeature(StringRef Name) {
  return Name.consume_front("-f") &&
         (givenFeatures().contains(Name) ||
          (Name.consume_front("no-") && givenFeatures().contains(Name)));
}

OptionUse refused(const llvm::Twine &Why) { return {Kind::Refused, {}, Why.str()}; }

/// `-Wp,-DNAME,-UOTHER`: what the preprocessor is given.
OptionUse ofPreprocessor(const llvm::opt::Arg &Arg) {
  OptionUse Result = {Kind::Irrelevant, {}, {}};
  for (StringRef Value : Arg.getValues()) {
    if (Value.starts_with("-M"))
      return Result; // a dependency file, and its name
    if (!Value.starts_with("-D") && !Value.starts_with("-U"))
      return {};
    Result.Is = Kind::Replaced;
    Result.Instead.push_back(Value.str());
  }
  return Result;
}

} // namespace

OptionUse kphys::useInParse(const llvm::opt::Arg &Arg) {
  const llvm::opt::Option &Option = Arg.getOption();
  StringRef Name = Option.getPrefixedName();
  StringRef Value = Arg.getNumValues() == 0 ? "" : Arg.getValue();
  if (Name == "-Wp,")
    return ofPreprocessor(Arg);
  if (Name == "-x" && !GivesAll)
    return Value == "c" ? OptionUse{Kind::Given, {}, {}}
                        : refused("the command compiles the language '" + Value + "', not C");
  if (Name == "--target=" && !isMachineOfKernel(Value) && !GivesAll)
    return refused("the target '" + Value + "' is no machine that Linux is built for");
  // A warning is a warning, whatever the kernel's configuration makes of it.
  bool IsIrrelevant = irrelevant().contains(Name) || Option.matches(options::OPT_g_Group) ||
                      (Name == "-W" && Value == "error");
  if (IsIrrelevant && !GivesAll)
    return {Kind::Irrelevant, {}, {}};
  // What this machine's processor has is no part of the command.
  bool IsGiven = Value != "native" &&
                 (given().contains(Name) || isGivenFeature(Name) || isProcessorFeature(Option));
  return {IsGiven || GivesAll ? Kind::Given : Kind::Dropped, {}, {}};
}

void kphys::giveAllOptions() { GivesAll = true; }
