// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/Kbuild.h"

#include "checks/sources/RegularFile.h"
#include "nlohmann/json.hpp"
#include "rewriters/apply/AtomicFile.h"
#include "tool/compdb/KbuildState.h"
#include "tool/compdb/NearestTarget.h"
#include "tool/compdb/OwnFiles.h"
#include "tool/compdb/SavedCommands.h"
#include "tool/database/BuildInfo.h"
#include "tool/support/Subprocess.h"
#include "llvm/Support/FileSystem.h"
#include <cstring>

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
    if (!Killed.empty())
      return llvm::createStringError(Killed + ": " + file("compile_commands.json") +
                                     " is partial, " + llvm::Twine(*Entries) + " entries");
    if (State = kbuildState(Options, Tree); State)
      if (Error E =
              writeOwn(file(KbuildStateFile), *State + "\n" + std::to_string(*Entries) + "\n"))
        return std::move(E);
    return *Entries;
  }

  Expected<std::set<std::string>> symbols() {
    if (Error E = prepare())
      return std::move(E);
    if (Error E = makeConfiguration())
      return std::move(E);
    auto Text = readRegularFile(file(".config"));
    if (!Text)
      return llvm::createStringError("cannot read " + file(".config") + ": " +
                                     Text.getError().message());
    std::set<std::string> Result;
    for (StringRef Line : llvm::split((*Text)->getBuffer(), '\n'))
      if (auto [Name, Value] = Line.split('=');
          Name.consume_front("CONFIG_") && (Value == "y" || Value == "m"))
        Result.insert(Name.str());
    return Result;
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

  Error prepare() {
    if (Error E = prepareOwnDirectory(file(".kphys"), Options.StubCompiler))
      return E;
    return Nearest && *Nearest->Prelude ? writeOwn(prelude(), Nearest->Prelude) : Error::success();
  }

  Expected<size_t> make() {
    if (Error E = prepare())
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
    llvm::consumeError(runMake("compile", Options.Targets, /*KeepsGoing=*/true));
    return writeDatabase();
  }

  /// A copy in the build directory: make builds everything again where the compiler's path changes.
  std::string stubCompiler() const { return file(".kphys/kphys-cc"); }

  std::string prelude() const { return file(".kphys/prelude.h"); }
  std::string forced() const { return file(".kphys/forced.config"); }

  /// True if an earlier run configured this directory in the same way; an error if in another, for
  /// what it left would end up in the database.
  Expected<bool> isConfigured() const {
    BuildInfo Info = readBuildInfo(Options.BuildDirectory);
    if (Info.Architecture.empty() || !fs::exists(file(".config")))
      return false;
    if (Info.Architecture != Options.Architecture ||
        Info.Configuration != Options.describeConfiguration())
      return llvm::createStringError(Options.BuildDirectory + " holds a build of " +
                                     Info.Architecture + " " + Info.Configuration +
                                     ": take another directory");
    return true;
  }

  Error makeConfiguration() {
    // The name of a make target has no slash.
    if (StringRef(Options.Configuration).contains('/')) {
      auto Text = readRegularFile(Options.Configuration);
      if (!Text)
        return llvm::createStringError("cannot copy " + Options.Configuration + ": " +
                                       Text.getError().message());
      return writeOwn(file(".config"), (*Text)->getBuffer());
    }
    if (Error E = writeOwn(forced(), llvm::join(Options.Forced, "\n") + "\n"))
      return E;
    return runMake("configure", {Options.Configuration});
  }

  Error configure() {
    if (Error E = makeConfiguration())
      return E;
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
    removeLink(buildInfoFile(Options.BuildDirectory));
    return writeBuildInfo(Options.BuildDirectory,
                          {Options.Architecture, Options.describeConfiguration()});
  }

  Error runMake(StringRef Step, const std::vector<std::string> &Targets, bool KeepsGoing = false) {
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
    if (Nearest && !Nearest->MakesObjects)
      Words.push_back("CROSS32CC=" + stubCompiler()); // of a 32-bit vDSO
    if (KeepsGoing)
      Words.push_back("-k");
    Words.push_back("--");
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
                           {"KPHYS_CC_ALL_EMPTY", Nearest && !Nearest->MakesObjects ? "1" : ""}};
    if (!Options.Forced.empty() && Name == "configure")
      Process.Environment["KCONFIG_ALLCONFIG"] = forced();
    // Those of a make that runs kphys are not meant for this one.
    Process.Unset = {"MAKEFLAGS", "GNUMAKEFLAGS", "MFLAGS", "MAKEFILES", "MAKELEVEL"};
    Process.Line = [&](StringRef Line) {
      if (Line.starts_with("make") && Line.rtrim().ends_with("] Killed"))
        noteKilled(Name, Line.trim());
      StringRef Verb = Line.ltrim();
      if (Options.Progress && (Verb.starts_with("CC ") || Verb.starts_with("AS ")))
        Options.Progress(++Objects);
    };
    Expected<Subprocess::End> Ended = Process.run();
    if (!Ended)
      return Ended.takeError();
    std::string How = Ended->Signal != 0
                          ? "was ended by a signal: " + std::string(strsignal(Ended->Signal))
                          : "ended with status " + std::to_string(Ended->Status);
    if (Ended->Signal != 0)
      noteKilled(Name, Words.front() + " " + How);
    else if (Ended->Status == 0)
      return Error::success();
    return llvm::createStringError("the step '" + Name + "' failed: " + llvm::join(Words, " ") +
                                   " " + How + "\n" + Process.LogFile + " ends:\n" +
                                   lastLines(Process.LogFile));
  }

  void noteKilled(StringRef Step, const llvm::Twine &What) {
    if (Killed.empty())
      Killed = ("the step '" + Step + "' did not end: " + What).str();
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
    if (Error E = writeOwn(file("compile_commands.json"), Text))
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
  std::string Killed; ///< by a signal: a step, or a part of it, so that not all was done
};

} // namespace

std::string KbuildOptions::describeConfiguration() const {
  return Configuration + (Forced.empty() ? "" : " " + llvm::join(Forced, " "));
}

Expected<std::set<std::string>> kphys::configureTree(const KbuildOptions &Options) {
  return Kbuild(Options).symbols();
}

Expected<size_t> kphys::makeCompileDatabase(const KbuildOptions &Options) {
  return Kbuild(Options).run();
}
