// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/Replacement.h"

#include "checks/sources/Escapes.h"
#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/FileErrors.h"
#include "rewriters/apply/HeldSignals.h"
#include "rewriters/apply/TreeFiles.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>
#include <linux/fs.h>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;

/// Lets two files of a directory change their names with each other, or, where the file system
/// cannot, the first take the place of the second.
static std::error_code exchange(int Directory, const std::string &New, const std::string &Old) {
  if (syscall(SYS_renameat2, Directory, New.c_str(), Directory, Old.c_str(), RENAME_EXCHANGE) == 0)
    return {};
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    return lastError();
  return renameat(Directory, New.c_str(), Directory, Old.c_str()) == 0 ? std::error_code()
                                                                       : lastError();
}

Error kphys::changedMeanwhile(const std::string &Path) {
  return llvm::createStringError("cannot write " + Path + ": it changed while kphys ran");
}

Error Replacement::make(const std::vector<std::string> &Texts) {
  for (size_t I = 0; I < Texts.size(); ++I) {
    llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
    if (!At)
      return fileError("cannot write", full(I), At.getError());
    int Directory = At->Directory.number();
    std::optional<FileAttributes> Like = readAttributes(Directory, At->Name);
    if (!Like)
      return changedMeanwhile(full(I));
    if (std::error_code Code = writeNewFile(Directory, Log.temporary(I), Texts[I], Like))
      return fileError("cannot write", full(I), Code);
    if (HeldSignals::isWaiting())
      return llvm::createStringError("interrupted");
  }
  return sync();
}

/// True where the text that came out for the new one was not the one that kphys had read.
bool Replacement::isSomebodys(const Found &Is, const Journal::Entry &File) {
  return Is.Own == File.After && Is.Beside && Is.Beside != File.Before && Is.Beside != File.After;
}

Expected<Replacement::Found> Replacement::look(size_t I) const {
  llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
  if (!At && At.getError() == std::errc::no_such_file_or_directory)
    return Found();
  if (!At)
    return fileError("cannot read", full(I), At.getError());
  llvm::ErrorOr<std::optional<uint64_t>> Own = hashOf(*At);
  if (!Own)
    return fileError("cannot read", full(I), Own.getError());
  llvm::ErrorOr<std::optional<uint64_t>> Beside =
      hashOf({std::move(At->Directory), Log.temporary(I)});
  if (!Beside)
    return fileError("cannot read the new text of", full(I), Beside.getError());
  return Found{*Own, *Beside};
}

Error Replacement::checkAll() const {
  std::string Wrong;
  for (size_t I = 0; I < Log.files().size(); ++I) {
    const Journal::Entry &File = Log.files()[I];
    Expected<Found> Is = look(I);
    if (!Is)
      return Is.takeError();
    if (Is->Own != File.Before && Is->Own != File.After)
      Wrong += "\n  " + printableName(File.Name) + ": has neither its old nor its new text";
    else if (Is->Own == File.Before && File.Before != File.After && Is->Beside != File.After)
      Wrong += "\n  " + printableName(File.Name) + ": its new text is no longer there";
    else if (isSomebodys(*Is, File))
      Wrong += "\n  " + printableName(File.Name) + ": somebody changed it as it was renamed";
  }
  if (Wrong.empty())
    return Error::success();
  return llvm::createStringError(
      TreeRoot +
      ": 'kphys fix --in-place' was interrupted here, and what it left has changed "
      "since, so that it cannot be finished; nothing was done ('kphys fix --in-place "
      "--abort' takes it back where that is possible):" +
      Wrong);
}

Error Replacement::rename(size_t I) {
  llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
  if (!At)
    return fileError("cannot write", full(I), At.getError());
  int Directory = At->Directory.number();
  if (std::error_code Code = exchange(Directory, Log.temporary(I), At->Name))
    return fileError("cannot write", full(I), Code);
  // What was there a moment ago need not be what came out.
  Expected<Found> Is = look(I);
  if (!Is)
    return Is.takeError();
  if (!Is->Beside || Is->Beside == Log.files()[I].Before)
    return Error::success();
  if (std::error_code Code = exchange(Directory, Log.temporary(I), At->Name))
    return fileError("cannot write", full(I), Code);
  return changedMeanwhile(full(I));
}

Error Replacement::renameAll() {
  for (size_t I = 0; I < Log.files().size(); ++I) {
    const Journal::Entry &File = Log.files()[I];
    Expected<Found> Is = look(I);
    if (!Is)
      return Is.takeError();
    if (Is->Own == File.After)
      continue;
    if (Is->Own != File.Before || Is->Beside != File.After)
      return changedMeanwhile(full(I));
    if (Error E = rename(I))
      return E;
  }
  return sync();
}

Error Replacement::restore(size_t I) {
  llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
  if (!At || renameat(At->Directory.number(), Log.temporary(I).c_str(), At->Directory.number(),
                      At->Name.c_str()) != 0)
    return fileError("cannot write", full(I), At ? lastError() : At.getError());
  return Error::success();
}

Expected<TakenBack> Replacement::takeBack() {
  TakenBack Result;
  Result.IsAny = true;
  Result.WasDone = Log.stage() == Journal::Stage::Removing;
  std::vector<Found> All;
  for (size_t I = 0; I < Log.files().size(); ++I) {
    Expected<Found> Is = look(I);
    if (!Is)
      return Is.takeError();
    All.push_back(*Is);
  }
  if (Log.stage() == Journal::Stage::Renaming)
    if (Error E = Log.advance(Journal::Stage::Restoring))
      llvm::consumeError(std::move(E)); // a full disk; it can be done all the same
  bool HasRenamed = Log.stage() != Journal::Stage::Making && !Result.WasDone;
  for (size_t I = 0; I < All.size() && HasRenamed; ++I) {
    const Journal::Entry &File = Log.files()[I];
    if (All[I].Own == File.Before)
      continue;
    bool IsOthers = All[I].Own != File.After || isSomebodys(All[I], File);
    bool MayRestore = All[I].Own == File.After && All[I].Beside && All[I].Beside != File.After;
    if (MayRestore)
      if (Error E = restore(I))
        return std::move(E);
    (IsOthers     ? Result.Others
     : MayRestore ? Result.Restored
                  : Result.StillEdited)
        .push_back(File.Name);
  }
  if (Error E = clear())
    return std::move(E);
  return Result;
}

std::string Replacement::beside(size_t I) const {
  return (llvm::sys::path::parent_path(full(I)) + "/" + Log.temporary(I)).str();
}

Error Replacement::clear() {
  for (size_t I = 0; I < Log.files().size(); ++I) {
    llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
    if (At && unlinkat(At->Directory.number(), Log.temporary(I).c_str(), 0) != 0 && errno != ENOENT)
      return fileError("cannot remove", beside(I), lastError());
  }
  if (Error E = sync())
    return E;
  return Log.remove();
}

/// Sees that the names in all directories are on the disk.
Error Replacement::sync() const {
  std::set<llvm::StringRef> Done;
  for (size_t I = 0; I < Log.files().size(); ++I) {
    llvm::ErrorOr<TreePlace> At = findInTree(Root, Log.files()[I].Name);
    if (!At || !Done.insert(llvm::sys::path::parent_path(Log.files()[I].Name)).second)
      continue;
    if (std::error_code Code = syncDirectory(At->Directory.number()))
      return fileError("cannot write", full(I), Code);
  }
  return Error::success();
}
