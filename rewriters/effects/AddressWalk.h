// Follows an address through one function: through every form of expression that hands it on, into
// the local variables that get it, to what is done with it in the end.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_ADDRESSWALK_H
#define KPHYS_REWRITERS_EFFECTS_ADDRESSWALK_H

#include "rewriters/effects/AddressEscape.h"
#include <deque>

namespace kphys {

class AddressWalk {
public:
  /// What a callee makes of an address depends on what its caller hands it besides.
  enum class Of { Mapper, Callee };

  AddressWalk(AddressEscapes &Program, FunctionBody &Body, Of Function)
      : Program(Program), Body(Body), Function(Function) {}

  /// \p Value, an expression of the function, has the address.
  void addValue(const clang::Expr &Value);

  /// \p Variable has it, anywhere in the function.
  void addVariable(const clang::VarDecl &Variable, AddressPart Part);

  /// Follows all that was added.
  void run();

  /// The first escape in the order of the text, but for being returned.
  const std::optional<Escape> &found() const { return Found; }

  /// What of the address is returned, if anything, and where.
  std::optional<AddressPart> returned() const { return Returned; }
  const clang::Stmt *returnedAt() const { return ReturnedAt; }

  /// The parameters that must have an address in the same page.
  const std::set<unsigned> &beside() const { return Beside; }

private:
  /// What an expression is to the address.
  enum class Is {
    Address, ///< its value has the address
    Derived, ///< its value is made of the address otherwise
    InPage,  ///< it is a place in the page
    Carrier, ///< it is a place in a local variable that holds the address
  };
  struct Expression {
    const clang::Stmt *At;
    Is What;
  };

  static Is valueOf(AddressPart Part) {
    return Part == AddressPart::Whole ? Is::Address : Is::Derived;
  }
  static AddressPart partOf(Is What) {
    return What == Is::Derived ? AddressPart::Derived : AddressPart::Whole;
  }

  /// What the expression around \p Here is to the address; nothing where its way ends.
  std::optional<Expression> above(Expression Here);
  std::optional<Expression> aboveCast(const clang::CastExpr &Cast, Expression Here);
  std::optional<Expression> aboveUnary(const clang::UnaryOperator &Operator, Expression Here);
  std::optional<Expression> changed(const clang::Expr &Operator, const clang::Expr &Place);
  std::optional<Expression> aboveBinary(const clang::BinaryOperator &Operator, Expression Here);
  std::optional<Expression> aboveSum(const clang::BinaryOperator &Operator, Expression Here);
  std::optional<Expression> aboveMask(const clang::BinaryOperator &Operator, Expression Here);
  std::optional<Expression> aboveAccess(const clang::Expr &Access, const clang::Expr &Base,
                                        Expression Here);
  std::optional<Expression> aboveCall(const clang::CallExpr &Call, Expression Here);
  std::optional<Expression> handedBeyond(const clang::CallExpr &Call, const std::string &Function,
                                         unsigned Number, const std::string &Gets, bool LacksBody,
                                         Expression Here);
  std::optional<Expression> aboveStatement(const clang::Stmt &Parent, Expression Here);
  void compare(const clang::BinaryOperator &Operator, Expression Here);
  /// \p Value, that is or has the address, is put at \p Place.
  void put(const clang::Expr &Place, Expression Value);
  void putInto(const clang::VarDecl &Variable, Expression Value);
  bool mentionsAddress(const clang::Stmt &Value) const;
  std::optional<Expression> besideOther(const clang::BinaryOperator &Operator, Expression Here);

  std::optional<Expression> escape(Escape::How How, const clang::Stmt &At, std::string What,
                                   bool LacksBody = false, std::set<std::string> Demands = {});
  std::optional<Expression> unclear(Expression Here) {
    return escape(Escape::How::Stored, *Here.At, "the address itself is used, nobody knows how");
  }

  AddressEscapes &Program;
  FunctionBody &Body;
  const Of Function;
  std::deque<Expression> Waiting;
  std::map<const clang::VarDecl *, AddressPart> Variables;
  /// Comparisons and differences whose other side may have the address, too.
  std::vector<std::pair<const clang::BinaryOperator *, Expression>> Deferred;
  /// Arguments of calls that must.
  std::vector<const clang::Expr *> MustMention;
  std::set<unsigned> Beside;
  std::optional<Escape> Found;
  std::optional<AddressPart> Returned;
  const clang::Stmt *ReturnedAt = nullptr;
};

} // namespace kphys

#endif
