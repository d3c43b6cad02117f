// What does this tree offer, and what would have to be added before a rewrite of it builds?
//
// The hunks are data (preparations.json, embedded): a file, a line to put the text before or after,
// and the text.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_PREPARE_TARGETPROFILE_H
#define KPHYS_REWRITERS_PREPARE_TARGETPROFILE_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/TextHashes.h"
#include "rewriters/apply/EditedFiles.h"
#include <set>

namespace kphys {

class TargetProfile {
public:
  /// Looks for the features of \p Names in the headers below \p TreeRoot.
  static llvm::Expected<TargetProfile> probe(const Catalog &Names, const std::string &TreeRoot);

  /// Names of the catalog's features that the tree lacks.
  const std::set<std::string> &missing() const { return Missing; }

  /// What is provided by missing features: the names that do not resolve in this tree.
  const std::set<std::string> &missingNames() const { return MissingNames; }

  /// The catalog's idioms that this tree offers.
  const std::vector<PhysicalIdiom> &idioms() const { return Idioms; }

  /// The catalog's contract of converted functions, with what this tree offers.
  const PageContract &contract() const { return Contract; }

  /// The edits that introduce those of \p Wanted that are missing, and what they build on.
  EditsByFile preparation(const std::set<std::string> &Wanted) const;

  /// The texts that preparation() is for.
  const TextHashes &texts() const { return Texts; }

  /// What, at the end of a header, makes the old names thin wrappers of the new: by header. Code
  /// compiled with it is compared, never run.
  static const std::map<std::string, std::string> &equivalences();

  /// \p Wanted and the features that their preparations use.
  std::set<std::string> withFoundations(std::set<std::string> Wanted) const;

  /// Missing features that preparation() cannot introduce in this tree, and why.
  const std::map<std::string, std::string> &problems() const { return Problems; }

private:
  llvm::Error prepare(const Feature &Wanted, const std::string &TreeRoot);

  std::set<std::string> Missing;
  std::set<std::string> MissingNames;
  std::vector<PhysicalIdiom> Idioms;
  PageContract Contract;
  std::map<std::string, EditsByFile> Preparations;             ///< by missing feature
  std::map<std::string, std::vector<std::string>> Foundations; ///< by feature
  std::map<std::string, std::string> Problems;
  TextHashes Texts;
};

} // namespace kphys

#endif
