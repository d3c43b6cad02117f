// What does a function that is called do with a local mapping?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_MAPPINGCALLEES_H
#define KPHYS_CHECKS_AUDIT_MAPPINGCALLEES_H

#include "checks/audit/Audit.h"
#include "clang/AST/Expr.h"

namespace kphys {

class MappingCallees {
public:
  explicit MappingCallees(AuditUnit &Unit) : Unit(Unit) {}

  /// What makes or ends a mapping by itself; nullptr for any other function.
  const LocalMapping *known(const clang::CallExpr &Call) const;

  /// The argument that another thread gets, or nullptr.
  const unsigned *handsOver(const clang::CallExpr &Call) const;

  /// The page whose address \p Call asks for, or nullptr.
  const clang::Expr *pageAskedFor(const clang::CallExpr &Call) const;

  /// True if the function may end the mapping of argument \p Index, or keep it for somebody who
  /// does: its body says so, or, where that cannot be had, a word of its name.
  bool mayEnd(const clang::CallExpr &Call, unsigned Index);

  /// True if the function gets at what argument \p Index points to: not one that is printed, nor a
  /// number.
  bool readsThrough(const clang::CallExpr &Call, unsigned Index) const;

private:
  bool mayEndIn(const clang::FunctionDecl &Function, unsigned Index);

  AuditUnit &Unit;
  std::map<std::pair<const clang::FunctionDecl *, unsigned>, bool> Answers;
};

} // namespace kphys

#endif
