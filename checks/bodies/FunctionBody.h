// What is in a function's body, in the order of the text: the evaluated statements, what each is
// part of, and (made when first asked for) which definitions reach where.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_FUNCTIONBODY_H
#define KPHYS_CHECKS_BODIES_FUNCTIONBODY_H

#include "checks/bodies/ReachingDefinitions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <memory>
#include <vector>

namespace kphys {

/// Calls \p Take with each part of \p Whole that is evaluated with it. What stands in sizeof,
/// typeof and the like, and the branches that _Generic and __builtin_choose_expr do not take, are
/// none.
void forEachPart(const clang::Stmt &Whole, const clang::ASTContext &Context,
                 llvm::function_ref<void(const clang::Stmt &)> Take);

/// The function that \p Value, `f` or `&f`, is the address of; nullptr if it is anything else.
const clang::FunctionDecl *functionNamedBy(const clang::Expr &Value);

class FunctionBody {
public:
  FunctionBody(const clang::FunctionDecl &Function, clang::ASTContext &Context);

  const clang::FunctionDecl &function() const { return Function; }

  /// Every statement and expression that is evaluated, before its parts; see forEachPart().
  const std::vector<const clang::Stmt *> &statements() const { return Statements; }

  /// Those of one class.
  template <typename Class> std::vector<const Class *> all() const {
    std::vector<const Class *> Result;
    for (const clang::Stmt *Each : Statements)
      if (const auto *Found = llvm::dyn_cast<Class>(Each))
        Result.push_back(Found);
    return Result;
  }

  /// What \p Part stands in directly; nullptr for the body, and for what is not evaluated.
  const clang::Stmt *parent(const clang::Stmt *Part) const { return Parents.lookup(Part); }

  /// True if \p Part is \p Whole or stands in it.
  bool contains(const clang::Stmt *Whole, const clang::Stmt *Part) const;

  /// A call, or an expression that begins in a macro, and all names that namedUse() may ask about:
  /// to find these takes longer than to ask about each.
  struct NamedValue {
    const clang::Expr *Value;
    llvm::SmallVector<llvm::StringRef, 2> Names;
  };
  /// In the order of the text.
  const std::vector<NamedValue> &namedValues() const;

  /// nullptr where Clang makes no control flow graph of the function.
  const ReachingDefinitions *definitions();

private:
  void add(const clang::Stmt &Part, const clang::Stmt *Parent);

  const clang::FunctionDecl &Function;
  clang::ASTContext &Context;
  std::vector<const clang::Stmt *> Statements;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  mutable std::optional<std::vector<NamedValue>> NamedValues; ///< made when first asked for
  std::optional<std::unique_ptr<ReachingDefinitions>> Definitions;
};

} // namespace kphys

#endif
