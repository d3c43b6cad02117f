// Where a unit declares physical addresses, and where it uses them: as much as one has to know to
// give the two kinds types of their own.
//
// What is said does not depend on which declarations are to change: an expression is kept as far as
// the type of an address may show in it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_TYPES_ADDRESSUSES_H
#define KPHYS_CHECKS_TYPES_ADDRESSUSES_H

#include "checks/Reasons.h"
#include "checks/bodies/AddressType.h"
#include "checks/sources/JsonText.h"
#include "checks/sources/TextHashes.h"
#include <string>
#include <vector>

namespace kphys {

/// A declaration of an address: of a variable, parameter, field or result, of the elements of an
/// array, or of what a pointer points to.
struct AddressDeclaration {
  std::string Key;  ///< of the slot, see Slot: one has several declarations, perhaps
  std::string Name; ///< as declared
  std::string Decl; ///< as Slot::Decl
  std::string Function;
  std::string File; ///< relative to the tree
  unsigned Line = 0;
  unsigned TypeLine = 0;   ///< where the type is named
  unsigned TypeOffset = 0; ///< of the type's name in File, in bytes
  AddressType Is = AddressType::Plain;
  Reason Obstacle = Reason::None; ///< why the type's name cannot be changed there
  auto operator<=>(const AddressDeclaration &) const = default;
};
KPHYS_JSON_MEMBERS(AddressDeclaration, Key, Name, Decl, Function, File, Line, TypeLine, TypeOffset,
                   Is, Obstacle)

/// Two slots that must be declared with one type: one is a function's and the other that of a
/// member which holds the function, or a pointer gets from one to the other where nothing can be
/// put around it.
struct SameAddressType {
  std::string One, Other;
  std::string File;
  unsigned Line = 0;
  auto operator<=>(const SameAddressType &) const = default;
};
KPHYS_JSON_MEMBERS(SameAddressType, One, Other, File, Line)

/// A pointer to a slot gets to who points to another one, or to something else.
struct AddressPointer {
  std::string File; ///< relative to the tree
  unsigned Line = 0, Column = 0;
  std::string Function; ///< that it stands in
  std::string From, To; ///< what they point to, or empty: no address, or nobody knows
  AddressType FromType = AddressType::Plain, ToType = AddressType::Plain; ///< as declared
  unsigned Begin = 0, End = 0; ///< where the pointer is written, in bytes
  auto operator<=>(const AddressPointer &) const = default;
};
KPHYS_JSON_MEMBERS(AddressPointer, File, Line, Column, Function, From, To, FromType, ToType, Begin,
                   End)

/// A use that wants a slot to keep its type.
struct TypeObstacle {
  std::string Key;
  Reason Why = Reason::None;
  std::string File;
  unsigned Line = 0;
  auto operator<=>(const TypeObstacle &) const = default;
};
KPHYS_JSON_MEMBERS(TypeObstacle, Key, Why, File, Line)

/// A part of an expression.
struct AddressExpr {
  enum class Form {
    Other,      ///< of no address type
    Zero,       ///< a 0, which every type takes
    Place,      ///< the value of a slot
    Typed,      ///< a cast to one of the types
    Sum,        ///< + of two operands
    Difference, ///< - of two operands
    Mask,       ///< & of two operands
    Arithmetic, ///< any other operator that wants plain numbers: a shift, a comparison by <
    Equality,   ///< == or != of two operands
    Choice,     ///< one of the operands
    Advance,    ///< += of two operands, as a statement
    Reduce,     ///< -= of two operands, as a statement
    Narrow,     ///< &= of two operands, as a statement
    Change,     ///< another assignment with an operator
  };
  Form Is = Form::Other;
  std::string Key =
      {}; ///< of the slot, or of what yields it: a variable of another type, a function
  AddressType Type = AddressType::Plain; ///< as declared, or of the cast
  /// Where it is written in the file of the whole, in bytes; none where nothing can be put around
  /// it.
  unsigned Begin = 0, End = 0;
  std::vector<AddressExpr> Operands = {};

  bool isEditable() const { return End != 0; }
  bool operator==(const AddressExpr &) const = default;
};
constexpr AddressExpr::Form lastOf(AddressExpr::Form) { return AddressExpr::Form::Change; }
KPHYS_JSON_MEMBERS(AddressExpr, Is, Key, Type, Begin, End, Operands)

/// An expression, and what becomes of its value.
struct AddressUse {
  enum class Wants {
    Anything, ///< it is tested, thrown away, or printed
    Plain,    ///< a number of no address type
    Slot,     ///< the type of a slot
  };
  std::string File; ///< relative to the tree
  unsigned Line = 0, Column = 0;
  std::string Function; ///< that it stands in
  Wants For = Wants::Anything;
  std::string Key;                       ///< of what gets the value, if anything does
  AddressType Type = AddressType::Plain; ///< of Wants::Slot, as declared
  AddressExpr Value;
};
constexpr AddressUse::Wants lastOf(AddressUse::Wants) { return AddressUse::Wants::Slot; }
KPHYS_JSON_MEMBERS(AddressUse, File, Line, Column, Function, For, Key, Type, Value)

/// Where the name of a function with an address is written, as a declaration or in code.
struct NamePlace {
  std::string Name;
  std::string File;
  unsigned Offset = 0;
  auto operator<=>(const NamePlace &) const = default;
};
KPHYS_JSON_MEMBERS(NamePlace, Name, File, Offset)

/// What one unit says.
struct AddressUses {
  std::vector<AddressDeclaration> Declarations;
  std::vector<SameAddressType> Same;
  std::vector<TypeObstacle> Obstacles;
  std::vector<AddressUse> Uses;
  std::vector<AddressPointer> Pointers;
  std::vector<NamePlace> Named;
  TextHashes Texts; ///< of the files that any of it is in
};
KPHYS_JSON_MEMBERS(AddressUses, Declarations, Same, Obstacles, Uses, Pointers, Named, Texts)

} // namespace kphys

#endif
