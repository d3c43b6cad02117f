// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/Merging.h"

#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/FileErrors.h"
#include "tool/store/FlowIndex.h"
#include "tool/support/Signals.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <sys/stat.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

class Merger {
public:
  Error addAll(std::vector<FlowIndex> &Inputs, FlowIndex &Into) {
    // Each index has the flows of a header from its own first unit: the first of all counts.
    for (FlowIndex &Input : Inputs)
      if (Error E = Input.read(FlowIndex::Detail::FlowsOnly,
                               [&](IndexedPart Part) { noteProvider(Part.Name); }))
        return E;
    Error Failure = Error::success();
    for (FlowIndex &Input : Inputs) {
      Error E = Input.read(FlowIndex::Detail::WithFiles, [&](IndexedPart Part) {
        if (!Failure && isWanted(Part.Name))
          Failure = Into.add(Part);
      });
      if (E) {
        llvm::consumeError(std::move(Failure));
        return E;
      }
      if (Failure)
        return Failure;
      if (Error Hashes = copyHashes(Input, Into))
        return Hashes;
    }
    return Failure;
  }

  size_t unitCount() const { return Units; }

private:
  static Error copyHashes(FlowIndex &From, FlowIndex &Into) {
    Expected<std::map<int64_t, FlowIndex::File>> Files = From.files();
    if (!Files)
      return Files.takeError();
    for (const auto &[Id, File] : *Files)
      if (File.Hash)
        if (Error E = Into.setHash(File.Path, *File.Hash))
          return E;
    return Error::success();
  }

  void noteProvider(const PartName &Name) {
    auto [Known, IsNew] = Providers.try_emplace(Name.Header, Name);
    if (!IsNew && Name < Known->second)
      Known->second = Name;
  }

  /// True for the first of the parts of the same name, and of a header, for its provider's alone.
  bool isWanted(const PartName &Name) {
    if ((!Name.Header.empty() && Providers[Name.Header] != Name) || !Added.insert(Name).second)
      return false;
    Units += Name.Header.empty();
    return true;
  }

  std::map<std::string, PartName> Providers; ///< by header
  std::set<PartName> Added;
  size_t Units = 0;
};

} // namespace

Expected<size_t> kphys::mergeIndexes(const std::vector<std::string> &Inputs,
                                     const std::string &Output) {
  if (llvm::sys::fs::exists(Output))
    return llvm::createStringError(Output + " exists already");
  std::string Maker;
  std::vector<FlowIndex> Sources; // open all the time: another process may change them meanwhile
  for (const std::string &Input : Inputs) {
    Expected<FlowIndex> Index = FlowIndex::open(Input);
    if (!Index)
      return Index.takeError();
    Expected<std::string> MadeBy = Index->maker();
    if (!MadeBy)
      return MadeBy.takeError();
    if (!Maker.empty() && Maker != *MadeBy)
      return llvm::createStringError(Input + ": made by another version of kphys than " +
                                     Inputs.front());
    Maker = *MadeBy;
    Sources.push_back(std::move(*Index));
  }
  std::string Parent = llvm::sys::path::parent_path(Output).str();
  // A directory of its own: SQLite has files beside its file, and nobody can have planted a link.
  RemovedAtEnd Directory((Parent.empty() ? "." : Parent) + "/.kphys-" + randomName());
  if (mkdir(Directory.path().c_str(), 0700) != 0)
    return fileError("cannot write", Output, lastError());
  std::string Temporary = Directory.path() + "/index";
  Merger Work;
  {
    Expected<FlowIndex> Into = FlowIndex::openForUpdate(Temporary, Maker);
    if (!Into)
      return Into.takeError();
    Error E = Work.addAll(Sources, *Into);
    if (!E)
      E = Into->commit();
    if (E)
      return std::move(E);
  }
  if (llvm::sys::fs::exists(Output)) // by now
    return llvm::createStringError(Output + " exists already");
  if (std::error_code Code = llvm::sys::fs::rename(Temporary, Output))
    return fileError("cannot write", Output, Code);
  return Work.unitCount();
}
