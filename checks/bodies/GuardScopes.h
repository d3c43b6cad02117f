// Which questions about a value were answered before control gets to a place?
//
// `if (!pfn_valid(pfn)) return;` asks about pfn: what follows runs only where the answer was yes.
// Structured control flow only (if, ?:, && and ||); what a goto jumps over is not seen. Which of
// the functions asked is a guard is for the solver to say.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_GUARDSCOPES_H
#define KPHYS_CHECKS_BODIES_GUARDSCOPES_H

#include "checks/catalog/Kinds.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class GuardScopes {
public:
  GuardScopes(const clang::SourceManager &Sources, const clang::LangOptions &Language,
              const KindCatalog &Kinds)
      : Sources(Sources), Language(Language), Kinds(Kinds) {}

  /// Reads \p Body; what was known of another function is forgotten.
  void read(const clang::Stmt *Body);

  /// The functions that were asked about \p Value before \p Where, each with `+` in front where it
  /// answered yes (not 0), `-` where it answered no, `?` where the code does not tell; separated
  /// by blanks. A guard of the catalog is asked about its own argument only.
  std::string askedAbout(const clang::ValueDecl *Value, clang::SourceLocation Where) const;

private:
  /// A call in a condition, and what its arguments name.
  struct Question {
    std::string Function;
    char Answer;
    std::set<const clang::ValueDecl *> About;
  };
  using Questions = std::vector<Question>;
  struct Scope {
    clang::SourceLocation Begin, End; ///< expansion locations
    Question Asked;
  };

  void ask(const clang::Expr *Condition, bool IsTrue, bool IsSure, Questions &Into) const;
  void askField(const clang::BinaryOperator &Equality, bool IsTrue, bool IsSure,
                Questions &Into) const;
  void addScope(const clang::Stmt *Where, const Questions &Asked);
  void addScope(clang::SourceLocation Begin, clang::SourceLocation End, const Questions &Asked);
  void noteAssigned(const clang::Stmt *Part);
  void walk(const clang::Stmt *Part);
  void walkBlock(const clang::CompoundStmt *Block);

  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
  const KindCatalog &Kinds;
  std::vector<Scope> Scopes;
  std::map<const clang::VarDecl *, const clang::Expr *> Assigned; ///< the value last given, so far
};

} // namespace kphys

#endif
