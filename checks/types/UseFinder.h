// Walks the declarations of a unit for AddressUses.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TYPES_USEFINDER_H
#define KPHYS_CHECKS_TYPES_USEFINDER_H

#include "checks/types/AddressUses.h"
#include "checks/types/DeclaredTypes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

namespace kphys {

class UseFinder {
  using Expr = clang::Expr;
  using Stmt = clang::Stmt;
  using SourceLocation = clang::SourceLocation;

public:
  UseFinder(const KindCatalog &Kinds, TreeFiles &Files, clang::ASTContext &Context)
      : Files(Files), Context(Context), Sources(Context.getSourceManager()),
        Table(Context, Files, Kinds), Types(Table, Files, Sources) {}

  void add(const clang::Decl &Declared);
  AddressUses take();

private:
  /// What gets a value.
  struct Target {
    AddressUse::Wants For = AddressUse::Wants::Anything;
    std::string Key = {};
    AddressType Type = AddressType::Plain;
  };

  /// What a pointer points to.
  struct Pointee {
    enum { Unknown, Untyped, Slot } Is = Unknown; ///< Untyped: `void *` goes with everything
    std::string Key = {}; ///< of Slot; empty for what is only cast to such a type
    AddressType Type = AddressType::Plain;
  };

  /// The function that \p Value is, without a cast to another type.
  static const clang::FunctionDecl *functionIn(const Expr &Value);

  /// The type of annotated code that \p Type is, however it was come by: by typeof, say.
  static std::optional<AddressType> annotated(clang::QualType Type);

  void enter(const clang::FunctionDecl &Function);

  // Statements.

  void walk(const Stmt &Each);

  /// What the function returns.
  void give(const Expr &Value);

  // Where values go.

  Target targetOf(const clang::ValueDecl &Of) { return target(Types.of(Of), Of); }
  Target target(const std::optional<DeclaredAddress> &Declared, const clang::ValueDecl &Of);
  Target resultOf(const clang::FunctionDecl &Of);
  void initialize(const Expr &Init, const Target &Into, const clang::ValueDecl *Declared = nullptr);

  /// \p Value gets to \p Declared, if that is known, as \p Into says.
  void hand(const Expr &Value, const Target &Into, const clang::ValueDecl *Declared);

  /// \p Value, a pointer to a function, is kept in \p Member.
  void keep(const Expr &Value, const clang::FieldDecl &Member);

  /// \p Function is kept in \p Member, or who knows where.
  void store(const clang::FunctionDecl &Function, const clang::ValueDecl *Member,
             const Expr &Where);

  // Pointers.

  Pointee pointeeOf(const clang::ValueDecl &Of);
  static Pointee slot(const DeclaredAddress &Of) { return {Pointee::Slot, Of.Key, Of.Is}; }
  static Pointee pointeeOf(clang::QualType Type);

  /// What \p Pointer points to; walks whatever else is in it.
  Pointee pointee(const Expr &Pointer);
  void join(const Pointee &One, const Pointee &Other, const Expr &Where);

  /// \p Pointer gets to who points to \p To.
  void point(const Expr &Pointer, const Pointee &To);
  void record(const Pointee &From, const Pointee &To, const Expr &Where, const AddressExpr &Place);

  // Values.

  static bool isPointer(const Expr &Value);
  void use(const Expr &Value, Target Into, bool IsStatement = false);
  void useWhole(const Expr &Value, Target Into, bool IsStatement);
  void record(AddressExpr Value, Target Into, const Expr &Where);
  static bool isTyped(const AddressExpr &Of);

  /// \p Whole, and where it is written: without the parentheses, if that is a place of its own.
  AddressExpr build(const Expr &Whole);

  /// What has the value and the type of \p Of; nullptr if that is more than that.
  static const Expr *innerOf(const Expr &Of);
  void locate(const Expr &Of, AddressExpr &Into) const;

  /// True for \p Text that a macro is given which makes a string of it, too: WARN_ON().
  bool isPrinted(SourceLocation Where, llvm::StringRef Text) const;
  void notePrinted(const Stmt &Part);
  AddressExpr place(const DeclaredAddress &Declared) const;
  AddressExpr buildBare(const Expr &Value);

  /// What is in too many others to be of use.
  AddressExpr tooDeep(const Expr &Value);
  /// The statements of `({ … })`: the last one is its value.
  void block(const clang::StmtExpr &Of);
  AddressExpr valueOf(const clang::ValueDecl &Of);

  /// What \p Pointer points to, as a value.
  AddressExpr behind(const Expr &Pointer);
  AddressExpr unary(const clang::UnaryOperator &Operator);
  /// True if `Left = Left op Right` does what `Left op= Right` does, for all that is evaluated.
  bool mayBeWrittenOut(const Expr &Left, const Expr &Right) const;
  AddressExpr compound(const clang::BinaryOperator &Operator);
  AddressExpr binary(const clang::BinaryOperator &Operator);
  AddressExpr assign(const clang::BinaryOperator &Operator);
  AddressExpr castTo(const clang::CStyleCastExpr &Cast);

  // Calls.

  AddressExpr resultOfCall(const clang::CallExpr &Call);
  static const clang::FieldDecl *calledMember(const clang::CallExpr &Call);
  void call(const clang::CallExpr &Call);
  void argument(const Expr &Argument, const std::optional<DeclaredAddress> &Declared,
                const clang::FunctionDecl *Callee, unsigned Index, clang::QualType Type);
  static const clang::FunctionProtoType *prototypeOf(const clang::CallExpr &Call);

  // What was found.

  void nameAt(const clang::FunctionDecl &Function, SourceLocation Where);
  void same(const std::string &One, const std::string &Other, const Expr &Where);
  void obstacle(const std::string &Key, Reason Why, const Expr &Where);
  /// Says that of every slot in \p Of.
  void obstacles(const AddressExpr &Of, Reason Why, const Expr &Where);
  /// The function in \p Member gets to where nobody compares its type with that of the member.
  void release(const clang::FieldDecl &Member, const Expr &Where);

  TreeFiles &Files;
  clang::ASTContext &Context;
  const clang::SourceManager &Sources;
  SlotTable Table;
  DeclaredTypes Types;
  const clang::FunctionDecl *Current = nullptr;
  std::set<const clang::Decl *> AddressTaken; ///< variables of Current
  /// Strings that uses of macros in it make of what they are given.
  std::map<SourceLocation, std::vector<std::string>> Printed;
  unsigned Depth = 0; ///< of operands in each other
  std::vector<AddressUse> PlainInMacros;
  std::set<NamePlace> Named;
  AddressUses Found;
};

} // namespace kphys

#endif
