// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/Kbuild.h"

#include "checks/sources/RegularFile.h"
#include "nlohmann/json.hpp"
#include "rewriters/apply/AtomicFile.h"
#include "tool/compdb/KbuildState.h"
#include "tool/compdb/NearestTarget.h"
#include "tool/compdb/SavedCommands.h"
#include "tool/compdb/Subprocess.h"
#include "tool/database/BuildInfo.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace {

/// Options that make a build do what no parse needs (BTF, GCC plugins) or fail on warnings.
constexpr const char *DisabledOptions[] = {"DEBUG_INFO_BTF", "GCC_PLUGINS", "WERROR"};

class Kbuild {
public:
  explicit Kbuild(const KbuildOptions &Options) : Options(Options) {}

  Expected<size_t> run() {
    // What changes in the tree while make runs shows the next time.
    std::optional<std::string> Tree = treeState(Options), State = kbuildState(Options, Tree);
    if (std::optional<size_t> Entries = State ? entriesMadeIn(*State) : std::nullopt)
      return *Entries;
    fs::remove(file(KbuildStateFile));
    Expected<size_t> Entries = make();
    if (!Entries)
      return Entries.takeError();
    if (State = kbuildState(Options, Tree); State && !WasKilled)
      if (Error E = writeAtomically(file(KbuildStateFile),
                                    *State + "\n" + std::to_string(*Entries) + "\n"))
        return std::move(E);
    return *Entries;
  }

private:
  std::string file(StringRef Name) const { return Options.BuildDirectory + "/" + Name.str(); }

  /// The number of entries of the database that is there, if it was left in state \p Now.
  std::optional<size_t> entriesMadeIn(const std::string &Now) const {
    auto Buffer = readRegularFile(file(KbuildStateFile));
    if (!Buffer)
      return std::nullopt;
    auto [Then, Rest] = (*Buffer)->getBuffer().split('\n');
    size_t Entries = 0;
    if (Then != Now || Rest.trim().getAsInteger(10, Entries))
      return std::nullopt;
    return Entries;
  }

  Expected<size_t> make() {
    std::error_code Code = fs::create_directories(file(".kphys"));
    if (!Code && !fs::exists(stubCompiler()))
      Code = fs::copy_file(Options.StubCompiler, stubCompiler());
    if (!Code)
      Code = fs::setPermissions(stubCompiler(), fs::all_read | fs::all_exe | fs::owner_write);
    if (Code)
      return llvm::createStringError("cannot write to " + Options.BuildDirectory + ": " +
                                     Code.message());
    if (Nearest && *Nearest->Prelude)
      if (Error E = writeAtomically(prelude(), Nearest->Prelude))
        return std::move(E);
    Expected<bool> Configured = isConfigured();
    if (!Configured)
      return Configured.takeError();
    if (!*Configured)
      if (Error E = configure())
        return std::move(E);
    if (Error E = runMake("prepare", {"prepare", "modules_prepare"}))
      return std::move(E);
    // Without real objects the links at the end fail. What counts is what was saved until then.
    std::vector<std::string> Targets = {"-k"};
    Targets.insert(Targets.end(), Options.Targets.begin(), Options.Targets.end());
    llvm::consumeError(runMake("compile", Targets));
    return writeDatabase();
  }

  /// A copy in the build directory: make builds everything again where the compiler's path changes.
  std::string stubCompiler() const { return file(".kphys/kphys-cc"); }

  std::string prelude() const { return file(".kphys/prelude.h"); }

  /// True if an earlier run configured this directory in the same way; an error if in another, for
  /// what it left would end up in the database.
  Expected<bool> isConfigured() const {
    BuildInfo Info = readBuildInfo(Options.BuildDirectory);
    if (Info.Architecture.empty() || !fs::exists(file(".config")))
      return false;
    if (Info.Architecture != Options.Architecture || Info.Configuration != Options.Configuration)
      return llvm::createStringError(Options.BuildDirectory + " holds a build of " +
                                     Info.Architecture + " " + Info.Configuration +
                                     ": take another directory");
    return true;
  }

  Error configure() {
    // The name of a make target has no slash.
    if (StringRef(Options.Configuration).contains('/')) {
      if (std::error_code Code = fs::copy_file(Options.Configuration, file(".config")))
        return llvm::createStringError("cannot copy " + Options.Configuration + ": " +
                                       Code.message());
    } else if (Error E = runMake("configure", {Options.Configuration})) {
      return E;
    }
    std::string Script = Options.Tree.Root + "/scripts/config";
    if (fs::exists(Script)) {
      std::vector<std::string> Words = {Script, "--file", file(".config")};
      for (const char *Name : DisabledOptions)
        Words.insert(Words.end(), {"--disable", Name});
      if (Error E = step("configure-kphys", Words))
        return E;
    }
    if (Error E = runMake("olddefconfig", {"olddefconfig"}))
      return E;
    return writeBuildInfo(Options.BuildDirectory, {Options.Architecture, Options.Configuration});
  }

  Error runMake(StringRef Step, const std::vector<std::string> &Targets) {
    std::vector<std::string> Words = {"make",
                                      "-C",
                                      Options.Tree.Root,
                                      "O=" + Options.BuildDirectory,
                                      "ARCH=" + Options.Architecture,
                                      "LLVM=" + Options.LlvmSuffix,
                                      "CC=" + stubCompiler(),
                                      "-j" + std::to_string(Options.Jobs)};
    if (Nearest) // takes the place of what scripts/Makefile.clang does not know
      Words.push_back("CLANG_TARGET_FLAGS=" + std::string(Nearest->Triple));
    if (Nearest && *Nearest->Prelude)
      Words.push_back("KCPPFLAGS=-include " + prelude());
    if (Nearest && Nearest->IsStandIn)
      Words.push_back("CROSS32CC=" + stubCompiler()); // of a 32-bit vDSO
    Words.insert(Words.end(), Targets.begin(), Targets.end());
    return step(Step, Words);
  }

  Error step(StringRef Name, const std::vector<std::string> &Words) {
    Subprocess Process;
    Process.Words = Words;
    Process.LogFile = file("kphys-" + Name.str() + ".log");
    Process.Environment = {{"KPHYS_CC_REAL", Options.realCompiler()},
                           {"KPHYS_CC_DIR", file(".kphys")},
                           {"KPHYS_CC_DROP", Nearest ? Nearest->Dropped : ""},
                           {"KPHYS_CC_ALL_EMPTY", Nearest && Nearest->IsStandIn ? "1" : ""}};
    Process.Line = [&](StringRef Line) {
      StringRef Verb = Line.ltrim();
      if (Options.Progress && (Verb.starts_with("CC ") || Verb.starts_with("AS ")))
        Options.Progress(++Objects);
    };
    Expected<int> Status = Process.run();
    if (!Status)
      return Status.takeError();
    WasKilled |= *Status >= 128;
    if (*Status == 0)
      return Error::success();
    return llvm::createStringError("the step '" + Name + "' failed: " + llvm::join(Words, " ") +
                                   " ended with status " + llvm::Twine(*Status) + "\n" +
                                   Process.LogFile + " ends:\n" + lastLines(Process.LogFile));
  }

  static std::string lastLines(const std::string &Path) {
    auto Buffer = readRegularFile(Path);
    if (!Buffer)
      return {};
    StringRef Text = (*Buffer)->getBuffer().rtrim();
    size_t Begin = Text.size();
    for (int Lines = 0; Lines < 10 && Begin != StringRef::npos; ++Lines)
      Begin = Text.take_front(Begin).rfind('\n');
    return Text.substr(Begin == StringRef::npos ? 0 : Begin + 1).str();
  }

  Expected<size_t> writeDatabase() {
    Expected<std::vector<SavedCommand>> Commands = readSavedCommands(Options.BuildDirectory);
    if (!Commands)
      return Commands.takeError();
    if (Commands->empty())
      return llvm::createStringError("the step 'compile' compiled nothing\n" +
                                     file("kphys-compile.log") + " ends:\n" +
                                     lastLines(file("kphys-compile.log")));
    std::string Text = "[";
    const char *Separator = "\n";
    for (const SavedCommand &Each : *Commands) {
      StringRef Command = Each.Command;
      std::string Line = Command.consume_front(stubCompiler())
                             ? Options.realCompiler() + withoutDroppedFlags(Command)
                             : Command.str();
      nlohmann::ordered_json Entry = {
          {"directory", Options.BuildDirectory}, {"file", Each.Source}, {"command", Line}};
      Text += Separator + Entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      Separator = ",\n";
    }
    Text += "\n]\n";
    if (Error E = writeAtomically(file("compile_commands.json"), Text))
      return std::move(E);
    return Commands->size();
  }

  /// What kphys-cc drops, another compiler would not take either.
  std::string withoutDroppedFlags(StringRef Command) const {
    if (!Nearest)
      return Command.str();
    llvm::SmallVector<StringRef> Words, Prefixes;
    Command.split(Words, ' ');
    StringRef(Nearest->Dropped).split(Prefixes, ' ');
    llvm::erase_if(Words, [&](StringRef Word) {
      return Word != "-m16" && Word != "-m32" && Word != "-m64" &&
             llvm::any_of(Prefixes, [&](StringRef Prefix) { return Word.starts_with(Prefix); });
    });
    return llvm::join(Words, " ");
  }

  const KbuildOptions &Options;
  const NearestTarget *const Nearest = nearestTarget(Options.Architecture);
  size_t Objects = 0;
  bool WasKilled = false; ///< a step, by a signal: there is more for it to do
};

} // namespace

Expected<size_t> kphys::makeCompileDatabase(const KbuildOptions &Options) {
  return Kbuild(Options).run();
}
