// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/InPlace.h"

#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"
#include "rewriters/apply/FileErrors.h"
#include "rewriters/apply/HeldSignals.h"
#include "rewriters/apply/Replacement.h"
#include "rewriters/apply/TreeFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>
#include <unistd.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace fs = llvm::sys::fs;

namespace {

/// The name in the tree of the file that \p Path, which is relative to it, stands for: an error
/// where that is outside. It is somebody else's then, and may be in other trees too.
Expected<std::string> nameInTree(const std::string &TreeRoot, const std::string &Path) {
  std::string Full = TreeRoot + "/" + Path;
  llvm::SmallString<256> Real;
  if (std::error_code Code = fs::real_path(Full, Real))
    return fileError("cannot write", Full, Code);
  llvm::StringRef Name = Real;
  if (Name.consume_front(TreeRoot) && Name.consume_front("/"))
    return Name.str();
  return llvm::createStringError("cannot write " + Full + ": a link in the tree leads to " + Real +
                                 ", outside of it; --diff shows the change, and PATHs leave it "
                                 "out");
}

/// Fails where \p File must not or cannot be replaced. Root may write to a file without write
/// permission; that somebody took it away still means something.
Error checkWritable(const std::string &Path, const EditedFile &File) {
  llvm::ErrorOr<fs::perms> Mode = fs::getPermissions(Path);
  if (!Mode)
    return fileError("cannot write", Path, Mode.getError());
  llvm::StringRef Directory = llvm::sys::path::parent_path(Path);
  if ((*Mode & fs::all_write) == 0 || access(Path.c_str(), W_OK) != 0 ||
      access(Directory.str().c_str(), W_OK) != 0)
    return fileError("cannot write", Path, std::make_error_code(std::errc::permission_denied));
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return fileError("cannot read", Path, Buffer.getError());
  return (*Buffer)->getBuffer() == File.Before ? Error::success() : changedMeanwhile(Path);
}

/// What an interrupted run left in a tree.
struct LeftOver {
  FileHandle Root;
  std::optional<Journal> Log;
};

Expected<LeftOver> findLeftOver(const std::string &TreeRoot, Journal::Use For) {
  llvm::ErrorOr<FileHandle> Root = openTree(TreeRoot);
  if (!Root)
    return fileError("cannot read", TreeRoot, Root.getError());
  Expected<std::optional<Journal>> Log = Journal::open(TreeRoot, Root->number(), For);
  if (!Log)
    return Log.takeError();
  return LeftOver{std::move(*Root), std::move(*Log)};
}

constexpr const char *Abort = "'kphys fix --in-place --abort'";

Error copyError(const std::string &TreeRoot) {
  return llvm::createStringError(
      TreeRoot +
      ": this is a copy of a tree in which 'kphys fix --in-place' was interrupted, or was "
      "moved to another file system: it is not finished here; " +
      Abort + " takes back what it did");
}

} // namespace

/// Makes, or removes, those of \p Files of which that is wanted.
static Error makeOrRemove(const std::string &TreeRoot, const std::vector<EditedFile> &Files,
                          EditedFile::Fate Wanted) {
  for (const EditedFile &Each : Files) {
    if (Each.Is != Wanted)
      continue;
    const std::string Path = TreeRoot + "/" + Each.Path;
    llvm::ErrorOr<FileHandle> Root = openTree(TreeRoot);
    if (!Root)
      return fileError("cannot write to", TreeRoot, Root.getError());
    llvm::ErrorOr<TreePlace> Place = findInTree(Root->number(), Each.Path);
    if (!Place)
      return fileError("cannot write", Path, Place.getError());
    if (Wanted == EditedFile::Fate::Made) {
      if (std::error_code Code =
              writeNewFile(Place->Directory.number(), Place->Name, Each.after(), std::nullopt))
        return fileError("cannot write", Path, Code);
    } else if (unlinkat(Place->Directory.number(), Place->Name.c_str(), 0) != 0) {
      return fileError("cannot remove", Path, std::error_code(errno, std::generic_category()));
    }
  }
  return Error::success();
}

/// Those of \p Files that were there and stay.
static std::vector<EditedFile> changedOnes(const std::vector<EditedFile> &Files) {
  std::vector<EditedFile> Result;
  llvm::copy_if(Files, std::back_inserter(Result),
                [](const EditedFile &Each) { return Each.Is == EditedFile::Fate::Changed; });
  return Result;
}

static Error replaceInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files);

Error kphys::writeInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files) {
  HeldSignals Held;
  if (Error E = makeOrRemove(TreeRoot, Files, EditedFile::Fate::Made))
    return E;
  if (Error E = replaceInPlace(TreeRoot, changedOnes(Files)))
    return E;
  return makeOrRemove(TreeRoot, Files, EditedFile::Fate::Removed);
}

static Error replaceInPlace(const std::string &TreeRoot, const std::vector<EditedFile> &Files) {
  std::vector<Journal::Entry> Entries;
  std::vector<std::string> Texts;
  std::set<std::string> Names;
  for (const EditedFile &File : Files) {
    Expected<std::string> Name = nameInTree(TreeRoot, File.Path);
    if (!Name)
      return Name.takeError();
    if (!Names.insert(*Name).second)
      return llvm::createStringError("cannot write " + TreeRoot + "/" + *Name +
                                     ": it has edits under two names");
    Texts.push_back(File.after());
    Entries.push_back({std::move(*Name), hashOf(File.Before), hashOf(Texts.back())});
  }
  for (size_t I = 0; I < Files.size(); ++I)
    if (Error E = checkWritable(TreeRoot + "/" + Entries[I].Name, Files[I]))
      return E;
  if (Files.empty())
    return Error::success();
  llvm::ErrorOr<FileHandle> Root = openTree(TreeRoot);
  if (!Root)
    return fileError("cannot write to", TreeRoot, Root.getError());
  Expected<Journal> Log = Journal::create(TreeRoot, Root->number(), std::move(Entries));
  if (!Log)
    return Log.takeError();
  Replacement Work(TreeRoot, Root->number(), *Log);
  Error Failure = Work.make(Texts);
  if (!Failure)
    Failure = Log->advance(Journal::Stage::Renaming);
  if (!Failure)
    Failure = Work.renameAll();
  if (Failure) {
    Expected<TakenBack> Result = Work.takeBack();
    return Result ? std::move(Failure) : llvm::joinErrors(std::move(Failure), Result.takeError());
  }
  if (Error E = Log->advance(Journal::Stage::Removing))
    return E;
  return Work.clear();
}

Error kphys::finishInPlace(const std::string &TreeRoot) {
  HeldSignals Held;
  Expected<LeftOver> Left = findLeftOver(TreeRoot, Journal::Use::Continue);
  if (!Left || !Left->Log)
    return Left.takeError();
  Replacement Work(TreeRoot, Left->Root.number(), *Left->Log);
  bool HasRenamed = Left->Log->stage() != Journal::Stage::Making;
  if (Left->Log->isCopy() && HasRenamed)
    return copyError(TreeRoot);
  if (Left->Log->stage() == Journal::Stage::Restoring)
    return Work.takeBack().takeError();
  if (Left->Log->stage() == Journal::Stage::Renaming) {
    if (Error E = Work.checkAll())
      return E;
    if (Error E = Work.renameAll())
      return E;
    if (Error E = Left->Log->advance(Journal::Stage::Removing))
      return E;
  }
  return Work.clear();
}

Error kphys::checkNotHalfEdited(const std::string &TreeRoot) {
  Expected<LeftOver> Left = findLeftOver(TreeRoot, Journal::Use::Look);
  if (!Left || !Left->Log || Left->Log->stage() == Journal::Stage::Making ||
      Left->Log->stage() == Journal::Stage::Removing)
    return Left.takeError();
  if (Left->Log->isCopy())
    return copyError(TreeRoot);
  return llvm::createStringError(TreeRoot +
                                 ": 'kphys fix --in-place' was interrupted here; run it again to "
                                 "finish it, or " +
                                 Abort + " to take it back");
}

Expected<TakenBack> kphys::abortInPlace(const std::string &TreeRoot) {
  HeldSignals Held;
  Expected<LeftOver> Left = findLeftOver(TreeRoot, Journal::Use::Continue);
  if (!Left)
    return Left.takeError();
  if (!Left->Log)
    return TakenBack();
  return Replacement(TreeRoot, Left->Root.number(), *Left->Log).takeBack();
}
