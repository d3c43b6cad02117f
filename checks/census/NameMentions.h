// Which mentions of names does Clang read? What stands in comments and under conditions that do not
// hold is none.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_NAMEMENTIONS_H
#define KPHYS_CHECKS_CENSUS_NAMEMENTIONS_H

#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// Offsets by file.
using MentionsByFile = llvm::DenseMap<clang::FileID, std::set<unsigned>>;

/// Puts every mention of one of \p Names that \p Macros reads from now on into \p Into: each at the
/// place where it is spelled, in a macro's definition once that is expanded. It must outlive \p
/// Macros.
void recordMentions(clang::Preprocessor &Macros, const std::vector<std::string> &Names,
                    MentionsByFile &Into);

} // namespace kphys

#endif
