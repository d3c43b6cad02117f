// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/GitPatch.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "rewriters/apply/UnifiedDiff.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA1.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// What Git calls a file with \p Text.
std::string blobName(StringRef Text) {
  llvm::SHA1 Hash;
  Hash.update(("blob " + llvm::Twine(Text.size())).str() + StringRef("\0", 1).str());
  Hash.update(Text);
  return llvm::toHex(Hash.final(), /*LowerCase=*/true);
}

std::string fileMode(const std::string &Path) {
  llvm::ErrorOr<llvm::sys::fs::perms> Has = llvm::sys::fs::getPermissions(Path);
  return Has && (*Has & llvm::sys::fs::owner_exe) ? "100755" : "100644";
}

std::string header(const EditedFile &File, const std::string &TreeRoot) {
  const std::string Nobody(40, '0');
  bool IsMade = File.Is == EditedFile::Fate::Made, IsRemoved = File.Is == EditedFile::Fate::Removed;
  std::string Mode = IsMade ? "100644" : fileMode(TreeRoot + "/" + File.Path);
  std::string Result = "diff --git " + StringRef(diffName("a/", File.Path)).rtrim("\t").str() +
                       " " + StringRef(diffName("b/", File.Path)).rtrim("\t").str() + "\n";
  if (IsMade || IsRemoved)
    Result += (IsMade ? "new" : "deleted") + (" file mode " + Mode) + "\n";
  return Result + "index " + (IsMade ? Nobody : blobName(File.Before)) + ".." +
         (IsRemoved ? Nobody : blobName(File.after())) + (IsMade || IsRemoved ? "" : " " + Mode) +
         "\n";
}

} // namespace

std::string kphys::gitDiff(const std::vector<EditedFile> &Files, const std::string &TreeRoot) {
  std::string Result;
  for (const EditedFile &Each : Files)
    if (std::string Diff = unifiedDiff(Each, HunkHeading::Function); !Diff.empty())
      Result += header(Each, TreeRoot) + Diff;
  return Result;
}

DiffStat kphys::diffStat(const std::vector<EditedFile> &Files) {
  DiffStat Result;
  for (const EditedFile &Each : Files) {
    std::string Diff = unifiedDiff(Each);
    bool IsHeader = true;
    for (StringRef Line : splitLines(Diff)) {
      IsHeader &= !Line.starts_with("@@");
      if (IsHeader)
        continue;
      Result[Each.Path].Added += Line.starts_with("+");
      Result[Each.Path].Removed += Line.starts_with("-");
    }
  }
  return Result;
}

std::string kphys::printed(const DiffStat &Of) {
  constexpr unsigned Width = 72;
  size_t Longest = 0;
  unsigned Most = 0, Added = 0, Removed = 0;
  for (const auto &[File, Count] : Of) {
    Longest = std::max(Longest, printableName(File).size());
    Most = std::max(Most, Count.Added + Count.Removed);
    Added += Count.Added;
    Removed += Count.Removed;
  }
  size_t Digits = std::to_string(Most).size();
  size_t Bar = Longest + Digits + 14 < Width ? Width - Longest - Digits - 4 : 10;
  auto Scaled = [&](unsigned Lines) {
    return Most <= Bar ? Lines : (Lines * Bar + Most - 1) / Most;
  };
  std::string Result;
  for (const auto &[File, Count] : Of) {
    std::string Name = printableName(File), Number = std::to_string(Count.Added + Count.Removed);
    Result += " " + Name + std::string(Longest - Name.size(), ' ') + " | " +
              std::string(Digits - Number.size(), ' ') + Number + " " +
              std::string(Scaled(Count.Added), '+') + std::string(Scaled(Count.Removed), '-') +
              "\n";
  }
  auto Sum = [](size_t Number, StringRef One, StringRef Sign) {
    return std::to_string(Number) + " " + One.str() + (Number == 1 ? "" : "s") + Sign.str();
  };
  return Result + " " + Sum(Of.size(), "file", " changed") +
         (Added ? ", " + Sum(Added, "insertion", "(+)") : "") +
         (Removed ? ", " + Sum(Removed, "deletion", "(-)") : "") + "\n";
}
