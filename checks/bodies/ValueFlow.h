// Where can control get to, and which bits do values have there, if some of a parameter's are
// known?
//
// Follows the integers of one function through Clang's control flow graph: an edge that the known
// bits rule out is not taken. So `if (attrs & MASK) return;` is no more matched than it is by the
// processor: a mask, a comparison, a flag that was kept or a switch all come out as what they do.
// Functions whose bodies can be had are looked into with the arguments that they get.
//
// What depends on a followed parameter in a way that cannot be seen (an unknown function is asked
// about it, it is kept in memory) is opaque: nothing is claimed of what such a condition leads to.
// Conditions that are constant whatever the parameters rule nothing out: another configuration has
// another constant.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_VALUEFLOW_H
#define KPHYS_CHECKS_BODIES_VALUEFLOW_H

#include "checks/bodies/FunctionBody.h"
#include "llvm/Support/KnownBits.h"
#include <functional>
#include <map>

namespace kphys {

/// What is known of an integer.
struct FlowValue {
  llvm::KnownBits Bits;    ///< as wide as its type
  bool IsFollowed = false; ///< made from a parameter that is followed
  bool IsOpaque = false;   ///< made from it in a way that is not seen

  bool operator==(const FlowValue &Other) const {
    return Bits.getBitWidth() == Other.Bits.getBitWidth() && Bits == Other.Bits &&
           IsFollowed == Other.IsFollowed && IsOpaque == Other.IsOpaque;
  }
};

using FlowArguments = std::map<const clang::ParmVarDecl *, FlowValue>;

/// The body of a function that is called; nullptr if it cannot be had.
using BodySource = std::function<FunctionBody *(const clang::FunctionDecl &)>;

class ValueFlow {
public:
  /// \p Given: what is known of parameters when the function is entered. \p Depth: how many
  /// functions have been looked into on the way here.
  ValueFlow(FunctionBody &Body, clang::ASTContext &Context, const BodySource &Bodies,
            const FlowArguments &Given, unsigned Depth = 0);
  ~ValueFlow();

  /// True if control may get to \p Where, as far as is seen; false where that cannot be told.
  bool canReach(const clang::Stmt &Where) const;

  /// What is known of \p Value where it is evaluated, nothing if control does not get there.
  std::optional<FlowValue> valueOf(const clang::Expr &Value) const;

  /// What is known of what the function returns, nothing if it never does or returns no integer.
  std::optional<FlowValue> returned() const;

private:
  class Follower;
  std::unique_ptr<Follower> Made;
};

} // namespace kphys

#endif
