// What is each `struct page *` used for that a carrier yields or takes?
//
// From where a function takes a page out of a carrier the value is followed up through the
// expression that it is in, and through variables of the function: all uses of a variable count,
// whatever it holds where. What the value ends in says what the page is used for.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CENSUS_PAGEUSEFINDER_H
#define KPHYS_CHECKS_CENSUS_PAGEUSEFINDER_H

#include "checks/bodies/FunctionBody.h"
#include "checks/census/CountedUse.h"
#include "checks/extract/TreeFiles.h"
#include <map>
#include <set>

namespace kphys {

class PageUseFinder {
public:
  /// All must outlive it.
  PageUseFinder(const CensusNames &Names, TreeFiles &Files, clang::ASTContext &Context)
      : Names(Names), Files(Files), Context(Context) {}

  /// Looks at \p Function, which has a body.
  void add(const clang::FunctionDecl &Function);

  std::vector<CountedUse> take() { return std::move(Found); }

private:
  using Part = CensusNames::Part;

  /// A page of a carrier on its way up: what has it by now.
  struct Value {
    const clang::Expr *Taken; ///< from the carrier, or out of a variable
    unsigned Carrier;
    const clang::Expr *At;
    int Pointers = 0;     ///< 0: a pointer to the page; 1: to that pointer; -1: the page itself
    bool IsKept = false;  ///< a variable has it, too
    bool IsMoved = false; ///< `++` and the like: written back, too
  };
  struct Use {
    PageUse Is = PageUse::Unknown;
    std::string Through;
    clang::SourceLocation Where;
  };

  // Where pages come from and go to.

  const Part *part(const clang::Stmt &Of) const;
  void take(const clang::CallExpr &Call, const Part &Is);
  void hold(const clang::InitListExpr &List);
  const clang::Expr *held(const clang::InitListExpr &List, const clang::FieldDecl &Field) const;

  // Where they are followed to.

  void follow(const clang::Expr &Taken, unsigned Carrier);
  /// Moves \p Of on to what stands around it if that is the page still.
  bool rise(Value &Of, const clang::Stmt &Around);
  bool riseThroughMacro(Value &Of);
  bool isDropped(const Value &Of, const clang::Stmt &Around) const;
  Use useIn(const Value &Of, const clang::Stmt &Around) const;
  Use useInCall(const Value &Of, const clang::CallExpr &Call) const;
  Use useInMember(const clang::MemberExpr &Member) const;
  /// What \p Around stores the value in, as it is called.
  std::string storedThrough(const Value &Of, const clang::Stmt &Around) const;
  /// True if \p Variable is followed: it has the page from now on.
  bool keep(Value &Of, const clang::VarDecl &Variable);
  const clang::VarDecl *storedIn(const Value &Of, const clang::Stmt &Around) const;

  void count(unsigned Carrier, const clang::Expr &Taken, const Use &Of);

  // Where a page comes from that is given to a carrier.

  std::string originOf(const clang::Expr &Page);
  void addOrigins(const clang::Expr &Page, std::set<const clang::VarDecl *> &Seen,
                  std::set<std::string> &Into);
  void addOriginsOf(const clang::VarDecl &Variable, std::set<const clang::VarDecl *> &Seen,
                    std::set<std::string> &Into);

  const CensusNames &Names;
  TreeFiles &Files;
  clang::ASTContext &Context;
  std::optional<FunctionBody> Body;
  std::map<const clang::VarDecl *, std::vector<const clang::DeclRefExpr *>> References;
  std::map<const clang::VarDecl *, std::set<unsigned>> Carried;
  std::vector<std::pair<const clang::VarDecl *, unsigned>> Pending;
  std::vector<CountedUse> Found;
};

} // namespace kphys

#endif
