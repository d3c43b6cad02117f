// Times of files.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_FILETIMES_H
#define KPHYS_TOOL_SUPPORT_FILETIMES_H

#include <cstdint>
#include <ctime>

namespace kphys {

/// In nanoseconds.
constexpr int64_t Second = 1'000'000'000;

/// Nanoseconds since the epoch.
inline int64_t nanoseconds(const timespec &Time) { return Time.tv_sec * Second + Time.tv_nsec; }

} // namespace kphys

#endif
