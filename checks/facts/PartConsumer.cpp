// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/PartConsumer.h"

#include "checks/sources/Paths.h"

using namespace kphys;

bool PartOptions::isHeaderWorthALook(llvm::StringRef Path, llvm::StringRef Text) const {
  auto [Known, IsNew] = Headers.try_emplace(Path);
  if (IsNew)
    Known->second = isWorthALook(Text);
  return Known->second;
}

bool PartConsumer::HandleTopLevelDecl(clang::DeclGroupRef Group) {
  for (clang::Decl *Each : Group)
    if (const std::string *Part = partOf(*Each))
      Declarations[*Part].push_back(Each);
  return true;
}

/// The part that \p Declaration belongs to, or nullptr if it is none of this run's business.
const std::string *PartConsumer::partOf(const clang::Decl &Declaration) {
  clang::FileID Id = Sources.getFileID(Sources.getExpansionLoc(Declaration.getBeginLoc()));
  auto [Known, IsNew] = Parts.try_emplace(Id, nullptr);
  if (IsNew)
    Known->second = partOf(Id);
  return Known->second;
}

const std::string *PartConsumer::partOf(clang::FileID Id) {
  static const std::string Own;
  if (Headers.empty() && Id == Sources.getMainFileID())
    return &Own;
  std::optional<llvm::StringRef> Text = Sources.getBufferDataOrNone(Id);
  clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id);
  if (!Text || !File || !Options.isHeaderWorthALook(File->getName(), *Text))
    return nullptr;
  const std::string &Path = Files.path(Id);
  auto Wanted = Headers.find(Path);
  if (Wanted != Headers.end())
    return &*Wanted;
  if (!Headers.empty() || Path.empty())
    return nullptr;
  return isSharedHeader(Path) ? nullptr : &Own;
}
