// The types that declarations of physical addresses name, as they are written.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TYPES_DECLAREDTYPES_H
#define KPHYS_CHECKS_TYPES_DECLAREDTYPES_H

#include "checks/bodies/WrittenAddress.h"
#include "checks/extract/SlotTable.h"
#include "checks/types/AddressUses.h"

namespace kphys {

/// What is declared with the type of an address.
struct DeclaredAddress {
  std::string Key; ///< of the slot; of what a pointer points to, where it is one
  AddressType Is = AddressType::Plain;
  bool IsPointee = false;
  bool IsArray = false;
};

/// A cast to the type of an address.
struct CastType {
  AddressType Is = AddressType::Plain;
  bool IsForced = false; ///< with __force: whatever the operand's type is
};

class DeclaredTypes {
public:
  /// All must outlive it.
  DeclaredTypes(SlotTable &Table, TreeFiles &Files, const clang::SourceManager &Sources)
      : Table(Table), Files(Files), Sources(Sources) {}

  /// Take note of all that is declared there.
  void declare(const clang::FunctionDecl &Function);
  void declare(const clang::VarDecl &Variable);
  void declare(const clang::RecordDecl &Record);

  /// Of a variable, a parameter or a field.
  std::optional<DeclaredAddress> of(const clang::ValueDecl &Declared);
  /// Of a function, or of a member that points to one.
  std::optional<DeclaredAddress> parameterOf(const clang::ValueDecl &Function, unsigned Index);
  std::optional<DeclaredAddress> resultOf(const clang::ValueDecl &Function);

  std::optional<CastType> castTo(const clang::CStyleCastExpr &Cast) const;
  /// The type that the cast makes a pointer to.
  std::optional<AddressType> pointerCastTo(const clang::ExplicitCastExpr &Cast) const;
  /// What \p Type is the type of, where it is written as that of an expression; or nullptr.
  static const clang::Expr *typeofIn(clang::TypeLoc Type);

  /// The file of the tree, and the line.
  std::pair<std::string, unsigned> placeOf(clang::SourceLocation Where);

  /// True for a function with an address.
  bool hasAddress(const clang::FunctionDecl &Function);

  std::vector<AddressDeclaration> take() { return {Found.begin(), Found.end()}; }

private:
  bool isWritten(clang::TypeLoc Type) const { return writtenAddress(Type, Sources).has_value(); }
  std::optional<DeclaredAddress> declared(clang::TypeLoc Type, unsigned Slot);
  void note(clang::TypeLoc Type, unsigned Slot, const clang::NamedDecl &Named, llvm::StringRef Decl,
            llvm::StringRef Function);
  void declareMember(const clang::FieldDecl &Field);

  SlotTable &Table;
  TreeFiles &Files;
  const clang::SourceManager &Sources;
  std::set<AddressDeclaration> Found;
};

} // namespace kphys

#endif
