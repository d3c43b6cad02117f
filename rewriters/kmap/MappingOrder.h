// Does a function end a mapping while a later one is still there, whoever made that?
//
// MappingFlow.h answers for what a function maps and unmaps itself, where all paths agree on what
// is mapped. This does for the rest: what is mapped on some paths only, and what the functions of
// the unit that it calls, or has called, leave mapped behind them.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_MAPPINGORDER_H
#define KPHYS_REWRITERS_KMAP_MAPPINGORDER_H

#include "rewriters/kmap/Mappings.h"
#include "clang/Analysis/CFG.h"

namespace kphys {

/// Functions of the unit that do not keep their mappings to themselves; canonical. Those that do
/// just that for their callers, and are known for it, are not among them.
struct OpenFunctions {
  /// Those that may leave one mapped. True if a caller cannot tell whether it did: it always does,
  /// or returns nothing.
  std::map<const clang::FunctionDecl *, bool> Leaves;
  std::set<const clang::FunctionDecl *> Ends; ///< those that may unmap what they did not map
  bool operator==(const OpenFunctions &) const = default;
};

struct WrongOrder {
  const clang::Stmt *Where = nullptr;      ///< the call that unmaps
  const clang::FunctionDecl *By = nullptr; ///< who made the later mapping; nullptr: the function
  bool WasWrong = false; ///< for the old mappings already: both must be unmapped in order
};

struct MappingOrder {
  std::map<unsigned, WrongOrder> Wrong; ///< by group, of the earlier mapping and of the later one
  bool MayLeave = false; ///< something that is mapped by the function, or by those it calls
  bool AlwaysLeaves = false;
  bool MayEndOther = false; ///< something that others have mapped

  /// \p Exchanged: of MappingFlow.
  static MappingOrder in(const Mappings &Found, const clang::CFG &Graph, const OpenFunctions &Open,
                         const std::map<const clang::CallExpr *, unsigned> &Exchanged);
};

} // namespace kphys

#endif
