// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/InequalityProof.h"

#include "checks/bodies/CfgPositions.h"
#include "rewriters/kmap/ClaimReduction.h"
#include "rewriters/kmap/ConditionClaims.h"
#include "clang/Analysis/CFG.h"

using namespace kphys;
using clang::CFGBlock;
using clang::Stmt;
using clang::VarDecl;

class InequalityProof::Prover {
public:
  Prover(FunctionBody &Body, const clang::ASTContext &Context,
         std::set<const clang::Expr *> Origins)
      : Context(Context), Reaching(Body.definitions()), Body(Body) {
    if (!Reaching)
      return;
    Reduction.emplace(*Reaching, Context, std::move(Origins), Leaves);
    struct Definitions Found = Definitions::in(Body);
    All = std::move(Found.All);
    for (const Definition &Each : All) {
      if (Each.Is == Definition::Form::Init || Each.Is == Definition::Form::None)
        AtDeclaration[Each.Variable] = &Each;
      else if (Each.Where)
        AtStatement[Each.Where].push_back(&Each);
    }
    clang::CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.PruneTriviallyFalseEdges = false; // a configuration never takes them: another one may
    Graph = clang::CFG::buildCFG(&Body.function(), Body.function().getBody(),
                                 const_cast<clang::ASTContext *>(&Context), Options);
    if (Graph)
      Positions.addElements(*Graph);
  }

  LeafTable Leaves;
  const clang::ASTContext &Context;
  const ReachingDefinitions *Reaching;

  bool holds(Inequality Claim, const Stmt &At) {
    CfgPosition Where = Positions.of(&At);
    Steps = 0;
    return Where.Block && holdsAt(Claim, Where);
  }

private:
  /// A claim at the beginning of a block.
  using Key = std::tuple<unsigned, std::map<unsigned, Number>, Number>;

  enum class Answer { Asked, No, Yes };
  struct Known {
    Answer Is = Answer::Asked;
    unsigned Depth = 0; ///< of the question
  };

  /// Takes \p Claim apart, then goes back from \p At.
  bool holdsAt(const Inequality &Claim, CfgPosition At) {
    constexpr unsigned MaxSteps = 20000, MaxDepth = 400;
    constexpr Number MaxConstant = Number(1) << 100;
    if (++Steps > MaxSteps || Nested > MaxDepth || Claim.Constant > MaxConstant ||
        Claim.Constant < -MaxConstant)
      return false;
    std::optional<Number> Most = Leaves.most(Claim, Context);
    if (Most && *Most <= 0)
      return true;
    ++Nested;
    bool Result =
        Claim.Parts.empty() ? holdsBefore(Claim, At) : holdsOneOf(Reduction->reduce(Claim), At);
    --Nested;
    return Result;
  }

  bool holdsOneOf(const Alternatives &Ways, CfgPosition At) {
    return llvm::any_of(Ways, [&](const Claims &All) {
      return llvm::all_of(All, [&](const Inequality &Each) { return holdsAt(Each, At); });
    });
  }

  bool holdsBefore(const Inequality &Claim, CfgPosition At) {
    if (Claim.Leaves.empty())
      return false;
    while (At.Index > 0) {
      auto Part = (*At.Block)[--At.Index].getAs<clang::CFGStmt>();
      if (const Definition *Given = Part ? definitionIn(*Part->getStmt(), Claim) : nullptr)
        return holdsOneOf(Reduction->before(Claim, Leaves.of(*Given->Variable, Context), *Given),
                          At);
    }
    return holdsOnAllWays(Claim, *At.Block);
  }

  /// What \p Part gives a variable of \p Claim.
  const Definition *definitionIn(const Stmt &Part, const Inequality &Claim) const {
    auto IsOf = [&](const Definition &Each) {
      return llvm::any_of(Claim.Leaves, [&](const auto &Leaf) {
        return Leaves[Leaf.first].Variable == Each.Variable ||
               Leaves[Leaf.first].Reads.count(Each.Variable);
      });
    };
    if (const auto *Declared = llvm::dyn_cast<clang::DeclStmt>(&Part))
      for (const clang::Decl *Each : Declared->decls())
        if (auto Found = AtDeclaration.find(llvm::dyn_cast<VarDecl>(Each));
            Found != AtDeclaration.end() && IsOf(*Found->second))
          return Found->second;
    if (auto Found = AtStatement.find(&Part); Found != AtStatement.end())
      for (const Definition *Each : Found->second)
        if (IsOf(*Each))
          return Each;
    return nullptr;
  }

  /// True if \p Claim holds at the beginning of \p Block, whichever way leads there. A loop may
  /// come back to the question: what it asks is of an earlier round then, so that it may rely on
  /// the answer.
  bool holdsOnAllWays(const Inequality &Claim, const CFGBlock &Block) {
    if (&Block == &Graph->getEntry())
      return false;
    auto [Asked, IsNew] = Answers.try_emplace(Key{Block.getBlockID(), Claim.Leaves, Claim.Constant},
                                              Known{Answer::Asked, Nested});
    Known &Here = Asked->second;
    if (!IsNew) {
      if (Here.Is == Answer::Asked)
        ReliesOn = std::min(ReliesOn, Here.Depth);
      return Here.Is != Answer::No;
    }
    unsigned Before = std::exchange(ReliesOn, Nowhere);
    bool Result = llvm::all_of(Block.preds(), [&](const CFGBlock *From) {
      return !From || holdsBehind(Claim, *From, Block);
    });
    if (!Result)
      Here.Is = Answer::No;
    else if (ReliesOn >= Here.Depth)
      Here.Is = Answer::Yes;
    unsigned Depth = Here.Depth;
    if (Here.Is == Answer::Asked) // true if another question is answered with yes
      Answers.erase(Asked);
    ReliesOn = std::min(Before, ReliesOn >= Depth ? Nowhere : ReliesOn);
    return Result;
  }

  /// True if \p Claim holds on the edges from \p From to \p To.
  bool holdsBehind(const Inequality &Claim, const CFGBlock &From, const CFGBlock &To) {
    CfgPosition End = {&From, From.size()};
    unsigned Number = 0;
    for (const CFGBlock *Next : From.succs()) {
      bool IsTrueEdge = Number++ == 0;
      if (Next != &To)
        continue;
      bool Result = false;
      for (const Inequality &Fact : claimsBehind(From, IsTrueEdge))
        if (mayHelp(Fact, Claim, Leaves) && holdsAt(Claim.without(Fact), End)) {
          Result = true;
          break;
        }
      if (!Result && !holdsAt(Claim, End))
        return false;
    }
    return true;
  }

  std::vector<Inequality> claimsBehind(const CFGBlock &From, bool IsTrueEdge) const {
    const Stmt *Terminator = From.getTerminatorStmt();
    const auto *Binary = llvm::dyn_cast_or_null<clang::BinaryOperator>(Terminator);
    bool IsBranch = Terminator && From.succ_size() == 2 &&
                    (llvm::isa<clang::IfStmt, clang::WhileStmt, clang::ForStmt, clang::DoStmt,
                               clang::ConditionalOperator>(Terminator) ||
                     (Binary && Binary->isLogicalOp()));
    // for (;;) has none: what happens to stand last in the block is something else.
    const Stmt *Condition = IsBranch ? From.getTerminatorCondition(/*StripParens=*/false) : nullptr;
    const clang::Expr *Last = Condition ? From.getLastCondition() : nullptr;
    if (!Last || !Body.contains(Condition, Last))
      return {};
    return claimsOf(*Last, IsTrueEdge, Reaching, Context);
  }

  static constexpr unsigned Nowhere = ~0U;
  const FunctionBody &Body;
  std::vector<Definition> All;
  llvm::DenseMap<const VarDecl *, const Definition *> AtDeclaration;
  llvm::DenseMap<const Stmt *, std::vector<const Definition *>> AtStatement;
  std::unique_ptr<clang::CFG> Graph;
  CfgPositions Positions;
  std::optional<ClaimReduction> Reduction;
  std::map<Key, Known> Answers;
  unsigned Steps = 0, Nested = 0;
  unsigned ReliesOn = Nowhere; ///< the depth of the first question that is not answered yet
};

InequalityProof::InequalityProof(FunctionBody &Body, const clang::ASTContext &Context,
                                 std::set<const clang::Expr *> Origins)
    : Made(std::make_unique<Prover>(Body, Context, std::move(Origins))) {}
InequalityProof::~InequalityProof() = default;

bool InequalityProof::holds(Inequality Claim, const Stmt &At) {
  return Made->Reaching && Made->holds(std::move(Claim), At);
}

unsigned InequalityProof::leaf(const VarDecl &Variable) {
  return Made->Leaves.of(Variable, Made->Context);
}

bool InequalityProof::canFollow(const VarDecl &Variable) const {
  return Made->Reaching && Made->Reaching->canFollow(Variable);
}
