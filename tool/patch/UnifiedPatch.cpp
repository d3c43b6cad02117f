// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/UnifiedPatch.h"

#include "checks/sources/Lines.h"
#include "checks/sources/Paths.h"
#include "tool/patch/QuotedName.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {

/// Reads a patch line by line.
class Reader {
public:
  explicit Reader(StringRef Text) : Lines(splitLines(Text)) {}

  Expected<std::vector<FilePatch>> read() {
    while (At < Lines.size())
      if (Error E = readLine())
        return std::move(E);
    finishFile();
    if (Result.empty())
      return llvm::createStringError("there is no unified diff in the patch");
    return std::move(Result);
  }

private:
  StringRef line() const { return Lines[At].rtrim("\r\n"); }

  Error readLine() {
    StringRef Line = line();
    if (Line.consume_front("diff --git ")) {
      finishFile();
      startFile();
      OfGit = nameInBoth(Line);
    } else if (Line.starts_with("--- ") && isFollowedByPlus()) {
      if (!Open || !Open->Hunks.empty()) {
        finishFile();
        startFile();
      }
      if (Error E = takeName(Line.substr(4), Prefix::Is, Open->OldName))
        return E;
      ++At;
      if (Error E = takeName(line().substr(4), Prefix::Is, Open->NewName))
        return E;
    } else if (Open && Line.starts_with("@@ -")) {
      return readHunk();
    } else if (Open && (Line.consume_front("rename from ") || Line.consume_front("copy from "))) {
      Open->IsCopy = line().starts_with("copy");
      if (Error E = takeName(Line, Prefix::IsNot, Open->OldName))
        return E;
    } else if (Open && (Line.consume_front("rename to ") || Line.consume_front("copy to "))) {
      if (Error E = takeName(Line, Prefix::IsNot, Open->NewName))
        return E;
    } else if (Open && Line.starts_with("deleted file mode ")) { // all there is of an empty file
      if (Error E = takeName(OfGit, Prefix::Is, Open->OldName))
        return E;
    } else if (Open && Line.starts_with("new file mode ")) {
      if (Error E = takeName(OfGit, Prefix::Is, Open->NewName))
        return E;
    } else if (Open && (Line.starts_with("Binary files ") || Line == "GIT binary patch")) {
      Open.reset();
    } else if (Line.starts_with_insensitive("Content-Transfer-Encoding:") &&
               (Line.contains_insensitive("base64") ||
                Line.contains_insensitive("quoted-printable"))) {
      return llvm::createStringError("the mail's body is encoded: let 'b4 am' or 'git mailinfo' "
                                     "decode it first");
    }
    ++At;
    return Error::success();
  }

  bool isFollowedByPlus() const {
    return At + 1 < Lines.size() && Lines[At + 1].starts_with("+++ ");
  }

  enum class Prefix { Is, IsNot };

  /// Takes the name of a file as a line has it: without its prefix, empty for /dev/null.
  Error takeName(StringRef Written, Prefix Has, std::string &Into) const {
    std::optional<std::string> Plain = unquotedName(Written);
    if (!Plain)
      return llvm::createStringError("line " + llvm::Twine(At + 1) +
                                     " of the patch has a name that is not quoted as git does it");
    StringRef Name = *Plain;
    Into.clear();
    if (Name == "/dev/null")
      return Error::success();
    // git's prefixes: a/ and b/, or i/, w/, c/, o/ with diff.mnemonicPrefix.
    if (Has == Prefix::Is && Name.size() > 2 && Name[1] == '/')
      Name = Name.drop_front(2);
    if (!isInnerName(Name))
      return llvm::createStringError("line " + llvm::Twine(At + 1) +
                                     " of the patch names a file outside the tree");
    Into = Name;
    return Error::success();
  }

  /// `,COUNT` of a range, or 1.
  static bool consumeRange(StringRef &Line, unsigned &Start, unsigned &Count) {
    Count = 1;
    if (Line.consumeInteger(10, Start))
      return false;
    return !Line.consume_front(",") || !Line.consumeInteger(10, Count);
  }

  Error readHunk() {
    StringRef Line = line();
    PatchHunk Hunk;
    Hunk.Line = At + 1;
    unsigned OldCount = 0, NewCount = 0;
    Line.consume_front("@@ -");
    if (!consumeRange(Line, Hunk.OldStart, OldCount) || !Line.consume_front(" +") ||
        !consumeRange(Line, Hunk.NewStart, NewCount) || !Line.starts_with(" @@"))
      return llvm::createStringError("line " + llvm::Twine(At + 1) +
                                     " of the patch is no range: '" + line() + "'");
    char Last = ' ';
    for (++At; At < Lines.size(); ++At) {
      StringRef Text = Lines[At];
      if (Text.starts_with("\\")) { // No newline at end of file
        for (std::vector<std::string> *Side : {&Hunk.Old, &Hunk.New})
          if (Last != (Side == &Hunk.Old ? '+' : '-') && !Side->empty())
            Side->back() = StringRef(Side->back()).rtrim("\n").str();
        continue;
      }
      if (Hunk.Old.size() >= OldCount && Hunk.New.size() >= NewCount)
        break;
      // Mail programs drop the blank of an empty context line.
      Last = Text.front() == '\n' || Text.front() == '\r' ? ' ' : Text.front();
      std::string Rest = Text.drop_front(Text.front() == Last ? 1 : 0).str();
      if (Last != ' ' && Last != '+' && Last != '-')
        break;
      Hunk.HasContext |= Last == ' ';
      if (Last != '+')
        Hunk.Old.push_back(Rest);
      if (Last != '-')
        Hunk.New.push_back(Rest);
    }
    if (Hunk.Old.size() != OldCount || Hunk.New.size() != NewCount)
      return llvm::createStringError("the hunk at line " + llvm::Twine(Hunk.Line) +
                                     " of the patch is cut short");
    Open->Hunks.push_back(std::move(Hunk));
    return Error::success();
  }

  void startFile() { Open.emplace(); }

  /// Without hunks only a rename is a change: a mode or a binary file is nobody's business.
  void finishFile() {
    if (Open && (!Open->Hunks.empty() || Open->OldName != Open->NewName))
      Result.push_back(std::move(*Open));
    Open.reset();
  }

  const std::vector<StringRef> Lines;
  size_t At = 0;
  std::optional<FilePatch> Open;
  StringRef OfGit; ///< the name that the last `diff --git` line has twice, as written
  std::vector<FilePatch> Result;
};

} // namespace

/// True for a mail that has DOS line ends all over. A patch of a file that has them has none in its
/// own lines.
static bool hasDosHeaders(StringRef Text) {
  for (StringRef Line : llvm::split(Text, '\n'))
    if (Line.starts_with("+++ "))
      return Line.ends_with("\r");
  return false;
}

Expected<std::vector<FilePatch>> kphys::readPatch(StringRef Text, LineEnds Ends) {
  std::string Plain;
  if (Ends == LineEnds::OfUnix && hasDosHeaders(Text)) {
    Plain = Text.str();
    llvm::erase(Plain, '\r');
    Text = Plain;
  }
  return Reader(Text).read();
}
