// Where does a unit declare, store, read and call functions, and members that point to them?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RELAY_RELAYUSES_H
#define KPHYS_REWRITERS_RELAY_RELAYUSES_H

#include "checks/extract/SiteCollector.h"
#include <set>

namespace kphys {

/// A member that is set: `.map_page = f` in an initializer, `ops->map_page = f`, or by its place in
/// an initializer.
struct MemberStore {
  const clang::FieldDecl *Member = nullptr;
  clang::SourceLocation Name; ///< of the member; invalid if it is set by its place
  const clang::Expr *Value = nullptr;
  const clang::DeclRefExpr *Function = nullptr; ///< that Value is the name of, if it is one
};

struct RelayUses {
  std::vector<const clang::FunctionDecl *> Functions; ///< every declaration at file scope
  std::vector<const clang::FieldDecl *> Members;      ///< that point to functions
  std::vector<MemberStore> Stores;                    ///< of such members
  /// Such members that are looked at without being called, set or asked whether there is one.
  std::vector<const clang::MemberExpr *> Reads;
  std::vector<const clang::MemberExpr *> Tests;       ///< that are asked so
  std::vector<const clang::DeclRefExpr *> Calls;      ///< mentions of functions that are called
  std::vector<const clang::DeclRefExpr *> References; ///< all others, stored or not

  /// Casts of pointers from one struct to another.
  std::vector<std::pair<const clang::RecordDecl *, const clang::RecordDecl *>> RecordCasts;

  static RelayUses in(const UnitSite &Unit);
};

/// What a member that points to functions says of these; nothing if it is not spelled out.
std::optional<clang::FunctionTypeLoc> pointedToBy(const clang::FieldDecl &Member);

} // namespace kphys

#endif
