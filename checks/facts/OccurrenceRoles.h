// What is noted of each occurrence in a unit's files while it is parsed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_OCCURRENCEROLES_H
#define KPHYS_CHECKS_FACTS_OCCURRENCEROLES_H

#include "checks/facts/SiteCollector.h"
#include "clang/AST/Decl.h"
#include "clang/Lex/Preprocessor.h"

namespace kphys {

/// The facts of one unit in the making.
class OccurrenceRoles {
public:
  OccurrenceRoles(const CollectorOptions &Options, clang::Preprocessor &Macros);

  const CollectorOptions &Options;
  clang::Preprocessor &Macros;
  clang::SourceManager &Sources;
  TreeFiles Files;
  NeighbourFunctions Neighbours;

  const Api *apiOf(const clang::IdentifierInfo *Name) const {
    auto Found = Name ? ByIdentifier.find(Name) : ByIdentifier.end();
    return Found == ByIdentifier.end() ? nullptr : &Options.Names.apis()[Found->second];
  }

  /// The occurrences in the file of \p Id, or nullptr.
  const std::vector<Occurrence> *occurrencesIn(clang::FileID Id);

  /// The occurrence spelled at \p Where, or nullptr.
  const Occurrence *occurrenceAt(clang::SourceLocation Where);

  /// Notes that the occurrence at \p Where is \p Is. A stronger role replaces a weaker one.
  SiteFact *note(clang::SourceLocation Where, Role Is, const std::string &Function);

  void noteSkipped(clang::SourceRange Range) { Skipped.push_back(Range); }

  /// Remembers where the text of \p Function is, for what the preprocessor sees in it.
  void noteFunction(const clang::FunctionDecl &Function);

  /// Gives every occurrence of the unit's files that nothing was noted for its role.
  std::vector<SiteFact> finish(bool WithShared);

private:
  using Place = std::pair<std::string, unsigned>; ///< a file and an offset in it

  bool isMacroInUse(const Place &Where, const SiteFact &Fact) const;
  SiteFact &strengthen(const std::string &Path, const Occurrence &Found, Role Is,
                       const std::string &Function);
  std::string functionAt(const std::string &Path, unsigned Offset) const;
  void finishSkipped(clang::SourceRange Range);
  void finishUnseen(const std::string &Path, const Occurrence &Found);

  llvm::DenseMap<const clang::IdentifierInfo *, unsigned> ByIdentifier;
  llvm::DenseMap<clang::FileID, const std::vector<Occurrence> *> InFiles;
  std::vector<clang::SourceRange> Skipped;
  struct Noted {
    SiteFact Fact;
    bool IsInMacro = false; ///< it stands in a #define
  };
  std::map<Place, Noted> Facts;
  /// (File, first byte) → (last byte, name) of each function in a file with occurrences.
  std::map<Place, std::pair<unsigned, std::string>> Functions;
};

} // namespace kphys

#endif
