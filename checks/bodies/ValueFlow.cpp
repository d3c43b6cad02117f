// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/ValueFlow.h"

#include "checks/bodies/AddressValues.h"
#include "checks/bodies/BranchBits.h"
#include "checks/bodies/CfgPositions.h"
#include "checks/bodies/ExpressionBits.h"
#include "clang/Analysis/CFG.h"
#include <deque>

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;
using llvm::KnownBits;

class ValueFlow::Follower {
public:
  Follower(FunctionBody &Body, clang::ASTContext &Context, const BodySource &Bodies,
           const FlowArguments &Given, unsigned Depth)
      : Body(Body), Escaped(Definitions::in(Body).Escaped), Bits(Context, Bodies, Escaped, Depth),
        Branches(Bits, Context) {
    clang::CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.PruneTriviallyFalseEdges = false;
    Graph = clang::CFG::buildCFG(&Body.function(), Body.function().getBody(), &Context, Options);
    if (!Graph)
      return;
    Before.resize(Graph->getNumBlockIDs());
    KnownVariables AtEntry;
    for (const auto &[Parameter, Value] : Given)
      AtEntry[Parameter] = Bits.isKept(*Parameter)
                               ? Value
                               : Bits.unknown(Parameter->getType(), Value.IsFollowed, true);
    Bits.IsMemoryOpaque = getsIntoMemory(AtEntry);
    Positions.addElements(*Graph);
    Positions.addSplitDeclarations(*Graph);
    run(AtEntry);
  }

  bool canReach(const Stmt &Where) const { return before(Where) != nullptr; }

  std::optional<FlowValue> valueOf(const Expr &Value) const {
    std::optional<KnownVariables> Known;
    if (const KnownVariables *AtBlock = before(Value))
      Known = *AtBlock;
    if (!Known)
      return std::nullopt;
    CfgPosition At = Positions.of(&Value);
    for (unsigned I = 0; I < At.Index; ++I)
      step((*At.Block)[I], *Known);
    return Bits.of(Value, *Known);
  }

  std::optional<FlowValue> returned() const {
    std::optional<FlowValue> Result;
    clang::QualType Type = Body.function().getReturnType();
    for (const auto *Return : Body.all<clang::ReturnStmt>()) {
      const Expr *Value = Return->getRetValue();
      if (!Graph || !Value || !Type->isIntegralOrEnumerationType())
        return std::nullopt;
      std::optional<FlowValue> Here = valueOf(*Value);
      if (Here)
        Result = Result ? joined(*Result, *Here) : *Here;
    }
    return Result;
  }

private:
  /// True if what is followed is stored anywhere but in variables that are kept: whoever reads
  /// memory afterwards may read it.
  bool getsIntoMemory(const KnownVariables &AtEntry) const {
    KnownVariables Followed;
    for (const auto &[Variable, Value] : AtEntry)
      if (Value.IsFollowed)
        Followed.insert({Variable, Value});
    if (Followed.empty())
      return false;
    bool Gets = false;
    auto Store = [&](const VarDecl *Into, const Expr &Value) {
      if (!Bits.readsFollowed(Value, Followed))
        return false;
      if (!Into || !Bits.isKept(*Into)) {
        Gets = true;
        return false;
      }
      return Followed.insert({Into, Bits.unknown(Into->getType(), true)}).second;
    };
    for (bool Grew = true; std::exchange(Grew, false);)
      for (const Stmt *Each : Body.statements()) {
        if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each)) {
          for (const clang::Decl *Part : Declared->decls())
            if (const auto *Local = dyn_cast<VarDecl>(Part); Local && Local->getInit())
              Grew |= Store(Local, *Local->getInit());
        } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Each)) {
          if (Binary->isAssignmentOp())
            Grew |= Store(variableOf(Binary->getLHS()), *Binary->getRHS());
        } else if (const auto *Call = dyn_cast<clang::CallExpr>(Each)) {
          Gets = Gets || storesForUs(*Call, Followed);
        } else if (llvm::isa<clang::CompoundLiteralExpr, clang::AsmStmt>(Each)) {
          Gets = Gets || Bits.readsFollowed(*Each, Followed);
        }
      }
    return Gets || llvm::any_of(Followed, [&](const auto &Each) {
             return !Bits.isKept(*Each.first) || Escaped.count(Each.first);
           });
  }

  /// True for a call that gets what is followed, and an address to keep it at.
  bool storesForUs(const clang::CallExpr &Call, const KnownVariables &Followed) const {
    const clang::FunctionDecl *Callee = Call.getDirectCallee();
    if (Callee && Callee->getBuiltinID())
      return false;
    bool Gets = false, CanKeep = false;
    for (const Expr *Argument : Call.arguments()) {
      Gets = Gets || Bits.readsFollowed(*Argument, Followed);
      clang::QualType Type = Argument->IgnoreParenImpCasts()->getType();
      const auto *Address = dyn_cast<clang::UnaryOperator>(bare(Argument));
      // The address of a local: what is put there is read from there.
      CanKeep =
          CanKeep || (Type->isPointerType() && Address && Address->getOpcode() == clang::UO_AddrOf);
    }
    return Gets && CanKeep;
  }

  /// What is known where the block of \p Where begins; nullptr if control does not get there.
  const KnownVariables *before(const Stmt &Where) const {
    CfgPosition At = Graph ? Positions.of(&Where) : CfgPosition();
    if (!At.Block || !Before[At.Block->getBlockID()])
      return nullptr;
    return &*Before[At.Block->getBlockID()];
  }

  void define(const VarDecl *Variable, FlowValue Value, KnownVariables &Now) const {
    if (!Variable || !Bits.isKept(*Variable))
      return;
    unsigned Width = Bits.unknown(Variable->getType()).Bits.getBitWidth();
    if (Value.Bits.getBitWidth() != Width)
      Value.Bits = KnownBits(Width);
    Now[Variable] = Value;
  }

  void step(const clang::CFGElement &Element, KnownVariables &Now) const {
    auto Statement = Element.getAs<clang::CFGStmt>();
    if (!Statement)
      return;
    const Stmt *Each = Statement->getStmt();
    if (const auto *Declared = dyn_cast<clang::DeclStmt>(Each)) {
      for (const clang::Decl *Part : Declared->decls())
        if (const auto *Local = dyn_cast<VarDecl>(Part); Local && Bits.isKept(*Local))
          define(Local,
                 Local->getInit() ? Bits.of(*Local->getInit(), Now)
                                  : Bits.unknown(Local->getType()),
                 Now);
    } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Each)) {
      if (Binary->isAssignmentOp())
        if (const VarDecl *Variable = variableOf(Binary->getLHS()))
          define(Variable, assigned(*Binary, Now), Now);
    } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Each)) {
      if (Unary->isIncrementDecrementOp())
        if (const VarDecl *Variable = variableOf(Unary->getSubExpr()))
          define(Variable, Bits.unknown(Variable->getType(), isFollowed(Variable, Now)), Now);
    } else if (const auto *Assembly = dyn_cast<clang::AsmStmt>(Each)) {
      for (unsigned I = 0; I < Assembly->getNumOutputs(); ++I)
        if (const VarDecl *Variable = variableOf(Assembly->getOutputExpr(I))) {
          bool Reads = Bits.readsFollowed(*Assembly, Now);
          define(Variable, Bits.unknown(Variable->getType(), Reads, Reads), Now);
        }
    }
  }

  static bool isFollowed(const VarDecl *Variable, const KnownVariables &Known) {
    auto Found = Known.find(Variable);
    return Found != Known.end() && Found->second.IsFollowed;
  }

  FlowValue assigned(const clang::BinaryOperator &Binary, const KnownVariables &Now) const {
    FlowValue Right = Bits.of(*Binary.getRHS(), Now);
    if (!Binary.isCompoundAssignmentOp())
      return Right;
    FlowValue Left = Bits.of(*Binary.getLHS(), Now), Result = Left;
    Result.IsFollowed |= Right.IsFollowed;
    Result.IsOpaque |= Right.IsOpaque;
    unsigned Width = Left.Bits.getBitWidth();
    KnownBits Operand = Binary.getRHS()->getType()->isSignedIntegerOrEnumerationType()
                            ? Right.Bits.sextOrTrunc(Width)
                            : Right.Bits.zextOrTrunc(Width);
    switch (Binary.getOpcode()) {
    case clang::BO_AndAssign:
      Result.Bits &= Operand;
      break;
    case clang::BO_OrAssign:
      Result.Bits |= Operand;
      break;
    case clang::BO_XorAssign:
      Result.Bits ^= Operand;
      break;
    default:
      Result.Bits = KnownBits(Width);
    }
    return Result;
  }

  void run(const KnownVariables &AtEntry) {
    std::deque<const clang::CFGBlock *> Queue = {&Graph->getEntry()};
    Before[Graph->getEntry().getBlockID()] = AtEntry;
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      KnownVariables After = *Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block)
        step(Element, After);
      Branches.successors(*Block, After,
                          [&](const clang::CFGBlock &Next, const KnownVariables &There) {
                            if (meet(Before[Next.getBlockID()], There))
                              Queue.push_back(&Next);
                          });
    }
  }

  /// Adds what comes in from one more path; true if that changes anything.
  static bool meet(std::optional<KnownVariables> &Into, const KnownVariables &From) {
    if (!Into) {
      Into = From;
      return true;
    }
    bool Changed = false;
    for (auto &[Variable, Value] : *Into) {
      auto Other = From.find(Variable);
      FlowValue New = Value;
      if (Other != From.end())
        New = joined(Value, Other->second);
      else
        New.Bits = KnownBits(Value.Bits.getBitWidth());
      Changed |= !(New == Value);
      Value = New;
    }
    for (const auto &[Variable, Value] : From)
      if (Value.IsFollowed && !Into->count(Variable)) {
        FlowValue New = Value;
        New.Bits = KnownBits(Value.Bits.getBitWidth());
        Into->insert({Variable, New});
        Changed = true;
      }
    return Changed;
  }

  FunctionBody &Body;
  const std::set<const VarDecl *> Escaped;
  ExpressionBits Bits;
  BranchBits Branches;
  std::unique_ptr<clang::CFG> Graph;
  CfgPositions Positions;
  std::vector<std::optional<KnownVariables>> Before; ///< by block
};

ValueFlow::ValueFlow(FunctionBody &Body, clang::ASTContext &Context, const BodySource &Bodies,
                     const FlowArguments &Given, unsigned Depth)
    : Made(std::make_unique<Follower>(Body, Context, Bodies, Given, Depth)) {}
ValueFlow::~ValueFlow() = default;

bool ValueFlow::canReach(const Stmt &Where) const { return Made->canReach(Where); }

std::optional<FlowValue> ValueFlow::valueOf(const Expr &Value) const {
  return Made->valueOf(Value);
}

std::optional<FlowValue> ValueFlow::returned() const { return Made->returned(); }
