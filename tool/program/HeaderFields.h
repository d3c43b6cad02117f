// Which units use an address that a header of their own declares, without naming its type?
//
// What such a unit stores in `dev->bar_phys` is seen only if the unit is looked at.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_HEADERFIELDS_H
#define KPHYS_TOOL_PROGRAM_HEADERFIELDS_H

#include "checks/sources/TextCache.h"
#include "tool/program/Project.h"

namespace kphys {

/// Sets \p Deals for each unit of \p Of that takes a member, or calls a function, which a header
/// that it includes in quotes, or one that this one does, declares with one of \p Types. Asks the
/// others only. Reads sources on several threads, but for what \p Cache has of an earlier run.
void addUsersOfHeaderFields(const Project &Of, const std::set<std::string> &Types, TextCache &Cache,
                            unsigned Threads, std::vector<char> &Deals);

} // namespace kphys

#endif
