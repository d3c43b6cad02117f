// Writes edits in the form that clang-apply-replacements reads.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_APPLY_FIXESYAML_H
#define KPHYS_REWRITERS_APPLY_FIXESYAML_H

#include "rewriters/apply/EditedFiles.h"

namespace kphys {

/// One YAML document with every edit; file names are absolute, as the format wants them.
std::string fixesYaml(const std::string &TreeRoot, const std::vector<EditedFile> &Files);

} // namespace kphys

#endif
