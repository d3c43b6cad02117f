// A checksum of rows of a database, which shows that they are as they were written.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_ROWHASH_H
#define KPHYS_TOOL_STORE_ROWHASH_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/xxhash.h"
#include <cstring>

namespace kphys {

class RowHash {
public:
  void add(int64_t Number) {
    uint8_t Bytes[sizeof Number];
    std::memcpy(Bytes, &Number, sizeof Number);
    Whole.append(Bytes, Bytes + sizeof Number);
  }
  void add(llvm::StringRef Text) {
    add(static_cast<int64_t>(Text.size()));
    add(static_cast<int64_t>(llvm::xxh3_64bits(Text)));
  }
  int64_t value() const { return static_cast<int64_t>(llvm::xxh3_64bits(Whole)); }

private:
  llvm::SmallVector<uint8_t, 256> Whole; ///< numbers, and for each text its length and hash
};

} // namespace kphys

#endif
