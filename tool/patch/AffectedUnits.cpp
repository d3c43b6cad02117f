// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/AffectedUnits.h"

#include "checks/sources/IdentifierScan.h"
#include "checks/sources/RegularFile.h"
#include "tool/store/FlowIndex.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {

/// Units parsed for one header: a patch is to be checked while its author waits.
constexpr size_t MaxUnitsPerHeader = 4;

class Chooser {
public:
  Chooser(const Project &Of, const PatchedFiles &Patched) : Of(Of), Patched(Patched) {
    for (size_t I = 0; I < Of.Units.size(); ++I)
      if (!Of.Units[I].Source.empty() && !Of.Units[I].isAssembly())
        BySource.emplace(Of.Units[I].Source, I);
  }

  Expected<AffectedUnits> choose(const std::string &Index) {
    for (const ChangedFile &Each : Patched.Files) {
      const std::string &Name = Each.NewName.empty() ? Each.OldName : Each.NewName;
      if (StringRef(Name).ends_with(".c"))
        addSource(Each, Name);
    }
    std::set<std::string> Headers;
    for (const ChangedFile &Each : Patched.Files) // who reads one that goes sees that, too
      for (const std::string &Name : {Each.OldName, Each.NewName})
        if (StringRef(Name).ends_with(".h"))
          Headers.insert(Name);
    for (const std::string &Name : Headers)
      if (Error E = addReaders(Name, Index))
        return std::move(E);
    return std::move(Result);
  }

private:
  std::string path(const std::string &Name) const {
    return Name.empty() ? std::string() : Of.Tree.Root + "/" + Name;
  }

  void add(size_t Unit, const std::string &OldName, const std::string &NewName) {
    Result.Units.push_back({Of.Units[Unit].Command, path(OldName), path(NewName)});
  }

  void addSource(const ChangedFile &File, const std::string &Name) {
    const std::string New = File.After ? File.NewName : ""; // a file that goes is parsed no more
    auto [First, Last] = BySource.equal_range(Name);
    if (First == Last) // it has a new name, which the database does not know yet
      std::tie(First, Last) = BySource.equal_range(File.OldName);
    if (First != Last) {
      for (auto Unit = First; Unit != Last; ++Unit)
        add(Unit->second, File.OldName, New);
      return;
    }
    if (std::optional<size_t> Neighbour = neighbourOf(Name)) {
      add(*Neighbour, File.OldName, New);
      Result.Notes.push_back(Name + " is not in the database: parsed as " +
                             Of.Units[*Neighbour].Source + " is");
    } else {
      Result.Notes.push_back(Name + " is not in the database, nor is a file next to it: not "
                                    "parsed, its text alone is looked at");
    }
  }

  std::optional<size_t> neighbourOf(StringRef Name) const {
    std::string Directory = llvm::sys::path::parent_path(Name).str() + "/";
    for (auto Unit = BySource.lower_bound(Directory);
         Unit != BySource.end() && StringRef(Unit->first).starts_with(Directory); ++Unit)
      if (!StringRef(Unit->first).drop_front(Directory.size()).contains('/'))
        return Unit->second;
    return std::nullopt;
  }

  Error addReaders(const std::string &Header, const std::string &Index) {
    std::vector<std::string> Readers = neighboursThatInclude(Header);
    if (!Index.empty()) {
      Expected<FlowIndex> Known = FlowIndex::open(Index);
      if (!Known)
        return Known.takeError();
      Expected<std::vector<std::string>> Units = Known->readersOf(Header);
      if (!Units)
        return Units.takeError();
      Readers.insert(Readers.end(), Units->begin(), Units->end());
    }
    std::set<std::string> Chosen;
    size_t Left = 0;
    for (const std::string &Source : Readers) {
      auto Unit = BySource.find(Source);
      if (Unit == BySource.end() || isChanged(Source) || Chosen.count(Source))
        continue;
      if (Chosen.size() >= MaxUnitsPerHeader) {
        ++Left;
        continue;
      }
      Chosen.insert(Source);
      if (ForHeaders.insert(Source).second)
        add(Unit->second, Source, Source);
    }
    if (Left > 0)
      Result.Notes.push_back(Header + " is read by " + std::to_string(Chosen.size() + Left) +
                             " units besides those of the patch; " + std::to_string(Chosen.size()) +
                             " were looked at");
    return Error::success();
  }

  bool isChanged(const std::string &Source) const {
    return llvm::any_of(Patched.Files, [&](const ChangedFile &Each) {
      return Each.NewName == Source || Each.OldName == Source;
    });
  }

  /// The units below the directory of \p Header, of a driver, that name it.
  std::vector<std::string> neighboursThatInclude(const std::string &Header) const {
    std::vector<std::string> Result;
    std::string Directory = llvm::sys::path::parent_path(Header).str() + "/";
    StringRef Name = llvm::sys::path::filename(Header);
    for (auto Unit = BySource.lower_bound(Directory);
         Unit != BySource.end() && StringRef(Unit->first).starts_with(Directory); ++Unit) {
      auto Text = readRegularFile(path(Unit->first));
      if (Text && llvm::any_of(includesIn((*Text)->getBuffer()), [&](StringRef Each) {
            return llvm::sys::path::filename(Each) == Name;
          }))
        Result.push_back(Unit->first);
    }
    return Result;
  }

  const Project &Of;
  const PatchedFiles &Patched;
  std::multimap<std::string, size_t> BySource;
  std::set<std::string> ForHeaders; ///< sources of units that are there for a header
  AffectedUnits Result;
};

} // namespace

Expected<AffectedUnits> kphys::affectedUnits(const Project &Of, const PatchedFiles &Patched,
                                             const std::string &Index) {
  return Chooser(Of, Patched).choose(Index);
}
