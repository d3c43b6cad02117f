// How kernel patches are worded: what a change is called, why it is made, which tree it is for.
//
// It is data (wording.json, embedded). The prefixes are those that the subjects of the kernel's
// history have; the trees are those of Documentation/process/maintainer-netdev.rst and of
// MAINTAINERS.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_WORDING_H
#define KPHYS_TOOL_SERIES_WORDING_H

#include "llvm/ADT/StringRef.h"
#include <map>
#include <string>
#include <vector>

namespace kphys {

/// Rules whose changes are one matter to a maintainer.
struct RuleFamily {
  std::string Name;
  std::vector<std::string> Rules;
  std::string Prefix; ///< of the subject, where a change goes through several trees; mostly empty
  std::vector<std::string> Wanted; ///< paragraphs: why; {old} stands for the old calls
  /// By new name: why that is the same. Of the empty name: for names that are not listed.
  std::map<std::string, std::string> Exact;
  /// What the old calls do besides, in some trees.
  struct Loss {
    std::string File, If; ///< where a tree has it: the file has that word
    std::string Text;
  };
  std::map<std::string, Loss> Lost; ///< by new name
};

/// A patch that introduces what a tree lacks.
struct FeatureWording {
  std::string Subject;
  std::vector<std::string> Text; ///< paragraphs
};

class Wording {
public:
  static const Wording &embedded();

  /// The family of \p Rule; of a rule that is none of ours, the last one.
  const RuleFamily *familyOf(llvm::StringRef Rule) const;
  const std::vector<RuleFamily> &families() const { return Families; }

  /// What introduces the feature \p Name.
  FeatureWording feature(const std::string &Name) const;

  /// What adds the old API to checkpatch.pl.
  const FeatureWording &checkpatch() const { return Checkpatch; }

  /// The word after PATCH that the maintainers of \p File ask for; mostly empty.
  std::string treeWord(llvm::StringRef File) const;

  /// The beginning of the subject of a patch for \p File, by its path alone: `ice: `.
  std::string subjectPrefix(llvm::StringRef File) const;

private:
  Wording();

  std::vector<RuleFamily> Families;
  std::map<std::string, FeatureWording> Features;
  FeatureWording Checkpatch;
  std::map<std::string, std::string> Trees;    ///< by directory, with a slash at the end
  std::map<std::string, std::string> Prefixes; ///< by pattern
};

} // namespace kphys

#endif
