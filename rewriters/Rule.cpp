// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/Rule.h"

using namespace kphys;

void Proposals::add(clang::SourceLocation Where, Role Is, const std::string &Function,
                    Change Proposed) {
  std::optional<SitePlace> Place = Unit.note(Where, Is, Function);
  if (!Place)
    return;
  std::vector<Change> &Known = ByPlace[*Place];
  if (!llvm::is_contained(Known, Proposed))
    Known.push_back(std::move(Proposed));
}
