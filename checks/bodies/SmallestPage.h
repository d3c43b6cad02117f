// The least that a page has.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_SMALLESTPAGE_H
#define KPHYS_CHECKS_BODIES_SMALLESTPAGE_H

#include <cstdint>

namespace kphys {

constexpr int64_t SmallestPage = 4096; ///< bytes; no architecture of Linux has smaller ones

} // namespace kphys

#endif
