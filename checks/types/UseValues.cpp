// Expressions as far as the type of an address may show in them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/UseFinder.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Words.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using clang::SourceLocation;
using clang::Stmt;
using llvm::dyn_cast;
using llvm::isa;

bool UseFinder::isPointer(const Expr &Value) {
  clang::QualType Type = Value.IgnoreParenImpCasts()->getType();
  return Type->isPointerType() || Type->isArrayType() || Type->isFunctionType();
}

void UseFinder::use(const Expr &Value, Target Into, bool IsStatement) {
  const unsigned Outer = std::exchange(Depth, 0);
  useWhole(Value, std::move(Into), IsStatement);
  Depth = Outer;
}

void UseFinder::useWhole(const Expr &Value, Target Into, bool IsStatement) {
  const Expr &Bare = *Value.IgnoreParenImpCasts();
  if (functionIn(Value))
    return store(*functionIn(Value), nullptr, Value);
  if (isPointer(Value)) {
    // Nothing is said of what gets it: it is tested, called or thrown away.
    const auto *Assigned = dyn_cast<clang::BinaryOperator>(&Bare);
    if (const auto *Member = dyn_cast<clang::MemberExpr>(&Bare))
      use(*Member->getBase(), {});
    else if (Assigned && Assigned->getOpcode() == clang::BO_Assign)
      assign(*Assigned);
    else
      pointee(Value);
    return;
  }
  if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Bare); Operator && IsStatement) {
    if (Operator->isCompoundAssignmentOp())
      return record(compound(*Operator), Into, Value);
    if (Operator->getOpcode() == clang::BO_Comma) {
      use(*Operator->getLHS(), {}, IsStatement);
      return use(*Operator->getRHS(), {}, IsStatement);
    }
  }
  record(build(Value), std::move(Into), Value);
}

void UseFinder::record(AddressExpr Value, Target Into, const Expr &Where) {
  const bool IsPlain = Into.For != AddressUse::Wants::Slot && !isTyped(Value);
  if (IsPlain && (!Where.getBeginLoc().isMacroID() || !Value.isEditable() ||
                  Into.For == AddressUse::Wants::Anything))
    return;
  SourceLocation At = Sources.getFileLoc(Where.getBeginLoc());
  AddressUse Use;
  Use.File = Files.path(Sources.getFileID(At));
  if (Use.File.empty())
    return;
  Use.Line = Sources.getSpellingLineNumber(At);
  Use.Column = Sources.getSpellingColumnNumber(At);
  Use.Function = Current ? Current->getNameAsString() : "";
  Use.For = Into.For;
  Use.Key = std::move(Into.Key);
  Use.Type = Into.Type;
  Use.Value = std::move(Value);
  (IsPlain ? PlainInMacros : Found.Uses).push_back(std::move(Use));
}

bool UseFinder::isTyped(const AddressExpr &Of) {
  return Of.Is == AddressExpr::Form::Place || Of.Is == AddressExpr::Form::Typed ||
         llvm::any_of(Of.Operands, isTyped);
}

/// True for an expression whose type is that of a declaration, or of what it is made of.
static bool keepsType(const Expr &Of) {
  const auto *Unary = dyn_cast<clang::UnaryOperator>(&Of);
  return isa<clang::DeclRefExpr, clang::MemberExpr, clang::ArraySubscriptExpr, clang::CallExpr,
             clang::StmtExpr>(Of) ||
         (Unary && Unary->getOpcode() == clang::UO_Deref);
}

AddressExpr UseFinder::tooDeep(const Expr &Value) {
  for (const Stmt *Child : Value.children())
    if (const auto *Part = llvm::dyn_cast_or_null<Expr>(Child))
      use(*Part, {AddressUse::Wants::Plain});
  return {};
}

AddressExpr UseFinder::build(const Expr &Whole) {
  constexpr unsigned MostOperands = 100; // in each other
  const Expr *Inner = innerOf(Whole);
  ++Depth;
  AddressExpr Result = Inner                  ? build(*Inner)
                       : Depth > MostOperands ? tooDeep(Whole)
                                              : buildBare(Whole);
  --Depth;
  if (Result.Is == AddressExpr::Form::Other && keepsType(Whole))
    if (auto Type = annotated(Whole.getType()))
      Result = {AddressExpr::Form::Typed, Result.Key, *Type, Result.Begin, Result.End};
  if (!Result.isEditable())
    locate(Whole, Result);
  return Result;
}

const Expr *UseFinder::innerOf(const Expr &Of) {
  if (const auto *Paren = dyn_cast<clang::ParenExpr>(&Of))
    return Paren->getSubExpr();
  if (const auto *Cast = dyn_cast<clang::ImplicitCastExpr>(&Of))
    return Cast->getSubExpr();
  if (const auto *Full = dyn_cast<clang::FullExpr>(&Of))
    return Full->getSubExpr();
  if (const auto *Generic = dyn_cast<clang::GenericSelectionExpr>(&Of))
    return Generic->getResultExpr();
  if (const auto *Choose = dyn_cast<clang::ChooseExpr>(&Of))
    return Choose->getChosenSubExpr();
  if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Of);
      Unary && (Unary->getOpcode() == clang::UO_Extension))
    return Unary->getSubExpr();
  return nullptr;
}

void UseFinder::locate(const Expr &Of, AddressExpr &Into) const {
  clang::CharSourceRange Range = clang::Lexer::makeFileCharRange(
      clang::CharSourceRange::getTokenRange(Of.getSourceRange()), Sources, Context.getLangOpts());
  if (Range.isInvalid() ||
      isPrinted(Of.getBeginLoc(),
                clang::Lexer::getSourceText(Range, Sources, Context.getLangOpts())) ||
      Sources.getFileID(Range.getBegin()) !=
          Sources.getFileID(Sources.getFileLoc(Of.getBeginLoc())))
    return;
  Into.Begin = Sources.getFileOffset(Range.getBegin());
  Into.End = Sources.getFileOffset(Range.getEnd());
}

/// \p Text with one blank for every run of them.
static std::string folded(llvm::StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (!clang::isWhitespace(C))
      Result += C;
    else if (!Result.empty() && Result.back() != ' ')
      Result += ' ';
  return Result;
}

void UseFinder::notePrinted(const Stmt &Part) {
  if (const auto *Literal = dyn_cast<clang::StringLiteral>(&Part))
    for (auto Token = Literal->tokloc_begin(); Token != Literal->tokloc_end(); ++Token)
      if (Sources.isWrittenInScratchSpace(Sources.getSpellingLoc(*Token)) &&
          Literal->getCharByteWidth() == 1)
        Printed[Sources.getExpansionLoc(*Token)].push_back(folded(Literal->getString()));
  forEachPart(Part, Context, [this](const Stmt &Each) { notePrinted(Each); });
}

bool UseFinder::isPrinted(SourceLocation Where, llvm::StringRef Text) const {
  auto Known = Printed.find(Sources.getExpansionLoc(Where));
  if (!Where.isMacroID() || Known == Printed.end())
    return false;
  const std::string Given = folded(Text);
  return llvm::any_of(Known->second, [&](llvm::StringRef Each) {
    return findWord(Each, Given) != llvm::StringRef::npos;
  });
}

AddressExpr UseFinder::place(const DeclaredAddress &Declared) const {
  return {AddressExpr::Form::Place, Declared.Key, Declared.Is};
}

AddressExpr UseFinder::buildBare(const Expr &Value) {
  using Form = AddressExpr::Form;
  if (const auto *Literal = dyn_cast<clang::IntegerLiteral>(&Value))
    return {Literal->getValue() == 0 ? Form::Zero : Form::Other};
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(&Value))
    return valueOf(*Reference->getDecl());
  if (const auto *Member = dyn_cast<clang::MemberExpr>(&Value)) {
    use(*Member->getBase(), {});
    return valueOf(*Member->getMemberDecl());
  }
  if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(&Value)) {
    use(*Element->getIdx(), {AddressUse::Wants::Plain});
    return behind(*Element->getBase());
  }
  if (const auto *Operator = dyn_cast<clang::UnaryOperator>(&Value))
    return unary(*Operator);
  if (const auto *Operator = dyn_cast<clang::BinaryOperator>(&Value))
    return binary(*Operator);
  if (const auto *Choice = dyn_cast<clang::ConditionalOperator>(&Value)) {
    use(*Choice->getCond(), {});
    return {Form::Choice,
            "",
            AddressType::Plain,
            0,
            0,
            {build(*Choice->getTrueExpr()), build(*Choice->getFalseExpr())}};
  }
  if (const auto *Choice = dyn_cast<clang::BinaryConditionalOperator>(&Value))
    return {Form::Choice,
            "",
            AddressType::Plain,
            0,
            0,
            {build(*Choice->getCommon()), build(*Choice->getFalseExpr())}};
  if (const auto *Cast = dyn_cast<clang::CStyleCastExpr>(&Value))
    return castTo(*Cast);
  if (const auto *Call = dyn_cast<clang::CallExpr>(&Value)) {
    call(*Call);
    return resultOfCall(*Call);
  }
  if (const auto *Literal = dyn_cast<clang::CompoundLiteralExpr>(&Value)) {
    initialize(*Literal->getInitializer(), {AddressUse::Wants::Plain});
    return {};
  }
  if (isa<clang::InitListExpr>(&Value)) {
    initialize(Value, {AddressUse::Wants::Plain});
    return {};
  }
  if (const auto *Block = dyn_cast<clang::StmtExpr>(&Value)) {
    block(*Block);
    return {};
  }
  if (isa<clang::UnaryExprOrTypeTraitExpr>(&Value))
    return {};
  for (const Stmt *Child : Value.children())
    if (const auto *Part = llvm::dyn_cast_or_null<Expr>(Child))
      use(*Part, {AddressUse::Wants::Plain});
  return {};
}

void UseFinder::block(const clang::StmtExpr &Of) {
  const auto &Body = *Of.getSubStmt();
  auto Type = annotated(Of.getType());
  for (const Stmt *Each : Body.body())
    if (const auto *Value = dyn_cast<Expr>(Each); Value && Each == Body.body_back())
      use(*Value,
          Type ? Target{AddressUse::Wants::Slot, "", *Type} : Target{AddressUse::Wants::Plain});
    else
      walk(*Each);
}

AddressExpr UseFinder::valueOf(const clang::ValueDecl &Of) {
  if (auto Declared = Types.of(Of); Declared && !Declared->IsPointee)
    return place(*Declared);
  return {AddressExpr::Form::Other, Table.isTracked(Of.getType()) && !isa<clang::FunctionDecl>(Of)
                                        ? Table.Slots[Table.of(&Of)].Key
                                        : ""};
}

AddressExpr UseFinder::behind(const Expr &Pointer) {
  Pointee To = pointee(Pointer);
  if (To.Is != Pointee::Slot)
    return {};
  return {AddressExpr::Form::Place, To.Key, To.Type};
}

AddressExpr UseFinder::unary(const clang::UnaryOperator &Operator) {
  const Expr &Of = *Operator.getSubExpr();
  switch (Operator.getOpcode()) {
  case clang::UO_Deref:
    return behind(Of);
  case clang::UO_LNot:
    use(Of, {});
    return {};
  case clang::UO_PreInc:
  case clang::UO_PreDec:
  case clang::UO_PostInc:
  case clang::UO_PostDec: {
    AddressExpr Place = build(Of);
    if (!isTyped(Place))
      return {};
    return {AddressExpr::Form::Change, "", AddressType::Plain, 0, 0, {Place, {}}};
  }
  default:
    use(Of, {AddressUse::Wants::Plain});
    return {};
  }
}

/// True for what changes no variable of the function itself: it may call others.
static bool onlyCalls(const Stmt &Part) {
  const auto *Unary = dyn_cast<clang::UnaryOperator>(&Part);
  const auto *Binary = dyn_cast<clang::BinaryOperator>(&Part);
  return !(Unary && Unary->isIncrementDecrementOp()) && !(Binary && Binary->isAssignmentOp()) &&
         !isa<clang::StmtExpr>(Part) &&
         llvm::all_of(Part.children(), [](const Stmt *Each) { return !Each || onlyCalls(*Each); });
}

bool UseFinder::mayBeWrittenOut(const Expr &Left, const Expr &Right) const {
  if (Left.HasSideEffects(Context)) // it would be evaluated twice
    return false;
  if (!Right.HasSideEffects(Context))
    return true;
  // The right side may change the left one before its value is read, but for a variable that only
  // the function knows.
  const auto *Named = dyn_cast<clang::DeclRefExpr>(Left.IgnoreParenImpCasts());
  const auto *Variable = Named ? dyn_cast<clang::VarDecl>(Named->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() && !AddressTaken.count(Variable) &&
         onlyCalls(Right);
}

AddressExpr UseFinder::compound(const clang::BinaryOperator &Operator) {
  using Form = AddressExpr::Form;
  Form Is = Operator.getOpcode() == clang::BO_AddAssign   ? Form::Advance
            : Operator.getOpcode() == clang::BO_SubAssign ? Form::Reduce
            : Operator.getOpcode() == clang::BO_AndAssign ? Form::Narrow
                                                          : Form::Change;
  if (!mayBeWrittenOut(*Operator.getLHS(), *Operator.getRHS()))
    Is = Form::Change;
  AddressExpr Result{Is, "", AddressType::Plain,
                     0,  0,  {build(*Operator.getLHS()), build(*Operator.getRHS())}};
  locate(Operator, Result);
  return Result;
}

AddressExpr UseFinder::binary(const clang::BinaryOperator &Operator) {
  using Form = AddressExpr::Form;
  const Expr &Left = *Operator.getLHS(), &Right = *Operator.getRHS();
  if (Operator.getOpcode() == clang::BO_Assign)
    return assign(Operator);
  if (Operator.isCompoundAssignmentOp()) {
    AddressExpr Result = compound(Operator);
    Result.Is = Form::Change;
    return Result;
  }
  if (Operator.getOpcode() == clang::BO_Comma) {
    use(Left, {});
    return build(Right);
  }
  if (Operator.isLogicalOp()) {
    use(Left, {});
    use(Right, {});
    return {};
  }
  if (isPointer(Left) || isPointer(Right)) {
    if (isPointer(Left) && isPointer(Right)) {
      Pointee One = pointee(Left);
      join(One, pointee(Right), Operator);
    } else if (Operator.isAdditiveOp()) {
      pointee(Operator);
    } else {
      use(Left, {});
      use(Right, {});
    }
    return {};
  }
  Form Is = Operator.getOpcode() == clang::BO_Add   ? Form::Sum
            : Operator.getOpcode() == clang::BO_Sub ? Form::Difference
            : Operator.getOpcode() == clang::BO_And ? Form::Mask
            : Operator.isEqualityOp()               ? Form::Equality
                                                    : Form::Arithmetic;
  AddressExpr Result{Is, "", AddressType::Plain, 0, 0, {build(Left), build(Right)}};
  return llvm::any_of(Result.Operands, isTyped) ? Result : AddressExpr();
}

AddressExpr UseFinder::assign(const clang::BinaryOperator &Operator) {
  const Expr &Left = *Operator.getLHS(), &Right = *Operator.getRHS();
  const auto *Member = dyn_cast<clang::MemberExpr>(Left.IgnoreParenImpCasts());
  if (Member && Left.getType()->isFunctionPointerType()) {
    use(*Member->getBase(), {});
    keep(Right, *llvm::cast<clang::FieldDecl>(Member->getMemberDecl()));
    return {};
  }
  if (const clang::FunctionDecl *Function = functionIn(Right)) {
    store(*Function, nullptr, Right);
    return {};
  }
  if (isPointer(Left)) {
    Pointee To = pointee(Left);
    point(Right, To);
    return {};
  }
  AddressExpr Place = build(Left);
  if (!isTyped(Place)) {
    initialize(Right, {AddressUse::Wants::Plain, Place.Key});
    return {};
  }
  use(Right, {AddressUse::Wants::Slot, Place.Key, Place.Type});
  return {Place.Is, Place.Key, Place.Type}; // its value, wherever that is written
}

AddressExpr UseFinder::castTo(const clang::CStyleCastExpr &Cast) {
  std::optional<CastType> To = Types.castTo(Cast);
  const Expr &Of = *Cast.getSubExpr();
  if (const Expr *Typeof = DeclaredTypes::typeofIn(Cast.getTypeInfoAsWritten()->getTypeLoc())) {
    if (auto Type = annotated(Cast.getType()))
      To = {*Type, false};
    else if (!Cast.getBeginLoc().isMacroID())
      obstacles(build(*Typeof), Reason::TypeInMacro, Cast);
  }
  if (functionIn(Of))
    return {}; // of another type from here on: nobody compares it
  if (isPointer(Of)) {
    if (Cast.getType()->isPointerType())
      pointee(Cast);
    else
      pointee(Of);
    return {};
  }
  if (!To || To->Is == AddressType::Plain) {
    bool IsThrownAway = Cast.getType()->isVoidType();
    if (To && To->IsForced)
      use(Of, {});
    else
      use(Of, {IsThrownAway ? AddressUse::Wants::Anything : AddressUse::Wants::Plain});
    return {};
  }
  if (To->IsForced)
    use(Of, {});
  else
    use(Of, {AddressUse::Wants::Slot, "", To->Is});
  return {AddressExpr::Form::Typed, "", To->Is};
}
