// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/DirectoryState.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <cerrno>
#include <cstring>
#include <fts.h>
#include <memory>
#include <sys/stat.h>

std::optional<std::string> kphys::directoryState(const std::string &Directory, Links Are,
                                                 LeavesOut IsLeftOut) {
  std::string Root = Directory, Text;
  char *const Roots[] = {Root.data(), nullptr};
  auto ByName = [](const FTSENT **A, const FTSENT **B) {
    return std::strcmp((*A)->fts_name, (*B)->fts_name);
  };
  std::unique_ptr<FTS, int (*)(FTS *)> Walk(
      fts_open(Roots, FTS_NOCHDIR | (Are == Links::Followed ? FTS_LOGICAL : FTS_PHYSICAL), ByName),
      fts_close);
  if (!Walk)
    return std::nullopt;
  while (FTSENT *Entry = fts_read(Walk.get())) {
    if (Entry->fts_level == FTS_ROOTLEVEL || Entry->fts_info == FTS_DP)
      continue;
    llvm::StringRef Path = llvm::StringRef(Entry->fts_path).drop_front(Root.size() + 1);
    bool IsDirectory = Entry->fts_info == FTS_D;
    if (IsLeftOut(Path, IsDirectory)) {
      fts_set(Walk.get(), Entry, FTS_SKIP);
      continue;
    }
    Text += Path;
    if (!IsDirectory) {
      const struct stat &Status = *Entry->fts_statp;
      for (int64_t Each :
           {int64_t(Status.st_mode), int64_t(Status.st_size), int64_t(Status.st_mtim.tv_sec),
            int64_t(Status.st_mtim.tv_nsec), int64_t(Entry->fts_errno)})
        Text += ' ' + std::to_string(Each);
    }
    Text += '\n';
  }
  if (errno != 0)
    return std::nullopt;
  return llvm::utohexstr(llvm::xxh3_64bits(Text));
}
