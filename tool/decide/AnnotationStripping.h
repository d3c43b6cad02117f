// Takes annotations out of a tree again.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_ANNOTATIONSTRIPPING_H
#define KPHYS_TOOL_DECIDE_ANNOTATIONSTRIPPING_H

#include "rewriters/apply/EditedFiles.h"
#include "tool/decide/Annotation.h"

namespace kphys {

/// The files of the project's paths without annotations, those only that have any; the header of
/// the types goes once nothing in the tree needs it. An error is one of files.
llvm::Expected<std::vector<EditedFile>> strippedFiles(const Project &Of);

} // namespace kphys

#endif
