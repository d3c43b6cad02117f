// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/Lines.h"
#include "tool/patch/UnifiedPatch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

using LineList = std::vector<std::string>;

/// How a direction is tried, and what there is to say for it.
struct Attempt {
  bool IsBackwards = false;
  bool MayMove = false;
  size_t Matched = 0;  ///< lines that had to be there and were, those that tell something
  size_t Distance = 0; ///< of hunks from their own lines
};

/// A hunk, in the direction that is tried.
struct Step {
  const LineList &Before, &After;
  bool HasContext;
};

bool isAt(const LineList &Text, const LineList &Wanted, size_t At) {
  return Wanted.size() <= Text.size() && At <= Text.size() - Wanted.size() &&
         std::equal(Wanted.begin(), Wanted.end(), Text.begin() + At);
}

/// The number of \p Lines that tell something: blank lines and braces stand everywhere.
size_t tellingLines(const LineList &Lines) {
  return llvm::count_if(Lines, [](const std::string &Line) {
    return llvm::any_of(Line, [](char C) { return llvm::isAlnum(C); });
  });
}

/// True if \p Is can be made at line \p At. What would be made of it may be there already: where
/// that explains more lines, it is not what is to be changed.
bool fitsAt(const LineList &Text, const Step &Is, size_t At) {
  return isAt(Text, Is.Before, At) &&
         !(tellingLines(Is.After) > tellingLines(Is.Before) && isAt(Text, Is.After, At));
}

/// True if what \p Is makes is at line \p At already.
bool isMade(const LineList &Text, const Step &Is, ptrdiff_t At) {
  return At >= 0 && tellingLines(Is.After) > 0 && isAt(Text, Is.After, At);
}

/// The place in \p Text, from line \p First on and as near to \p Near as can be, where \p Is fits.
std::optional<size_t> findPlace(const LineList &Text, const Step &Is, size_t First, size_t Near) {
  std::vector<size_t> Places;
  for (size_t At = First; At + Is.Before.size() <= Text.size(); ++At)
    if (fitsAt(Text, Is, At))
      Places.push_back(At);
  auto Distance = [&](size_t At) { return At < Near ? Near - At : At - Near; };
  auto Nearest =
      llvm::min_element(Places, [&](size_t A, size_t B) { return Distance(A) < Distance(B); });
  if (Nearest == Places.end() || (!Is.HasContext && Places.size() > 1))
    return std::nullopt;
  return *Nearest;
}

/// The files while patches are applied, or taken back.
class Files {
public:
  Files(const FileReader &Read, Attempt &Trial) : Read(Read), Trial(Trial) {}

  Error apply(const FilePatch &Patch) {
    const std::string &From = Trial.IsBackwards ? Patch.NewName : Patch.OldName;
    const std::string &To = Trial.IsBackwards ? Patch.OldName : Patch.NewName;
    std::optional<std::string> Old = From.empty() ? std::nullopt : text(From);
    if (!From.empty() && !Old)
      return llvm::createStringError("there is no file " + From);
    const bool IsThere = Patch.IsCopy && Trial.IsBackwards; // what was copied
    if (From != To && !To.empty() && !IsThere && text(To))
      return llvm::createStringError("there is a file " + To + " already");
    LineList Lines = splitLines(Old.value_or(""));
    if (Error E = changeLines(Lines, Patch, From))
      return E;
    if (To.empty() && !Lines.empty())
      return llvm::createStringError("there is more in " + From + " than the patch " +
                                     (Trial.IsBackwards ? "adds" : "removes"));
    if (!From.empty() && From != To && (!Patch.IsCopy || Trial.IsBackwards))
      Texts[From] = std::nullopt;
    if (!To.empty() && !IsThere)
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
  Error changeLines(LineList &Lines, const FilePatch &Patch, const std::string &Name) {
    ptrdiff_t Moved = 0; // lines of the text against those of the patch
    size_t First = 0;    // behind the hunk before: they are in order
    for (const PatchHunk &Hunk : Patch.Hunks) {
      Step Is = {Trial.IsBackwards ? Hunk.New : Hunk.Old, Trial.IsBackwards ? Hunk.Old : Hunk.New,
                 Hunk.HasContext};
      unsigned Start = Trial.IsBackwards ? Hunk.NewStart : Hunk.OldStart;
      // A range without lines names the line before it.
      ptrdiff_t Own = static_cast<ptrdiff_t>(Start) - (Is.Before.empty() ? 0 : 1) + Moved;
      std::optional<size_t> At;
      if (Own >= static_cast<ptrdiff_t>(First) && fitsAt(Lines, Is, Own))
        At = Own;
      else if (Trial.MayMove && !Is.Before.empty() && !isMade(Lines, Is, Own))
        At = findPlace(Lines, Is, First, std::max<ptrdiff_t>(Own, 0));
      if (!At)
        return llvm::createStringError("the hunk at line " + llvm::Twine(Hunk.Line) +
                                       " of the patch does not apply to " + Name);
      Lines.erase(Lines.begin() + *At, Lines.begin() + *At + Is.Before.size());
      Lines.insert(Lines.begin() + *At, Is.After.begin(), Is.After.end());
      First = *At + Is.After.size();
      Trial.Matched += tellingLines(Is.Before);
      ptrdiff_t Off = static_cast<ptrdiff_t>(*At) - Own;
      Trial.Distance += std::abs(Off);
      Moved += Off + Is.After.size() - Is.Before.size();
    }
    return Error::success();
  }

  const FileReader &Read;
  Attempt &Trial;
  std::map<std::string, std::optional<std::string>> Texts;
};

/// The other side of \p Patches, from what is on disk.
Expected<PatchedFiles> applyOneWay(const std::vector<FilePatch> &Patches, const FileReader &Read,
                                   Attempt &Trial) {
  const bool Backwards = Trial.IsBackwards;
  Files Tree(Read, Trial);
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

/// A direction as it went.
struct Outcome {
  Attempt Trial;
  std::optional<PatchedFiles> Result;
  std::string Problem; ///< where there is no result

  Outcome(const std::vector<FilePatch> &Patches, const FileReader &Read, bool IsBackwards,
          bool MayMove)
      : Trial{IsBackwards, MayMove} {
    if (Expected<PatchedFiles> Applied = applyOneWay(Patches, Read, Trial))
      Result = std::move(*Applied);
    else
      Problem = llvm::toString(Applied.takeError());
  }
};

Error undecided() {
  return llvm::createStringError("the patch fits as one that is applied and as one that is not: "
                                 "more lines of context would tell (diff -U3)");
}

} // namespace

Expected<PatchedFiles> kphys::applyPatches(const std::vector<FilePatch> &Patches,
                                           const FileReader &Read) {
  auto Try = [&](bool IsBackwards, bool MayMove) {
    return Outcome(Patches, Read, IsBackwards, MayMove);
  };
  for (bool IsBackwards : {true, false})
    if (Outcome AsItStands = Try(IsBackwards, /*MayMove=*/false); AsItStands.Result) {
      // Where no line had to be there, anything fits.
      if (AsItStands.Trial.Matched == 0 && Try(!IsBackwards, /*MayMove=*/true).Result)
        return undecided();
      return std::move(*AsItStands.Result);
    }
  Outcome Back = Try(/*IsBackwards=*/true, /*MayMove=*/true);
  Outcome Forth = Try(/*IsBackwards=*/false, /*MayMove=*/true);
  if (Back.Result && Forth.Result && Back.Trial.Distance >= Forth.Trial.Distance)
    return undecided();
  if (Back.Result)
    return std::move(*Back.Result);
  if (Forth.Result)
    return std::move(*Forth.Result);
  return llvm::createStringError(Forth.Problem + "; nor is it there already: " + Back.Problem);
}
