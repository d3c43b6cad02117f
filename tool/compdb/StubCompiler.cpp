// kphys-cc: the compiler Kbuild runs while kphys writes a compile database.
//
// Answers one question per call: does the build itself need this output? Probes and the few objects
// that Kbuild executes or parses go to the real compiler. Every other object is an empty file of
// the right format next to a dependency file that names its source, which is all that make, fixdep
// and the database need.
//
// Started some 30,000 times a tree, so it links nothing but libc and asks nothing of Clang.
//
// Environment: KPHYS_CC_REAL, the real compiler; KPHYS_CC_DIR, where empty objects are kept between
// calls; KPHYS_CC_DROP, prefixes of flags that the real compiler does not take, with blanks
// between; KPHYS_CC_ALL_EMPTY, not empty if the real compiler has no back end: even what the build
// needs is empty then, and what is linked.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

/// Objects that Kbuild links into something it then runs, disassembles or converts. (arch/*/vdso,
/// arch/x86/purgatory, arch/x86/realmode, arch/arm64/kvm/hyp/nvhe; the *.s of bounds and
/// asm-offsets are no objects and never get here.)
constexpr std::string_view NeededPathParts[] = {"vdso", "purgatory", "/realmode/", "/nvhe/",
                                                "/pi/"};

struct Invocation {
  std::string Object;     ///< argument of -o
  std::string Source;     ///< the last argument that is no option
  std::string Dependency; ///< argument of -Wp,-MMD, or -Wp,-MD,
  std::string TargetKey;  ///< the flags that choose the object format
  std::vector<std::string> TargetFlags;
  bool CompilesObject = false;
};

bool startsWith(std::string_view Text, std::string_view Prefix) {
  return Text.substr(0, Prefix.size()) == Prefix;
}

bool choosesObjectFormat(std::string_view Flag) {
  return startsWith(Flag, "--target=") || startsWith(Flag, "-mabi=") || Flag == "-m16" ||
         Flag == "-m32" || Flag == "-m64" || Flag == "-mbig-endian" || Flag == "-mlittle-endian" ||
         Flag == "-EB" || Flag == "-EL" || startsWith(Flag, "-march=rv") ||
         startsWith(Flag, "-fintegrated-as");
}

Invocation readArguments(int Argc, char **Argv) {
  Invocation Result;
  for (int I = 1; I < Argc; ++I) {
    std::string_view Flag = Argv[I];
    if (Flag == "-c") {
      Result.CompilesObject = true;
    } else if (Flag == "-o" && I + 1 < Argc) {
      Result.Object = Argv[++I];
    } else if (startsWith(Flag, "-Wp,-MMD,") || startsWith(Flag, "-Wp,-MD,")) {
      Result.Dependency = Flag.substr(Flag.rfind(',') + 1);
    } else if ((Flag == "-include" || Flag == "-isystem" || Flag == "-x") && I + 1 < Argc) {
      ++I;
    } else if (choosesObjectFormat(Flag)) {
      Result.TargetFlags.emplace_back(Flag);
      Result.TargetKey += Flag;
    } else if (!Flag.empty() && Flag[0] != '-') {
      Result.Source = Flag;
    }
  }
  return Result;
}

/// True if there is no way to make a real object.
bool isAllEmpty() {
  const char *Set = std::getenv("KPHYS_CC_ALL_EMPTY");
  return Set && *Set;
}

/// True for a call that links objects.
bool links(int Argc, char **Argv) {
  for (int I = 1; I < Argc; ++I)
    if (startsWith(Argv[I], "-Wl,-T"))
      return true;
  return false;
}

bool canBeEmpty(const Invocation &Call) {
  if (isAllEmpty() && Call.CompilesObject && !Call.Object.empty() &&
      Call.Object.find("/dev/null") == std::string::npos && Call.Source != "/dev/null" &&
      !Call.Dependency.empty())
    return true;
  if (!Call.CompilesObject || Call.Object.empty() || Call.Dependency.empty() || Call.Source.empty())
    return false;
  for (std::string_view Part : NeededPathParts)
    if (Call.Object.find(Part) != std::string::npos)
      return false;
  return true;
}

/// Takes the flags that KPHYS_CC_DROP names out of \p Argv. -m16, -m32 and -m64 stay.
void dropFlags(char **Argv) {
  const char *Drop = std::getenv("KPHYS_CC_DROP");
  if (!Drop)
    return;
  char **Into = Argv + 1;
  for (char **Each = Argv + 1; *Each; ++Each) {
    std::string_view Flag = *Each, Prefixes = Drop;
    bool IsDropped = false;
    while (!Prefixes.empty()) {
      size_t End = std::min(Prefixes.find(' '), Prefixes.size());
      IsDropped |= End > 0 && startsWith(Flag, Prefixes.substr(0, End));
      Prefixes.remove_prefix(std::min(End + 1, Prefixes.size()));
    }
    if (!IsDropped || Flag == "-m16" || Flag == "-m32" || Flag == "-m64")
      *Into++ = *Each;
  }
  *Into = nullptr;
}

[[noreturn]] void runRealCompiler(const char *Real, char **Argv) {
  dropFlags(Argv);
  Argv[0] = const_cast<char *>(Real);
  execvp(Real, Argv);
  std::fprintf(stderr, "kphys-cc: cannot run %s: %s\n", Real, std::strerror(errno));
  _exit(127);
}

bool writeFile(const std::string &Path, std::string_view Text) {
  int File = open(Path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (File < 0)
    return false;
  bool Written = write(File, Text.data(), Text.size()) == static_cast<ssize_t>(Text.size());
  return close(File) == 0 && Written;
}

bool readFile(const std::string &Path, std::string &Text) {
  int File = open(Path.c_str(), O_RDONLY | O_CLOEXEC);
  if (File < 0)
    return false;
  char Buffer[8192];
  ssize_t Count;
  while ((Count = read(File, Buffer, sizeof Buffer)) > 0)
    Text.append(Buffer, static_cast<size_t>(Count));
  close(File);
  return Count == 0 && !Text.empty();
}

/// Compiles an empty file for the call's target, once per target and directory.
bool makeEmptyObject(const char *Real, const Invocation &Call, const std::string &Path) {
  std::string Temporary = Path + "." + std::to_string(getpid());
  std::vector<char *> Argv = {const_cast<char *>(Real)};
  for (const std::string &Flag : Call.TargetFlags)
    Argv.push_back(const_cast<char *>(Flag.c_str()));
  for (const char *Flag : {"-c", "-x", "c", "/dev/null", "-o"})
    Argv.push_back(const_cast<char *>(Flag));
  Argv.push_back(Temporary.data());
  Argv.push_back(nullptr);
  pid_t Child = fork();
  if (Child == 0) {
    execvp(Real, Argv.data());
    _exit(127);
  }
  int Status = 0;
  if (Child < 0 || waitpid(Child, &Status, 0) != Child || Status != 0)
    return false;
  return rename(Temporary.c_str(), Path.c_str()) == 0;
}

std::string emptyObjectPath(const char *Directory, const Invocation &Call) {
  size_t Hash = 1469598103934665603ULL; // FNV-1a
  for (unsigned char C : Call.TargetKey)
    Hash = (Hash ^ C) * 1099511628211ULL;
  return std::string(Directory) + "/empty-" + std::to_string(Hash) + ".o";
}

} // namespace

int main(int Argc, char **Argv) {
  const char *Real = std::getenv("KPHYS_CC_REAL");
  const char *Directory = std::getenv("KPHYS_CC_DIR");
  if (!Real || !Directory) {
    std::fputs("kphys-cc: run by 'kphys compdb' only: KPHYS_CC_REAL and KPHYS_CC_DIR are not set\n",
               stderr);
    return 127;
  }
  Invocation Call = readArguments(Argc, Argv);
  bool IsLink = isAllEmpty() && links(Argc, Argv) && !Call.Object.empty();
  if (!IsLink && !canBeEmpty(Call))
    runRealCompiler(Real, Argv);

  std::string Empty = emptyObjectPath(Directory, Call);
  std::string Object;
  if (!readFile(Empty, Object) && !(makeEmptyObject(Real, Call, Empty) && readFile(Empty, Object)))
    runRealCompiler(Real, Argv);
  bool Written = writeFile(Call.Object, Object) &&
                 (Call.Dependency.empty() ||
                  writeFile(Call.Dependency, Call.Object + ": " + Call.Source + "\n"));
  if (!Written) {
    std::fprintf(stderr, "kphys-cc: cannot write %s: %s\n", Call.Object.c_str(),
                 std::strerror(errno));
    return 1;
  }
  return 0;
}
