// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/UnifiedDiff.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned ContextLines = 3;

/// A run of old lines and what stands there afterwards.
struct Change {
  unsigned Begin = 0; ///< first old line, from 0
  unsigned End = 0;   ///< one past the last old line
  std::vector<StringRef> Old;
  std::string NewText;
  std::vector<StringRef> New;
};

class DiffWriter {
public:
  explicit DiffWriter(const EditedFile &File) : File(File), Old(splitLines(File.Before)) {
    unsigned Offset = 0;
    for (StringRef Line : Old) {
      Starts.push_back(Offset);
      Offset += Line.size();
    }
  }

  std::string write() {
    findChanges();
    std::string Body;
    for (size_t First = 0; First < Changes.size();) {
      size_t Last = First;
      while (Last + 1 < Changes.size() &&
             Changes[Last + 1].Begin <= Changes[Last].End + 2 * ContextLines)
        ++Last;
      Body += hunk(First, Last);
      First = Last + 1;
    }
    if (Body.empty())
      return {};
    return "--- " + diffName("a/", File.Path) + "\n+++ " + diffName("b/", File.Path) + "\n" + Body;
  }

private:
  unsigned lineOf(unsigned Offset) const {
    if (Starts.empty())
      return 0;
    return llvm::upper_bound(Starts, Offset) - Starts.begin() - 1;
  }

  /// Groups the edits on the same or adjacent lines and keeps what differs of each group.
  void findChanges() {
    for (size_t First = 0; First < File.Edits.size();) {
      Change Found;
      Found.Begin = lineOf(File.Edits[First].Offset);
      size_t Last = First;
      for (;; ++Last) {
        const TextEdit &Edit = File.Edits[Last];
        Found.End = std::min<unsigned>(lineOf(Edit.Offset + Edit.Length) + 1, Old.size());
        if (Last + 1 == File.Edits.size() || lineOf(File.Edits[Last + 1].Offset) > Found.End)
          break;
      }
      addChange(std::move(Found), First, Last);
      First = Last + 1;
    }
    for (Change &Found : Changes) { // views into NewText, which no longer moves
      Found.New = splitLines(Found.NewText);
      trim(Found);
    }
    llvm::erase_if(Changes, [](const Change &C) { return C.Old.empty() && C.New.empty(); });
  }

  void addChange(Change Found, size_t First, size_t Last) {
    unsigned Begin = Found.Begin < Starts.size() ? Starts[Found.Begin] : File.Before.size();
    unsigned End = Found.End < Starts.size() ? Starts[Found.End] : File.Before.size();
    std::vector<TextEdit> Inside(File.Edits.begin() + First, File.Edits.begin() + Last + 1);
    for (TextEdit &Edit : Inside)
      Edit.Offset -= Begin;
    Found.NewText = applyEdits(StringRef(File.Before).slice(Begin, End), Inside);
    Found.Old.assign(Old.begin() + Found.Begin, Old.begin() + Found.End);
    Changes.push_back(std::move(Found));
  }

  static void trim(Change &Found) {
    while (!Found.Old.empty() && !Found.New.empty() && Found.Old.front() == Found.New.front()) {
      Found.Old.erase(Found.Old.begin());
      Found.New.erase(Found.New.begin());
      ++Found.Begin;
    }
    while (!Found.Old.empty() && !Found.New.empty() && Found.Old.back() == Found.New.back()) {
      Found.Old.pop_back();
      Found.New.pop_back();
      --Found.End;
    }
  }

  static void addLine(std::string &Text, char Mark, StringRef Line) {
    Text += Mark;
    Text += Line;
    if (!Line.ends_with("\n"))
      Text += "\n\\ No newline at end of file\n";
  }

  std::string hunk(size_t First, size_t Last) {
    unsigned Begin = Changes[First].Begin - std::min(Changes[First].Begin, ContextLines);
    unsigned End = std::min<unsigned>(Changes[Last].End + ContextLines, Old.size());
    std::string Body;
    unsigned OldCount = End - Begin, NewCount = OldCount, At = Begin;
    int ShiftInside = 0;
    for (size_t I = First; I <= Last; ++I) {
      const Change &Part = Changes[I];
      for (; At < Part.Begin; ++At)
        addLine(Body, ' ', Old[At]);
      for (StringRef Line : Part.Old)
        addLine(Body, '-', Line);
      for (StringRef Line : Part.New)
        addLine(Body, '+', Line);
      At = Part.End;
      ShiftInside += static_cast<int>(Part.New.size()) - static_cast<int>(Part.Old.size());
    }
    for (; At < End; ++At)
      addLine(Body, ' ', Old[At]);
    NewCount += ShiftInside;
    unsigned OldLine = OldCount ? Begin + 1 : Begin;
    unsigned NewLine = (NewCount ? Begin + 1 : Begin) + Shift;
    Shift += ShiftInside;
    return "@@ -" + std::to_string(OldLine) + "," + std::to_string(OldCount) + " +" +
           std::to_string(NewLine) + "," + std::to_string(NewCount) + " @@\n" + Body;
  }

  const EditedFile &File;
  std::vector<StringRef> Old;
  std::vector<unsigned> Starts;
  std::vector<Change> Changes;
  int Shift = 0; ///< lines that earlier hunks added
};

} // namespace

std::string kphys::unifiedDiff(const EditedFile &File) { return DiffWriter(File).write(); }

std::string kphys::unifiedDiff(const std::vector<EditedFile> &Files) {
  std::string Result;
  for (const EditedFile &Each : Files)
    Result += unifiedDiff(Each);
  return Result;
}
