// Which declarations of the program get types of their own, and what that takes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_ANNOTATION_H
#define KPHYS_TOOL_DECIDE_ANNOTATION_H

#include "rewriters/annotate/TypeHeader.h"
#include "tool/decide/Verification.h"

namespace kphys {

struct AnnotationOptions {
  TypeStyle Style = TypeStyle::Bitwise;
  std::string Chain; ///< only what function demands to be RAM, and what it comes from; or empty
  bool ProvesCode = false;
};

/// A declaration of type phys_addr_t in the scope.
struct AnnotatedDeclaration {
  enum class Status {
    Annotated, ///< it has, or gets, the type of its kind
    Refused,   ///< it has a kind, and keeps its type
    Left,      ///< it is of no kind that has a type
  };
  AddressDeclaration Declared;
  std::string Kind;
  Status Is = Status::Left;
  Reason Why = Reason::None; ///< of Status::Refused
  std::string Detail;
};

/// A conversion, and why it is there.
struct BoundaryConversion {
  enum class Cause {
    Api,        ///< the function at the boundary has a name of its own for the type
    Arithmetic, ///< an operator wants a number
    Outside,    ///< the other side is of the same kind, and out of scope
    Refused,    ///< the other side is of the same kind, and refused
    Guarded,    ///< the other side may be of both kinds: a guard has told them apart
    Both,       ///< the other side takes both kinds
    Unknown,    ///< nobody knows of which kind the other side is
  };
  TypeConversion At;
  Cause Because = Cause::Unknown;
  std::optional<AddressDeclaration> Neighbour; ///< where it is declared
};

struct Annotation {
  TypeStyle Style = TypeStyle::Bitwise;
  std::vector<AnnotatedDeclaration> Declarations; ///< in the scope
  std::vector<BoundaryConversion> Conversions;
  /// Files out of the scope, with the number of conversions that each would spare if it were in it.
  std::vector<std::pair<std::string, unsigned>> Frontier;
  EditsByFile Edits;
  SeenTexts Texts; ///< that the edits are for
  std::vector<UnitRecord> Units;
  std::vector<std::string> Unanswered;
  CodeCounts Code;
};

llvm::StringRef name(BoundaryConversion::Cause Of);
llvm::StringRef name(AnnotatedDeclaration::Status Of);

/// The kernel functions that have a name of their own for one kind, by the catalog.
std::vector<TypedFunction> typedFunctions(const KindCatalog &Kinds);

/// Annotates what the paths of \p In's project are about. An error is one of usage or input.
llvm::Expected<Annotation> annotate(Session &In, const AnnotationOptions &Options);

} // namespace kphys

#endif
