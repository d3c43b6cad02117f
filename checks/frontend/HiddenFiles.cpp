// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/HiddenFiles.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"

using namespace kphys;

namespace {

class FilesWithout : public llvm::vfs::ProxyFileSystem {
public:
  FilesWithout(const std::set<std::string> &Hidden, std::string Directory)
      : ProxyFileSystem(regularFiles()), Hidden(Hidden), Directory(std::move(Directory)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override {
    if (isHidden(Path))
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return ProxyFileSystem::status(Path);
  }

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    if (isHidden(Path))
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return ProxyFileSystem::openFileForRead(Path);
  }

private:
  bool isHidden(const llvm::Twine &Path) const {
    return Hidden.count(absolutePath(Path.str(), Directory)) != 0;
  }

  const std::set<std::string> &Hidden;
  const std::string Directory;
};

} // namespace

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
kphys::filesWithout(const std::set<std::string> &Hidden, std::string Directory) {
  return llvm::makeIntrusiveRefCnt<FilesWithout>(Hidden, std::move(Directory));
}
