// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/RegularFile.h"

#include "checks/sources/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace kphys;

namespace {

enum class Unreadable { NotRegular = 1, TooLarge };

class UnreadableCategory : public std::error_category {
public:
  const char *name() const noexcept override { return "kphys.file"; }
  std::string message(int Code) const override {
    return static_cast<Unreadable>(Code) == Unreadable::NotRegular
               ? "Not a regular file"
               : "Larger than " + std::to_string(MostBytesOfFile >> 20) + " MiB";
  }
};

std::error_code codeOf(Unreadable Why) {
  static const UnreadableCategory Category;
  return {static_cast<int>(Why), Category};
}

std::error_code lastError() { return {errno, std::generic_category()}; }

/// An open file, closed in the end.
struct OpenFile {
  int Handle = -1;
  ~OpenFile() {
    if (Handle >= 0)
      close(Handle);
  }
};

/// A file whose text is copied when it is read: what is parsed stays what it is, whoever writes to
/// the file meanwhile.
class CopiedFile : public llvm::vfs::File {
public:
  explicit CopiedFile(std::unique_ptr<llvm::vfs::File> Of) : Of(std::move(Of)) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return Of->status(); }
  llvm::ErrorOr<std::string> getName() override { return Of->getName(); }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t Size, bool IsTerminated, bool) override {
    return Of->getBuffer(Name, Size, IsTerminated, /*IsVolatile=*/true);
  }
  std::error_code close() override { return Of->close(); }

private:
  std::unique_ptr<llvm::vfs::File> Of;
};

/// Refuses what takes other files' place in a hostile tree.
class RegularFiles : public llvm::vfs::ProxyFileSystem {
public:
  RegularFiles() : ProxyFileSystem(llvm::vfs::getRealFileSystem()) {}

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    llvm::ErrorOr<llvm::vfs::Status> Is = status(Path);
    if (!Is)
      return Is.getError();
    if (!Is->isRegularFile() && Path.str() != "/dev/null")
      return codeOf(Unreadable::NotRegular);
    if (Is->getSize() > MostBytesOfFile)
      return codeOf(Unreadable::TooLarge);
    auto Opened = ProxyFileSystem::openFileForRead(Path);
    // A precompiled header is this run's own, and large.
    if (!Opened || llvm::StringRef(Path.str()).ends_with(".pch"))
      return Opened;
    return std::make_unique<CopiedFile>(std::move(*Opened));
  }
};

} // namespace

static OpenFile openToRead(const llvm::Twine &Path) {
  llvm::SmallString<256> Name;
  Path.toVector(Name);
  int Handle = -1;
  do
    Handle = open(Name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  while (Handle < 0 && errno == EINTR);
  return {Handle};
}

/// The size of the open file \p Handle, if it is one that is read.
static llvm::ErrorOr<uint64_t> sizeOf(int Handle, const llvm::Twine &Path) {
  struct stat Is;
  if (Handle < 0 || fstat(Handle, &Is) != 0)
    return lastError();
  if (!S_ISREG(Is.st_mode) && Path.str() != "/dev/null")
    return codeOf(Unreadable::NotRegular);
  if (static_cast<uint64_t>(Is.st_size) > MostBytesOfFile)
    return codeOf(Unreadable::TooLarge);
  return Is.st_size;
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> kphys::readRegularFile(const llvm::Twine &Path) {
  return readRegularFile(openToRead(Path).Handle, Path);
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> kphys::readRegularFile(int Handle,
                                                                          const llvm::Twine &Path) {
  llvm::ErrorOr<uint64_t> Size = sizeOf(Handle, Path);
  if (!Size)
    return Size.getError();
  return llvm::MemoryBuffer::getOpenFile(Handle, Path, *Size, /*RequiresNullTerminator=*/true,
                                         /*IsVolatile=*/true);
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> kphys::readPaddedFile(const llvm::Twine &Path,
                                                                         size_t Padding) {
  const OpenFile File = openToRead(Path);
  llvm::ErrorOr<uint64_t> Size = sizeOf(File.Handle, Path);
  if (!Size)
    return Size.getError();
  auto Result = llvm::WritableMemoryBuffer::getNewUninitMemBuffer(*Size + Padding, Path);
  if (!Result)
    return std::make_error_code(std::errc::not_enough_memory);
  llvm::MutableArrayRef<char> Left = Result->getBuffer();
  while (Left.size() > Padding) {
    llvm::Expected<size_t> Count =
        llvm::sys::fs::readNativeFile(File.Handle, Left.drop_back(Padding));
    if (!Count)
      return llvm::errorToErrorCode(Count.takeError());
    if (*Count == 0) // it has become shorter
      break;
    Left = Left.drop_front(*Count);
  }
  std::fill(Left.begin(), Left.end(), ' ');
  return Result;
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
kphys::readRegularFileIn(llvm::StringRef Directory, llvm::StringRef Name) {
  llvm::SmallString<256> Root, Real;
  if (std::error_code Code = llvm::sys::fs::real_path(Directory, Root))
    return Code;
  if (!isInnerName(Name))
    return std::make_error_code(std::errc::permission_denied);
  if (std::error_code Code = llvm::sys::fs::real_path(Root + "/" + Name, Real))
    return Code;
  if (!Real.starts_with((Root + "/").str()))
    return std::make_error_code(std::errc::permission_denied);
  return readRegularFile(Real);
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
kphys::readRegularFileOrInput(llvm::StringRef Path) {
  if (Path != "-")
    return readRegularFile(Path);
  std::string Text;
  constexpr size_t Block = size_t(1) << 16;
  while (true) {
    size_t Size = Text.size();
    Text.resize(Size + Block);
    ssize_t Count = read(STDIN_FILENO, Text.data() + Size, Block);
    Text.resize(Size + std::max<ssize_t>(Count, 0));
    if (Count == 0)
      return llvm::MemoryBuffer::getMemBufferCopy(Text, "-");
    if (Count < 0 && errno != EINTR)
      return lastError();
    if (Text.size() > MostBytesOfFile)
      return codeOf(Unreadable::TooLarge);
  }
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> kphys::regularFiles() {
  return llvm::makeIntrusiveRefCnt<RegularFiles>();
}
