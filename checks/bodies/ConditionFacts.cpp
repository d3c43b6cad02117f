// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/ConditionFacts.h"

#include "checks/bodies/AddressValues.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

/// The variables that \p Part names.
static void variablesIn(const clang::Stmt *Part, std::set<const clang::VarDecl *> &Into) {
  if (!Part)
    return;
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(Part))
    if (const auto *Variable = dyn_cast<clang::VarDecl>(Named->getDecl()))
      Into.insert(Variable);
  for (const clang::Stmt *Child : Part->children())
    variablesIn(Child, Into);
}

/// In the order of the text: that of addresses differs from run to run.
static std::vector<const clang::VarDecl *> inOrder(const std::set<const clang::VarDecl *> &Of) {
  std::vector<const clang::VarDecl *> Result(Of.begin(), Of.end());
  llvm::sort(Result, [](const clang::VarDecl *A, const clang::VarDecl *B) {
    return A->getLocation() < B->getLocation();
  });
  return Result;
}

/// Tells variables of one name apart.
static std::string placeOf(const clang::VarDecl &Variable) {
  return Variable.hasLocalStorage() ? " " + std::to_string(Variable.getLocation().getRawEncoding())
                                    : std::string();
}

std::string ConditionFacts::equalTo(const Expr &Value) const {
  if (std::optional<uint64_t> Constant = constantOf(Value, Context))
    return " == " + std::to_string(*Constant);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  bare(&Value)->printPretty(Out, nullptr, Context.getPrintingPolicy());
  return " == " + Out.str();
}

unsigned ConditionFacts::numberOf(std::string Text, std::set<const clang::VarDecl *> Named) {
  for (const clang::VarDecl *Each : inOrder(Named))
    Text += placeOf(*Each);
  auto [At, IsNew] = Numbers.try_emplace(Text, Variables.size());
  if (IsNew)
    Variables.push_back(std::move(Named));
  return At->second;
}

unsigned ConditionFacts::numberOf(const clang::VarDecl &Variable, llvm::StringRef Suffix,
                                  const Expr *Beside) {
  std::set<const clang::VarDecl *> Named = {&Variable};
  variablesIn(Beside, Named);
  return numberOf(Variable.getNameAsString() + Suffix.str(), std::move(Named));
}

unsigned ConditionFacts::numberOf(const Expr &Value, llvm::StringRef Suffix, const Expr *Beside) {
  if (Suffix.empty())
    if (auto Found = Cached.find(&Value); Found != Cached.end())
      return Found->second;
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  Value.printPretty(Out, nullptr, Context.getPrintingPolicy());
  Out << Suffix;
  std::set<const clang::VarDecl *> Named;
  variablesIn(&Value, Named);
  variablesIn(Beside, Named);
  unsigned Number = numberOf(Out.str(), std::move(Named));
  if (Suffix.empty())
    Cached[&Value] = Number;
  return Number;
}

ConditionFacts::Key ConditionFacts::keyOf(const Expr &Condition) {
  const Expr *Value = bare(&Condition);
  bool IsNegated = false;
  while (true) {
    const Expr *Inner = nullptr;
    if (const auto *Not = dyn_cast<clang::UnaryOperator>(Value)) {
      if (Not->getOpcode() == clang::UO_LNot) {
        Inner = Not->getSubExpr();
        IsNegated = !IsNegated;
      }
    } else if (const auto *Call = dyn_cast<clang::CallExpr>(Value)) {
      const clang::FunctionDecl *Callee = Call->getDirectCallee();
      if (Callee && Callee->getBuiltinID() && Call->getNumArgs() > 0 &&
          Callee->getName().starts_with("__builtin_expect"))
        Inner = Call->getArg(0);
      if (testBy(*Call) == ErrorTest::ErrorOrNull) { // an error is no pointer, either
        Inner = Call->getArg(0);
        IsNegated = !IsNegated;
      }
    } else if (const auto *Block = dyn_cast<clang::StmtExpr>(Value)) {
      const clang::CompoundStmt *Body = Block->getSubStmt();
      Inner = Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back());
    } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Value)) {
      if (Binary->getOpcode() == clang::BO_Assign || Binary->getOpcode() == clang::BO_Comma)
        Inner = Binary->getOpcode() == clang::BO_Assign ? Binary->getLHS() : Binary->getRHS();
      for (const auto &[Zero, Other] : {std::pair(Binary->getRHS(), Binary->getLHS()),
                                        std::pair(Binary->getLHS(), Binary->getRHS())})
        if (!Inner && Binary->isEqualityOp() &&
            Zero->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull)) {
          Inner = Other;
          IsNegated ^= Binary->getOpcode() == clang::BO_EQ;
        }
      if (!Inner && Binary->isEqualityOp()) // one key for a == b and a != b
        return {numberOf(*bare(Binary->getLHS()), equalTo(*Binary->getRHS()), Binary->getRHS()),
                IsNegated != (Binary->getOpcode() == clang::BO_NE)};
    }
    if (!Inner)
      break;
    Value = bare(Inner);
  }
  unsigned Number = numberOf(*Value, "");
  if (const auto *Call = dyn_cast<clang::CallExpr>(Value);
      Call && testBy(*Call) == ErrorTest::Error)
    ErrorsOf.try_emplace(Number, Call->getArg(0));
  return {Number, IsNegated};
}

bool ConditionFacts::set(unsigned Number, bool Is, const clang::Stmt *AskedBy, Known &Now) {
  auto Found = Now.find(Number);
  if (Found != Now.end() && Found->second.Holds != Is && Found->second.AskedBy != AskedBy)
    return false;
  Now[Number] = {Is, AskedBy};
  return true;
}

bool ConditionFacts::assume(const Expr &Condition, bool Is, Known &Now) {
  if (std::optional<uint64_t> Constant = constantOf(Condition, Context))
    return (*Constant != 0) == Is;
  if (!mayBe(Condition, Is, Now))
    return false;
  Key Of = keyOf(Condition);
  bool Holds = Is != Of.IsNegated;
  if (!set(Of.Number, Holds, &Condition, Now))
    return false;
  if (const Expr *Pointer = Holds ? ErrorsOf.lookup(Of.Number) : nullptr)
    Now[numberOf(*bare(Pointer), "")] = {false, &Condition};
  return true;
}

/// `&variable`, or nullptr.
static const clang::UnaryOperator *addressIn(const Expr *Value) {
  const auto *Unary = llvm::dyn_cast_or_null<clang::UnaryOperator>(bare(Value));
  return Unary && Unary->getOpcode() == clang::UO_AddrOf && variableOf(Unary->getSubExpr())
             ? Unary
             : nullptr;
}

bool ConditionFacts::mayBe(const Expr &Condition, bool Is, const Known &Now) {
  const Expr *Value = bare(&Condition);
  if (const auto *Not = dyn_cast<clang::UnaryOperator>(Value);
      Not && Not->getOpcode() == clang::UO_LNot)
    return mayBe(*Not->getSubExpr(), !Is, Now);
  if (const auto *Call = dyn_cast<clang::CallExpr>(Value)) {
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    bool IsExpected = Callee && Callee->getBuiltinID() && Call->getNumArgs() > 0 &&
                      Callee->getName().starts_with("__builtin_expect");
    return !IsExpected || mayBe(*Call->getArg(0), Is, Now);
  }
  const auto *Equality = dyn_cast<clang::BinaryOperator>(Value);
  if (!Equality || !Equality->isEqualityOp() || Is != (Equality->getOpcode() == clang::BO_EQ))
    return true;
  for (const auto &[Named, Other] : {std::pair(Equality->getLHS(), Equality->getRHS()),
                                     std::pair(Equality->getRHS(), Equality->getLHS())})
    if (const clang::VarDecl *Variable = variableOf(Named); Variable && addressIn(Other))
      return !Now.count(numberOf(*Variable, " mapped"));
  return true;
}

void ConditionFacts::assign(const clang::VarDecl &Variable, const Expr *Value, Known &Now) {
  const clang::VarDecl *From = Value ? variableOf(Value) : nullptr;
  std::optional<bool> Is;
  if (Value) {
    if (Value->getType()->isPointerType() || Variable.getType()->isPointerType()) {
      if (Value->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull))
        Is = false;
    } else if (std::optional<uint64_t> Constant = constantOf(*Value, Context)) {
      Is = *Constant != 0;
    }
    if (!Is && From && From != &Variable)
      if (auto Found = Now.find(numberOf(*bare(Value), "")); Found != Now.end())
        Is = Found->second.Holds;
  }
  std::erase_if(Now, [&](const auto &Each) { return Variables[Each.first].count(&Variable); });
  if (Is || addressIn(Value))
    Now[numberOf(Variable)] = {Is.value_or(true), nullptr};
  if (addressIn(Value)) {
    unsigned Number = numberOf(Variable, equalTo(*Value), Value);
    Now[Number] = {true, nullptr};
  }
}

void ConditionFacts::grow(const clang::VarDecl &Variable, Known &Now) {
  bool WasKnown = Now.count(numberOf(Variable)) != 0 && !Variable.getType()->isPointerType();
  assign(Variable, nullptr, Now);
  if (WasKnown)
    Now[numberOf(Variable)] = {true, nullptr};
}

ConditionFacts::ErrorTest ConditionFacts::testBy(const clang::CallExpr &Call) const {
  const clang::FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || Call.getNumArgs() != 1 || !Callee->getDeclName().isIdentifier())
    return ErrorTest::None;
  return Tests(Callee->getName());
}

void ConditionFacts::setValid(const Expr &Value, Known &Now) {
  unsigned Number = numberOf(*bare(&Value), "");
  Now[Number] = {true, nullptr};
  for (const auto &[Test, Pointer] : ErrorsOf) // those that were asked about it before
    if (numberOf(*bare(Pointer), "") == Number)
      Now[Test] = {false, nullptr};
}

void ConditionFacts::setMapped(const clang::VarDecl &Variable, Known &Now) {
  Now[numberOf(Variable)] = {true, nullptr};
  Now[numberOf(Variable, " mapped")] = {true, nullptr};
}

void ConditionFacts::note(const Expr &Value, unsigned Mark, Known &Now) {
  Now[numberOf(*bare(&Value), " #" + std::to_string(Mark))] = {true, nullptr};
}

bool ConditionFacts::isNoted(const Expr &Value, unsigned Mark, const Known &Now) {
  return Now.count(numberOf(*bare(&Value), " #" + std::to_string(Mark))) != 0;
}

void ConditionFacts::cases(const clang::CFGBlock &Block, const clang::SwitchStmt &Switch,
                           const Known &After,
                           llvm::function_ref<void(const clang::CFGBlock &, Known)> Take) {
  const Expr *Value = bare(Switch.getCond());
  auto CaseOf = [](const clang::CFGBlock *Next) {
    return Next ? llvm::dyn_cast_or_null<clang::CaseStmt>(Next->getLabel()) : nullptr;
  };
  auto NumberOf = [&](const clang::CaseStmt &Case) {
    return numberOf(*Value, equalTo(*Case.getLHS()), nullptr);
  };
  // That it is one of these is known still where ways of several cases have met.
  std::set<std::string> All;
  for (const clang::CFGBlock *Next : Block.succs())
    if (const clang::CaseStmt *Case = CaseOf(Next))
      All.insert(equalTo(*Case->getLHS()));
  unsigned IsAny = numberOf(*Value, " in" + llvm::join(All, ","));
  for (const clang::CFGBlock *Next : Block.succs()) {
    if (!Next)
      continue;
    const clang::CaseStmt *Own = CaseOf(Next);
    Known There = After;
    bool IsPossible = set(IsAny, Own != nullptr, &Switch, There);
    for (const clang::CFGBlock *Other : Block.succs())
      if (const clang::CaseStmt *Case = CaseOf(Other); Case && !Case->getRHS())
        IsPossible = IsPossible && set(NumberOf(*Case), Case == Own, &Switch, There);
    if (IsPossible)
      Take(*Next, std::move(There));
  }
}

void ConditionFacts::successors(const clang::CFGBlock &Block, const Known &After,
                                llvm::function_ref<void(const clang::CFGBlock &, Known)> Take) {
  const auto *Switch = llvm::dyn_cast_or_null<clang::SwitchStmt>(Block.getTerminatorStmt());
  if (Switch)
    return cases(Block, *Switch, After, Take);
  const Expr *Condition = Block.succ_size() == 2 ? Block.getLastCondition() : nullptr;
  bool Branch = true; // the first is where it holds
  for (const clang::CFGBlock *Next : Block.succs()) {
    Known There = After;
    if (Next && (!Condition || assume(*Condition, Branch, There)))
      Take(*Next, std::move(There));
    Branch = false;
  }
}

bool ConditionFacts::meet(Known &Into, const Known &From) {
  return std::erase_if(Into, [&](const auto &Each) {
           auto Other = From.find(Each.first);
           return Other == From.end() || !(Other->second == Each.second);
         }) != 0;
}
