// Who gets to see the address of a mapping, besides the code that uses what is mapped there?
//
// Closed: every use of the address by value is one that is known to let nobody see it (memory there
// is read or written, it is compared with another address in the page or with none, stepped, cast,
// handed to a function that only borrows it, ended), or it is an escape.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_ADDRESSESCAPE_H
#define KPHYS_REWRITERS_EFFECTS_ADDRESSESCAPE_H

#include "checks/bodies/FunctionBody.h"
#include "checks/catalog/Catalog.h"
#include "checks/extract/TreeFiles.h"
#include "rewriters/effects/FunctionEffects.h"
#include <map>
#include <memory>
#include <set>

namespace kphys {

/// A use of an address by which somebody may come to know it.
struct Escape {
  enum class How {
    Stored,   ///< put where others can see it, or used in a way that cannot be followed
    Exposed,  ///< a variable that holds it has its own address taken
    Callee,   ///< handed to a function of which nobody knows what it does with it
    Returned, ///< by the function itself
  };
  How Is = How::Stored;
  const clang::Stmt *At = nullptr;
  std::string What; ///< in words
  /// The function it is handed to is defined in a header, and its body was not parsed.
  bool LacksBody = false;
  /// The parameters that decide whether it is one, if others than the unit have to tell; see
  /// parameterName().
  std::set<std::string> Demands = {};
};

/// What a number or pointer has of an address.
enum class AddressPart {
  Whole,   ///< it points into the same page, or at what is next to it
  Derived, ///< made of it by other arithmetic: a page frame number, a hash
};

class AddressEscapes {
public:
  /// All must outlive it.
  AddressEscapes(const Catalog &Names, clang::ASTContext &Context, TreeFiles &Files,
                 const KnownEffects &Elsewhere)
      : Names(Names), Context(Context), Files(Files), Elsewhere(Elsewhere) {}

  /// The first escape, in the order of the text, of the addresses that \p Values, expressions of \p
  /// Function, have.
  std::optional<Escape> of(const clang::FunctionDecl &Function,
                           llvm::ArrayRef<const clang::Expr *> Values);

  /// What \p Function, which has a body, does with an address that it gets as \p Parameter.
  AddressEffect effectOf(const clang::FunctionDecl &Function, unsigned Parameter);

  /// True if a body that was not parsed is why effectOf() has found an escape.
  bool lackedBody() const { return LackedBody; }

private:
  friend class AddressWalk;

  /// What a function does with an address that it is handed.
  struct ParameterUse {
    std::optional<Escape> Escapes;
    std::optional<AddressPart> Returned; ///< what of it the result has
    /// Parameters that it is compared with, or the distance to which is asked for: they must have
    /// an address in the same page.
    std::set<unsigned> Beside;
  };

  FunctionBody &bodyOf(const clang::FunctionDecl &Function);
  /// \p Function has a body.
  ParameterUse useOf(const clang::FunctionDecl &Function, unsigned Parameter, AddressPart Part);

  const Catalog &Names;
  clang::ASTContext &Context;
  TreeFiles &Files;
  const KnownEffects &Elsewhere;
  std::map<const clang::FunctionDecl *, std::unique_ptr<FunctionBody>> Bodies;
  std::map<std::tuple<const clang::FunctionDecl *, unsigned, AddressPart>, ParameterUse> Known;
  bool LackedBody = false;
  unsigned Depth = 0; ///< of functions that are being looked into
};

} // namespace kphys

#endif
