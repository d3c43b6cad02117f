// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/ReachingDefinitions.h"

#include "checks/bodies/CfgPositions.h"
#include "checks/bodies/FunctionBody.h"
#include "clang/AST/Attr.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/BitVector.h"
#include <deque>

using namespace kphys;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;

struct ReachingDefinitions::Graph {
  std::unique_ptr<clang::CFG> Cfg;
  std::vector<Definition> Definitions;
  std::map<const VarDecl *, std::vector<unsigned>> OfVariable;
  llvm::DenseMap<const Stmt *, llvm::SmallVector<unsigned, 1>> AtStatement;
  llvm::DenseMap<const VarDecl *, unsigned> AtDeclaration;
  CfgPositions Positions;
  std::set<const VarDecl *> Escaped;
  std::vector<llvm::BitVector> Before; ///< by block

  void note(const Definition &New) {
    unsigned Index = Definitions.size();
    OfVariable[New.Variable].push_back(Index);
    if (New.Is == Definition::Form::Init || New.Is == Definition::Form::None)
      AtDeclaration[New.Variable] = Index;
    else if (New.Where)
      AtStatement[New.Where].push_back(Index);
    Definitions.push_back(New);
  }

  /// Calls \p See with each definition that element \p Index of \p Block makes.
  template <typename Seer> void definedAt(const clang::CFGElement &Element, Seer See) const {
    auto Statement = Element.getAs<clang::CFGStmt>();
    if (!Statement)
      return;
    if (const auto *Declared = dyn_cast<clang::DeclStmt>(Statement->getStmt())) {
      for (const clang::Decl *Part : Declared->decls())
        if (auto Found = AtDeclaration.find(dyn_cast<VarDecl>(Part)); Found != AtDeclaration.end())
          See(Found->second);
      return;
    }
    auto Found = AtStatement.find(Statement->getStmt());
    if (Found != AtStatement.end())
      for (unsigned Each : Found->second)
        See(Each);
  }

  void step(const clang::CFGElement &Element, llvm::BitVector &Now) const {
    definedAt(Element, [&](unsigned New) {
      for (unsigned Old : OfVariable.at(Definitions[New].Variable))
        Now.reset(Old);
      Now.set(New);
    });
  }

  void solve() {
    llvm::BitVector Entry(Definitions.size());
    for (unsigned I = 0; I < Definitions.size(); ++I)
      if (Definitions[I].Is == Definition::Form::Entry)
        Entry.set(I);
    Before.assign(Cfg->getNumBlockIDs(), llvm::BitVector(Definitions.size()));
    Before[Cfg->getEntry().getBlockID()] = Entry;
    std::vector<char> Reached(Cfg->getNumBlockIDs());
    std::deque<const clang::CFGBlock *> Queue = {&Cfg->getEntry()};
    Reached[Cfg->getEntry().getBlockID()] = 1;
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      llvm::BitVector After = Before[Block->getBlockID()];
      for (const clang::CFGElement &Element : *Block)
        step(Element, After);
      for (const clang::CFGBlock *Next : Block->succs()) {
        if (!Next)
          continue;
        llvm::BitVector &Into = Before[Next->getBlockID()];
        bool IsNew = !std::exchange(Reached[Next->getBlockID()], 1);
        if (!IsNew && !After.test(Into)) // nothing that is not there yet
          continue;
        Into |= After;
        Queue.push_back(Next);
      }
    }
  }
};

ReachingDefinitions::ReachingDefinitions(std::unique_ptr<Graph> Made) : Made(std::move(Made)) {}
ReachingDefinitions::~ReachingDefinitions() = default;

std::unique_ptr<ReachingDefinitions> ReachingDefinitions::of(const FunctionBody &Body,
                                                             clang::ASTContext &Context) {
  clang::CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.PruneTriviallyFalseEdges = false;
  auto Made = std::make_unique<Graph>();
  Made->Cfg = clang::CFG::buildCFG(&Body.function(), Body.function().getBody(), &Context, Options);
  if (!Made->Cfg)
    return nullptr;
  struct Definitions Found = Definitions::in(Body);
  Made->Escaped = std::move(Found.Escaped);
  for (const Definition &Each : Found.All)
    Made->note(Each);
  Made->solve();
  Made->Positions.addElements(*Made->Cfg);
  Made->Positions.addSplitDeclarations(*Made->Cfg);
  return std::unique_ptr<ReachingDefinitions>(new ReachingDefinitions(std::move(Made)));
}

bool ReachingDefinitions::canFollow(const VarDecl &Variable) const {
  return Made->OfVariable.count(&Variable) && !Made->Escaped.count(&Variable) &&
         Variable.hasLocalStorage() && Variable.getType()->isScalarType() &&
         !Variable.getType().isVolatileQualified() && !Variable.hasAttr<clang::CleanupAttr>();
}

std::vector<const Definition *> ReachingDefinitions::reaching(const VarDecl &Variable,
                                                              const Stmt &Where) const {
  CfgPosition At = Made->Positions.of(&Where);
  if (!At.Block || !canFollow(Variable))
    return {};
  llvm::BitVector Now = Made->Before[At.Block->getBlockID()];
  for (unsigned I = 0; I < At.Index; ++I)
    Made->step((*At.Block)[I], Now);
  std::vector<const Definition *> Result;
  for (unsigned Each : Made->OfVariable.at(&Variable))
    if (Now.test(Each))
      Result.push_back(&Made->Definitions[Each]);
  return Result;
}

std::vector<const Definition *> ReachingDefinitions::reaching(const clang::DeclRefExpr &Use) const {
  const auto *Variable = dyn_cast<VarDecl>(Use.getDecl());
  return Variable ? reaching(*Variable, Use) : std::vector<const Definition *>();
}

const Definition *ReachingDefinitions::onlyPlain(const VarDecl &Variable, const Stmt &Where) const {
  std::vector<const Definition *> Reaching = reaching(Variable, Where);
  return Reaching.size() == 1 && Reaching.front()->isPlain() ? Reaching.front() : nullptr;
}

bool ReachingDefinitions::isUnchanged(const VarDecl &Variable, const Stmt &Earlier,
                                      const Stmt &Later) const {
  return canFollow(Variable) && holds(Earlier, Later, &Variable);
}

bool ReachingDefinitions::isAlwaysBefore(const Stmt &Earlier, const Stmt &Later) const {
  return holds(Earlier, Later, nullptr);
}

/// True if every path to \p Later goes through \p Earlier, and from there past no definition of
/// \p Unchanged, if that is given.
bool ReachingDefinitions::holds(const Stmt &Earlier, const Stmt &Later,
                                const VarDecl *Unchanged) const {
  CfgPosition From = Made->Positions.of(&Earlier), To = Made->Positions.of(&Later);
  if (!From.Block || !To.Block)
    return false;
  /// What is known at a place: nothing leads there; on all paths it holds; else.
  enum class State : char { Unreached, Same, Changed };
  std::vector<State> Before(Made->Cfg->getNumBlockIDs(), State::Unreached);
  auto Through = [&](const clang::CFGBlock *Block, unsigned End) {
    State Now = Before[Block->getBlockID()];
    for (unsigned I = 0; I < End; ++I) {
      Made->definedAt((*Block)[I], [&](unsigned Index) {
        if (Made->Definitions[Index].Variable == Unchanged)
          Now = State::Changed;
      });
      if (Block == From.Block && I == From.Index)
        Now = State::Same;
    }
    return Now;
  };
  std::deque<const clang::CFGBlock *> Queue = {&Made->Cfg->getEntry()};
  Before[Made->Cfg->getEntry().getBlockID()] = State::Changed;
  while (!Queue.empty()) {
    const clang::CFGBlock *Block = Queue.front();
    Queue.pop_front();
    State After = Through(Block, Block->size());
    for (const clang::CFGBlock *Next : Block->succs())
      if (Next && After > Before[Next->getBlockID()]) {
        Before[Next->getBlockID()] = After;
        Queue.push_back(Next);
      }
  }
  return Through(To.Block, To.Index) == State::Same;
}

bool ReachingDefinitions::isUnchanged(const Expr &Value, const Stmt &Later) const {
  if (const auto *Named = dyn_cast<clang::DeclRefExpr>(&Value)) {
    const auto *Variable = dyn_cast<VarDecl>(Named->getDecl());
    return Variable ? isUnchanged(*Variable, Value, Later)
                    : llvm::isa<clang::EnumConstantDecl>(Named->getDecl());
  }
  if (llvm::isa<clang::IntegerLiteral, clang::UnaryExprOrTypeTraitExpr>(Value))
    return true;
  if (const auto *Binary = dyn_cast<clang::BinaryOperator>(&Value)) {
    if (Binary->isAssignmentOp())
      return false;
  } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Value)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == clang::UO_Deref ||
        Unary->getOpcode() == clang::UO_AddrOf)
      return false;
  } else if (!llvm::isa<clang::ParenExpr, clang::CastExpr, clang::ConditionalOperator>(Value)) {
    return false;
  }
  return llvm::all_of(Value.children(), [&](const Stmt *Part) {
    const auto *Operand = llvm::dyn_cast_or_null<Expr>(Part);
    return Operand && isUnchanged(*Operand, Later);
  });
}

bool ReachingDefinitions::canReach(const Stmt &From, const Stmt &To) const {
  CfgPosition Start = Made->Positions.of(&From), End = Made->Positions.of(&To);
  if (!Start.Block || !End.Block)
    return false;
  if (Start.Block == End.Block && Start.Index < End.Index)
    return true;
  std::set<const clang::CFGBlock *> Seen;
  std::deque<const clang::CFGBlock *> Queue = {Start.Block};
  while (!Queue.empty()) {
    const clang::CFGBlock *Block = Queue.front();
    Queue.pop_front();
    for (const clang::CFGBlock *Next : Block->succs()) {
      if (Next == End.Block)
        return true;
      if (Next && Seen.insert(Next).second)
        Queue.push_back(Next);
    }
  }
  return false;
}

std::vector<const Definition *> ReachingDefinitions::definitions(const VarDecl &Variable) const {
  std::vector<const Definition *> Result;
  if (auto Found = Made->OfVariable.find(&Variable); Found != Made->OfVariable.end())
    for (unsigned Each : Found->second)
      Result.push_back(&Made->Definitions[Each]);
  return Result;
}
