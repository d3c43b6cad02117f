// How do addresses flow through this unit?
//
// One walk over the functions of the unit, or over the inline functions and structs of headers;
// flow-insensitive, one slot a variable. What can be no address is left out. A header that the
// whole kernel shares has the same flows in every unit: they are collected once, for one of them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FACTS_FLOWCOLLECTOR_H
#define KPHYS_CHECKS_FACTS_FLOWCOLLECTOR_H

#include "checks/catalog/Kinds.h"
#include "checks/facts/AddressFacts.h"
#include "checks/facts/TreeFiles.h"
#include "checks/frontend/HeaderUse.h"
#include "checks/sources/IdentifierScan.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/FrontendAction.h"
#include <memory>
#include <set>

namespace kphys {

/// What does not change from unit to unit.
class FlowOptions {
public:
  FlowOptions(const KindCatalog &Kinds, std::string TreeRoot,
              TreeFiles::Others Outside = TreeFiles::Others::Unnamed)
      : Kinds(Kinds), TreeRoot(std::move(TreeRoot)), Outside(Outside),
        Vocabulary(Kinds.vocabulary()) {}

  /// True if \p Text deals in addresses at all.
  bool dealsInAddresses(llvm::StringRef Text) const { return Vocabulary.mentionsName(Text); }
  /// The same for the header at \p Path, looked at once a process.
  bool headerDealsInAddresses(llvm::StringRef Path, llvm::StringRef Text) const;

  const KindCatalog &Kinds;
  const std::string TreeRoot;
  const TreeFiles::Others Outside;

private:
  IdentifierScan Vocabulary;
  mutable llvm::StringMap<bool> Headers;
};

/// Which parts of a unit are wanted.
struct FlowParts {
  bool Own = true;              ///< the unit's, and that of its driver's headers
  bool AllShared = false;       ///< one for each header of the whole kernel
  std::set<std::string> Shared; ///< or for each of these
};

/// Collects the flows of one unit, whoever parses it.
class UnitFlowCollector {
public:
  /// All of them must outlive it.
  UnitFlowCollector(const FlowOptions &Options, const FlowParts &Wanted,
                    const clang::SourceManager &Sources)
      : Options(Options), Wanted(Wanted), Sources(Sources),
        Files(Options.TreeRoot, Sources, Options.Outside) {}

  /// False for a function whose body says nothing that is wanted: it need not be parsed.
  bool needsBody(const clang::Decl &Function) { return partOf(Function); }

  /// Takes note of a top-level declaration; each is shown once, in order.
  void add(clang::Decl &Declaration) {
    if (const std::string *Part = partOf(Declaration))
      Declarations[*Part].push_back(&Declaration);
  }

  /// The flows in what was added, once the unit is parsed.
  UnitFlows collect(clang::ASTContext &Context);

private:
  const std::string *partOf(const clang::Decl &Declaration);
  const std::string *partOf(clang::FileID Id);
  std::vector<std::string> definitions(const AddressFacts &Own) const;

  const FlowOptions &Options;
  const FlowParts &Wanted;
  const clang::SourceManager &Sources;
  TreeFiles Files;
  llvm::DenseMap<clang::FileID, const std::string *> Parts;
  std::set<std::string> Names; ///< of parts
  std::map<std::string, std::vector<clang::Decl *>> Declarations;
};

/// Creates the action for parseUnit(). It fills \p Flows: with the unit's own part if \p Headers
/// is empty, else with one part for each of \p Headers, and no other. \p Use gets what the unit
/// takes from other files.
std::unique_ptr<clang::FrontendAction> collectFlows(const FlowOptions &Options,
                                                    const std::set<std::string> &Headers,
                                                    UnitFlows &Flows, HeaderUse &Use);

} // namespace kphys

#endif
