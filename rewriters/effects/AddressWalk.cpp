// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/effects/AddressWalk.h"

#include "checks/bodies/SmallestPage.h"
#include "rewriters/effects/CalledPointer.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace kphys;
using clang::BinaryOperator;
using clang::CallExpr;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;
using llvm::isa;

namespace {

std::optional<llvm::APSInt> constantIn(const Expr &Value, const clang::ASTContext &Context) {
  Expr::EvalResult Result;
  if (!Value.getType()->isIntegerType() || !Value.EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt();
}

/// True for zero, a null pointer, and the numbers that stand for errors: an address is none of
/// them, wherever the page is mapped.
bool isNoAddress(const Expr &Value, const clang::ASTContext &Context) {
  constexpr int64_t MostErrors = 4095;
  if (Value.isNullPointerConstant(const_cast<clang::ASTContext &>(Context),
                                  Expr::NPC_ValueDependentIsNotNull))
    return true;
  const Expr *Plain = Value.IgnoreParenCasts();
  std::optional<llvm::APSInt> Number = constantIn(*Plain, Context);
  if (!Number)
    return false;
  int64_t Signed = Number->extOrTrunc(64).getSExtValue();
  return Signed <= 0 && Signed >= -MostErrors;
}

/// The local variable that \p Place, written without parentheses, is or is a part of; nullptr for
/// all else.
const VarDecl *localVariableAt(const Expr &Place) {
  const Expr *Plain = Place.IgnoreParens();
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Plain))
    return Member->isArrow() ? nullptr : localVariableAt(*Member->getBase());
  if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Plain)) {
    const auto *Decay = dyn_cast<clang::ImplicitCastExpr>(Element->getBase()->IgnoreParens());
    return Decay && Decay->getCastKind() == clang::CK_ArrayToPointerDecay
               ? localVariableAt(*Decay->getSubExpr())
               : nullptr;
  }
  const auto *Reference = dyn_cast<clang::DeclRefExpr>(Plain);
  const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

} // namespace

void AddressWalk::addValue(const Expr &Value) { Waiting.push_back({&Value, Is::Address}); }

void AddressWalk::addVariable(const VarDecl &Variable, AddressPart Part) {
  auto [Known, IsNew] = Variables.try_emplace(&Variable, Part);
  if (!IsNew && Known->second >= Part)
    return;
  Known->second = Part;
  if (Variable.hasAttr<clang::CleanupAttr>())
    escape(Escape::How::Exposed, *Body.function().getBody(),
           "a cleanup function gets the address of " + Variable.getNameAsString());
  for (const auto *Reference : Body.all<clang::DeclRefExpr>())
    if (Reference->getDecl() == &Variable)
      Waiting.push_back({Reference, Is::Carrier});
}

void AddressWalk::run() {
  while (!Waiting.empty() || !Deferred.empty()) {
    std::optional<Expression> Here;
    if (!Waiting.empty()) {
      Here = Waiting.front();
      Waiting.pop_front();
    } else { // all variables are known by now
      auto [Operator, At] = Deferred.back();
      Deferred.pop_back();
      Here = besideOther(*Operator, At);
    }
    while (Here)
      Here = above(*Here);
  }
  for (const Expr *Argument : MustMention)
    if (!mentionsAddress(*Argument))
      unclear({Argument, Is::Address});
}

/// \p Here is compared with the other side of \p Operator, or its distance to that is taken: no
/// secret if both are in the page.
std::optional<AddressWalk::Expression> AddressWalk::besideOther(const BinaryOperator &Operator,
                                                                Expression Here) {
  const Expr &Other = Operator.getLHS() == Here.At ? *Operator.getRHS() : *Operator.getLHS();
  if (mentionsAddress(Other))
    return std::nullopt;
  const auto *Reference = dyn_cast<clang::DeclRefExpr>(Other.IgnoreParenImpCasts());
  const auto *Parameter = Reference ? dyn_cast<clang::ParmVarDecl>(Reference->getDecl()) : nullptr;
  if (Function == Of::Callee && Parameter && Parameter->getType()->isPointerType()) {
    Beside.insert(Parameter->getFunctionScopeIndex());
    return std::nullopt;
  }
  return Operator.isComparisonOp() ? unclear(Here)
                                   : std::optional(Expression{&Operator, Here.What});
}

std::optional<AddressWalk::Expression> AddressWalk::escape(Escape::How How, const Stmt &At,
                                                           std::string What, bool LacksBody,
                                                           std::set<std::string> Demands) {
  const clang::SourceManager &Sources = Program.Context.getSourceManager();
  Escape New = {How, &At, std::move(What), LacksBody, std::move(Demands)};
  if (!Found) {
    Found = std::move(New);
    return std::nullopt;
  }
  // What others have to tell is asked at once; without that, one that is sure comes first.
  bool IsSure = New.Demands.empty(), WasSure = Found->Demands.empty();
  New.Demands.insert(Found->Demands.begin(), Found->Demands.end());
  bool IsBefore = Sources.isBeforeInTranslationUnit(At.getBeginLoc(), Found->At->getBeginLoc());
  if (IsSure == WasSure ? IsBefore : IsSure)
    std::swap(*Found, New);
  if (IsSure || WasSure)
    Found->Demands.clear();
  else
    Found->Demands.merge(New.Demands);
  return std::nullopt;
}

std::optional<AddressWalk::Expression> AddressWalk::above(Expression Here) {
  const Stmt *Parent = Body.parent(Here.At);
  if (!Parent)
    return std::nullopt;
  bool IsPlace = Here.What == Is::InPage || Here.What == Is::Carrier;
  if (const auto *Cast = dyn_cast<clang::CastExpr>(Parent))
    return aboveCast(*Cast, Here);
  if (const auto *Operator = dyn_cast<clang::UnaryOperator>(Parent))
    return aboveUnary(*Operator, Here);
  if (const auto *Operator = dyn_cast<BinaryOperator>(Parent))
    return aboveBinary(*Operator, Here);
  if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Parent))
    return aboveAccess(*Element, *Element->getBase(), Here);
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Parent)) {
    if (Member->isArrow())
      return aboveAccess(*Member, *Member->getBase(), Here);
    return Expression{Member, Here.What};
  }
  if (isa<clang::ParenExpr, clang::GenericSelectionExpr, clang::ChooseExpr>(Parent))
    return Expression{Parent, Here.What};
  if (IsPlace) {
    // An operand of assembly in the page is read or written; a carrier may get any value.
    bool IsDone = Here.What == Is::InPage && isa<clang::GCCAsmStmt>(Parent);
    if (IsDone || !isa<clang::AsmStmt, Expr>(Parent))
      return std::nullopt;
    return unclear(Here);
  }
  if (const auto *Choice = dyn_cast<clang::AbstractConditionalOperator>(Parent)) {
    bool IsCondition = Choice->getCond() == Here.At && isa<clang::ConditionalOperator>(Choice);
    return IsCondition ? std::nullopt : std::optional(Expression{Choice, Here.What});
  }
  if (isa<clang::InitListExpr, clang::DesignatedInitExpr, clang::ConstantExpr>(Parent))
    return Expression{Parent, Here.What};
  if (isa<clang::CompoundLiteralExpr>(Parent)) // a variable without a name
    return Expression{Parent, Is::Carrier};
  if (const auto *Call = dyn_cast<CallExpr>(Parent))
    return aboveCall(*Call, Here);
  if (isa<clang::StmtExpr>(Parent))
    return std::nullopt; // its value is that of its last statement, see aboveStatement()
  if (isa<Expr>(Parent))
    return unclear(Here);
  return aboveStatement(*Parent, Here);
}

std::optional<AddressWalk::Expression> AddressWalk::aboveCast(const clang::CastExpr &Cast,
                                                              Expression Here) {
  switch (Cast.getCastKind()) {
  case clang::CK_LValueToRValue: {
    if (Here.What == Is::InPage) // what is in memory there
      return std::nullopt;
    auto Known = Variables.find(localVariableAt(*Cast.getSubExpr()));
    return Expression{&Cast, Known == Variables.end() ? Is::Derived : valueOf(Known->second)};
  }
  case clang::CK_ArrayToPointerDecay:
    if (Here.What == Is::InPage)
      return Expression{&Cast, Is::Address};
    // The first element of a local array that holds addresses.
    if (const Stmt *Parent = Body.parent(&Cast))
      if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Parent))
        if (Element->getBase() == &Cast)
          return Expression{Element, Is::Carrier};
    return escape(Escape::How::Exposed, Cast, "the address of the variable is taken");
  case clang::CK_ToVoid:
  case clang::CK_PointerToBoolean:
  case clang::CK_IntegralToBoolean:
    return std::nullopt;
  case clang::CK_BitCast:
  case clang::CK_NoOp:
  case clang::CK_IntegralCast:
  case clang::CK_PointerToIntegral:
  case clang::CK_IntegralToPointer:
  case clang::CK_AddressSpaceConversion:
    return Expression{&Cast, Here.What};
  default:
    return unclear(Here);
  }
}

std::optional<AddressWalk::Expression> AddressWalk::aboveUnary(const clang::UnaryOperator &Operator,
                                                               Expression Here) {
  switch (Operator.getOpcode()) {
  case clang::UO_Deref:
    return aboveAccess(Operator, *Operator.getSubExpr(), Here);
  case clang::UO_AddrOf:
    if (Here.What == Is::InPage)
      return Expression{&Operator, Is::Address};
    return escape(Escape::How::Exposed, Operator, "the address of the variable is taken");
  case clang::UO_PostInc:
  case clang::UO_PostDec:
  case clang::UO_PreInc:
  case clang::UO_PreDec:
    return Here.What == Is::InPage ? std::nullopt : changed(Operator, *Operator.getSubExpr());
  case clang::UO_LNot:
    return std::nullopt;
  case clang::UO_Plus:
  case clang::UO_Extension:
    return Expression{&Operator, Here.What};
  case clang::UO_Minus:
  case clang::UO_Not:
    return Expression{&Operator, Is::Derived};
  default:
    return unclear(Here);
  }
}

/// \p Place, a carrier, gets another value by \p Operator, made of the one it has.
std::optional<AddressWalk::Expression> AddressWalk::changed(const Expr &Operator,
                                                            const Expr &Place) {
  const auto *Assignment = dyn_cast<BinaryOperator>(&Operator);
  bool Steps = !Assignment || Assignment->getOpcode() == clang::BO_AddAssign ||
               Assignment->getOpcode() == clang::BO_SubAssign;
  const VarDecl *Variable = localVariableAt(Place);
  if (!Steps && Variable)
    addVariable(*Variable, AddressPart::Derived);
  auto Known = Variables.find(Variable);
  bool IsWhole = Known != Variables.end() && Known->second == AddressPart::Whole;
  return Expression{&Operator, IsWhole ? Is::Address : Is::Derived};
}

/// \p Access is what \p Base points to, or has as a member or element.
std::optional<AddressWalk::Expression> AddressWalk::aboveAccess(const Expr &Access,
                                                                const Expr &Base, Expression Here) {
  if (&Base != Here.At || Here.What != Is::Address) // the number of an element, or another address
    return unclear(Here);
  return Expression{&Access, Is::InPage};
}

std::optional<AddressWalk::Expression> AddressWalk::aboveBinary(const BinaryOperator &Operator,
                                                                Expression Here) {
  bool IsLeft = Operator.getLHS() == Here.At;
  if (Operator.isAssignmentOp() && IsLeft)
    return Operator.isCompoundAssignmentOp() && Here.What == Is::Carrier
               ? changed(Operator, *Operator.getLHS())
               : std::nullopt;
  if (Operator.isAssignmentOp()) {
    put(*Operator.getLHS(), Here);
    return Expression{&Operator, Here.What};
  }
  if (Operator.isLogicalOp())
    return std::nullopt;
  if (Operator.isComparisonOp()) {
    compare(Operator, Here);
    return std::nullopt;
  }
  switch (Operator.getOpcode()) {
  case clang::BO_Comma:
    return IsLeft ? std::nullopt : std::optional(Expression{&Operator, Here.What});
  case clang::BO_Add:
  case clang::BO_Sub:
    return aboveSum(Operator, Here);
  case clang::BO_And:
  case clang::BO_Rem:
    return aboveMask(Operator, Here);
  default:
    return Expression{&Operator, Is::Derived};
  }
}

std::optional<AddressWalk::Expression> AddressWalk::aboveSum(const BinaryOperator &Operator,
                                                             Expression Here) {
  if (Operator.getOpcode() == clang::BO_Sub) {
    const Expr &Other = Operator.getLHS() == Here.At ? *Operator.getRHS() : *Operator.getLHS();
    if (!constantIn(Other, Program.Context)) { // it may be another address in the page
      Deferred.push_back({&Operator, Here});
      return std::nullopt;
    }
    if (Operator.getRHS() == Here.At)
      return Expression{&Operator, Is::Derived};
  }
  return Expression{&Operator, Here.What};
}

/// The lowest bits of an address tell where in the page it is, which is no secret.
std::optional<AddressWalk::Expression> AddressWalk::aboveMask(const BinaryOperator &Operator,
                                                              Expression Here) {
  const Expr &Other = Operator.getLHS() == Here.At ? *Operator.getRHS() : *Operator.getLHS();
  std::optional<llvm::APSInt> Mask = constantIn(Other, Program.Context);
  if (!Mask)
    return Expression{&Operator, Is::Derived};
  int64_t Bits = Mask->extOrTrunc(64).getSExtValue();
  bool IsRemainder = Operator.getOpcode() == clang::BO_Rem;
  if (Here.What == Is::Address && Bits >= 0 && Bits < SmallestPage + (IsRemainder ? 1 : 0) &&
      (!IsRemainder || llvm::isPowerOf2_64(Bits)))
    return std::nullopt;
  bool IsStart = !IsRemainder && ~Bits >= 0 && ~Bits < SmallestPage;
  return Expression{&Operator, IsStart ? Here.What : Is::Derived};
}

void AddressWalk::compare(const BinaryOperator &Operator, Expression Here) {
  const Expr &Other = Operator.getLHS() == Here.At ? *Operator.getRHS() : *Operator.getLHS();
  if (!isNoAddress(Other, Program.Context))
    Deferred.push_back({&Operator, Here});
}

/// True if \p Value has a variable that holds the address, outside of what is read from memory.
bool AddressWalk::mentionsAddress(const Stmt &Value) const {
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(&Value)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    return Variable && Variables.count(Variable);
  }
  const auto *Operator = dyn_cast<clang::UnaryOperator>(&Value);
  if ((Operator && Operator->getOpcode() == clang::UO_Deref) ||
      isa<clang::ArraySubscriptExpr, clang::MemberExpr, CallExpr>(Value))
    return false;
  return llvm::any_of(Value.children(),
                      [&](const Stmt *Child) { return Child && mentionsAddress(*Child); });
}

void AddressWalk::put(const Expr &Place, Expression Value) {
  if (const VarDecl *Variable = localVariableAt(Place))
    putInto(*Variable, Value);
  else
    escape(Escape::How::Stored, *Body.parent(Value.At), "others can see what is put there");
}

void AddressWalk::putInto(const VarDecl &Variable, Expression Value) {
  if (Variable.hasLocalStorage())
    addVariable(Variable, partOf(Value.What));
  else
    escape(Escape::How::Stored, *Value.At, "others can see what is put there");
}

std::optional<AddressWalk::Expression> AddressWalk::aboveCall(const CallExpr &Call,
                                                              Expression Here) {
  auto Argument = llvm::find(Call.arguments(), Here.At);
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  unsigned Number = Argument - Call.arguments().begin();
  if (!Callee && Argument != Call.arguments().end())
    if (std::string Pointer = pointerName(*Call.getCallee(), Program.Files); !Pointer.empty())
      return handedBeyond(Call, Pointer, Number,
                          "what " + llvm::StringRef(Pointer).split('@').first.str() +
                              " points to gets it",
                          /*LacksBody=*/false, Here);
  if (Argument == Call.arguments().end() || !Callee || !Callee->getDeclName().isIdentifier())
    return escape(Escape::How::Callee, Call,
                  "it is called through a pointer that gets the address");
  std::string Name = Callee->getNameAsString();
  const Mapping *Ends = Program.Names.mappingOf(Name);
  if (Ends && Ends->Does == Mapping::Effect::Unmap)
    return std::nullopt;
  if (const Borrower *Known = Program.Names.mappings().borrower(Name);
      Known && Known->borrows(Number))
    return Known->Returned == Number ? std::optional(Expression{&Call, Here.What}) : std::nullopt;
  if (const auto *Format = Callee->getAttr<clang::FormatAttr>();
      Format && Format->getFirstArg() != 0 && int(Number) + 1 >= Format->getFirstArg())
    return std::nullopt; // it is printed
  if (Callee->hasAttr<clang::PureAttr>() || Callee->hasAttr<clang::ConstAttr>())
    return Expression{&Call, Is::Derived}; // nothing but the result can tell of it
  const clang::FunctionDecl *Definition = Callee->getDefinition();
  bool IsParsed = Definition && Definition->getBody() && !Definition->hasSkippedBody();
  std::string Gets = Name + "() gets it";
  if (Number < Callee->getNumParams() && Callee->getParamDecl(Number)->getDeclName())
    Gets += " as " + Callee->getParamDecl(Number)->getNameAsString();
  if (!IsParsed || Definition->isWeak() || Number >= Definition->getNumParams())
    return handedBeyond(Call, Name, Number, Gets, (Definition && !IsParsed) || Callee->isInlined(),
                        Here);
  auto Use = Program.useOf(*Definition, Number, partOf(Here.What));
  if (Use.Escapes) {
    bool IsStored = Use.Escapes->Is != Escape::How::Callee;
    return escape(IsStored ? Escape::How::Stored : Escape::How::Callee, Call,
                  Gets + (IsStored ? ": " : ", and ") + Use.Escapes->What, Use.Escapes->LacksBody,
                  Use.Escapes->Demands);
  }
  for (unsigned Other : Use.Beside)
    if (Other < Call.getNumArgs())
      MustMention.push_back(Call.getArg(Other));
  return Use.Returned ? std::optional(Expression{&Call, valueOf(*Use.Returned)}) : std::nullopt;
}

/// \p Function, of which the parse has no body, gets the address as argument \p Number, which is
/// \p Gets in words.
std::optional<AddressWalk::Expression>
AddressWalk::handedBeyond(const CallExpr &Call, const std::string &Function, unsigned Number,
                          const std::string &Gets, bool LacksBody, Expression Here) {
  std::string Parameter = parameterName(Function, Number);
  bool IsAnswer = !LacksBody && partOf(Here.What) == AddressPart::Whole;
  const AddressEffect *Known = IsAnswer ? Program.Elsewhere.address(Parameter) : nullptr;
  if (!Known)
    return escape(Escape::How::Callee, Call, Gets, LacksBody,
                  IsAnswer ? std::set{Parameter} : std::set<std::string>());
  if (!Known->Escape.empty())
    return escape(Known->IsStored ? Escape::How::Stored : Escape::How::Callee, Call,
                  Gets + (Known->IsStored ? ": " : ", and ") + Known->Escape);
  for (unsigned Other : Known->Beside)
    if (Other < Call.getNumArgs())
      MustMention.push_back(Call.getArg(Other));
  if (Known->IsReturned)
    return Expression{&Call, Is::Address};
  return Known->IsDerivedReturned ? std::optional(Expression{&Call, Is::Derived}) : std::nullopt;
}

std::optional<AddressWalk::Expression> AddressWalk::aboveStatement(const Stmt &Parent,
                                                                   Expression Here) {
  if (isa<clang::ReturnStmt>(Parent)) {
    AddressPart Part = partOf(Here.What);
    Returned = Returned ? std::max(*Returned, Part) : Part;
    ReturnedAt = &Parent;
    return std::nullopt;
  }
  if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Parent)) {
    for (const clang::Decl *Each : Declared->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(Each);
          Variable && Variable->getInit() == Here.At)
        putInto(*Variable, Here);
    return std::nullopt;
  }
  // The last statement of a statement expression is its value.
  const Stmt *Last = Here.At, *Around = &Parent;
  while (isa<clang::LabelStmt, clang::AttributedStmt>(Around)) {
    Last = Around;
    Around = Body.parent(Around);
  }
  if (const auto *Block = dyn_cast<clang::CompoundStmt>(Around)) {
    const auto *Whole = dyn_cast_or_null<clang::StmtExpr>(Body.parent(Block));
    return Whole && !Block->body_empty() && Block->body_back() == Last
               ? std::optional(Expression{Whole, Here.What})
               : std::nullopt;
  }
  if (isa<clang::AsmStmt, clang::IndirectGotoStmt>(Around))
    return unclear(Here);
  return std::nullopt; // a condition, or nobody wants the value
}
