// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/CallSpelling.h"

#include "rewriters/apply/EditedFiles.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;

std::string kphys::foldSpace(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef> Words;
  llvm::SplitString(Text, Words, " \t\r\n\\");
  return llvm::join(Words, " ");
}

std::string kphys::editedText(llvm::StringRef FileText, TextRange Part,
                              std::vector<TextEdit> Edits) {
  for (TextEdit &Edit : Edits)
    Edit.Offset -= Part.Begin;
  return applyEdits(Part.in(FileText), Edits);
}
