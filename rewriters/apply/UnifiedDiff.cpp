// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/UnifiedDiff.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "rewriters/text/LineDiff.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <deque>

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned ContextLines = 3;

/// A run of old lines and what stands there afterwards.
struct Change {
  unsigned Begin = 0; ///< first old line, from 0
  unsigned End = 0;   ///< one past the last old line
  std::vector<StringRef> New;
};

class DiffWriter {
public:
  DiffWriter(const EditedFile &File, HunkHeading Heading)
      : File(File), Heading(Heading), Old(splitLines(File.Before)) {
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
    constexpr const char *Nothing = "/dev/null";
    return "--- " + (File.Is == EditedFile::Fate::Made ? Nothing : diffName("a/", File.Path)) +
           "\n+++ " + (File.Is == EditedFile::Fate::Removed ? Nothing : diffName("b/", File.Path)) +
           "\n" + Body;
  }

private:
  unsigned lineOf(unsigned Offset) const {
    if (Starts.empty())
      return 0;
    return llvm::upper_bound(Starts, Offset) - Starts.begin() - 1;
  }

  /// Groups the edits on the same or adjacent lines and finds what differs of each group.
  void findChanges() {
    for (size_t First = 0; First < File.Edits.size();) {
      unsigned Begin = lineOf(File.Edits[First].Offset), End;
      size_t Last = First;
      for (;; ++Last) {
        const TextEdit &Edit = File.Edits[Last];
        End = std::min<unsigned>(lineOf(Edit.Offset + Edit.Length) + 1, Old.size());
        if (Last + 1 == File.Edits.size() || lineOf(File.Edits[Last + 1].Offset) > End)
          break;
      }
      addChanges(Begin, End, First, Last);
      First = Last + 1;
    }
  }

  /// What edits \p First to \p Last change of the old lines from \p Begin to before \p End.
  void addChanges(unsigned Begin, unsigned End, size_t First, size_t Last) {
    unsigned From = Begin < Starts.size() ? Starts[Begin] : File.Before.size();
    unsigned To = End < Starts.size() ? Starts[End] : File.Before.size();
    StringRef OldText = StringRef(File.Before).slice(From, To);
    std::vector<TextEdit> Inside(File.Edits.begin() + First, File.Edits.begin() + Last + 1);
    for (TextEdit &Edit : Inside)
      Edit.Offset -= From;
    NewTexts.push_back(applyEdits(OldText, Inside));
    std::vector<StringRef> New = splitLines(NewTexts.back());
    std::vector<unsigned> Kept = oldLines(OldText, NewTexts.back());
    Change Found = {Begin, Begin, {}};
    auto Finish = [&](unsigned OldLine) {
      Found.End = OldLine;
      if (Found.Begin != Found.End || !Found.New.empty())
        Changes.push_back(std::move(Found));
      Found = {OldLine + 1, OldLine + 1, {}};
    };
    for (size_t I = 0; I < New.size(); ++I)
      if (Kept[I] == 0)
        Found.New.push_back(New[I]);
      else
        Finish(Begin + Kept[I] - 1);
    Finish(End);
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
      for (; At < Part.End; ++At)
        addLine(Body, '-', Old[At]);
      for (StringRef Line : Part.New)
        addLine(Body, '+', Line);
      ShiftInside += static_cast<int>(Part.New.size()) - static_cast<int>(Part.End - Part.Begin);
    }
    for (; At < End; ++At)
      addLine(Body, ' ', Old[At]);
    NewCount += ShiftInside;
    unsigned OldLine = OldCount ? Begin + 1 : Begin;
    unsigned NewLine = (NewCount ? Begin + 1 : Begin) + Shift;
    Shift += ShiftInside;
    return "@@ -" + std::to_string(OldLine) + "," + std::to_string(OldCount) + " +" +
           std::to_string(NewLine) + "," + std::to_string(NewCount) + " @@" + heading(Begin) + "\n" +
           Body;
  }

  /// What the hunk that begins with old line \p Begin, from 0, is in.
  std::string heading(unsigned Begin) const {
    constexpr size_t Longest = 80; // as Git has it
    if (Heading == HunkHeading::Function)
      while (Begin-- > 0) {
        StringRef Line = Old[Begin].rtrim();
        if (!Line.empty() && !Line.ends_with(":") && // a label
            (llvm::isAlpha(Line.front()) || Line.front() == '_' || Line.front() == '$'))
          return " " + Line.take_front(Longest).rtrim().str();
      }
    return {};
  }

  const EditedFile &File;
  const HunkHeading Heading;
  std::vector<StringRef> Old;
  std::vector<unsigned> Starts;
  std::deque<std::string> NewTexts; ///< which the changes have lines of
  std::vector<Change> Changes;
  int Shift = 0; ///< lines that earlier hunks added
};

} // namespace

std::string kphys::unifiedDiff(const EditedFile &File, HunkHeading Heading) {
  return DiffWriter(File, Heading).write();
}

std::string kphys::unifiedDiff(const std::vector<EditedFile> &Files) {
  std::string Result;
  for (const EditedFile &Each : Files)
    Result += unifiedDiff(Each);
  return Result;
}
