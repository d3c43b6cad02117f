// Gives declarations of physical addresses types of their own, and makes every use agree: what has
// one type and is wanted in another is converted, sums stay in their type through helpers.
//
// The rules are those of sparse for a `__bitwise` type: it takes no arithmetic but ~, no other type
// and no number but 0; it may be tested, compared for equality with its like, and passed behind an
// ellipsis.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ANNOTATE_TYPING_H
#define KPHYS_REWRITERS_ANNOTATE_TYPING_H

#include "checks/TextEdit.h"
#include "checks/types/AddressUses.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <functional>
#include <map>
#include <set>

namespace kphys {

/// The types that slots get, by key; those of the rest are as declared.
using ChosenTypes = std::map<std::string, AddressType>;

/// A kernel function that has a name of its own for an address of one kind.
struct TypedFunction {
  std::string Name, Typed;
  AddressType Type = AddressType::Kphys;
  bool IsResult = false; ///< of its result, not of its only argument
};

/// A value of one type that is wanted in another.
struct TypeConversion {
  enum class Cause {
    Call,       ///< what yields or takes it is a function that has a name for it
    Neighbour,  ///< what yields or takes it is of another type
    Arithmetic, ///< an operator wants a number
  };
  std::string File;
  unsigned Line = 0, Column = 0;
  std::string Function;
  AddressType From = AddressType::Plain, To = AddressType::Plain;
  Cause Because = Cause::Neighbour;
  std::string Typed;     ///< the slot of the two that has a type of its own
  std::string Neighbour; ///< the other one, if it is known
  auto operator<=>(const TypeConversion &) const = default;
};

/// A run of lines that change together.
struct TypedLines {
  std::string File;
  unsigned Offset = 0; ///< of the first edit
  unsigned Line = 0, Column = 0;
  std::string Function; ///< in whose body it is; empty for declarations alone
  std::vector<TextEdit> Edits;
  std::set<std::string> Keys; ///< of the slots whose types make it so
};

struct TypedProgram {
  std::vector<TypedLines> Lines; ///< by file and offset
  std::set<TypeConversion> Conversions;
  /// The chosen slots that cannot have their type: then the rest is not complete.
  std::map<std::string, TypeObstacle> Failed;
};

class TypeEdits;

/// The text of a file of the tree; it must stay.
using TreeText = std::function<llvm::StringRef(const std::string &File)>;

class Typing {
public:
  /// All must outlive it.
  Typing(const AddressUses &Uses, const std::vector<TypedFunction> &Functions, TreeText Text)
      : Uses(Uses), Functions(Functions), Text(std::move(Text)) {}

  /// What it takes to give the slots \p Chosen. With \p Converts, uses agree; without, only the
  /// declarations change, by typedefs that are all one type.
  TypedProgram apply(const ChosenTypes &Chosen, bool Converts) const;

  /// The same by a marker behind phys_addr_t.
  TypedProgram mark(const ChosenTypes &Chosen) const;

  /// The same in their kernel-doc, if they have one.
  TypedProgram describe(const ChosenTypes &Chosen) const;

  /// The uses that do not agree with the types as they are declared, without any edit.
  std::set<TypeConversion> disagreements() const;

private:
  /// Calls \p Edit for each declaration that is to have another type than it has.
  void eachDeclaration(
      const ChosenTypes &Chosen, TypedProgram &Into,
      llvm::function_ref<void(const AddressDeclaration &, const AddressTypeNames &)> Edit) const;
  TypedProgram finish(TypedProgram Program, const std::map<std::string, TypeEdits> &Edits) const;

  const AddressUses &Uses;
  const std::vector<TypedFunction> &Functions;
  const TreeText Text;
};

} // namespace kphys

#endif
