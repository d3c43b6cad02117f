// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/LocalMappings.h"

#include "checks/audit/MappedAddresses.h"
#include "checks/audit/MappingCallees.h"
#include "checks/bodies/AddressValues.h"
#include "checks/bodies/ConditionFacts.h"
#include "checks/bodies/FunctionBody.h"
#include "clang/AST/Attr.h"
#include <deque>

using namespace kphys;
using clang::CallExpr;
using clang::Expr;
using clang::Stmt;
using clang::VarDecl;
using llvm::dyn_cast;
using Event = LocalMappingEvent::Kind;

namespace {

/// What one way has done so far. A mapping has the number of the call that makes it; numbers, not
/// addresses, so that the order of ways is the same in every run.
struct Way {
  std::vector<unsigned> Live;         ///< the last one last
  std::map<unsigned, unsigned> Ended; ///< with the number of what ended it
  std::map<unsigned, unsigned> Holds; ///< by variable
  std::map<unsigned, unsigned> Keeps; ///< variables through which an address was stored

  auto operator<=>(const Way &) const = default;
};

using Ways = std::map<Way, ConditionFacts::Known>;

class Walk {
public:
  explicit Walk(const AuditInput &In)
      : In(In), Context(In.Unit.Context), Callees(In.Unit),
        Facts(Context, [this](llvm::StringRef Name) { return errorTest(Name); }),
        Escaped(Definitions::in(In.Body).Escaped) {
    for (const auto *Call : In.Body.all<CallExpr>())
      if (const LocalMapping *Known = Callees.known(*Call); Known && Known->Maps) {
        Addresses.add(*Call, Maps.size());
        Maps.push_back(Call);
      }
  }

  std::vector<LocalMappingEvent> run() {
    constexpr unsigned MostMaps = 16;
    if (Maps.empty() || Maps.size() > MostMaps)
      return {};
    clang::CFG::BuildOptions Options;
    Options.setAllAlwaysAdd();
    Options.PruneTriviallyFalseEdges = false;
    std::unique_ptr<clang::CFG> Graph =
        clang::CFG::buildCFG(&In.Function, In.Function.getBody(), &Context, Options);
    if (!Graph || !follow(*Graph))
      return {};
    return std::move(Events);
  }

private:
  /// False if there are too many ways.
  bool follow(const clang::CFG &Graph) {
    constexpr size_t MostWays = 200;
    std::vector<Ways> Before(Graph.getNumBlockIDs());
    Before[Graph.getEntry().getBlockID()][Way()];
    std::deque<const clang::CFGBlock *> Queue = {&Graph.getEntry()};
    std::set<const clang::CFGBlock *> Queued = {&Graph.getEntry()};
    size_t Steps = 0;
    while (!Queue.empty()) {
      const clang::CFGBlock *Block = Queue.front();
      Queue.pop_front();
      Queued.erase(Block);
      if (++Steps > MostWays * Graph.getNumBlockIDs())
        return false;
      Ways Here = Before[Block->getBlockID()];
      for (const auto &[From, Known] : Here) {
        Way Now = From;
        ConditionFacts::Known Said = Known;
        bool IsLeft = false;
        for (const clang::CFGElement &Element : *Block)
          if (auto Statement = Element.getAs<clang::CFGStmt>()) {
            step(*Statement->getStmt(), Now, Said);
            IsLeft = IsLeft || llvm::isa<clang::ReturnStmt>(Statement->getStmt());
          }
        if (Block->hasNoReturnElement()) // BUG() does not end the function
          continue;
        Facts.successors(*Block, Said,
                         [&](const clang::CFGBlock &Next, ConditionFacts::Known There) {
                           if (&Next == &Graph.getExit() && !IsLeft)
                             leave(nullptr, Now);
                           auto [Same, IsNew] = Before[Next.getBlockID()].try_emplace(Now, There);
                           if (IsNew || ConditionFacts::meet(Same->second, There))
                             if (Queued.insert(&Next).second)
                               Queue.push_back(&Next);
                         });
      }
      for (const clang::CFGBlock *Next : Block->succs())
        if (Next && Before[Next->getBlockID()].size() > MostWays)
          return false;
    }
    llvm::sort(Events, [](const LocalMappingEvent &A, const LocalMappingEvent &B) {
      return placeOf(A) < placeOf(B);
    });
    return true;
  }

  unsigned number(const VarDecl &Variable) const { return Addresses.number(Variable); }

  static std::tuple<bool, clang::SourceLocation, clang::SourceLocation>
  placeOf(const LocalMappingEvent &Of) {
    return {Of.Where == nullptr, Of.Where ? Of.Where->getBeginLoc() : clang::SourceLocation(),
            Of.Map->getBeginLoc()};
  }

  void tell(Event Is, const Stmt *Where, unsigned Map, const Stmt *Other = nullptr) {
    if (Told.insert({Is, Where, Map}).second)
      Events.push_back({Is, Where, Maps[Map], Other});
  }

  std::optional<unsigned> mappingOf(const Expr *Value, const Way &Now) const {
    return Addresses.mappingOf(Value, Now.Holds);
  }

  /// Somebody else may end \p Map from now on.
  static void giveUp(unsigned Map, Way &Now) {
    std::erase(Now.Live, Map);
    Now.Ended.erase(Map);
    std::erase_if(Now.Holds, [&](const auto &Each) { return Each.second == Map; });
  }

  /// Whatever of the mappings \p Whole names is given up.
  void giveUpIn(const Stmt *Whole, Way &Now) {
    if (!Whole)
      return;
    if (const auto *Value = dyn_cast<Expr>(Whole))
      if (std::optional<unsigned> Map = mappingOf(Value, Now))
        return giveUp(*Map, Now);
    for (const Stmt *Child : Whole->children())
      giveUpIn(Child, Now);
  }

  bool isFollowed(const VarDecl &Variable) const {
    return Variable.hasLocalStorage() && !Escaped.count(&Variable) &&
           Variable.getType()->isScalarType() && !Variable.hasAttr<clang::CleanupAttr>();
  }

  void assign(const VarDecl &Variable, const Expr *Value, Way &Now, ConditionFacts::Known &Said) {
    Facts.assign(Variable, Value, Said);
    std::optional<unsigned> Map = Value ? mappingOf(Value, Now) : std::nullopt;
    Now.Keeps.erase(number(Variable));
    if (!Map) {
      Now.Holds.erase(number(Variable));
      if (Value && llvm::isa<clang::InitListExpr>(bare(Value)) && Addresses.areIn(Value, Now.Holds))
        keepThrough(&Variable, Value, Now);
      return;
    }
    if (!isFollowed(Variable)) {
      giveUp(*Map, Now);
      return;
    }
    Now.Holds[number(Variable)] = *Map;
    Facts.setMapped(Variable, Said);
  }

  /// What \p Value has of mappings is stored in what \p Root leads to.
  void keepThrough(const VarDecl *Root, const Stmt *Value, Way &Now) {
    if (!Value)
      return;
    if (const auto *Part = dyn_cast<Expr>(Value))
      if (std::optional<unsigned> Map = mappingOf(Part, Now)) {
        giveUp(*Map, Now);
        if (Root)
          Now.Keeps[number(*Root)] = *Map;
        return;
      }
    for (const Stmt *Child : Value->children())
      keepThrough(Root, Child, Now);
  }

  void step(const Stmt &Each, Way &Now, ConditionFacts::Known &Said) {
    if (const auto *Declared = dyn_cast<clang::DeclStmt>(&Each)) {
      for (const clang::Decl *Part : Declared->decls())
        if (const auto *Local = dyn_cast<VarDecl>(Part))
          assign(*Local, Local->getInit(), Now, Said);
    } else if (const auto *Binary = dyn_cast<clang::BinaryOperator>(&Each)) {
      if (Binary->isAssignmentOp())
        store(*Binary, Now, Said);
    } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(&Each)) {
      const VarDecl *Variable = variableOf(Unary->getSubExpr());
      if (Unary->isIncrementOp() && Variable)
        Facts.grow(*Variable, Said);
      else if (Unary->isDecrementOp() && Variable)
        Facts.assign(*Variable, nullptr, Said);
      else if (Unary->getOpcode() == clang::UO_Deref)
        use(*Unary, Unary->getSubExpr(), Now);
    } else if (const auto *Call = dyn_cast<CallExpr>(&Each)) {
      call(*Call, Now, Said);
    } else if (const auto *Return = dyn_cast<clang::ReturnStmt>(&Each)) {
      if (const Expr *Value = Return->getRetValue();
          Value && (mappingOf(Value, Now) || !Value->getType()->isIntegerType()))
        giveUpIn(Value, Now);
      leave(Return, Now);
    } else if (const auto *Item = dyn_cast<clang::ArraySubscriptExpr>(&Each)) {
      use(*Item, Item->getBase(), Now);
    } else if (const auto *Member = dyn_cast<clang::MemberExpr>(&Each)) {
      if (Member->isArrow())
        use(*Member, Member->getBase(), Now);
    } else if (llvm::isa<clang::AsmStmt>(&Each)) {
      assembly(*dyn_cast<clang::AsmStmt>(&Each), Now, Said);
    }
  }

  void assembly(const clang::AsmStmt &Each, Way &Now, ConditionFacts::Known &Said) {
    for (unsigned I = 0; I < Each.getNumOutputs(); ++I)
      if (const VarDecl *Variable = variableOf(Each.getOutputExpr(I))) {
        giveUpIn(Each.getOutputExpr(I), Now);
        Facts.assign(*Variable, nullptr, Said);
      }
  }

  void store(const clang::BinaryOperator &Binary, Way &Now, ConditionFacts::Known &Said) {
    const VarDecl *Variable = variableOf(Binary.getLHS());
    if (Variable && Binary.isCompoundAssignmentOp())
      return Facts.assign(*Variable, nullptr, Said);
    if (Variable && Variable->hasLocalStorage())
      return assign(*Variable, Binary.getRHS(), Now, Said);
    if (mappingOf(Binary.getRHS(), Now) || Addresses.mayBeIn(Binary.getRHS(), Now.Holds))
      keepThrough(MappedAddresses::rootOf(Binary.getLHS()), Binary.getRHS(), Now);
  }

  /// \p Address is used as one by \p Where.
  void use(const Expr &Where, const Expr *Address, const Way &Now) {
    if (Where.getType()->isArrayType()) // its address, too
      return;
    for (const Stmt *Part = &Where, *Parent = In.Body.parent(Part); Parent;
         Part = Parent, Parent = In.Body.parent(Part)) // &p->field uses nothing
      if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Parent);
          Unary && Unary->getOpcode() == clang::UO_AddrOf)
        return;
      else if (!llvm::isa<clang::MemberExpr, clang::ParenExpr, clang::ArraySubscriptExpr>(Parent))
        break;
    std::optional<unsigned> Map = mappingOf(Address, Now);
    if (!Map)
      return;
    if (auto Found = Now.Ended.find(*Map); Found != Now.Ended.end())
      tell(Event::Used, &Where, *Map, Ends[Found->second]);
  }

  void call(const CallExpr &Call, Way &Now, ConditionFacts::Known &Said) {
    if (std::optional<unsigned> Made = Addresses.madeBy(Call))
      return map(Call, *Made, Now, Said);
    if (const LocalMapping *Known = Callees.known(Call))
      return end(Call, *Known, Now);
    if (const unsigned *Argument = Callees.handsOver(Call);
        Argument && *Argument < Call.getNumArgs()) {
      const Expr *Given = Call.getArg(*Argument);
      std::optional<unsigned> Map = mappingOf(Given, Now);
      if (const VarDecl *Root = MappedAddresses::rootOf(Given); Root && !Map)
        if (auto Kept = Now.Keeps.find(number(*Root)); Kept != Now.Keeps.end())
          Map = Kept->second;
      if (Map) {
        tell(Event::HandedOver, &Call, *Map);
        return giveUp(*Map, Now);
      }
    }
    if (const Expr *Page = Callees.pageAskedFor(Call))
      for (unsigned Map : Now.Live)
        if (Facts.isNoted(*bare(Page), Map, Said))
          tell(Event::PageAddress, &Call, Map);
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      std::optional<unsigned> Map = mappingOf(Call.getArg(I), Now);
      if (!Map)
        continue;
      auto Ended = Now.Ended.find(*Map);
      if (Ended != Now.Ended.end() && Callees.readsThrough(Call, I))
        tell(Event::Used, &Call, *Map, Ends[Ended->second]);
      else if (Callees.mayEnd(Call, I))
        giveUp(*Map, Now);
    }
  }

  void map(const CallExpr &Call, unsigned Map, Way &Now, ConditionFacts::Known &Said) {
    const VarDecl *Target = targetOf(Call);
    bool IsHeldElsewhere = llvm::any_of(Now.Holds, [&](const auto &Each) {
      return Each.second == Map && (!Target || Each.first != number(*Target));
    });
    if (llvm::is_contained(Now.Live, Map) && !IsHeldElsewhere && Target)
      tell(Event::Left, &Call, Map);
    giveUp(Map, Now); // one that went before
    if (!Target)
      return;
    Now.Live.push_back(Map);
    const LocalMapping &Known = *Callees.known(Call);
    if (Known.Argument < Call.getNumArgs()) {
      const Expr *Page = bare(Call.getArg(Known.Argument));
      Facts.note(*Page, Map, Said);
      if (Page->getType()->isPointerType())
        Facts.setValid(*Page, Said);
    }
  }

  /// The variable that gets the address that \p Call makes; nullptr if nobody can be seen to.
  const VarDecl *targetOf(const CallExpr &Call) const {
    const Stmt *Part = &Call;
    for (const Stmt *Parent = In.Body.parent(Part); Parent; Parent = In.Body.parent(Part)) {
      if (const auto *Declared = dyn_cast<clang::DeclStmt>(Parent)) {
        for (const clang::Decl *Each : Declared->decls())
          if (const auto *Local = dyn_cast<VarDecl>(Each);
              Local && Local->getInit() && In.Body.contains(Local->getInit(), Part))
            return isFollowed(*Local) ? Local : nullptr;
        return nullptr;
      }
      if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Parent)) {
        if (Binary->getOpcode() == clang::BO_Assign) {
          const VarDecl *Variable = variableOf(Binary->getLHS());
          return Variable && isFollowed(*Variable) ? Variable : nullptr;
        }
        if (Binary->getOpcode() != clang::BO_Add && Binary->getOpcode() != clang::BO_Sub)
          return nullptr;
      } else if (!llvm::isa<clang::CastExpr, clang::ParenExpr>(Parent)) {
        return nullptr;
      }
      Part = Parent;
    }
    return nullptr;
  }

  void end(const CallExpr &Call, const LocalMapping &Known, Way &Now) {
    if (Known.Argument >= Call.getNumArgs())
      return;
    std::optional<unsigned> Map = mappingOf(Call.getArg(Known.Argument), Now);
    if (!Map) { // it may be any of them
      for (unsigned Each : std::vector<unsigned>(Now.Live))
        giveUp(Each, Now);
      return;
    }
    auto At = llvm::find(Now.Live, *Map);
    if (At == Now.Live.end()) {
      if (auto Before = Now.Ended.find(*Map); Before != Now.Ended.end())
        tell(Event::EndedTwice, &Call, *Map, Ends[Before->second]);
      return;
    }
    if (std::next(At) != Now.Live.end())
      tell(Event::OutOfOrder, &Call, *Map, Maps[Now.Live.back()]);
    Now.Live.erase(At);
    Now.Ended[*Map] = numberIn(Ends, &Call);
  }

  ConditionFacts::ErrorTest errorTest(llvm::StringRef Name) const {
    return In.Unit.Names.is(AuditRole::ErrorPointer, Name)  ? ConditionFacts::ErrorTest::Error
           : In.Unit.Names.is(AuditRole::ErrorOrNull, Name) ? ConditionFacts::ErrorTest::ErrorOrNull
                                                            : ConditionFacts::ErrorTest::None;
  }

  void leave(const Stmt *Where, const Way &Now) {
    for (unsigned Map : Now.Live)
      tell(Event::Left, Where, Map);
  }

  const AuditInput &In;
  clang::ASTContext &Context;
  MappingCallees Callees;
  ConditionFacts Facts;
  const std::set<const VarDecl *> Escaped;
  std::vector<const CallExpr *> Maps, Ends;
  MappedAddresses Addresses;
  std::set<std::tuple<Event, const Stmt *, unsigned>> Told;
  std::vector<LocalMappingEvent> Events;
};

} // namespace

std::vector<LocalMappingEvent> kphys::localMappingEvents(const AuditInput &In, Event Wanted) {
  std::vector<LocalMappingEvent> Events = Walk(In).run();
  std::erase_if(Events, [&](const LocalMappingEvent &Each) { return Each.Is != Wanted; });
  return Events;
}

std::string kphys::nameOfMap(const LocalMappingEvent &Of) {
  return Of.Map->getDirectCallee()->getNameAsString() + "()";
}
