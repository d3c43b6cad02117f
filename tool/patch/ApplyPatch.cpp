// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/EditedLines.h"
#include "tool/patch/UnifiedPatch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// How a direction is tried, and what there is to say for it.
struct Attempt {
  bool IsBackwards = false;
  bool MayMove = false;
  size_t Matched = 0;  ///< lines that had to be there and were, those that tell something
  size_t Distance = 0; ///< of hunks from their own lines
  size_t Searched = 0; ///< lines, for hunks that moved
};

/// So many lines may be searched for the hunks of a patch: a second's work.
constexpr size_t MostSearched = 20'000'000;

/// The number of \p Lines that tell something: blank lines and braces stand everywhere.
size_t tellingLines(const LineList &Lines) {
  return llvm::count_if(Lines, [](const std::string &Line) {
    return llvm::any_of(Line, [](char C) { return llvm::isAlnum(C); });
  });
}

/// A hunk, in the direction that is tried.
struct Step {
  Step(const LineList &Before, const LineList &After, bool HasContext)
      : Before(Before), After(After), HasContext(HasContext), TellsBefore(tellingLines(Before)),
        TellsAfter(tellingLines(After)) {}

  const LineList &Before, &After;
  const bool HasContext;
  const size_t TellsBefore, TellsAfter;
};

/// True if \p Is can be made at line \p At. What would be made of it may be there already: where
/// that explains more lines, it is not what is to be changed.
bool fitsAt(const EditedLines &Text, const Step &Is, size_t At) {
  return Text.isAt(Is.Before, At) && !(Is.TellsAfter > Is.TellsBefore && Text.isAt(Is.After, At));
}

/// True if what \p Is makes is at line \p At already.
bool isMade(const EditedLines &Text, const Step &Is, ptrdiff_t At) {
  return At >= 0 && Is.TellsAfter > 0 && Text.isAt(Is.After, At);
}

/// The place that is still open, as near to \p Near as can be, where \p Is fits.
std::optional<size_t> findPlace(const EditedLines &Text, const Step &Is, size_t Near) {
  std::vector<size_t> Places = Text.find(Is.Before), Made;
  if (Is.TellsAfter > Is.TellsBefore)
    Made = Text.find(Is.After);
  llvm::erase_if(Places, [&](size_t At) { return llvm::binary_search(Made, At); });
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
    EditedLines Lines(Old ? llvm::StringRef(*Old) : llvm::StringRef());
    if (Error E = changeLines(Lines, Patch, From))
      return E;
    if (To.empty() && Lines.size() > 0)
      return llvm::createStringError("there is more in " + From + " than the patch " +
                                     (Trial.IsBackwards ? "adds" : "removes"));
    if (!From.empty() && From != To && (!Patch.IsCopy || Trial.IsBackwards))
      Texts[From] = std::nullopt;
    if (!To.empty() && !IsThere)
      Texts[To] = Lines.text();
    return Error::success();
  }

  std::optional<std::string> text(const std::string &Name) {
    auto [Known, IsNew] = Texts.try_emplace(Name);
    if (IsNew)
      Known->second = Read(Name);
    return Known->second;
  }

  /// What is there and will be gone.
  std::vector<std::string> gone() const {
    std::vector<std::string> Result;
    for (const auto &[Name, Text] : Texts)
      if (!Text && Read(Name))
        Result.push_back(Name);
    return Result;
  }

private:
  Error changeLines(EditedLines &Lines, const FilePatch &Patch, const std::string &Name) {
    ptrdiff_t Moved = 0; // lines of the text against those of the patch
    for (const PatchHunk &Hunk : Patch.Hunks) {
      Step Is(Trial.IsBackwards ? Hunk.New : Hunk.Old, Trial.IsBackwards ? Hunk.Old : Hunk.New,
              Hunk.HasContext);
      unsigned Start = Trial.IsBackwards ? Hunk.NewStart : Hunk.OldStart;
      // A range without lines names the line before it.
      ptrdiff_t Own = static_cast<ptrdiff_t>(Start) - (Is.Before.empty() ? 0 : 1) + Moved;
      std::optional<size_t> At;
      if (Own >= static_cast<ptrdiff_t>(Lines.firstOpen()) && fitsAt(Lines, Is, Own)) {
        At = Own;
      } else if (Trial.MayMove && !Is.Before.empty() && !isMade(Lines, Is, Own)) {
        Trial.Searched += Lines.size() - Lines.firstOpen();
        if (Trial.Searched > MostSearched)
          return llvm::createStringError("too many hunks of the patch have moved: it must be made "
                                         "anew");
        At = findPlace(Lines, Is, std::max<ptrdiff_t>(Own, 0));
      }
      if (!At)
        return llvm::createStringError("the hunk at line " + llvm::Twine(Hunk.Line) +
                                       " of the patch does not apply to " + Name);
      Lines.replace(*At, Is.Before.size(), Is.After);
      Trial.Matched += Is.TellsBefore;
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
  Result.Gone = Tree.gone();
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
