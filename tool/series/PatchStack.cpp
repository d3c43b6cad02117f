// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/PatchStack.h"

#include "rewriters/text/Includes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Error.h"

using namespace kphys;

/// \p Edit, of a text before any of the edits \p Earlier, as it is after them.
static TextEdit moved(TextEdit Edit, const std::vector<TextEdit> &Earlier) {
  unsigned Shift = 0; // wraps where text goes away
  for (const TextEdit &Each : Earlier)
    if (Each < Edit)
      Shift += Each.Text.size() - Each.Length;
  Edit.Offset += Shift;
  return Edit;
}

llvm::Expected<std::vector<EditedFile>> PatchStack::apply(const EditsByFile &Edits) {
  EditsByFile Unread;
  for (const auto &[Path, New] : Edits)
    if (!Files.count(Path))
      Unread[Path] = New;
  llvm::Expected<std::vector<EditedFile>> Read = readEditedFiles(Root, Unread, Seen);
  if (!Read)
    return Read.takeError();
  for (EditedFile &Each : *Read) {
    Each.Edits.clear();
    Files[Each.Path] = std::move(Each);
  }
  std::vector<EditedFile> Result;
  for (const auto &[Path, InFile] : Edits) {
    EditedFile &File = Files[Path];
    EditedFile Change = {Path, File.after(), {}, File.Is};
    if (!File.Edits.empty())
      Change.Is = EditedFile::Fate::Changed; // an earlier lot has made it
    std::vector<TextEdit> New = InFile;
    sortEdits(New);
    llvm::erase_if(New, [&](const TextEdit &Each) {
      return addsInclude(Each) && llvm::is_contained(File.Edits, Each);
    });
    for (const TextEdit &Each : New) {
      if (!addsInclude(Each) &&
          llvm::any_of(File.Edits, [&](const TextEdit &Other) { return overlap(Each, Other); }))
        return llvm::createStringError(Path + ": two patches change the same place");
      Change.Edits.push_back(moved(Each, File.Edits));
    }
    File.Edits.insert(File.Edits.end(), New.begin(), New.end());
    sortEdits(File.Edits);
    if (!Change.Edits.empty())
      Result.push_back(std::move(Change));
  }
  return Result;
}
