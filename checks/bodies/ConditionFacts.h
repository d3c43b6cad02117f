// Which conditions are known to hold, or not to, on the way to a place?
//
// `if (flag) p = map(); … if (flag) unmap(p);` has two ways through it, not four. A condition is
// known by its text, macros expanded; what is known of it is forgotten when a variable that it
// names gets another value. Memory and the answers of functions are taken to stay as they are, so
// more ways are ruled out than there are: that is for checks, which must not tell of a way that is
// none.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_CONDITIONFACTS_H
#define KPHYS_CHECKS_BODIES_CONDITIONFACTS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/StringMap.h"
#include <functional>
#include <map>
#include <set>

namespace kphys {

class ConditionFacts {
public:
  /// Says of a function whether it asks for an error in a pointer.
  enum class ErrorTest {
    None,
    Error,       ///< it is one
    ErrorOrNull, ///< it is one, or no pointer at all
  };
  using ErrorTests = std::function<ErrorTest(llvm::StringRef)>;

  ConditionFacts(clang::ASTContext &Context, ErrorTests Tests)
      : Context(Context), Tests(std::move(Tests)) {}

  struct Fact {
    bool Holds;
    /// The place that asked. Asking again there, in a loop, may give another answer.
    const clang::Stmt *AskedBy;
    bool operator==(const Fact &Other) const { return Holds == Other.Holds; }
  };
  using Known = std::map<unsigned, Fact>; ///< by the number of the condition

  /// Notes that \p Condition is \p Is; false if it cannot be.
  bool assume(const clang::Expr &Condition, bool Is, Known &Now);

  /// Notes that \p Variable gets \p Value, or something if that is nullptr.
  void assign(const clang::VarDecl &Variable, const clang::Expr *Value, Known &Now);

  /// Notes that \p Variable grows: a counter is not 0 any more.
  void grow(const clang::VarDecl &Variable, Known &Now);

  /// Notes that \p Variable is neither 0 nor the address of a variable: it is one in a mapping.
  void setMapped(const clang::VarDecl &Variable, Known &Now);

  /// Notes that \p Value is neither 0 nor an error.
  void setValid(const clang::Expr &Value, Known &Now);

  /// True for \p Value that has been noted, all its variables unchanged.
  bool isNoted(const clang::Expr &Value, unsigned Mark, const Known &Now);
  void note(const clang::Expr &Value, unsigned Mark, Known &Now);

  /// Calls \p Take with each block that may follow \p Block, and what is known there.
  void successors(const clang::CFGBlock &Block, const Known &After,
                  llvm::function_ref<void(const clang::CFGBlock &, Known)> Take);

  /// Keeps in \p Into what is known in \p From as well; true if that changes anything.
  static bool meet(Known &Into, const Known &From);

private:
  /// A condition's number, and whether it is the contrary of that.
  struct Key {
    unsigned Number;
    bool IsNegated;
  };
  Key keyOf(const clang::Expr &Condition);
  unsigned numberOf(const clang::Expr &Value, llvm::StringRef Suffix,
                    const clang::Expr *Beside = nullptr);
  /// The number of \p Variable as a condition of its own.
  unsigned numberOf(const clang::VarDecl &Variable, llvm::StringRef Suffix = "",
                    const clang::Expr *Beside = nullptr);
  unsigned numberOf(std::string Text, std::set<const clang::VarDecl *> Named);
  /// False for `p == &variable` where p is an address in a mapping.
  bool mayBe(const clang::Expr &Condition, bool Is, const Known &Now);
  /// How `== Value` is written behind what it is compared with.
  std::string equalTo(const clang::Expr &Value) const;
  bool set(unsigned Number, bool Is, const clang::Stmt *AskedBy, Known &Now);
  void cases(const clang::CFGBlock &Block, const clang::SwitchStmt &Switch, const Known &After,
             llvm::function_ref<void(const clang::CFGBlock &, Known)> Take);

  ErrorTest testBy(const clang::CallExpr &Call) const;

  clang::ASTContext &Context;
  const ErrorTests Tests;
  llvm::StringMap<unsigned> Numbers;
  std::vector<std::set<const clang::VarDecl *>> Variables; ///< that each names
  llvm::DenseMap<const clang::Expr *, unsigned> Cached;
  llvm::DenseMap<unsigned, const clang::Expr *> ErrorsOf; ///< the pointer that a test is about
};

} // namespace kphys

#endif
