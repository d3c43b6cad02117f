// Where does a function read its parameters and locals, and which of them does it change?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_VALUEUSES_H
#define KPHYS_REWRITERS_OPS_VALUEUSES_H

#include "rewriters/text/SourceText.h"
#include "clang/AST/Expr.h"
#include <map>
#include <set>

namespace kphys {

/// A call that hands on a page and, right after it, its offset.
struct PairCall {
  const clang::FunctionDecl *Callee = nullptr; ///< none: it is called through a pointer
  const clang::FieldDecl *Member = nullptr;    ///< that is the pointer, if one is
  unsigned Index = 0;                          ///< of the page among the arguments
};

/// What the text of a function's body stands for.
struct ValueUses {
  /// By the place of its name: every variable or function that is named.
  std::map<unsigned, const clang::ValueDecl *> Named;
  /// Variables that a macro's definition names: their uses cannot be edited.
  std::set<const clang::ValueDecl *> InMacro;
  /// By the place of those that are in an argument of a macro: where the outermost one is named.
  std::map<unsigned, unsigned> InArgument;
  /// Variables that are assigned, stepped, or have their address taken.
  std::set<const clang::ValueDecl *> Changed;
  /// By the place of the page's name, calls of functions with `page, offset`.
  std::map<unsigned, PairCall> PairCalls;

  static ValueUses of(const clang::FunctionDecl &Function, const SourceText &Where,
                      const clang::ValueDecl *Page, const clang::ValueDecl *Offset);

  size_t countOf(const clang::ValueDecl *Value) const;
};

} // namespace kphys

#endif
