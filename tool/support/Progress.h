// Shows how far long work has come, on a terminal; says nothing in a pipe.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SUPPORT_PROGRESS_H
#define KPHYS_TOOL_SUPPORT_PROGRESS_H

#include <cstddef>
#include <functional>

namespace kphys {

/// A function to call with (done, all), or an empty one where standard error is no terminal.
/// \p What names the work and must outlive the function.
std::function<void(size_t, size_t)> progressBar(const char *What);

/// The same for work of unknown length: a function to call with what is done; endProgress() clears
/// the line.
std::function<void(size_t)> countingProgress(const char *What);
void endProgress();

} // namespace kphys

#endif
