// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/UseFinder.h"

#include "checks/bodies/FunctionBody.h"
#include "clang/Basic/Builtins.h"

using namespace kphys;
using clang::Expr;
using clang::SourceLocation;
using clang::Stmt;
using llvm::dyn_cast;
using llvm::isa;

const clang::FunctionDecl *UseFinder::functionIn(const Expr &Value) {
  const Expr *Bare = Value.IgnoreParenImpCasts();
  if (const auto *Address = dyn_cast<clang::UnaryOperator>(Bare);
      Address && Address->getOpcode() == clang::UO_AddrOf)
    Bare = Address->getSubExpr()->IgnoreParenImpCasts();
  const auto *Reference = dyn_cast<clang::DeclRefExpr>(Bare);
  return Reference ? dyn_cast<clang::FunctionDecl>(Reference->getDecl()) : nullptr;
}

void UseFinder::add(const clang::Decl &Declared) {
  if (const auto *Function = dyn_cast<clang::FunctionDecl>(&Declared)) {
    Types.declare(*Function);
    nameAt(*Function, Function->getLocation());
    if (Function->doesThisDeclarationHaveABody())
      enter(*Function);
  } else if (const auto *Variable = dyn_cast<clang::VarDecl>(&Declared)) {
    Types.declare(*Variable);
    if (const Expr *Of = DeclaredTypes::typeofIn(typeOf(*Variable));
        Of && !Variable->getTypeSpecStartLoc().isMacroID())
      obstacles(build(*Of), Reason::TypeInMacro, *Of);
    if (const Expr *Init = Variable->getInit()) {
      if (!Current) {
        Printed.clear();
        notePrinted(*Init);
      }
      initialize(*Init, targetOf(*Variable), Variable);
    }
  } else if (const auto *Record = dyn_cast<clang::RecordDecl>(&Declared)) {
    Types.declare(*Record);
  }
}

AddressUses UseFinder::take() {
  Found.Declarations = Types.take();
  Found.Named = {Named.begin(), Named.end()};
  // What a macro is given may be wanted as a plain number as well.
  using Place = std::tuple<std::string, unsigned, unsigned>;
  auto PlaceOf = [](const AddressUse &Of) { return Place(Of.File, Of.Value.Begin, Of.Value.End); };
  std::set<Place> Wanted;
  for (const AddressUse &Each : Found.Uses)
    if (Each.For == AddressUse::Wants::Slot)
      Wanted.insert(PlaceOf(Each));
  for (AddressUse &Each : PlainInMacros)
    if (Wanted.count(PlaceOf(Each)))
      Found.Uses.push_back(std::move(Each));
  return std::move(Found);
}

void UseFinder::enter(const clang::FunctionDecl &Function) {
  Current = &Function;
  Printed.clear();
  notePrinted(*Function.getBody());
  AddressTaken.clear();
  for (const auto *Operator : FunctionBody(Function, Context).all<clang::UnaryOperator>())
    if (const auto *Of =
            dyn_cast<clang::DeclRefExpr>(Operator->getSubExpr()->IgnoreParenImpCasts());
        Of && Operator->getOpcode() == clang::UO_AddrOf)
      AddressTaken.insert(Of->getDecl());
  walk(*Function.getBody());
  Current = nullptr;
}

void UseFinder::walk(const Stmt &Each) {
  if (const auto *Value = dyn_cast<Expr>(&Each)) {
    use(*Value, {}, /*IsStatement=*/true);
  } else if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Each)) {
    for (const clang::Decl *One : Declared->decls())
      add(*One);
  } else if (const auto *Return = dyn_cast<clang::ReturnStmt>(&Each)) {
    if (const Expr *Value = Return->getRetValue())
      give(*Value);
  } else if (const auto *Switch = dyn_cast<clang::SwitchStmt>(&Each)) {
    use(*Switch->getCond(), {AddressUse::Wants::Plain});
    walk(*Switch->getBody());
  } else {
    for (const Stmt *Child : Each.children())
      if (Child)
        walk(*Child);
  }
}

void UseFinder::give(const Expr &Value) {
  if (!isPointer(Value) || functionIn(Value))
    return use(Value, resultOf(*Current));
  auto Declared = Types.resultOf(*Current);
  point(Value, Declared ? slot(*Declared) : pointeeOf(Current->getReturnType()));
}

UseFinder::Target UseFinder::target(const std::optional<DeclaredAddress> &Declared,
                                    const clang::ValueDecl &Of) {
  if (Declared && !Declared->IsPointee)
    return {AddressUse::Wants::Slot, Declared->Key, Declared->Is};
  if (auto Type = annotated(Of.getType()))
    return {AddressUse::Wants::Slot, "", *Type};
  return {AddressUse::Wants::Plain,
          Table.isTracked(Of.getType()) ? Table.Slots[Table.of(&Of)].Key : ""};
}

UseFinder::Target UseFinder::resultOf(const clang::FunctionDecl &Of) {
  if (auto Declared = Types.resultOf(Of); Declared && !Declared->IsPointee)
    return {AddressUse::Wants::Slot, Declared->Key, Declared->Is};
  if (auto Type = annotated(Of.getReturnType()))
    return {AddressUse::Wants::Slot, "", *Type};
  return {AddressUse::Wants::Plain, "R:" + Of.getNameAsString()};
}

void UseFinder::initialize(const Expr &Init, const Target &Into, const clang::ValueDecl *Declared) {
  const Expr &Value = *Init.IgnoreParenImpCasts();
  if (const auto *Literal = dyn_cast<clang::CompoundLiteralExpr>(&Value))
    return initialize(*Literal->getInitializer(), Into, Declared);
  const auto *List = dyn_cast<clang::InitListExpr>(&Value);
  if (!List)
    return hand(Init, Into, Declared);
  if (!List->isSemanticForm())
    List = List->getSemanticForm();
  const auto *Record = List->getType()->getAsRecordDecl();
  if (!Record) {
    Target Element = Into;
    if (const auto *Array = List->getType()->getAsArrayTypeUnsafe())
      if (auto Type = annotated(Array->getElementType()); Type && Into.Key.empty())
        Element = {AddressUse::Wants::Slot, "", *Type};
    for (const Expr *Each : List->inits())
      if (Each && !isa<clang::ImplicitValueInitExpr>(Each))
        initialize(*Each, Element, Declared);
    return;
  }
  if (Record->isUnion()) {
    if (const clang::FieldDecl *Field = List->getInitializedFieldInUnion();
        Field && List->getNumInits() != 0)
      initialize(*List->getInit(0), targetOf(*Field), Field);
    return;
  }
  unsigned I = 0;
  for (const clang::FieldDecl *Field : Record->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (I >= List->getNumInits())
      break;
    const Expr *Each = List->getInit(I++);
    if (Each && !isa<clang::ImplicitValueInitExpr>(Each))
      initialize(*Each, targetOf(*Field), Field);
  }
}

void UseFinder::hand(const Expr &Value, const Target &Into, const clang::ValueDecl *Declared) {
  if (const clang::FunctionDecl *Function = functionIn(Value))
    return store(*Function, Declared, Value);
  if (const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Declared);
      Field && Field->getType()->isFunctionPointerType())
    return keep(Value, *Field);
  if (Value.IgnoreParenImpCasts()->getType()->isPointerType() ||
      Value.IgnoreParenImpCasts()->getType()->isArrayType()) {
    Pointee To;
    if (Declared)
      To = pointeeOf(*Declared);
    return point(Value, To);
  }
  use(Value, Into);
}

void UseFinder::keep(const Expr &Value, const clang::FieldDecl &Member) {
  const auto *Other = dyn_cast<clang::MemberExpr>(Value.IgnoreParenImpCasts());
  if (Other && Other->getMemberDecl() == &Member) // of another record of that type
    return use(*Other->getBase(), {});
  if (const clang::FunctionDecl *Function = functionIn(Value))
    return store(*Function, &Member, Value);
  if (Value.isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
    return;
  release(Member, Value);
  use(Value, {});
}

void UseFinder::store(const clang::FunctionDecl &Function, const clang::ValueDecl *Member,
                      const Expr &Where) {
  const Expr *Name = Where.IgnoreParenImpCasts();
  if (const auto *Address = dyn_cast<clang::UnaryOperator>(Name))
    Name = Address->getSubExpr()->IgnoreParenImpCasts();
  nameAt(Function, Name->getExprLoc());
  const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Member);
  for (unsigned I = 0; I <= Function.getNumParams(); ++I) {
    bool IsResult = I == Function.getNumParams();
    std::optional<DeclaredAddress> Own =
        IsResult ? Types.resultOf(Function) : Types.parameterOf(Function, I);
    std::optional<DeclaredAddress> Other;
    if (Field)
      Other = IsResult ? Types.resultOf(*Field) : Types.parameterOf(*Field, I);
    if (Own && Other && Own->Is != Other->Is)
      record(slot(*Own), slot(*Other), Where, {});
    if (Own && Other)
      same(Own->Key, Other->Key, Where);
    else if (Own)
      obstacle(Own->Key, Reason::CalledThroughPointer, Where);
    else if (Other)
      obstacle(Other->Key, Reason::CalledThroughPointer, Where);
  }
}

AddressExpr UseFinder::resultOfCall(const clang::CallExpr &Call) {
  if (const clang::FunctionDecl *Callee = Call.getDirectCallee()) {
    if (auto Declared = Types.resultOf(*Callee); Declared && !Declared->IsPointee)
      return place(*Declared);
    return {AddressExpr::Form::Other, Table.isTracked(Callee->getReturnType())
                                          ? Table.Slots[Table.returnOf(Callee)].Key
                                          : ""};
  }
  if (const clang::FieldDecl *Member = calledMember(Call))
    if (auto Declared = Types.resultOf(*Member); Declared && !Declared->IsPointee)
      return place(*Declared);
  return {};
}

const clang::FieldDecl *UseFinder::calledMember(const clang::CallExpr &Call) {
  const Expr *Callee = Call.getCallee()->IgnoreParenImpCasts();
  if (const auto *Deref = dyn_cast<clang::UnaryOperator>(Callee))
    Callee = Deref->getSubExpr()->IgnoreParenImpCasts();
  const auto *Member = dyn_cast<clang::MemberExpr>(Callee);
  return Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
}

void UseFinder::call(const clang::CallExpr &Call) {
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  const clang::FieldDecl *Member = calledMember(Call);
  if (Callee)
    nameAt(*Callee, Call.getCallee()->IgnoreParenImpCasts()->getExprLoc());
  else
    use(*Call.getCallee(), {});
  const auto *Prototype = prototypeOf(Call);
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    const Expr &Argument = *Call.getArg(I);
    if (Prototype && I >= Prototype->getNumParams() && Prototype->isVariadic() &&
        !(Callee && Callee->getBuiltinID())) {
      use(Argument, {});
      continue;
    }
    std::optional<DeclaredAddress> Declared;
    if (Callee && I < Callee->getNumParams())
      Declared = Types.parameterOf(*Callee, I);
    else if (Member)
      Declared = Types.parameterOf(*Member, I);
    argument(Argument, Declared, Callee, I,
             Prototype && I < Prototype->getNumParams() ? Prototype->getParamType(I)
                                                        : clang::QualType());
  }
}

void UseFinder::argument(const Expr &Argument, const std::optional<DeclaredAddress> &Declared,
                         const clang::FunctionDecl *Callee, unsigned Index, clang::QualType Type) {
  if (const clang::FunctionDecl *Function = functionIn(Argument))
    return store(*Function, nullptr, Argument);
  if (isPointer(Argument)) {
    Pointee To;
    if (Declared && Declared->IsPointee)
      To = slot(*Declared);
    else if (!Type.isNull())
      To = pointeeOf(Type);
    return point(Argument, To);
  }
  if (Declared && !Declared->IsPointee)
    return initialize(Argument, {AddressUse::Wants::Slot, Declared->Key, Declared->Is});
  if (auto Of = Type.isNull() ? std::nullopt : annotated(Type))
    return initialize(Argument, {AddressUse::Wants::Slot, "", *Of});
  if (Callee && Callee->getBuiltinID() == clang::Builtin::BI__builtin_constant_p)
    return use(Argument, {});
  std::string Key;
  if (Callee && Index < Callee->getNumParams() &&
      Table.isTracked(Callee->getParamDecl(Index)->getType()))
    Key = Table.Slots[Table.parameterOf(Callee, Index)].Key;
  else if (Callee)
    Key = "P:" + Callee->getNameAsString() + ":" + std::to_string(Index);
  initialize(Argument, {AddressUse::Wants::Plain, Key});
}

const clang::FunctionProtoType *UseFinder::prototypeOf(const clang::CallExpr &Call) {
  clang::QualType Type = Call.getCallee()->getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  return Type->getAs<clang::FunctionProtoType>();
}

void UseFinder::nameAt(const clang::FunctionDecl &Function, SourceLocation Where) {
  if (!Types.hasAddress(Function))
    return;
  auto [Id, Offset] = Sources.getDecomposedLoc(Sources.getSpellingLoc(Where));
  if (const std::string &File = Files.path(Id); !File.empty())
    Named.insert({Function.getNameAsString(), File, Offset});
}

void UseFinder::same(const std::string &One, const std::string &Other, const Expr &Where) {
  if (One == Other)
    return;
  auto [File, Line] = Types.placeOf(Where.getBeginLoc());
  Found.Same.push_back({std::min(One, Other), std::max(One, Other), File, Line});
}

void UseFinder::obstacles(const AddressExpr &Of, Reason Why, const Expr &Where) {
  if (Of.Is == AddressExpr::Form::Place && !Of.Key.empty())
    obstacle(Of.Key, Why, Where);
  for (const AddressExpr &Each : Of.Operands)
    obstacles(Each, Why, Where);
}

void UseFinder::release(const clang::FieldDecl &Member, const Expr &Where) {
  const auto *Prototype =
      Member.getType()->isFunctionPointerType()
          ? Member.getType()->getPointeeType()->getAs<clang::FunctionProtoType>()
          : nullptr;
  if (!Prototype)
    return;
  for (unsigned I = 0; I < Prototype->getNumParams(); ++I)
    if (auto Declared = Types.parameterOf(Member, I))
      obstacle(Declared->Key, Reason::CalledThroughPointer, Where);
  if (auto Declared = Types.resultOf(Member))
    obstacle(Declared->Key, Reason::CalledThroughPointer, Where);
}

std::optional<AddressType> UseFinder::annotated(clang::QualType Type) {
  while (const auto *Typedef = Type->getAs<clang::TypedefType>()) {
    auto Is = addressTypeNamed(Typedef->getDecl()->getName());
    if (Is && *Is != AddressType::Plain)
      return Is;
    Type = Typedef->desugar();
  }
  return std::nullopt;
}

void UseFinder::obstacle(const std::string &Key, Reason Why, const Expr &Where) {
  auto [File, Line] = Types.placeOf(Where.getBeginLoc());
  Found.Obstacles.push_back({Key, Why, File, Line});
}
