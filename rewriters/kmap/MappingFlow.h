// What is mapped where, along the control flow of a function.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_MAPPINGFLOW_H
#define KPHYS_REWRITERS_KMAP_MAPPINGFLOW_H

#include "rewriters/kmap/Mappings.h"
#include "clang/Analysis/CFG.h"
#include <functional>
#include <map>
#include <set>

namespace kphys {

/// The control flow graph of a function, with every expression in it; nullptr where none can be
/// made.
std::unique_ptr<clang::CFG> graphOf(const FunctionSite &Site);

/// Is told what is evaluated while groups may be mapped.
using PartVisitor = std::function<void(const clang::Stmt &, const std::set<unsigned> &)>;
/// Is told which function cleans a variable up while groups may be mapped.
using CleanupVisitor = std::function<void(const clang::VarDecl &, const clang::FunctionDecl &,
                                          const std::set<unsigned> &)>;

struct MappingFlow {
  /// Groups that a path unmaps while a later mapping is still there, and these later ones: the last
  /// in must go first. With the call that unmaps.
  std::map<unsigned, const clang::Stmt *> OutOfOrder;
  /// Groups of which the state differs between paths that meet: mapped on some of them only. With
  /// the first statement behind, or nullptr for the end of the function.
  std::map<unsigned, const clang::Stmt *> Unclear;
  /// Groups of which one mapping is made while another may still be there, with the call.
  std::map<unsigned, const clang::Stmt *> Repeated;
  /// Groups that may be mapped where the function ends.
  std::set<unsigned> OpenAtEnd;
  /// The groups that are mapped where the function ends, the last one last; nothing where paths
  /// disagree.
  std::optional<std::vector<unsigned>> AtEnd;
  /// Groups of which a call unmaps, on every path, what somebody else has mapped, with what puts
  /// that into a handle.
  std::map<unsigned, const clang::Stmt *> EndsOther;
  /// Calls that unmap one after the other, in another order than the last in first: what each must
  /// end instead of its own mapping. Between them nothing happens, so nobody can tell.
  std::map<const clang::CallExpr *, unsigned> Exchanged;
  bool IsComplete = false; ///< false where no control flow graph can be made

  /// Follows \p Found through \p Site, where \p AtEntry is mapped to begin with; \p Visit sees
  /// every expression that is evaluated while groups may be mapped, as far as the code was right:
  /// one that is mapped by kmap_atomic() is unmapped later. So does \p VisitCleanup, if there is
  /// one, for functions of cleanup attributes.
  static MappingFlow through(const FunctionSite &Site, const Mappings &Found,
                             std::optional<unsigned> AtEntry, const PartVisitor &Visit,
                             const CleanupVisitor &VisitCleanup);
};

} // namespace kphys

#endif
