// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/UnitMappings.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;

namespace {

/// Finds functions that are used in another way than by being called, and where each is named.
class Uses : public clang::RecursiveASTVisitor<Uses> {
public:
  explicit Uses(const clang::SourceManager &Sources) : Sources(Sources) {}

  std::set<const clang::FunctionDecl *> Others; ///< canonical
  std::set<unsigned> Named;                     ///< offsets in the main file

  bool VisitCallExpr(clang::CallExpr *Call) {
    Called.insert(Call->getCallee()->IgnoreParenImpCasts());
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *Reference) {
    const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Reference->getDecl());
    if (!Function)
      return true;
    note(Reference->getLocation());
    if (!Called.count(Reference))
      Others.insert(Function->getCanonicalDecl());
    return true;
  }

  bool VisitFunctionDecl(clang::FunctionDecl *Function) {
    note(Function->getLocation());
    return true;
  }

private:
  void note(clang::SourceLocation Where) {
    auto [File, Offset] = Sources.getDecomposedSpellingLoc(Where);
    if (File == Sources.getMainFileID())
      Named.insert(Offset);
  }

  const clang::SourceManager &Sources;
  std::set<const clang::Expr *> Called; ///< a call is visited before what it consists of
};

/// Takes those out of \p Known that are used otherwise, given all uses of the unit, or named where
/// nobody can tell for what.
void removeOtherwiseUsed(const UnitSite &Unit, const Uses &Found, MappingHelpers &Known) {
  const clang::SourceManager &Sources = Unit.Context.getSourceManager();
  llvm::StringMap<const clang::FunctionDecl *> ByName;
  for (const auto &[Function, Helper] : Known)
    ByName[Function->getName()] = Function;
  for (const clang::FunctionDecl *Each : Found.Others)
    Known.erase(Each);
  llvm::StringRef Text = Sources.getBufferData(Sources.getMainFileID());
  for (TextRange Token : tokensIn(Text))
    if (auto Helper = ByName.find(Token.in(Text)); Helper != ByName.end())
      if (!Found.Named.count(Token.Begin))
        Known.erase(Helper->second);
}

/// True for a field or a variable in which functions hand a mapping to each other.
bool isSeenByOthers(const clang::ValueDecl *Handle) {
  const auto *Variable = llvm::dyn_cast_or_null<clang::VarDecl>(Handle);
  return Variable ? !Variable->hasLocalStorage() : Handle != nullptr;
}

bool isOfUnitAlone(const FunctionSite &Site) {
  return Site.Function.getStorageClass() == clang::SC_Static &&
         Site.Context.getSourceManager().isInMainFile(Site.Function.getLocation());
}

MappingFlow flowOf(const FunctionSite &Site, const Mappings &Found,
                   std::optional<unsigned> AtEntry) {
  return MappingFlow::through(Site, Found, AtEntry,
                              [](const clang::Stmt &, const std::set<unsigned> &) {}, {});
}

MappingHelper helper(const Mappings &Found, unsigned Group, unsigned Argument) {
  MappingHelper Result;
  for (const MappingCall &Call : Found.Calls)
    if (Call.Group == Group)
      Result.Effect = *Call.Effect;
  Result.Effect.Becomes.clear();
  Result.Group = Group;
  Result.Argument = Argument;
  return Result;
}

bool areSame(const MappingHelpers &A, const MappingHelpers &B) {
  return std::equal(A.begin(), A.end(), B.begin(), B.end(), [](const auto &X, const auto &Y) {
    return X.first == Y.first && X.second.Group == Y.second.Group &&
           X.second.Argument == Y.second.Argument && X.second.Effect.Does == Y.second.Effect.Does;
  });
}

/// A function that maps one page, whatever it does, and returns the address.
std::optional<MappingHelper> mapper(const FunctionSite &Site, const Mappings &Found) {
  for (unsigned I = 0; I < Found.Groups.size(); ++I) {
    const MappingGroup &Group = Found.Groups[I];
    if (Group.Maps == 0 || Group.Unmaps != 0 || !Group.Returned || Group.Returns != Found.Returns ||
        Group.Stored || !Found.isAtomic(I))
      continue;
    MappingFlow Flow = flowOf(Site, Found, std::nullopt);
    if (Flow.IsComplete && Flow.AtEnd == std::vector<unsigned>{I} && !Flow.Unclear.count(I))
      return helper(Found, I, 0);
  }
  return std::nullopt;
}

/// A function that unmaps the address it is given, whatever it does.
std::optional<MappingHelper> unmapper(const FunctionSite &Site, const Mappings &Found) {
  for (auto [Argument, I] : Found.GroupOfParameter) {
    const MappingGroup &Group = Found.Groups[I];
    if (Group.Maps != 0 || Group.Unmaps == 0 || Group.Returned || Group.Stored ||
        !Group.Changes.empty() || !Found.isAtomic(I))
      continue;
    MappingFlow Flow = flowOf(Site, Found, I);
    if (Flow.IsComplete && Flow.AtEnd == std::vector<unsigned>() && !Flow.Unclear.count(I))
      return helper(Found, I, Argument);
  }
  return std::nullopt;
}

} // namespace

UnitMappings::UnitMappings(const RuleContext &Context, const UnitSite &Unit,
                           llvm::ArrayRef<FunctionSite> Sites, TreeFiles &Files)
    : Names(Context.Names) {
  // The functions of the API itself are what they are.
  std::vector<FunctionSite> Users;
  for (const FunctionSite &Site : Sites)
    if (!Names.find(Site.Function.getNameAsString()))
      Users.push_back(Site);
  findHelpers(Unit, Users);
  auto Relying = [&](MappingKind On) {
    return AtomicReliance(Names, On, Unit.Context, Files, Context.Elsewhere, Context.Into);
  };
  MappingQuestions Asked{Relying(MappingKind::Atomic),
                         Relying(MappingKind::Kmap),
                         {Names, Unit.Context, Files, Context.Elsewhere}};
  for (const FunctionSite &Site : Users) {
    Mappings Found = Mappings::in(Names, Helpers, Site);
    if (llvm::none_of(Found.Calls,
                      [](const MappingCall &Call) { return Call.Name || Call.Helper; }))
      continue;
    auto Self = Helpers.find(Site.Function.getCanonicalDecl());
    Functions.push_back(FunctionMappings(Names, Asked, std::move(Found),
                                         Self == Helpers.end() ? nullptr : &Self->second, Site));
  }
  checkOrder(Users);
  join();
}

/// Those of \p Sites that have mappings which they do not keep to themselves, given that functions
/// they call are \p Known.
OpenFunctions UnitMappings::openFunctions(llvm::ArrayRef<FunctionSite> Sites,
                                          const OpenFunctions &Known) const {
  OpenFunctions Result;
  for (const FunctionSite &Site : Sites) {
    const clang::FunctionDecl *Function = Site.Function.getCanonicalDecl();
    Mappings Found = Mappings::in(Names, Helpers, Site);
    bool MayBeOpen = !Found.Calls.empty() || !Known.Leaves.empty() || !Known.Ends.empty();
    std::unique_ptr<clang::CFG> Graph =
        MayBeOpen && !Helpers.count(Function) ? graphOf(Site) : nullptr;
    if (!Graph)
      continue;
    MappingOrder Order = MappingOrder::in(Found, *Graph, Known, {});
    if (Order.MayLeave)
      Result.Leaves[Function] = Order.AlwaysLeaves || Function->getReturnType()->isVoidType();
    if (Order.MayEndOther)
      Result.Ends.insert(Function);
  }
  return Result;
}

/// What a function leaves mapped is there in the functions that call it, or have it called.
void UnitMappings::checkOrder(llvm::ArrayRef<FunctionSite> Sites) {
  if (Functions.empty())
    return;
  constexpr unsigned MaxDepth = 4;
  OpenFunctions Open = openFunctions(Sites, {});
  for (unsigned Depth = 0; Depth < MaxDepth && !Open.Leaves.empty(); ++Depth) {
    OpenFunctions Next = openFunctions(Sites, Open);
    if (Next == Open)
      break;
    Open = std::move(Next);
  }
  for (FunctionMappings &Each : Functions)
    Each.addEnders(Open.Ends);
  for (FunctionMappings &Each : Functions)
    if (std::unique_ptr<clang::CFG> Graph = graphOf(Each.Site))
      Each.add(MappingOrder::in(Each.Found, *Graph, Open, Each.Flow.Exchanged));
}

/// A helper may call one: what is known is applied again until nothing new comes of it.
void UnitMappings::findHelpers(const UnitSite &Unit, llvm::ArrayRef<FunctionSite> Sites) {
  constexpr unsigned MaxDepth = 4;
  MappingHelpers Known = helpersWith({}, Sites);
  if (Known.empty())
    return;
  Uses Found(Unit.Context.getSourceManager());
  for (clang::Decl *Each : Unit.Declarations)
    Found.TraverseDecl(Each);
  removeOtherwiseUsed(Unit, Found, Known);
  for (unsigned Depth = 0; Depth < MaxDepth && !Known.empty(); ++Depth) {
    MappingHelpers Next = helpersWith(Known, Sites);
    removeOtherwiseUsed(Unit, Found, Next);
    if (areSame(Known, Next)) {
      Helpers = std::move(Next);
      return;
    }
    Known = std::move(Next);
  }
}

MappingHelpers UnitMappings::helpersWith(const MappingHelpers &Known,
                                         llvm::ArrayRef<FunctionSite> Sites) const {
  MappingHelpers Result;
  for (const FunctionSite &Site : Sites) {
    if (!isOfUnitAlone(Site))
      continue;
    Mappings Found = Mappings::in(Names, Known, Site);
    std::optional<MappingHelper> Is = mapper(Site, Found);
    if (!Is)
      Is = unmapper(Site, Found);
    if (Is)
      Result.emplace(Site.Function.getCanonicalDecl(), std::move(*Is));
  }
  return Result;
}

/// Joins the mappings that end each other's, that are in one field or variable, or that a helper
/// has a part in, and finds what keeps one of them.
void UnitMappings::join() {
  std::map<const clang::FunctionDecl *, unsigned> NodeOfHelper;
  for (unsigned I = 0; I < Functions.size(); ++I) {
    FirstNode.push_back(Parent.size());
    for (unsigned Group = 0; Group < Functions[I].Found.Groups.size(); ++Group)
      Parent.push_back(Parent.size());
    const clang::FunctionDecl *Self = Functions[I].Site.Function.getCanonicalDecl();
    if (auto Known = Helpers.find(Self); Known != Helpers.end())
      NodeOfHelper[Self] = FirstNode[I] + Known->second.Group;
  }
  auto Join = [&](unsigned Node, unsigned Other) {
    while (Parent[Node] != Node)
      Node = Parent[Node];
    while (Parent[Other] != Other)
      Other = Parent[Other];
    Parent[std::max(Node, Other)] = std::min(Node, Other);
  };
  std::map<const clang::ValueDecl *, unsigned> NodeOfHandle; ///< that other functions see
  for (unsigned I = 0; I < Functions.size(); ++I) {
    for (const MappingCall &Call : Functions[I].Found.Calls)
      if (Call.Name && isSeenByOthers(Call.Handle)) {
        auto [First, IsNew] = NodeOfHandle.try_emplace(Call.Handle, FirstNode[I] + Call.Group);
        if (!IsNew)
          Join(FirstNode[I] + Call.Group, First->second);
      }
    for (auto [Group, Other] : Functions[I].Shorter.Joined)
      Join(FirstNode[I] + Group, FirstNode[I] + Other);
    for (const MappingCall &Call : Functions[I].Found.Calls) {
      auto Instead = Functions[I].Flow.Exchanged.find(Call.Call);
      if (Instead != Functions[I].Flow.Exchanged.end())
        Join(FirstNode[I] + Call.Group, FirstNode[I] + Instead->second);
      if (Call.Helper)
        Join(FirstNode[I] + Call.Group, NodeOfHelper.at(Call.Helper));
    }
  }
  for (unsigned I = 0; I < Functions.size(); ++I)
    for (const MappingCall &Call : Functions[I].Found.Calls) {
      if (Call.Name || Call.Helper)
        if (std::optional<MappingRefusal> Kept = Functions[I].refusal(Call))
          Refused.try_emplace(family(I, Call.Group), std::move(*Kept));
    }
}

unsigned UnitMappings::family(unsigned Function, unsigned Group) const {
  unsigned Node = FirstNode[Function] + Group;
  while (Parent[Node] != Node)
    Node = Parent[Node];
  return Node;
}

const MappingRefusal *UnitMappings::refusal(unsigned Family) const {
  auto Kept = Refused.find(Family);
  return Kept == Refused.end() ? nullptr : &Kept->second;
}

const clang::FunctionDecl &UnitMappings::namedAfter(unsigned Family) const {
  auto Behind = llvm::upper_bound(FirstNode, Family);
  return Functions[Behind - FirstNode.begin() - 1].Site.Function;
}
