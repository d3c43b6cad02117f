// In which local mapping is this address?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_MAPPEDADDRESSES_H
#define KPHYS_CHECKS_AUDIT_MAPPEDADDRESSES_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <map>
#include <optional>
#include <vector>

namespace kphys {

/// The number of \p Wanted in \p All, where it is put if it is new.
template <typename Numbered>
unsigned numberIn(std::vector<const Numbered *> &All, const Numbered *Wanted) {
  for (unsigned I = 0; I < All.size(); ++I)
    if (All[I] == Wanted)
      return I;
  All.push_back(Wanted);
  return All.size() - 1;
}

/// Which variables have an address in which mapping: by their numbers, for the same order in every
/// run.
using HeldMappings = std::map<unsigned, unsigned>;

/// Knows the calls of a function that make mappings, each of which has a number.
class MappedAddresses {
public:
  void add(const clang::CallExpr &Map, unsigned Number) { Numbers[&Map] = Number; }

  std::optional<unsigned> madeBy(const clang::CallExpr &Call) const {
    auto Found = Numbers.find(&Call);
    return Found == Numbers.end() ? std::nullopt : std::optional(Found->second);
  }

  unsigned number(const clang::VarDecl &Variable) const { return numberIn(Variables, &Variable); }

  /// The mapping that \p Value is an address in.
  std::optional<unsigned> mappingOf(const clang::Expr *Value, const HeldMappings &Held) const;

  /// The mapping that \p Place, p->field or p[i] or *p, is in.
  std::optional<unsigned> baseOf(const clang::Expr *Place, const HeldMappings &Held) const;

  /// True for a value that may be in a mapping though mappingOf() does not say so.
  bool mayBeIn(const clang::Expr *Value, const HeldMappings &Held) const;

  /// True if a part of \p Whole is an address in a mapping.
  bool areIn(const clang::Stmt *Whole, const HeldMappings &Held) const;

  /// The variable that \p Place is reached from.
  static const clang::VarDecl *rootOf(const clang::Expr *Place);

private:
  std::map<const clang::CallExpr *, unsigned> Numbers;
  mutable std::vector<const clang::VarDecl *> Variables; ///< that have a number
};

} // namespace kphys

#endif
