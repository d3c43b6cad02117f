// What functions do to a mapping, over the whole program: as far as somebody asks.
//
// Starts from the functions that code with a mapping calls and its unit has no bodies of, and has
// the units parsed that define them, and those that define what these call, and so on. A pointer in
// a field does what all functions do that the program stores there.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_PROGRAMEFFECTS_H
#define KPHYS_TOOL_COLLECT_PROGRAMEFFECTS_H

#include "checks/scan/TreeScan.h"
#include "rewriters/effects/EffectExtractor.h"
#include "tool/collect/DefinitionTable.h"
#include "tool/program/ParseCache.h"
#include "tool/program/Session.h"

namespace kphys {

class ProgramEffects : public FactCollection {
public:
  /// Both must outlive it.
  ProgramEffects(Session &In, const TreeScan &Text);

  /// Takes note that \p Unit reads \p Files: it can tell of functions in them.
  void noteReader(size_t Unit, const std::vector<std::string> &Files);

  /// Finds out what \p Wanted, functions and parameters of functions (see Change::Demands), do.
  void find(const std::set<std::string> &Wanted);

  /// What they do, once find() was asked for them: as far as build number \p Build tells, or by
  /// all builds that tell.
  KnownEffects of(const std::set<std::string> &Wanted, std::optional<size_t> Build = {}) const;

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override;
  bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) override;
  void fail(const UnitTask &Task, JobOutcome::Status, const std::string &) override;

private:
  /// What \p Root does with all that it calls, as build number \p Build tells. What nobody was
  /// asked about so far, and has to be to tell, goes into \p Open.
  Reliance closureOf(const std::string &Root, MappingKind On, size_t Build,
                     std::set<std::string> &Open) const;
  std::vector<size_t> tellingBuilds(const std::string &Name, std::optional<size_t> Asked) const;
  void addOpen(const std::string &Wanted, size_t Build, std::set<std::string> &Open) const;
  bool isSettled(const AddressEffect &Effect) const;
  std::vector<size_t> tellersOf(llvm::StringRef Name);
  std::vector<size_t> headerTellersOf(llvm::StringRef Name);
  std::vector<size_t> readersOf(const std::string &File);
  std::optional<size_t> readerOf(const std::string &File, size_t Build);
  void join(const std::string &Name);
  void setIncomplete(const std::string &Name);
  using NamesByHeader = std::map<std::string, std::set<std::string>>;
  void askHeaders(const std::set<std::string> &Names);
  void askHeaders(NamesByHeader Open, size_t Build);
  void ask(UnitTask Task);
  void record(const UnitTask &Task, const EffectAnswer &Answer,
              const std::vector<std::string> &Files);
  std::string variant(const UnitTask &Task) const;

  Session &In;
  const TreeScan &Text;
  const Project &Of = In.Program;
  ParseCache Known;
  Runner Parses;
  DefinitionTable Definitions;
  std::map<std::string, std::set<size_t>> ReadersOf; ///< by file
  std::map<std::string, unsigned> Asked;             ///< how often, by name
  struct RememberedAnswer {
    UnitTask Task;
    EffectAnswer Answer;
    std::vector<std::string> Files;
  };
  std::vector<RememberedAnswer> Remembered; ///< from earlier runs, of this round
  /// What units have told, by name, unit, and whether the parse had all bodies of headers.
  std::map<std::string, std::map<std::pair<size_t, bool>, RunningEffect>> RunningBy;
  std::map<std::string, std::map<std::pair<size_t, bool>, AddressEffect>> AddressesBy;
  /// What a build has told: two builds may compile other things of one name.
  struct ToldEffects {
    KnownEffects Said;    ///< made of the above
    KnownEffects Settled; ///< of what is said of parameters, what is the last word
    std::string SettledHash;
    std::set<std::string> Incomplete; ///< names of which a unit that may tell could not be asked
  };
  std::vector<ToldEffects> Told; ///< by build
};

} // namespace kphys

#endif
