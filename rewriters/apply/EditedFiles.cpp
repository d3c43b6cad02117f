// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/EditedFiles.h"

#include "checks/sources/RegularFile.h"
#include "rewriters/text/Includes.h"

using namespace kphys;

bool kphys::overlap(const TextEdit &A, const TextEdit &B) {
  if (A.Offset == B.Offset)
    return true;
  const TextEdit &First = A.Offset < B.Offset ? A : B;
  const TextEdit &Second = A.Offset < B.Offset ? B : A;
  return First.Offset + First.Length > Second.Offset;
}

void kphys::sortEdits(std::vector<TextEdit> &Edits) {
  llvm::sort(Edits);
  auto IsSame = [](const TextEdit &A, const TextEdit &B) { return addsInclude(A) && A == B; };
  Edits.erase(std::unique(Edits.begin(), Edits.end(), IsSame), Edits.end());
}

std::string kphys::applyEdits(llvm::StringRef Text, const std::vector<TextEdit> &Edits) {
  std::string Result;
  unsigned Copied = 0;
  for (const TextEdit &Edit : Edits) {
    Result += Text.slice(Copied, Edit.Offset);
    Result += Edit.Text;
    Copied = Edit.Offset + Edit.Length;
  }
  Result += Text.substr(Copied);
  return Result;
}

static bool isInsertionAtTop(const TextEdit &Edit) { return Edit.Offset == 0 && Edit.Length == 0; }

llvm::Expected<std::vector<EditedFile>> kphys::readEditedFiles(const std::string &TreeRoot,
                                                               const EditsByFile &Edits,
                                                               const SeenTexts &Seen) {
  std::vector<EditedFile> Result;
  for (const auto &[Path, InFile] : Edits) {
    std::string Absolute = TreeRoot + "/" + Path;
    auto Buffer = readRegularFile(Absolute);
    if (!Buffer && Buffer.getError() == std::errc::no_such_file_or_directory && !Seen.has(Path) &&
        llvm::all_of(InFile, isInsertionAtTop)) {
      Result.push_back({Path, "", InFile, EditedFile::Fate::Made});
      continue;
    }
    if (!Buffer)
      return llvm::createStringError("cannot read " + Absolute + ": " +
                                     Buffer.getError().message());
    if (llvm::Error E = Seen.check(Path, (*Buffer)->getBuffer()))
      return std::move(E);
    Result.push_back({Path, (*Buffer)->getBuffer().str(), InFile});
  }
  return Result;
}
