// What is noted of each occurrence in a unit's files while it is parsed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_OCCURRENCEROLES_H
#define KPHYS_CHECKS_EXTRACT_OCCURRENCEROLES_H

#include "checks/bodies/FunctionBody.h"
#include "checks/extract/SiteCollector.h"
#include "checks/extract/TakenNames.h"
#include "clang/AST/Decl.h"
#include "clang/Lex/Preprocessor.h"
#include <list>

namespace kphys {

/// The facts of one unit in the making.
class OccurrenceRoles {
public:
  OccurrenceRoles(const CollectorOptions &Options, clang::Preprocessor &Macros);

  const CollectorOptions &Options;
  clang::Preprocessor &Macros;
  clang::SourceManager &Sources;
  TreeFiles Files;
  TakenNames Taken;

  const Api *apiOf(const clang::IdentifierInfo *Name) const {
    auto Found = Name ? ByIdentifier.find(Name) : ByIdentifier.end();
    return Found == ByIdentifier.end() ? nullptr : &Options.Names.apis()[Found->second];
  }

  /// The occurrences in the file of \p Id, or nullptr.
  const std::vector<Occurrence> *occurrencesIn(clang::FileID Id);

  /// The occurrence spelled at \p Where, or nullptr.
  const Occurrence *occurrenceAt(clang::SourceLocation Where);

  std::vector<CallSite> Calls;
  std::vector<FunctionSite> FunctionsWithBody;
  std::list<FunctionBody> Bodies; ///< of functions with a call

  /// Notes that the occurrence at \p Where is \p Is, and returns its place, if there is one. A
  /// stronger role replaces a weaker one.
  std::optional<SitePlace> note(clang::SourceLocation Where, Role Is, const std::string &Function);

  /// True if the occurrence at \p Place, of which something was noted, stands in a #define.
  bool isInMacro(const SitePlace &Place) const { return Facts.at(Place).IsInMacro; }

  /// The name in the code that makes \p Call; see FunctionSite.
  std::optional<SpelledName> spelledAs(const clang::CallExpr &Call);

  /// True for a function that one of the kernel's own headers declares, or, of a relay, the file
  /// that it is of: another function of the same name is something else.
  bool isMeant(const clang::NamedDecl *Declared);

  /// What the catalog has of \p Member, a field, or nullptr; a relay is of one file.
  const Api *memberAs(const clang::NamedDecl &Member);

  const Api &apiAt(const Occurrence &Found) const { return Options.Names.apis()[Found.Name]; }

  /// The files that may have occurrences, with their texts.
  std::map<std::string, llvm::StringRef> files() const;

  void noteSkipped(clang::SourceRange Range) { Skipped.push_back(Range); }

  /// Notes that the macro of \p Definition is expanded at \p Where.
  void noteExpanded(const clang::MacroInfo &Definition, clang::SourceLocation Where);

  /// Notes a token that the preprocessor hands out: of a name that macros only turn into strings,
  /// there is none.
  void noteToken(const clang::Token &Handed);

  /// Remembers where the text of \p Function is, for what the preprocessor sees in it.
  void noteFunction(const clang::FunctionDecl &Function);

  /// Gives every occurrence of the unit's files that nothing was noted for its role.
  std::vector<SiteFact> finish(bool WithShared);

  /// The texts that the occurrences were looked for in.
  TextHashes texts() const;

private:
  /// True if the macro that \p Found stands in is expanded, and what comes of the name is no code.
  /// \p IsInUse says whether that is so in the unit's own code.
  bool becomesText(const std::string &Path, const Occurrence &Found, bool &IsInUse) const;
  void strengthen(const std::string &Path, const Occurrence &Found, Role Is,
                  const std::string &Function);
  std::string functionAt(const std::string &Path, unsigned Offset) const;
  void finishSkipped(clang::SourceRange Range);
  void finishUnseen(const std::string &Path, const Occurrence &Found);

  llvm::DenseMap<const clang::IdentifierInfo *, unsigned> ByIdentifier;
  llvm::DenseMap<clang::FileID, const std::vector<Occurrence> *> InFiles;
  std::vector<clang::SourceRange> Skipped;
  struct Expanded {
    unsigned Begin = 0, End = 0; ///< the definition
    /// Where the program has what it expands to, by raw encoding.
    std::set<unsigned> Places;
    bool IsUsedByUnit = false; ///< not only by headers that the whole kernel shares
  };
  /// Those that stand in a file with an occurrence; the others are there without a value.
  llvm::DenseMap<const clang::MacroInfo *, std::unique_ptr<Expanded>> ExpandedMacros;
  std::map<std::string, std::vector<const clang::MacroInfo *>> MacrosIn; ///< those, by file
  std::set<SitePlace> HandedOut; ///< occurrences in macros of which a token came
  std::set<unsigned> PastedAt;   ///< where a name of the catalog was made of others
  struct Noted {
    SiteFact Fact;
    bool IsInMacro = false; ///< it stands in a #define
    bool IsInUse = false;   ///< of one that is expanded, though not to code
  };
  std::map<SitePlace, Noted> Facts;
  /// (File, first byte) → (last byte, name) of each function in a file with occurrences.
  std::map<SitePlace, std::pair<unsigned, std::string>> Functions;
};

} // namespace kphys

#endif
