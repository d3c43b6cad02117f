// Reads files that are files: a tree or a database may name a pipe or a device, which never ends.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_REGULARFILE_H
#define KPHYS_CHECKS_SOURCES_REGULARFILE_H

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace kphys {

/// The largest file that is read, in bytes: Clang has no places for more than twice that.
constexpr uint64_t MostBytesOfFile = uint64_t(1) << 30;

/// The text of \p Path, followed by a NUL; a copy, so that nothing happens where the file becomes
/// shorter meanwhile. Fails at once for what is no regular file, /dev/null apart, and for what is
/// larger than MostBytesOfFile.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readRegularFile(const llvm::Twine &Path);

/// The same, of the file \p Name in \p Directory, which must lie there: so must what a symbolic
/// link leads to.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readRegularFileIn(llvm::StringRef Directory,
                                                                     llvm::StringRef Name);
/// The same, of a file that is open and stays so.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readRegularFile(int Handle,
                                                                   const llvm::Twine &Path);

/// The text of \p Path, likewise, but followed by \p Padding spaces, which belong to the buffer:
/// for a parser that reads ahead.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readPaddedFile(const llvm::Twine &Path,
                                                                  size_t Padding);

/// As readRegularFile(), of standard input, whatever it is, for "-"; that may not be larger either.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readRegularFileOrInput(llvm::StringRef Path);

/// The files on disk, of which those can be opened that readRegularFile() reads.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> regularFiles();

} // namespace kphys

#endif
