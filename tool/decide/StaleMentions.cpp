// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/StaleMentions.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Words.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// A comment or a string literal.
struct Prose {
  TextRange Where;
  bool IsComment;
};

std::vector<Prose> proseIn(StringRef Text) {
  std::vector<Prose> Result;
  for (TextRange Each : commentsIn(Text))
    Result.push_back({Each, true});
  for (TextRange Each : tokensIn(Text))
    if (Each.in(Text).ends_with("\""))
      Result.push_back({Each, false});
  llvm::sort(Result, [](const Prose &A, const Prose &B) { return A.Where.Begin < B.Where.Begin; });
  return Result;
}

/// A function and what stands above it without an empty line between.
struct FunctionPlace {
  std::string Name;
  size_t End;
  std::map<std::string, std::string> Renamed; ///< old name of a call → new one
  std::set<std::string> Kept;                 ///< old names that are still called
};

class MentionFinder {
public:
  MentionFinder(const EditedFile &File, StaleMentions &Into) : File(File), Into(Into) {}

  void add(const Site &Of, const Api &Called) {
    StringRef Text = File.Before, Above = Text.take_front(Of.Where.Offset);
    size_t Last = Above.rfind("\n}") + 1, Body = Above.rfind("\n{"); // the end of the one before
    if (Body != StringRef::npos && Body >= Last)
      Above = Above.take_front(std::max(Last, Above.take_front(Body).rfind("\n\n") + 1));
    size_t End = std::min(Text.find("\n}", Of.Where.Offset), Text.size());
    FunctionPlace &Place = Places[Above.size()];
    Place.End = End;
    Place.Name = Of.Function;
    if (Of.isRewritten())
      Place.Renamed[Called.Name] = Called.Replace->Callee;
    else
      Place.Kept.insert(Called.Name);
  }

  void run() {
    std::vector<Prose> All;
    for (const auto &[Begin, Place] : Places) {
      if (Place.Renamed.empty())
        continue;
      if (All.empty())
        All = proseIn(File.Before);
      for (const Prose &Each : All)
        if (Each.Where.Begin >= Begin && Each.Where.End <= Place.End)
          look(Each, Place);
    }
  }

private:
  void look(const Prose &In, const FunctionPlace &Place) {
    StringRef Text = In.Where.in(File.Before);
    if (!In.IsComment && !isMessage(In.Where))
      return;
    for (const auto &[Old, New] : Place.Renamed) {
      if (Place.Kept.count(Old))
        continue;
      if (findWord(Text, Old) != StringRef::npos && findWord(Text, New) != StringRef::npos) {
        leave(In.Where.Begin + findWord(Text, Old), Place, "names " + Old + "() and " + New + "()");
        continue;
      }
      for (size_t At = findWord(Text, Old); At != StringRef::npos; At = findWord(Text, Old, At + 1))
        rename(In.Where.Begin + At, Old, New, Place);
      if (!In.IsComment)
        continue;
      StringRef Short = Old; // "failed to map_page"
      Short.consume_front("dma_");
      if (size_t At = findWord(Text, Short); At != StringRef::npos && Short != Old)
        leave(In.Where.Begin + At, Place,
              "speaks of " + Short.str() + ", which is " + New + "() now");
      if (size_t At = findWord(Text, New); At != StringRef::npos)
        leave(In.Where.Begin + At, Place,
              "names " + New + "(), which its function did not call and calls now");
    }
  }

  /// True for a string that is printed: an argument of printk() or of what is called like its kin.
  bool isMessage(TextRange Literal) const {
    StringRef Before = StringRef(File.Before).take_front(Literal.Begin);
    size_t Open = 0;
    for (size_t At = Before.find_last_of("();{}#"), Depth = 0; At != StringRef::npos && Open == 0;
         At = Before.take_front(At).find_last_of("();{}#")) {
      if (Before[At] == ')')
        ++Depth;
      else if (Before[At] != '(')
        return false;
      else if (Depth-- == 0)
        Open = At;
    }
    StringRef Name = trailingWord(Before.take_front(Open).rtrim());
    Name.consume_back("_ratelimited") || Name.consume_back("_once");
    static constexpr StringRef Kinds[] = {"_emerg", "_alert", "_crit", "_err",
                                          "_warn",  "_info",  "_dbg",  "_notice"};
    return Name == "printk" ||
           llvm::any_of(Kinds, [&](StringRef Kind) { return Name.ends_with(Kind); });
  }

  void rename(size_t At, const std::string &Old, const std::string &New,
              const FunctionPlace &Place) {
    TextEdit Edit = {static_cast<unsigned>(At), static_cast<unsigned>(Old.size()), New};
    for (const TextEdit &Each : File.Edits)
      if (overlap(Each, Edit))
        return leave(At, Place, "names " + Old + "(), which is not called here any more");
    Into.Edits[File.Path].push_back(std::move(Edit));
  }

  void leave(size_t At, const FunctionPlace &Place, const std::string &What) {
    Finding Said;
    Said.File = File.Path;
    Said.Line = lineNumber(File.Before, At);
    Said.Column = At - lineStart(File.Before, At) + 1;
    Said.Check = "kphys-stale-mention";
    Said.Text = "this comment or message " + What;
    Said.Function = Place.Name;
    Said.IsA = Severity::Note;
    Said.Level = 2; // a hint
    Into.Left.push_back(std::move(Said));
  }

  const EditedFile &File;
  StaleMentions &Into;
  std::map<size_t, FunctionPlace> Places; ///< by where they begin
};

} // namespace

StaleMentions kphys::staleMentions(const SiteTable &Sites, const Catalog &Names,
                                   const std::vector<EditedFile> &Files) {
  StaleMentions Result;
  std::map<std::string, MentionFinder> Finders;
  for (const EditedFile &Each : Files)
    Finders.try_emplace(Each.Path, Each, Result);
  for (const Site &Each : Sites) {
    const Api &Called = Names.apis()[Each.Where.Name];
    if (auto In = Finders.find(Each.File); In != Finders.end() && Called.Replace)
      In->second.add(Each, Called);
  }
  for (auto &[Path, Finder] : Finders)
    Finder.run();
  for (auto &[Path, Edits] : Result.Edits) {
    llvm::sort(Edits);
    Edits.erase(std::unique(Edits.begin(), Edits.end()), Edits.end());
  }
  llvm::sort(Result.Left);
  return Result;
}
