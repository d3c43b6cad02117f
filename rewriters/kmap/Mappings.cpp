// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/Mappings.h"

#include "rewriters/kmap/CopiedValue.h"
#include "rewriters/kmap/FunctionText.h"
#include "rewriters/kmap/GivenAway.h"
#include "rewriters/kmap/PageOffset.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

/// The array or pointer through which \p Place, an element or what is pointed to, is reached.
const Expr *withoutAccess(const Expr *Place) {
  const Expr *Plain = Place->IgnoreParenCasts();
  if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Plain))
    return withoutAccess(Element->getBase());
  const auto *Pointed = dyn_cast<clang::UnaryOperator>(Plain);
  return Pointed && Pointed->getOpcode() == clang::UO_Deref ? withoutAccess(Pointed->getSubExpr())
                                                            : Plain;
}

/// True for memory that outlives the function: anything but locals and members of local structs.
bool isVisibleOutside(const Expr *Place) {
  const Expr *Stripped = Place->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<clang::MemberExpr>(Stripped))
    return Member->isArrow() || isVisibleOutside(Member->getBase());
  if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Stripped)) {
    const auto *Variable = dyn_cast<clang::VarDecl>(Reference->getDecl());
    return !Variable || !Variable->hasLocalStorage();
  }
  return true;
}

/// True unless \p Page only says which page it is: functions of the kernel's headers do, like
/// sg_page(); what a driver's does, nobody has looked at.
bool mayHaveEffect(const clang::Stmt &Page, const clang::ASTContext &Context) {
  const auto *Value = dyn_cast<Expr>(&Page);
  const auto *Call = dyn_cast<clang::CallExpr>(&Page);
  const clang::FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (Value && Value->HasSideEffects(Context, /*IncludePossibleEffects=*/false))
    return true;
  if (Call && !(Callee && isOfKernel(*Callee)))
    return true;
  return llvm::any_of(Page.children(), [&](const clang::Stmt *Child) {
    return Child && mayHaveEffect(*Child, Context);
  });
}

class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  Collector(const Catalog &Names, const MappingHelpers &Helpers, const FunctionSite &Site)
      : Names(Names), Helpers(Helpers), Site(Site), Away(Names, Site.Context) {}

  bool VisitCallExpr(clang::CallExpr *Call) {
    std::optional<SpelledName> Name = Site.SpelledAs(*Call);
    const clang::FunctionDecl *Callee = Call->getDirectCallee();
    if (Name && Name->Known->Maps) {
      const Mapping &Effect = *Name->Known->Maps;
      add({Call, &Effect, Name, nullptr, 0, {}, nullptr}, 0);
    } else if (!Callee) {
      OtherCalls.push_back(Call);
    } else if (auto Helper = Helpers.find(Callee->getCanonicalDecl()); Helper != Helpers.end()) {
      add({Call, &Helper->second.Effect, std::nullopt, nullptr, 0, {}, Helper->first},
          Helper->second.Argument);
    } else if (Callee->getDeclName().isIdentifier()) {
      if (const Mapping *Local = Names.localMapping(Callee->getName()))
        add({Call, Local, std::nullopt, nullptr, 0, {}, nullptr}, 0);
      else
        OtherCalls.push_back(Call);
    }
    return true;
  }

  bool VisitVarDecl(clang::VarDecl *Variable) {
    if (const Expr *Init = Variable->getInit())
      Stores.push_back({Variable, nullptr, baseOf(Init), Init});
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    if (!Operator->isAssignmentOp())
      return true;
    const Expr *Place = Operator->getLHS()->IgnoreParenCasts();
    const Expr *Value = Operator->isCompoundAssignmentOp() ? Operator : baseOf(Operator->getRHS());
    Stores.push_back({namedAt(Place), Place, Value, Operator});
    return true;
  }

  bool VisitUnaryOperator(clang::UnaryOperator *Operator) {
    const Expr *Place = Operator->getSubExpr()->IgnoreParenCasts();
    if (Operator->isIncrementDecrementOp() || Operator->getOpcode() == clang::UO_AddrOf)
      Stores.push_back({namedAt(Place), Place, Operator, Operator});
    return true;
  }

  bool VisitCompoundStmt(clang::CompoundStmt *Block) {
    Blocks.push_back(Block);
    return true;
  }

  bool VisitReturnStmt(clang::ReturnStmt *Return) {
    if (const Expr *Value = Return->getRetValue())
      Returned.push_back(baseOf(Value));
    return true;
  }

  Mappings take() {
    // A chained assignment and an initializer are visited from the outside in.
    llvm::sort(Calls, [&](const MappingCall &A, const MappingCall &B) {
      return Site.Context.getSourceManager().isBeforeInTranslationUnit(A.Call->getBeginLoc(),
                                                                       B.Call->getBeginLoc());
    });
    for (const Store &Each : Stores)
      join(Each);
    for (MappingCall &Call : Calls)
      if (Call.Effect->Does == Mapping::Effect::UnmapPage)
        Call.Handle = handleOfPage(Call);
    Mappings Result;
    for (MappingCall &Call : Calls) {
      Call.Group = groupOf(Call.Handle, Result);
      ++(Call.maps() ? Result.Groups[Call.Group].Maps : Result.Groups[Call.Group].Unmaps);
    }
    noteHandles(Result);
    auto IsMap = [&](const Expr &Value) {
      const MappingCall *Call = callAt(&Value);
      return Call && Call->maps();
    };
    for (const clang::CompoundStmt *Block : Blocks)
      Offsets.merge(offsetsBehind(*Block, IsMap, body(), Site.Context));
    noteUses(Result);
    for (const clang::CallExpr *Call : OtherCalls)
      noteHanded(*Call, Result);
    noteParameters(Result);
    noteRuns();
    Result.Calls = std::move(Calls);
    return Result;
  }

private:
  /// Value is put at Place (nullptr: it initializes Handle) by At.
  struct Store {
    const clang::ValueDecl *Handle;
    const Expr *Place;
    const Expr *Value;
    const Expr *At;
  };

  /// \p Argument is the number of the address, for a call that takes one.
  void add(MappingCall Found, unsigned Argument) {
    if (!Found.Helper && Found.Call->getNumArgs() == 0)
      return;
    if (Found.Effect->Does == Mapping::Effect::Unmap)
      Found.Handle = namedAt(baseOf(Found.Call->getArg(Argument)));
    Calls.push_back(std::move(Found));
  }

  const clang::ValueDecl *find(const clang::ValueDecl *Handle) {
    while (Parent.count(Handle) && Parent[Handle] != Handle)
      Handle = Parent[Handle];
    return Handle;
  }

  MappingCall *callAt(const Expr *Value) {
    for (MappingCall &Call : Calls)
      if (Call.Call == Value)
        return &Call;
    return nullptr;
  }

  void join(const Store &Each) {
    if (!Each.Handle)
      return;
    if (MappingCall *Call = callAt(Each.Value)) {
      if (Call->maps())
        Call->Handle = Each.Handle;
    } else if (const clang::ValueDecl *From = namedAt(Each.Value)) {
      if (From->getType()->isPointerType() || From->getType()->isIntegerType())
        if (Each.Handle->getType()->isPointerType() || Each.Handle->getType()->isIntegerType())
          Parent[find(Each.Handle)] = find(From);
    }
  }

  /// The handle of the mapping whose page is written as the page that \p Unmap is given, or is a
  /// variable that has it.
  const clang::ValueDecl *handleOfPage(const MappingCall &Unmap) {
    auto IsStored = [&](const clang::ValueDecl &Part) {
      return llvm::any_of(Stores, [&](const Store &Each) {
        return Each.Handle == &Part || (Each.Place && namedAt(withoutAccess(Each.Place)) == &Part);
      });
    };
    std::set<const clang::ValueDecl *> Same, Copied;
    for (const MappingCall &Call : Calls)
      if (Call.maps() && Call.Effect->Rule == Unmap.Effect->Rule) {
        const Expr &Mapped = *Call.Call->getArg(0), &Unmapped = *Unmap.Call->getArg(0);
        if (mayHaveEffect(Unmapped, Site.Context))
          return nullptr; // the rewrite would not have them
        if (isSpelledAlike(Mapped, Unmapped, Site.Context))
          Same.insert(Call.Handle);
        else if (isCopyOf(Mapped, Unmapped, body(), Site.Context, IsStored))
          Copied.insert(Call.Handle);
      }
    const std::set<const clang::ValueDecl *> &Found = Same.empty() ? Copied : Same;
    return Found.size() == 1 ? *Found.begin() : nullptr;
  }

  unsigned groupOf(const clang::ValueDecl *Handle, Mappings &Into) {
    auto [Known, IsNew] = Numbers.try_emplace(Handle ? find(Handle) : nullptr, Into.Groups.size());
    if (!Handle || IsNew) // what cannot be followed belongs to nothing else
      Into.Groups.emplace_back();
    return Handle ? Known->second : Into.Groups.size() - 1;
  }

  MappingGroup *groupAt(const Expr *Value, Mappings &In) {
    const clang::ValueDecl *Handle = namedAt(Value);
    if (MappingCall *Call = callAt(Value))
      return &In.Groups[Call->Group];
    auto Known = Handle ? Numbers.find(find(Handle)) : Numbers.end();
    return Known == Numbers.end() ? nullptr : &In.Groups[Known->second];
  }

  void noteHandles(Mappings &In) const {
    std::set<unsigned> Mixed;
    for (const MappingCall &Call : Calls) {
      const clang::ValueDecl *&Handle = In.Groups[Call.Group].Handle;
      if (Call.maps() && Handle && Handle != Call.Handle)
        Mixed.insert(Call.Group);
      if (Call.maps())
        Handle = Call.Handle;
    }
    for (unsigned Group : Mixed)
      In.Groups[Group].Handle = nullptr;
  }

  FunctionBody &body() {
    if (!Body)
      Body.emplace(Site.Function, Site.Context);
    return *Body;
  }

  /// True for a call that unmaps what can be told by another name: a page, or a variable with the
  /// address.
  static bool canEndOther(const MappingCall &Call) {
    if (Call.Effect->Does == Mapping::Effect::UnmapPage)
      return true;
    const auto *Argument =
        Call.Name && Call.Effect->Does == Mapping::Effect::Unmap
            ? dyn_cast<clang::DeclRefExpr>(Call.Call->getArg(0)->IgnoreParenImpCasts())
            : nullptr;
    return Argument && Argument->getDecl() == Call.Handle;
  }

  /// The call that \p Statement is, or that a macro makes which is all of it.
  MappingCall *callThatIs(const clang::Stmt &Statement) {
    if (const auto *Value = dyn_cast<Expr>(&Statement))
      if (MappingCall *Call = callAt(Value->IgnoreParenCasts()))
        return Call;
    clang::SourceLocation Begin = Statement.getBeginLoc();
    const clang::SourceManager &Sources = Site.Context.getSourceManager();
    if (!Begin.isMacroID() ||
        Sources.getExpansionLoc(Begin) != Sources.getExpansionLoc(Statement.getEndLoc()))
      return nullptr;
    auto Found = llvm::find_if(Calls, [&](const MappingCall &Each) {
      return Each.Name && Each.Name->Location == Sources.getExpansionLoc(Begin);
    });
    return Found == Calls.end() ? nullptr : &*Found;
  }

  /// Statements that unmap in one way, one after the other.
  void noteRuns() {
    for (const clang::CompoundStmt *Block : Blocks) {
      if (Block->getBeginLoc().isMacroID())
        continue; // perhaps what one of the calls is made of
      std::vector<MappingCall *> Run;
      for (const clang::Stmt *Each : Block->body()) {
        MappingCall *Call = callThatIs(*Each);
        bool IsPart = Call && canEndOther(*Call);
        if (!IsPart || (!Run.empty() && Run.front()->Effect->Does != Call->Effect->Does))
          Run.clear();
        if (!IsPart)
          continue;
        for (MappingCall *Earlier : Run)
          Earlier->Followers.push_back(Call->Call);
        Run.push_back(Call);
      }
    }
  }

  void noteUses(Mappings &In) {
    In.Returns = Returned.size();
    In.NullReturns = llvm::count_if(Returned, [&](const Expr *Value) {
      return Value->isNullPointerConstant(Site.Context, Expr::NPC_ValueDependentIsNotNull);
    });
    for (const Expr *Value : Returned) {
      MappingCall *Call = callAt(Value);
      if (Call && !Call->maps()) // return unmap(addr);
        continue;
      if (MappingGroup *Group = groupAt(Value, In)) {
        Group->Returned = Value;
        ++Group->Returns;
      }
    }
    for (const MappingCall &Call : Calls)
      if (Call.Effect->Does == Mapping::Effect::UnmapPage)
        In.Groups[Call.Group].PageParts.merge(partsOf(*Call.Call->getArg(0)));
    for (const Store &Each : Stores) {
      // &folio->page is a page, not a way to change it.
      const auto *Operator = dyn_cast<clang::UnaryOperator>(Each.At);
      bool TakesAddress = Operator && Operator->getOpcode() == clang::UO_AddrOf;
      if (Each.Handle && (!TakesAddress || llvm::isa<clang::VarDecl>(Each.Handle)))
        In.Stores[Each.At] = Each.Handle;
      if (!Each.Handle && Each.Place && !TakesAddress)
        if (const clang::ValueDecl *Base = namedAt(withoutAccess(Each.Place)))
          In.StoresThrough[Each.At] = Base;
      MappingGroup *Kept = groupAt(Each.Value, In);
      if (Kept && !Kept->Stored && Each.Place && isVisibleOutside(Each.Place))
        Kept->Stored = Each.At;
      auto Target = Each.Handle ? Numbers.find(find(Each.Handle)) : Numbers.end();
      if (Target == Numbers.end())
        continue;
      // What is unmapped by page needs the address itself: a step may end behind the page.
      MappingGroup &Group = In.Groups[Target->second];
      bool IsStep = Each.Handle == Group.Handle && Each.Place && !callAt(Each.Value);
      if ((&Group == Kept && !IsStep) || Offsets.count(Each.At))
        continue;
      Group.Changes.insert(Each.At);
      bool IsNull =
          Each.Value->isNullPointerConstant(Site.Context, Expr::NPC_ValueDependentIsNotNull);
      if (Each.At != Each.Value && !IsNull)
        Group.Replacements.insert(Each.At);
      if (TakesAddress) {
        Group.Exposed = Each.At;
        In.Exposed.try_emplace(Each.Handle, Each.At);
      }
    }
  }

  /// What \p Call, which neither maps nor unmaps, lets others have.
  void noteHanded(const clang::CallExpr &Call, Mappings &In) {
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      const Expr &Given = *Call.getArg(I);
      if (MappingGroup *Group = groupAt(baseOf(&Given), In);
          Group && !Group->HandedTo && Away.isGivenAway(Call, I))
        Group->HandedTo = &Call;
      for (const auto &[Handle, Number] : Numbers)
        if (const auto *Field = llvm::dyn_cast_or_null<clang::FieldDecl>(Handle))
          if (MappingGroup &Group = In.Groups[Number];
              !Group.ReachedBy &&
              recordIn(Given.IgnoreParenCasts()->getType()) ==
                  Field->getParent()->getDefinition() &&
              Away.isGivenAway(Call, I))
            Group.ReachedBy = &Call;
    }
  }

  void noteParameters(Mappings &In) {
    for (const clang::ParmVarDecl *Each : Site.Function.parameters())
      if (auto Known = Numbers.find(find(Each)); Known != Numbers.end())
        In.GroupOfParameter[Each->getFunctionScopeIndex()] = Known->second;
  }

  const Catalog &Names;
  const MappingHelpers &Helpers;
  const FunctionSite &Site;
  GivenAway Away;
  std::vector<MappingCall> Calls;
  std::vector<const clang::CallExpr *> OtherCalls;
  std::vector<Store> Stores;
  std::vector<const Expr *> Returned;
  std::vector<const clang::CompoundStmt *> Blocks;
  std::set<const clang::Stmt *> Offsets; ///< see offsetsBehind()
  std::optional<FunctionBody> Body;      ///< once somebody asked
  std::map<const clang::ValueDecl *, const clang::ValueDecl *> Parent;
  std::map<const clang::ValueDecl *, unsigned> Numbers;
};

} // namespace

Mappings Mappings::in(const Catalog &Names, const MappingHelpers &Helpers,
                      const FunctionSite &Site) {
  Collector Found(Names, Helpers, Site);
  Found.TraverseStmt(Site.Function.getBody());
  return Found.take();
}
