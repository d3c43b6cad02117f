// What the checks of the clang-tidy module have in common while one unit is parsed: one collection,
// which each check takes its findings from.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TIDY_UNITSHARE_H
#define KPHYS_CHECKS_TIDY_UNITSHARE_H

#include "tool/unit/UnitChecks.h"
#include <map>
#include <memory>
#include <optional>

namespace kphys {

/// One unit as the checks with the same options see it.
class SharedUnit {
public:
  SharedUnit(std::shared_ptr<const UnitTools> Tools, clang::Preprocessor &Macros,
             UnitChecks::Wanted Which)
      : Tools(std::move(Tools)), Checks(*this->Tools, Macros, Which) {}

  /// What all checks found; looked for when it is first asked for.
  const std::vector<Finding> &findings(clang::ASTContext &Context);

  /// Why the findings are not all there, or an empty string; told once.
  std::string takeProblem() { return std::exchange(Problem, {}); }

  const std::string &treeRoot() const { return Tools->TreeRoot; }

private:
  const std::shared_ptr<const UnitTools> Tools;
  UnitChecks Checks;
  std::optional<std::vector<Finding>> Found;
  std::string Problem;
};

/// Hands out the shared unit. Lives as long as the module.
class UnitShare {
public:
  /// Notes that there is a check that needs \p From; before the first unit().
  void want(CheckRow::Source From) {
    Which.Rewrites |= From == CheckRow::Source::Rewrite;
    Which.Audits |= From == CheckRow::Source::Audit;
    Which.Types |= From == CheckRow::Source::Types;
    if (From == CheckRow::Source::Kinds || From == CheckRow::Source::Types)
      Which.Kinds = UnitChecks::Wanted::Solved;
  }

  /// The unit that \p Macros is about to read, with the tree at \p Tree or, if that is empty, the
  /// one that it lies in. Nothing if there is none. An error is one of \p Tree.
  llvm::Expected<std::shared_ptr<SharedUnit>>
  unit(const std::string &Tree, const UnitOptions &Options, clang::Preprocessor &Macros);

private:
  using Key = std::pair<std::string, UnitOptions>; ///< tree and options
  UnitChecks::Wanted Which = {false, UnitChecks::Wanted::NoKinds, false, false};
  std::map<Key, std::shared_ptr<const UnitTools>> Tools;
  std::map<Key, std::weak_ptr<SharedUnit>> Current; ///< gone with the checks that have it
};

} // namespace kphys

#endif
