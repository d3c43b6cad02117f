// An open file or directory, closed in the end.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_FILEHANDLE_H
#define KPHYS_REWRITERS_APPLY_FILEHANDLE_H

#include <unistd.h>
#include <utility>

namespace kphys {

class FileHandle {
public:
  explicit FileHandle(int Number = -1) : Number(Number) {}
  FileHandle(FileHandle &&Other) noexcept : Number(std::exchange(Other.Number, -1)) {}
  FileHandle &operator=(FileHandle &&Other) noexcept {
    std::swap(Number, Other.Number);
    return *this;
  }
  ~FileHandle() { reset(); }

  /// False where it could not be opened; errno says why.
  explicit operator bool() const { return Number >= 0; }
  int number() const { return Number; }
  void reset() {
    if (Number >= 0)
      close(std::exchange(Number, -1));
  }

private:
  int Number;
};

} // namespace kphys

#endif
