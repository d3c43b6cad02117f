// Which places give the locals of a function their values?
//
// A variable can be followed if nothing but statements that name it can change it: a parameter or a
// local that is neither static nor volatile, no array or struct, and whose address is not taken.
// Handing `&x` to a parameter that is a pointer to const, or to one that is printed, takes none.
// `asm` with x as an output is a definition.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_DEFINITIONS_H
#define KPHYS_CHECKS_BODIES_DEFINITIONS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include <set>
#include <vector>

namespace kphys {

class FunctionBody;

/// A place that gives a variable its value.
struct Definition {
  enum class Form {
    Entry,  ///< the parameter's value when the function is entered; Where is nullptr
    None,   ///< declared without a value; Where is the DeclStmt
    Init,   ///< Value is the initializer, Where the DeclStmt
    Assign, ///< `x = Value`
    Modify, ///< x becomes another value made from the old one: `x += Value`, `x++` (Value: nullptr)
    Opaque, ///< changed in a way that has no expression: asm
  };
  const clang::VarDecl *Variable;
  Form Is;
  const clang::Stmt *Where;
  const clang::Expr *Value;

  /// True if it gives the variable just Value, whatever that had before.
  bool isPlain() const { return Is == Form::Init || Is == Form::Assign; }
};

struct Definitions {
  std::vector<Definition> All;              ///< in the order of the text
  std::set<const clang::VarDecl *> Escaped; ///< what others may change, through an address

  static Definitions in(const FunctionBody &Body);
};

} // namespace kphys

#endif
