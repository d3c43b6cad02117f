// Which further builds would show most of what no build has compiled?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_RESIDUE_SUGGESTION_H
#define KPHYS_TOOL_RESIDUE_SUGGESTION_H

#include "tool/residue/KconfigHints.h"
#include "tool/residue/Residue.h"
#include "llvm/Support/Error.h"

namespace kphys {

struct SuggestedBuild {
  std::string Architecture;        ///< Kbuild's ARCH
  std::vector<std::string> Forced; ///< see KbuildOptions
  std::set<std::string> Targets;   ///< objects to compile
  size_t Places = 0;               ///< that it reveals and those before it do not
};

struct Suggestions {
  std::vector<SuggestedBuild> Builds; ///< those that reveal most first
  std::vector<size_t> Left;           ///< the places that none of them reveals, by number
};

/// Configures the tree for \p Architecture with \p Forced, and returns the symbols that are set.
using ConfigureFunction = std::function<llvm::Expected<std::set<std::string>>(
    const std::string &Architecture, const std::vector<std::string> &Forced)>;

/// Each configuration takes some time: architectures that have places of their own come first, and
/// the others are for what is left. For places that are revealed by any of \p Unseen[place], finds
/// builds that together reveal as many as can be: allmodconfig of an architecture, with symbols
/// that it leaves out otherwise. An architecture that cannot be configured is left out.
Suggestions suggestBuilds(const std::vector<std::vector<Revealing>> &Unseen,
                          const KconfigHints &Hints, const ConfigureFunction &Configure);

} // namespace kphys

#endif
