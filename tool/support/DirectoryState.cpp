// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/support/DirectoryState.h"

#include "checks/sources/Threads.h"
#include "tool/support/FileTimes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace kphys;
using llvm::StringRef;

namespace {

/// Of hashes, in whatever order.
struct Sum {
  uint64_t Low = 0, High = 0;

  void add(StringRef Text) {
    llvm::XXH128_hash_t Hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(Text));
    Low += Hash.low64;
    High += Hash.high64;
  }
  void add(const Sum &Other) {
    Low += Other.Low;
    High += Other.High;
  }
  std::string text() const { return llvm::utohexstr(High) + "-" + llvm::utohexstr(Low); }
};

/// Of a directory only what is not the work of the files in it.
std::string describe(StringRef Path, const struct stat &Is) {
  std::string Result = Path.str();
  auto Add = [&](int64_t Value) {
    Result.append(reinterpret_cast<const char *>(&Value), sizeof Value);
  };
  Add(Is.st_mode);
  if (!S_ISDIR(Is.st_mode))
    for (int64_t Each : {int64_t(Is.st_size), int64_t(Is.st_dev), int64_t(Is.st_ino),
                         nanoseconds(Is.st_mtim), nanoseconds(Is.st_ctim)})
      Add(Each);
  return Result;
}

/// What a directory has.
struct Listing {
  bool IsComplete = true;
  Sum State;
  std::vector<std::string> Directories, Linked; ///< those in it, and links to some
};

struct CloseDirectory {
  void operator()(DIR *Open) const { closedir(Open); }
};

class Lister {
public:
  Lister(LeavesOut IsLeftOut, int64_t TooLate) : IsLeftOut(IsLeftOut), TooLate(TooLate) {}

  Listing list(const std::string &Directory) const {
    Listing Result;
    std::unique_ptr<DIR, CloseDirectory> Open(opendir(Directory.c_str()));
    if (!Open) {
      noteError(Result, Directory);
      return Result;
    }
    while (true) {
      errno = 0; // tells an error from the end
      const dirent *Entry = readdir(Open.get());
      if (!Entry)
        break;
      if (StringRef Name = Entry->d_name; Name != "." && Name != "..")
        add(Result, dirfd(Open.get()), Entry->d_name, Directory + "/" + Entry->d_name);
    }
    if (errno != 0)
      noteError(Result, Directory);
    return Result;
  }

private:
  /// What cannot be looked at can be read by nobody.
  static void noteError(Listing &In, const std::string &Path) {
    In.State.add(Path + " " + std::to_string(errno));
  }

  void add(Listing &To, int Directory, const char *Name, std::string Path) const {
    struct stat Is;
    if (fstatat(Directory, Name, &Is, AT_SYMLINK_NOFOLLOW) != 0)
      return noteError(To, Path);
    if (IsLeftOut(Path, S_ISDIR(Is.st_mode)))
      return;
    To.State.add(describe(Path, Is));
    const bool IsLink = S_ISLNK(Is.st_mode);
    if (IsLink) {
      if (fstatat(Directory, Name, &Is, 0) != 0)
        return; // it leads nowhere
      To.State.add(describe(Path, Is));
    }
    if (S_ISDIR(Is.st_mode))
      (IsLink ? To.Linked : To.Directories).push_back(std::move(Path));
    else
      To.IsComplete &= nanoseconds(Is.st_mtim) < TooLate;
  }

  const LeavesOut IsLeftOut;
  const int64_t TooLate;
};

bool isWithin(StringRef Path, StringRef Directory) {
  return Path.consume_front(Directory) && (Path.empty() || Path.front() == '/');
}

/// True if \p Path, a directory, or one above it that is below one of \p Roots does not count.
bool isLeftOut(StringRef Path, const std::set<std::string> &Roots, LeavesOut IsLeftOut) {
  while (!Path.empty() && !Roots.count(Path.str())) {
    if (IsLeftOut(Path, /*IsDirectory=*/true))
      return true;
    Path = llvm::sys::path::parent_path(Path);
    if (Path == "/")
      break;
  }
  return false;
}

} // namespace

std::optional<std::string> kphys::directoryState(llvm::ArrayRef<std::string> Directories,
                                                 LeavesOut IsLeftOut, int64_t TooLate) {
  const unsigned Threads = std::max(1U, std::thread::hardware_concurrency());
  const Lister Of(IsLeftOut, TooLate);
  std::set<std::string> Roots(Directories.begin(), Directories.end());
  auto IsWalked = [&](const std::string &Path) {
    return llvm::any_of(Roots, [&](const std::string &Root) { return isWithin(Path, Root); });
  };
  std::vector<std::string> Open;
  for (const std::string &Root : Directories)
    if (llvm::none_of(Roots, [&](const std::string &Other) {
          return Other != Root && isWithin(Root, Other);
        }))
      Open.push_back(Root);
  Sum State;
  while (!Open.empty()) {
    std::vector<Listing> Found(Open.size());
    onThreads(Open.size(), Threads, [&](size_t I) { Found[I] = Of.list(Open[I]); });
    Open.clear();
    for (Listing &Each : Found) {
      if (!Each.IsComplete)
        return std::nullopt;
      State.add(Each.State);
      llvm::append_range(Open, std::move(Each.Directories));
      for (const std::string &Link : Each.Linked) {
        llvm::SmallString<256> Real;
        if (llvm::sys::fs::real_path(Link, Real))
          return std::nullopt;
        const std::string Target = Real.str().str();
        State.add(Link + " -> " + Target);
        if (isLeftOut(Target, Roots, IsLeftOut))
          return std::nullopt;
        if (IsWalked(Target))
          continue;
        Roots.insert(Target);
        Open.push_back(Target);
      }
    }
  }
  return State.text();
}

std::optional<std::string> kphys::fileState(llvm::ArrayRef<std::string> Paths, int64_t TooLate) {
  Sum State;
  for (const std::string &Path : Paths) {
    struct stat Is = {};
    if (stat(Path.c_str(), &Is) != 0)
      Is = {};
    else if (nanoseconds(Is.st_mtim) >= TooLate && TooLate != AnyTime)
      return std::nullopt;
    State.add(describe(Path, Is));
  }
  return State.text();
}
