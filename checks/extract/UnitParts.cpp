// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/UnitParts.h"

#include "checks/sources/Paths.h"

using namespace kphys;

bool PartOptions::isHeaderWorthALook(llvm::StringRef Path, llvm::StringRef Text) const {
  auto [Known, IsNew] = Headers.try_emplace(Path);
  if (IsNew)
    Known->second = isWorthALook(Text);
  return Known->second;
}

/// The part that \p Declaration belongs to, or nullptr if it is none of this run's business.
const std::string *UnitParts::partOf(const clang::Decl &Declaration) {
  clang::FileID Id = Sources.getFileID(Sources.getExpansionLoc(Declaration.getBeginLoc()));
  auto [Known, IsNew] = Parts.try_emplace(Id, nullptr);
  if (IsNew)
    Known->second = partOf(Id);
  return Known->second;
}

const std::string *UnitParts::partOf(clang::FileID Id) {
  static const std::string Own;
  const std::string *IfOwn = Wanted.Own ? &Own : nullptr;
  if (Id == Sources.getMainFileID())
    return IfOwn;
  std::optional<llvm::StringRef> Text = Sources.getBufferDataOrNone(Id);
  clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id);
  if (!Text || !File || !Options.isHeaderWorthALook(File->getName(), *Text))
    return nullptr;
  const std::string &Path = Files.path(Id);
  if (Path.empty() || !isSharedHeader(Path))
    return Path.empty() ? nullptr : IfOwn;
  bool IsWanted = Wanted.AllShared || Wanted.Shared.count(Path);
  return IsWanted ? &*Names.insert(Path).first : nullptr;
}
