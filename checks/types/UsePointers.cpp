// What pointers point to, and where they go.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/UseFinder.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;
using llvm::isa;

UseFinder::Pointee UseFinder::pointeeOf(const clang::ValueDecl &Of) {
  if (auto Declared = Types.of(Of); Declared && (Declared->IsPointee || Declared->IsArray))
    return slot(*Declared);
  return pointeeOf(Of.getType());
}

UseFinder::Pointee UseFinder::pointeeOf(clang::QualType Type) {
  return {Type->isVoidPointerType() || !Type->isPointerType() ? Pointee::Untyped
                                                              : Pointee::Unknown};
}

UseFinder::Pointee UseFinder::pointee(const Expr &Pointer) {
  const Expr &Value = *Pointer.IgnoreParenImpCasts();
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(&Value)) {
    use(*Choice->getCond(), {});
    Pointee One = pointee(*Choice->getTrueExpr()), Other = pointee(*Choice->getFalseExpr());
    join(One, Other, Value);
    return One.Is == Pointee::Slot ? One : Other;
  }
  if (const auto *Address = dyn_cast<clang::UnaryOperator>(&Value);
      Address && Address->getOpcode() == clang::UO_AddrOf) {
    const Expr &Of = *Address->getSubExpr();
    if (Of.IgnoreParenImpCasts()->getType()->isPointerType())
      if (Pointee To = pointee(Of); To.Is == Pointee::Slot && !To.Key.empty()) {
        obstacle(To.Key, Reason::PointerOfOtherType, Value); // nobody follows that
        return {};
      }
    AddressExpr Place = build(Of);
    if (Place.Is == AddressExpr::Form::Place)
      return {Pointee::Slot, Place.Key, Place.Type};
    return {Value.getType()->isVoidPointerType() ? Pointee::Untyped : Pointee::Unknown};
  }
  if (const auto *Step = dyn_cast<clang::UnaryOperator>(&Value);
      Step && Step->isIncrementDecrementOp())
    return pointee(*Step->getSubExpr());
  if (const auto *Sum = dyn_cast<clang::BinaryOperator>(&Value)) {
    if (Sum->isAdditiveOp()) {
      bool IsLeft = !Sum->getLHS()->getType()->isIntegerType();
      use(IsLeft ? *Sum->getRHS() : *Sum->getLHS(), {AddressUse::Wants::Plain});
      return pointee(IsLeft ? *Sum->getLHS() : *Sum->getRHS());
    }
    if (Sum->getOpcode() == clang::BO_Comma) {
      use(*Sum->getLHS(), {});
      return pointee(*Sum->getRHS());
    }
    if (Sum->getOpcode() == clang::BO_Assign) {
      assign(*Sum);
      return Value.getType()->isFunctionPointerType() ? Pointee() : pointee(*Sum->getLHS());
    }
    use(*Sum->getLHS(), {});
    use(*Sum->getRHS(), {AddressUse::Wants::Plain});
    return pointeeOf(Value.getType());
  }
  if (const clang::FunctionDecl *Function = functionIn(Value)) {
    store(*Function, nullptr, Value);
    return {};
  }
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(&Value))
    return pointeeOf(*Reference->getDecl());
  if (const auto *Member = dyn_cast<clang::MemberExpr>(&Value)) {
    use(*Member->getBase(), {});
    if (const auto *Field = dyn_cast<clang::FieldDecl>(Member->getMemberDecl()))
      release(*Field, Value);
    return pointeeOf(*Member->getMemberDecl());
  }
  if (const auto *Cast = dyn_cast<clang::ExplicitCastExpr>(&Value)) {
    Pointee From = Cast->getSubExpr()->getType()->isPointerType() ||
                           Cast->getSubExpr()->getType()->isArrayType()
                       ? pointee(*Cast->getSubExpr())
                       : Pointee{Pointee::Untyped};
    if (From.Is == Pointee::Slot && !From.Key.empty() &&
        DeclaredTypes::typeofIn(Cast->getTypeInfoAsWritten()->getTypeLoc())) {
      obstacle(From.Key, Reason::PointerOfOtherType, Value);
      return {};
    }
    if (!Cast->getSubExpr()->getType()->isPointerType() &&
        !Cast->getSubExpr()->getType()->isArrayType())
      use(*Cast->getSubExpr(), {AddressUse::Wants::Plain});
    if (std::optional<AddressType> To = Types.pointerCastTo(*Cast))
      return {Pointee::Slot, "", *To};
    return pointeeOf(Cast->getType());
  }
  if (const auto *Call = dyn_cast<clang::CallExpr>(&Value)) {
    call(*Call);
    if (const clang::FunctionDecl *Callee = Call->getDirectCallee())
      if (auto Declared = Types.resultOf(*Callee); Declared && Declared->IsPointee)
        return slot(*Declared);
    return pointeeOf(Value.getType());
  }
  build(Value);
  bool IsNull =
      Value.isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
  return IsNull ? Pointee{Pointee::Untyped} : pointeeOf(Value.getType());
}

void UseFinder::join(const Pointee &One, const Pointee &Other, const Expr &Where) {
  if (One.Is == Pointee::Slot && Other.Is == Pointee::Slot) {
    if (!One.Key.empty() && !Other.Key.empty())
      same(One.Key, Other.Key, Where);
  } else if (One.Is == Pointee::Slot && Other.Is == Pointee::Unknown) {
    if (!One.Key.empty())
      obstacle(One.Key, Reason::PointerOfOtherType, Where);
  } else if (Other.Is == Pointee::Slot && One.Is == Pointee::Unknown) {
    if (!Other.Key.empty())
      obstacle(Other.Key, Reason::PointerOfOtherType, Where);
  }
}

void UseFinder::point(const Expr &Pointer, const Pointee &To) {
  Pointee From = pointee(Pointer);
  if (From.Is == Pointee::Untyped || To.Is == Pointee::Untyped ||
      (From.Is != Pointee::Slot && To.Is != Pointee::Slot))
    return;
  AddressExpr Place;
  locate(*Pointer.IgnoreParenImpCasts(), Place);
  if (!Place.isEditable())
    return join(From, To, Pointer);
  record(From, To, Pointer, Place);
}

void UseFinder::record(const Pointee &From, const Pointee &To, const Expr &Pointer,
                       const AddressExpr &Place) {
  AddressPointer Use;
  std::tie(Use.File, Use.Line) = Types.placeOf(Pointer.getBeginLoc());
  Use.Column = Sources.getSpellingColumnNumber(Sources.getFileLoc(Pointer.getBeginLoc()));
  Use.Function = Current ? Current->getNameAsString() : "";
  std::tie(Use.From, Use.FromType) = std::tie(From.Key, From.Type);
  std::tie(Use.To, Use.ToType) = std::tie(To.Key, To.Type);
  std::tie(Use.Begin, Use.End) = std::tie(Place.Begin, Place.End);
  if (!Use.File.empty())
    Found.Pointers.push_back(std::move(Use));
}
