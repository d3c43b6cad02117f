// Which value does a local variable have at this place?
//
// Answers for one function, from Clang's control flow graph of it: which definitions of a variable
// reach a use, and whether it still has, at one place, the value that it had at another. Every
// answer holds on all paths of the graph, those that the configuration rules out included.
//
// Definitions.h says which variables can be followed.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_REACHINGDEFINITIONS_H
#define KPHYS_CHECKS_BODIES_REACHINGDEFINITIONS_H

#include "checks/bodies/Definitions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <memory>
#include <vector>

namespace kphys {

class ReachingDefinitions {
public:
  /// nullptr where Clang makes no control flow graph. Most ask FunctionBody::definitions(), which
  /// makes this once.
  static std::unique_ptr<ReachingDefinitions> of(const FunctionBody &Body,
                                                 clang::ASTContext &Context);
  ~ReachingDefinitions();

  /// True for a variable of the function about which the questions below can be answered.
  bool canFollow(const clang::VarDecl &Variable) const;

  /// The definitions of \p Variable of which the value may be there when \p Where, a statement or
  /// expression of the function, is evaluated (its own effects apart), in the order of the text.
  /// Empty: unknown, as the variable cannot be followed, or \p Where is never evaluated.
  std::vector<const Definition *> reaching(const clang::VarDecl &Variable,
                                           const clang::Stmt &Where) const;

  /// The only one, if it is plain; nullptr otherwise.
  const Definition *onlyPlain(const clang::VarDecl &Variable, const clang::Stmt &Where) const;

  /// As reaching(), for the variable that \p Use names.
  std::vector<const Definition *> reaching(const clang::DeclRefExpr &Use) const;

  /// True if on every path that gets to \p Later, \p Earlier was evaluated and \p Variable was not
  /// defined since: it has the value that it had at \p Earlier. Where either stands in a loop, the
  /// last evaluation of \p Earlier counts. False if that is not known.
  bool isUnchanged(const clang::VarDecl &Variable, const clang::Stmt &Earlier,
                   const clang::Stmt &Later) const;

  /// True if \p Value, an expression of the function, would have the same value at \p Later: so for
  /// every variable that it reads. False too if it has side effects or reads memory.
  bool isUnchanged(const clang::Expr &Value, const clang::Stmt &Later) const;

  /// True if on every path that gets to \p Later, \p Earlier was evaluated.
  bool isAlwaysBefore(const clang::Stmt &Earlier, const clang::Stmt &Later) const;

  /// True if some path leads from the end of \p From to \p To.
  bool canReach(const clang::Stmt &From, const clang::Stmt &To) const;

  /// Every definition of \p Variable, in the order of the text.
  std::vector<const Definition *> definitions(const clang::VarDecl &Variable) const;

private:
  struct Graph;
  bool holds(const clang::Stmt &Earlier, const clang::Stmt &Later,
             const clang::VarDecl *Unchanged) const;
  explicit ReachingDefinitions(std::unique_ptr<Graph> Made);
  std::unique_ptr<Graph> Made;
};

} // namespace kphys

#endif
