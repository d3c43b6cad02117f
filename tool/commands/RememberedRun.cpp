// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/RememberedRun.h"

#include "checks/sources/JsonText.h"
#include "rewriters/apply/AtomicFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/support/DirectoryState.h"
#include "tool/support/Output.h"
#include "tool/support/ProgramVersion.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TimeProfiler.h"
#include <chrono>
#include <unistd.h>

using namespace kphys;
using llvm::Error;
using llvm::StringRef;
namespace zlib = llvm::compression::zlib;

namespace {

/// The questions under which RunCache has what runs were and what they wrote, each by the name of a
/// command.
constexpr const char *RunQuestion = "run", *TextQuestion = "run's texts";

/// Nothing that is written is larger than this.
constexpr size_t MostBytes = size_t(1) << 28;

/// A run as it is remembered. What it wrote to files is beside it.
struct RunMemory {
  unsigned Status = ExitDone;
  std::vector<std::string> Trees;       ///< the names of the tree, the real one first
  std::vector<std::string> Directories; ///< the tree and the builds
  std::vector<std::string> Others;      ///< files that were read besides
  std::string Messages, Listing;
  std::vector<std::string> Paths; ///< of files that were written
  std::vector<size_t> Sizes;      ///< of their texts, in bytes
};
KPHYS_JSON_MEMBERS(RunMemory, Status, Trees, Directories, Others, Messages, Listing, Paths, Sizes)

/// This run, as far as it is known.
struct OwnRun {
  bool MayBeKept = false;
  std::vector<std::string> Read; ///< the files that the command line names
  std::optional<std::string> StateOfRead;
  OutputRecord Said;
  RunMemory Memory;
  std::string Cache;
  std::string Texts;                      ///< of files, one behind the other
  std::optional<std::string> StateBefore; ///< of the directories
};

std::vector<std::string> Arguments; ///< without the program's name
int64_t TooLate = 0;                ///< for a file to have changed, in nanoseconds since the epoch
bool HasResponseFile = false;       ///< among the arguments: LLVM reads more from it
std::string Circumstances;          ///< see circumstancesOf()
OwnRun Current;

/// True for the index and the cache, and what SQLite and kphys put beside them.
bool isOwnName(StringRef Name) {
  for (StringRef Own : {"kphys.cache", "kphys.index"})
    if (StringRef Rest = Name; Rest.consume_front(Own))
      return Rest.empty() || Rest == "-wal" || Rest == "-shm" || Rest == "-journal" ||
             Rest == ".damaged";
  return false;
}

/// What kphys keeps there does not count, and neither does what this command writes.
std::optional<std::string> stateOf(const std::vector<std::string> &Directories) {
  const std::set<std::string> Written = outputPaths();
  auto IsLeftOut = [&](StringRef Path, bool) {
    if (Written.count(Path.str()))
      return true;
    for (StringRef Each : Directories)
      if (StringRef Name = Path; Name.consume_front(Each) && Name.consume_front("/") &&
                                 (Name == ".git" || isOwnName(Name)))
        return true;
    return false;
  };
  return directoryState(Directories, IsLeftOut, TooLate);
}

/// Where \p Path leads; itself where there is nothing.
std::string realPath(const std::string &Path) {
  llvm::SmallString<256> Real;
  return llvm::sys::fs::real_path(Path, Real) ? Path : Real.str().str();
}

/// What must be the same of the command, of where and by whom it is called, and of where the names
/// lead that it has.
std::string circumstancesOf(const ProjectOptions &Named) {
  llvm::SmallString<256> Directory;
  llvm::sys::fs::current_path(Directory);
  std::vector<std::string> Words = Arguments;
  Words.push_back(Directory.str().str());
  Words.push_back(std::to_string(geteuid()) + " " + std::to_string(listingWidth()) + " " +
                  std::to_string(isStandardOutputGivenAway()));
  for (const auto *Names : {&Named.BuildDirectories, &Named.Paths, &Named.Excludes})
    for (const std::string &Each : *Names)
      Words.push_back(realPath(Each));
  Words.push_back(realPath(Named.TreeDirectory));
  std::string Result;
  for (const std::string &Each : Words)
    Result += std::to_string(Each.size()) + ":" + Each + "\n";
  return Result;
}

std::string wholeState(const std::string &OfDirectories, const std::string &OfOthers) {
  return Circumstances + OfDirectories + "\n" + OfOthers;
}

/// True if the tree and the builds of \p Of are those that \p Named has, as far as it tells.
bool isOf(const RunMemory &Of, const ProjectOptions &Named) {
  std::set<std::string> Wanted;
  for (const std::string &Build : Named.BuildDirectories)
    Wanted.insert(realPath(Build));
  if (Of.Trees.empty())
    return false;
  Wanted.insert(Of.Trees.front());
  return std::set(Of.Directories.begin(), Of.Directories.end()) == Wanted &&
         Of.Directories.size() <= Wanted.size() + 1;
}

/// What a cache says of the last run of this command.
struct Remembered {
  RunMemory Memory;
  std::string State;
};

/// The cache may be a stranger's.
std::optional<Remembered> recall(const std::string &Cache, const ProjectOptions &Named) {
  RunCache Known(Cache, programVersion());
  Known.loadEntries(RunQuestion);
  const RunCache::Entry *Run = Known.find(RunQuestion, Arguments.front());
  if (!Run || !StringRef(Run->State).starts_with(Circumstances))
    return std::nullopt;
  Remembered Result;
  Result.State = Run->State;
  auto Memory = readJsonText<RunMemory>(Run->Answer);
  if (!Memory || Memory->Paths.size() != Memory->Sizes.size() || !isOf(*Memory, Named) ||
      (Memory->Status != ExitDone && Memory->Status != ExitFindings))
    return std::nullopt;
  Result.Memory = std::move(*Memory);
  for (const std::string &Path : Result.Memory.Paths)
    if (Path.empty() ||
        llvm::none_of(outputs(), [&](const NamedFile &Each) { return Each.Path == Path; }))
      return std::nullopt;
  return Result;
}

/// What the run \p Of wrote to files, one behind the other.
std::optional<llvm::SmallVector<uint8_t, 0>> textsOf(const std::string &Cache,
                                                     const Remembered &Of) {
  size_t Size = 0;
  for (size_t Each : Of.Memory.Sizes)
    if (Each > MostBytes || (Size += Each) > MostBytes)
      return std::nullopt;
  RunCache Known(Cache, programVersion());
  Known.loadEntries(TextQuestion);
  const RunCache::Entry *Packed = Known.find(TextQuestion, Arguments.front());
  llvm::SmallVector<uint8_t, 0> Result;
  if (!Packed || Packed->State != Of.State)
    return std::nullopt;
  if (Error E = zlib::decompress(llvm::arrayRefFromStringRef(Packed->Answer), Result, Size)) {
    llvm::consumeError(std::move(E));
    return std::nullopt;
  }
  return Result;
}

/// True if what the run \p Of read is as it was. \p Now is the state of its directories.
bool holds(const Remembered &Of, const std::optional<std::string> &Now) {
  for (const std::string &Tree : Of.Memory.Trees)
    if (realPath(Tree) != Of.Memory.Trees.front())
      return false;
  return Now && wholeState(*Now, *fileState(Of.Memory.Others)) == Of.State;
}

/// \p Left is textsOf() it.
int repeat(const Remembered &Of, StringRef Left) {
  llvm::TimeTraceScope Time("repeating an earlier run");
  for (const std::string &Tree : Of.Memory.Trees)
    if (Error E = checkOutputOptionsInTree(Tree))
      return reportError(std::move(E));
  for (const auto &[Path, Size] : llvm::zip_equal(Of.Memory.Paths, Of.Memory.Sizes)) {
    if (Error E = writeOutput(Path, Left.take_front(Size)))
      return reportError(std::move(E));
    Left = Left.drop_front(Size);
  }
  listing() << Of.Memory.Listing;
  messages() << Of.Memory.Messages;
  return static_cast<int>(Of.Memory.Status);
}

/// Where that fails the next run finds nothing.
void keep(OwnRun Run, int Status) {
  if (!Run.MayBeKept || !Run.StateBefore || Run.Cache.empty() ||
      (Status != ExitDone && Status != ExitFindings))
    return;
  Run.Memory.Status = static_cast<unsigned>(Status);
  Run.Memory.Messages = std::move(Run.Said.Messages);
  Run.Memory.Listing = std::move(Run.Said.Listing);
  llvm::SmallVector<uint8_t, 0> Packed;
  zlib::compress(llvm::arrayRefFromStringRef(Run.Texts), Packed, zlib::BestSpeedCompression);
  const std::string State = wholeState(*Run.StateBefore, *fileState(Run.Memory.Others));
  RunCache Into(Run.Cache, programVersion());
  Into.store(RunQuestion, Arguments.front(), {State, writeJson(Run.Memory)});
  Into.store(TextQuestion, Arguments.front(), {State, llvm::toStringRef(Packed).str()});
  Into.commit();
}

bool isWithin(StringRef Path, StringRef Directory) {
  return Path.consume_front(Directory) && Path.starts_with("/");
}

/// True if \p Path, and what it leads to, is in the tree or a build, where a change is seen.
bool isWatched(StringRef Path) {
  auto Holds = [&](const std::string &Within) { return isWithin(Path, Within); };
  return llvm::any_of(Current.Memory.Directories, Holds) ||
         llvm::any_of(Current.Memory.Trees, Holds);
}

} // namespace

void kphys::noteCommandLine(llvm::ArrayRef<char *> Words) {
  Arguments.assign(Words.begin() + 1, Words.end());
  HasResponseFile = llvm::any_of(Arguments, [](StringRef Word) { return Word.starts_with("@"); });
  constexpr std::chrono::seconds Tick(1); // the clock of a file system may be behind
  TooLate = std::chrono::duration_cast<std::chrono::nanoseconds>(
                std::chrono::system_clock::now().time_since_epoch() - Tick)
                .count();
}

int kphys::runRemembered(llvm::function_ref<int()> Run) {
  const std::vector<NamedFile> &Inputs = inputs();
  if (!usesCache() || isVerbose() || !zlib::isAvailable() || HasResponseFile ||
      llvm::any_of(Inputs, [](const NamedFile &Each) { return Each.Path == "-"; }))
    return Run();
  llvm::Expected<ProjectOptions> Named = projectOptions();
  if (!Named)
    return reportError(Named.takeError());
  Circumstances = circumstancesOf(*Named);
  OwnRun Begun;
  Begun.MayBeKept = true;
  for (const NamedFile &Each : Inputs)
    if (!Each.Path.empty() && !Each.IsKept)
      Begun.Read.push_back(Each.Path);
  Begun.StateOfRead = fileState(Begun.Read, TooLate);
  if (std::string Cache = Named->BuildDirectories.front() + "/kphys.cache";
      llvm::sys::fs::exists(Cache))
    if (std::optional<Remembered> Known = recall(Cache, *Named)) {
      Begun.StateBefore = stateOf(Known->Memory.Directories);
      Begun.Memory.Directories = Known->Memory.Directories;
      if (holds(*Known, Begun.StateBefore))
        if (auto Texts = textsOf(Cache, *Known))
          return repeat(*Known, llvm::toStringRef(*Texts));
    }
  Current = std::move(Begun);
  recordOutput(&Current.Said);
  int Status = Run();
  recordOutput(nullptr);
  keep(std::move(Current), Status);
  return Status;
}

Error kphys::deliver(const std::string &Path, StringRef Text) {
  if (Current.MayBeKept) {
    Current.Memory.Paths.push_back(Path);
    Current.Memory.Sizes.push_back(Text.size());
    Current.Texts += Text;
  }
  return writeOutput(Path, Text);
}

void kphys::noteProject(const Project &Of) {
  if (!Current.MayBeKept)
    return;
  Current.Memory.Trees = Of.TreeRoots;
  std::vector<std::string> Directories = {Of.Tree.Root};
  for (const Build &Each : Of.Builds)
    Directories.push_back(Each.Directory);
  const bool IsKnown =
      Directories == std::exchange(Current.Memory.Directories, Directories) && Current.StateBefore;
  Current.MayBeKept = llvm::all_of(Of.Units, [](const Unit &Each) {
    return isWatched(Each.Command.File) && !Each.Command.HasResponseFile;
  });
  if (Current.MayBeKept && !IsKnown)
    Current.StateBefore = stateOf(Directories);
}

void kphys::noteRead(Session &In) {
  if (!Current.MayBeKept)
    return;
  Current.Cache = In.Program.home().cachePath();
  // What changed under a run's hands was read before or after, nobody knows.
  Current.MayBeKept =
      Current.StateOfRead && fileState(Current.Read, TooLate) == Current.StateOfRead;
  std::vector<std::string> Read;
  for (size_t Build = 0; Build < In.Program.Builds.size(); ++Build)
    llvm::append_range(Read,
                       In.cacheOf(Build).looked([](StringRef File) { return !isWatched(File); }));
  Current.MayBeKept &= fileState(Read, TooLate).has_value();
  llvm::append_range(Read, Current.Read);
  for (const NamedFile &Each : inputs())
    if (Each.IsKept && !Each.Path.empty() && llvm::sys::path::filename(Each.Path) != "kphys.cache")
      Read.push_back(Each.Path);
  Current.Memory.Others = std::move(Read);
}

void kphys::sayOnce(const std::string &Text, const std::string &Repeated) {
  recordOutput(nullptr);
  messages() << Text;
  Current.Said.Messages += Repeated;
  recordOutput(&Current.Said);
}

void kphys::forgetRun() { Current.MayBeKept = false; }
