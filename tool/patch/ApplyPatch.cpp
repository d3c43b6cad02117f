// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/Lines.h"
#include "tool/patch/UnifiedPatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// The place in \p Text, as near to \p Near as can be, where the lines \p Wanted stand.
std::optional<size_t> findLines(const std::vector<std::string> &Text,
                                const std::vector<std::string> &Wanted, size_t Near) {
  if (Wanted.size() > Text.size())
    return std::nullopt;
  size_t Last = Text.size() - Wanted.size();
  Near = std::min(Near, Last);
  auto IsAt = [&](size_t At) {
    return std::equal(Wanted.begin(), Wanted.end(), Text.begin() + At);
  };
  for (size_t Distance = 0; Distance <= Last; ++Distance) {
    if (Distance <= Near && IsAt(Near - Distance))
      return Near - Distance;
    if (Near + Distance <= Last && IsAt(Near + Distance))
      return Near + Distance;
  }
  return std::nullopt;
}

/// The files while patches are applied, or taken back.
class Files {
public:
  Files(const FileReader &Read, bool Backwards) : Read(Read), Backwards(Backwards) {}

  Error apply(const FilePatch &Patch) {
    const std::string &From = Backwards ? Patch.NewName : Patch.OldName;
    const std::string &To = Backwards ? Patch.OldName : Patch.NewName;
    std::optional<std::string> Old = From.empty() ? std::nullopt : text(From);
    if (!From.empty() && !Old)
      return llvm::createStringError("there is no file " + From);
    if (From.empty() && text(To))
      return llvm::createStringError("there is a file " + To + " already");
    std::vector<std::string> Lines = splitLines(Old.value_or(""));
    ptrdiff_t Moved = 0;
    for (const PatchHunk &Hunk : Patch.Hunks) {
      const std::vector<std::string> &Before = Backwards ? Hunk.New : Hunk.Old;
      const std::vector<std::string> &After = Backwards ? Hunk.Old : Hunk.New;
      unsigned Start = Backwards ? Hunk.NewStart : Hunk.OldStart;
      // A range without lines names the line before it.
      ptrdiff_t Wanted = static_cast<ptrdiff_t>(Start) - (Before.empty() ? 0 : 1) + Moved;
      std::optional<size_t> At = findLines(Lines, Before, std::max<ptrdiff_t>(Wanted, 0));
      if (!At)
        return llvm::createStringError("the hunk at line " + llvm::Twine(Hunk.Line) +
                                       " of the patch does not apply to " + From);
      Lines.erase(Lines.begin() + *At, Lines.begin() + *At + Before.size());
      Lines.insert(Lines.begin() + *At, After.begin(), After.end());
      Moved += static_cast<ptrdiff_t>(*At) - Wanted + After.size() - Before.size();
    }
    if (!From.empty() && From != To)
      Texts[From] = std::nullopt;
    if (!To.empty())
      Texts[To] = llvm::join(Lines, "");
    return Error::success();
  }

  std::optional<std::string> text(const std::string &Name) {
    auto [Known, IsNew] = Texts.try_emplace(Name);
    if (IsNew)
      Known->second = Read(Name);
    return Known->second;
  }

private:
  const FileReader &Read;
  const bool Backwards;
  std::map<std::string, std::optional<std::string>> Texts;
};

/// The other side of \p Patches, from what is on disk.
Expected<PatchedFiles> applyOneWay(const std::vector<FilePatch> &Patches, const FileReader &Read,
                                   bool Backwards) {
  Files Tree(Read, Backwards);
  auto Apply = [&](const FilePatch &Each) { return Tree.apply(Each); };
  if (Backwards) {
    for (const FilePatch &Each : llvm::reverse(Patches))
      if (Error E = Apply(Each))
        return std::move(E);
  } else {
    for (const FilePatch &Each : Patches)
      if (Error E = Apply(Each))
        return std::move(E);
  }
  std::map<std::string, std::string> OldNames; // by the name that the file has in the end
  for (const FilePatch &Each : Patches) {
    std::string Old = Each.OldName;
    if (auto Known = OldNames.find(Old); Known != OldNames.end()) {
      Old = Known->second;
      if (Each.NewName != Each.OldName)
        OldNames.erase(Known);
    }
    OldNames.insert_or_assign(Each.NewName.empty() ? Each.OldName : Each.NewName, Old);
  }
  PatchedFiles Result;
  Result.IsApplied = Backwards;
  for (const auto &[Name, Old] : OldNames) {
    ChangedFile File = {Old, Name, std::nullopt, std::nullopt};
    (Backwards ? File.After : File.Before) = Read(Backwards ? Name : Old);
    (Backwards ? File.Before : File.After) = Tree.text(Backwards ? Old : Name);
    if (Old.empty())
      File.Before = std::nullopt;
    Result.Files.push_back(std::move(File));
  }
  return Result;
}

} // namespace

Expected<PatchedFiles> kphys::applyPatches(const std::vector<FilePatch> &Patches,
                                           const FileReader &Read) {
  Expected<PatchedFiles> Forward = applyOneWay(Patches, Read, /*Backwards=*/false);
  if (Forward)
    return Forward;
  Expected<PatchedFiles> Backward = applyOneWay(Patches, Read, /*Backwards=*/true);
  if (Backward) {
    llvm::consumeError(Forward.takeError());
    return Backward;
  }
  llvm::consumeError(Backward.takeError());
  return Forward;
}
