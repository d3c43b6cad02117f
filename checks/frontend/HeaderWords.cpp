// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/HeaderWords.h"

#include "checks/sources/IdentifierScan.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"

using namespace kphys;

void HeaderWords::add(const std::set<std::string> &Some) {
  for (const std::string &File : Some) {
    auto [Name, IsNew] = Known.insert(File);
    if (!IsNew)
      continue;
    withText(File, [&](llvm::StringRef Text) {
      while (!(Text = Text.drop_until(isWordPart)).empty()) {
        llvm::StringRef Word = leadingWord(Text);
        Text = Text.drop_front(Word.size());
        if (!isWord(Word))
          continue;
        std::vector<std::string_view> &Into = Files[Word];
        if (Into.empty() || Into.back().data() != Name->data())
          Into.push_back(*Name);
      }
    });
  }
}

llvm::ArrayRef<std::string_view> HeaderWords::mentioners(llvm::StringRef Word) const {
  auto Found = Files.find(Word);
  if (Found == Files.end())
    return {};
  return Found->second;
}

bool HeaderWords::isInCode(llvm::StringRef Word, llvm::StringRef File) const {
  bool Result = false;
  withText(File.str(),
           [&](llvm::StringRef Text) { Result = !lexOccurrences({{Word, 0}}, Text).empty(); });
  return Result;
}

void HeaderWords::withText(const std::string &File,
                           llvm::function_ref<void(llvm::StringRef)> Use) const {
  if (auto Edited = Overlay.find(File); Edited != Overlay.end())
    Use(Edited->second);
  else if (auto Text = readRegularFile(File))
    Use((*Text)->getBuffer());
}
