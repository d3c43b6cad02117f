// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/index/Merging.h"

#include "tool/index/FlowIndex.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

class Merger {
public:
  Error addAll(const std::vector<std::string> &Inputs, FlowIndex &Into) {
    // Each index has the flows of a header from its own first unit: the first of all counts.
    for (const std::string &Input : Inputs)
      if (Error E = read(Input, FlowIndex::Detail::FlowsOnly,
                         [&](IndexedPart Part) { noteProvider(Part.Name); }))
        return E;
    Error Failure = Error::success();
    for (const std::string &Input : Inputs) {
      Error E = read(Input, FlowIndex::Detail::WithFiles, [&](IndexedPart Part) {
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
  static Error read(const std::string &Path, FlowIndex::Detail Of,
                    const std::function<void(IndexedPart)> &Take) {
    Expected<FlowIndex> Index = FlowIndex::open(Path);
    return Index ? Index->read(Of, Take) : Index.takeError();
  }

  static Error copyHashes(const std::string &Path, FlowIndex &Into) {
    Expected<FlowIndex> Index = FlowIndex::open(Path);
    if (!Index)
      return Index.takeError();
    Expected<std::map<int64_t, FlowIndex::File>> Files = Index->files();
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
  }
  std::string Temporary = Output + ".kphys-new";
  llvm::sys::fs::remove(Temporary);
  Merger Work;
  {
    Expected<FlowIndex> Into = FlowIndex::openForUpdate(Temporary, Maker);
    if (!Into)
      return Into.takeError();
    Error E = Work.addAll(Inputs, *Into);
    if (!E)
      E = Into->commit();
    if (E) {
      llvm::sys::fs::remove(Temporary);
      return std::move(E);
    }
  }
  if (std::error_code Code = llvm::sys::fs::rename(Temporary, Output))
    return llvm::createStringError("cannot write " + Output + ": " + Code.message());
  return Work.unitCount();
}
