// Writes files so that a reader finds the old text or the new one, never a part.
//
// A text goes into a new file beside the old one first: under a name that nobody can know before,
// never through a link, in a directory that is opened once. When it is on the disk it takes the old
// one's place. Any error (a full disk, a limit) leaves the old file as it is and nothing beside it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_ATOMICFILE_H
#define KPHYS_REWRITERS_APPLY_ATOMICFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace kphys {

/// What a file has beside its text.
struct FileAttributes {
  struct stat Is;
  std::vector<std::pair<std::string, std::string>> Extended; ///< access lists and the like
};

/// Those of the file \p Name in \p Directory; nothing where there is no regular file.
std::optional<FileAttributes> readAttributes(int Directory, const std::string &Name);

/// Makes the file \p Name, which must not be there, in \p Directory, with \p Text, and with owner,
/// group, mode and extended attributes as in \p Like. Where the owner cannot be kept (only root
/// can) the rest is, but no set-user-ID. The text is on the disk when this returns. An error is an
/// errno, and leaves no file.
std::error_code writeNewFile(int Directory, const std::string &Name, llvm::StringRef Text,
                             const std::optional<FileAttributes> &Like);

/// Sees that the names in \p Directory are on the disk.
std::error_code syncDirectory(int Directory);

/// 16 hexadecimal digits at random.
std::string randomName();

/// Replaces the file \p Path, or makes it. A link of that name is replaced, not followed.
llvm::Error writeAtomically(const std::string &Path, llvm::StringRef Text);

/// Writes what a user wants to have in \p Path: "-" is standard output, a pipe or a device is
/// written to, of a link the file that it leads to is replaced. What is wrong with standard output
/// shows when the program ends.
llvm::Error writeOutput(const std::string &Path, llvm::StringRef Text);

/// True if \p Path is standard output: "-", or the file that standard output goes to.
bool isStandardOutput(const std::string &Path);

/// The file that \p Path stands for, through links, whether or not it is there.
std::string outputTarget(const std::string &Path);

} // namespace kphys

#endif
