// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/SuggestBuilds.h"
#include "tool/commands/RememberedRun.h"

#include "checks/sources/Escapes.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/DatabaseMaking.h"
#include "tool/residue/Suggestion.h"
#include "tool/support/Output.h"
#include "tool/support/ScratchDirectory.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::opt<bool> Suggest("suggest-configs",
                      cl::desc("Name the fewest further builds that show most of what no build has "
                               "seen; runs the tree's Kconfig"),
                      cl::sub(scanCommand().Sub), cl::cat(optionCategory()));
cl::opt<std::string> RunSuggested("run-suggested",
                                  cl::desc("Make these builds, each in a directory below DIR"),
                                  cl::value_desc("DIR"), cl::sub(scanCommand().Sub),
                                  cl::cat(optionCategory()));

/// The names of directories for \p Builds: the architecture, with a number where it is not the
/// first.
std::vector<std::string> directoriesFor(const std::vector<SuggestedBuild> &Builds) {
  std::map<std::string, unsigned> Seen;
  std::vector<std::string> Result;
  for (const SuggestedBuild &Each : Builds) {
    unsigned Number = ++Seen[Each.Architecture];
    Result.push_back(Each.Architecture + (Number == 1 ? "" : "-" + std::to_string(Number)));
  }
  return Result;
}

void print(const SuggestedBuild &Build, const std::string &Tree, const std::string &Directory) {
  listing() << "# " << Build.Places << " more places\nkphys compdb --tree " << Tree << " -o "
            << Directory << " --arch " << Build.Architecture;
  for (const std::string &Each : Build.Forced)
    listing() << " --set " << Each;
  for (const std::string &Each : Build.Targets)
    listing() << " " << Each;
  listing() << "\n";
}

/// What no build would show, and why, as far as is known: each file once.
void printRest(const Analysis &Of, const std::vector<size_t> &Sites) {
  std::map<std::pair<std::string, std::string>, unsigned> Counts;
  for (size_t Number : Sites) {
    const Site &Each = Of.Sites[Number];
    ++Counts[{Each.File, Each.Detail}];
  }
  for (const auto &[Place, Count] : Counts)
    listing() << "# stays unseen: " << printableName(Place.first) << ": " << Count << " ("
              << printableName(Place.second) << ")\n";
}

/// The suggestions for what \p Unseen has, with a message for each configuration that cannot be.
Suggestions suggestionsFor(const std::vector<std::vector<Revealing>> &Unseen,
                           const std::string &Tree, const std::string &Scratch, size_t &Failed) {
  auto Configure =
      [&](const std::string &Architecture,
          const std::vector<std::string> &Forced) -> llvm::Expected<std::set<std::string>> {
    DatabaseRequest Request = {Tree, Scratch, Architecture};
    Request.Forced = Forced;
    llvm::Expected<std::set<std::string>> Set = configuredSymbols(Request);
    if (Set)
      return Set;
    ++Failed;
    std::string Why = llvm::toString(Set.takeError());
    messages() << "kphys: warning: " << Architecture << " cannot be configured: " << Why << "\n";
    return llvm::createStringError(Why);
  };
  return suggestBuilds(Unseen, KconfigHints(Tree), Configure);
}

std::string absolute(const std::string &Path) {
  llvm::SmallString<256> Result(Path);
  llvm::sys::fs::make_absolute(Result);
  return Result.str().str();
}

/// The project that the command line names, with builds to be added, as a file in \p Directory.
llvm::Expected<ProjectFile> projectIn(const std::string &Directory, const Project &Of) {
  llvm::Expected<ProjectFile> Result = namedProject();
  if (!Result)
    return Result;
  std::string Path = Directory + "/kphys.json";
  if (llvm::sys::fs::equivalent(Path, Result->Path))
    return llvm::createStringError(Path + " is the project file itself: take another directory");
  if (std::error_code Code = llvm::sys::fs::create_directories(Directory))
    return llvm::createStringError("cannot create " + Directory + ": " + Code.message());
  Result->Path = Path;
  Result->Tree = Of.Tree.Root;
  for (std::string &Each : Result->Catalogs)
    Each = absolute(Each);
  Result->Builds.clear();
  for (const Build &Each : Of.Builds)
    Result->Builds.push_back(Each.Directory);
  return Result;
}

/// Makes \p Builds below \p Directory, and a project file of all builds.
ExitStatus make(const std::vector<SuggestedBuild> &Builds, const Project &Of,
                const std::string &Directory) {
  ExitStatus Status = ExitDone;
  llvm::Expected<ProjectFile> All = projectIn(Directory, Of);
  if (!All)
    return static_cast<ExitStatus>(reportError(All.takeError()));
  std::vector<std::string> Names = directoriesFor(Builds);
  for (size_t I = 0; I < Builds.size(); ++I) {
    DatabaseRequest Request = {Of.Tree.Root, Directory + "/" + Names[I], Builds[I].Architecture};
    Request.Forced = Builds[I].Forced;
    Request.Targets.assign(Builds[I].Targets.begin(), Builds[I].Targets.end());
    llvm::Expected<size_t> Entries = makeDatabase(Request);
    if (Entries) {
      All->Builds.push_back(Names[I]);
      continue;
    }
    Status = ExitUnitFailed;
    messages() << "kphys: warning: " << Request.Directory << ": "
               << llvm::toString(Entries.takeError()) << "\n";
  }
  if (llvm::Error E = All->write())
    return static_cast<ExitStatus>(reportError(std::move(E)));
  messages() << "kphys: " << All->Builds.size() << " builds in " << All->Path << "\n";
  return Status;
}

} // namespace

ExitStatus kphys::suggestBuilds(const Analysis &Of) {
  if (!Suggest && RunSuggested.empty())
    return ExitDone;
  forgetRun();               // it depends on what is installed, too
  std::vector<size_t> Sites; ///< by place
  std::vector<std::vector<Revealing>> Unseen;
  for (const auto &[Number, Ways] : Of.Unseen) {
    Sites.push_back(Number);
    Unseen.push_back(Ways);
  }
  std::unique_ptr<ScratchDirectory> Scratch = ScratchDirectory::create();
  if (!Scratch)
    return static_cast<ExitStatus>(
        reportError(llvm::createStringError("no directory for configurations could be made")));
  size_t Failed = 0;
  Suggestions Found = suggestionsFor(Unseen, Of.Of.Tree.Root, Scratch->path(), Failed);
  std::vector<std::string> Names = directoriesFor(Found.Builds);
  const std::string Below = RunSuggested.empty() ? "BUILDS" : RunSuggested.getValue();
  size_t Places = 0;
  for (size_t I = 0; I < Found.Builds.size(); ++I) {
    print(Found.Builds[I], Of.Of.Tree.Root, Below + "/" + Names[I]);
    Places += Found.Builds[I].Places;
  }
  for (size_t &Each : Found.Left)
    Each = Sites[Each];
  printRest(Of, Found.Left);
  messages() << "kphys: " << Found.Builds.size() << " builds would show " << Places << " of "
             << Sites.size() << " places that no build has seen\n";
  if (Failed != 0)
    messages() << "kphys: warning: " << Failed << " architectures were not tried\n";
  ExitStatus Made = RunSuggested.empty() ? ExitDone : make(Found.Builds, Of.Of, Below);
  return Made == ExitDone && Failed != 0 ? ExitUnitFailed : Made;
}
