// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/CopyHelpers.h"

#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "rewriters/CallSpelling.h"
#include "rewriters/FileScope.h"
#include "rewriters/PlainDeclaration.h"
#include "rewriters/kmap/CopyBound.h"
#include "rewriters/kmap/FunctionText.h"
#include "rewriters/text/TokenPattern.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using clang::Stmt;
using llvm::StringRef;

namespace {

/// How often \p Text has the identifier \p Word.
unsigned countWord(StringRef Text, StringRef Word) {
  unsigned Result = 0;
  for (size_t At = 0; (At = findWord(Text, Word, At)) != StringRef::npos; At += Word.size())
    ++Result;
  return Result;
}

/// True if evaluating \p Text has no side effect and reads no memory that one could change: names,
/// numbers and arithmetic; members and elements too unless \p OnlyNames.
bool isPure(StringRef Text, bool OnlyNames) {
  if (OnlyNames && (Text.contains("->") || Text.contains('.') || Text.contains('[')))
    return false;
  for (size_t At = Text.find('('); At != StringRef::npos; At = Text.find('(', At + 1)) {
    StringRef Before = Text.take_front(At).rtrim();
    if (!Before.empty() && isWordPart(Before.back()) && !Before.ends_with("sizeof"))
      return false; // a call
  }
  return !Text.contains("++") && !Text.contains("--") && !Text.contains('=') && !Text.contains('"');
}

/// Statements that follow each other: as many that map as that unmap, a copy in between.
struct Run {
  std::vector<const MappingCall *> Maps, Unmaps;
  std::vector<TextRange> MapLines, UnmapLines;
  std::vector<StringRef> Pages;     ///< what is mapped
  std::vector<StringRef> Addresses; ///< how it is named in the copy
  TextRange Copy;                   ///< the call in between
  std::string After;

  std::vector<TextRange> parts() const {
    std::vector<TextRange> Result = MapLines;
    Result.push_back(Copy);
    Result.insert(Result.end(), UnmapLines.begin(), UnmapLines.end());
    return Result;
  }
};

class Finder : public clang::RecursiveASTVisitor<Finder> {
public:
  Finder(const Catalog &Names, const FunctionSite &Site, FunctionBody &Body, const Mappings &Found)
      : Names(Names), Site(Site), Found(Found), In(Site), Text(In.Text),
        Bound(Names, Body, In, Site.Context) {
    for (const MappingCall &Call : Found.Calls)
      if (Call.Name && In.spelledAt(Call.Name->Location) == Call.Name->Offset)
        ByOffset[Call.Name->Offset] = &Call;
  }

  bool VisitCompoundStmt(clang::CompoundStmt *Block) {
    std::vector<const Stmt *> Body(Block->body_begin(), Block->body_end());
    for (const Stmt *Each : Body)
      if (const auto *Declared = llvm::dyn_cast<clang::DeclStmt>(Each))
        for (const clang::Decl *Decl : Declared->decls())
          Scopes[Decl] = {In.offsetOf(Block->getLBracLoc()), In.offsetOf(Block->getRBracLoc())};
    for (size_t At = 0; At + 1 < Body.size(); ++At)
      addDirect(*Body[At], *Body[At + 1]);
    for (size_t At = 0; At < Body.size(); ++At)
      for (size_t Pages : {2, 1}) {
        if (At + 2 * Pages >= Body.size())
          continue;
        auto Here = runOf(llvm::ArrayRef(Body).slice(At, 2 * Pages + 1), Pages);
        if (!Here)
          continue;
        Runs.push_back(std::move(*Here));
        At += 2 * Pages;
        break;
      }
    return true;
  }

  bool VisitDeclStmt(clang::DeclStmt *Declared) {
    for (const clang::Decl *Each : Declared->decls())
      Declarations[Each] = Declared;
    return true;
  }

  CopyHelpers take() {
    CopyHelpers Result;
    joinGroups(Result.Joined);
    std::set<unsigned> Bad;
    for (unsigned Group = 0; Group < Found.Groups.size(); ++Group)
      if (!isAllInRuns(Group))
        Bad.insert(Group);
    for (bool Changes = true; Changes;) {
      Changes = false;
      for (auto [A, B] : Result.Joined)
        if (Bad.count(A) != Bad.count(B)) {
          Bad.insert({A, B});
          Changes = true;
        }
    }
    llvm::erase_if(Result.Joined, [&](const auto &Pair) { return Bad.count(Pair.first) != 0; });
    for (const Run &Each : Runs)
      if (!Bad.count(Each.Maps.front()->Group))
        edit(Each, Result);
    Result.Edits.merge(Direct);
    llvm::append_range(Result.Joined, DirectGroups);
    return Result;
  }

private:
  /// Those of one run, and those whose variables are declared together.
  void joinGroups(std::vector<std::pair<unsigned, unsigned>> &Into) const {
    std::map<const clang::DeclStmt *, unsigned> FirstIn;
    for (const Run &Each : Runs)
      for (const MappingCall *Map : Each.Maps) {
        if (Map->Group != Each.Maps.front()->Group)
          Into.emplace_back(Each.Maps.front()->Group, Map->Group);
        auto Declared = Declarations.find(Map->Handle);
        if (Declared == Declarations.end())
          continue;
        auto [First, IsNew] = FirstIn.try_emplace(Declared->second, Map->Group);
        if (First->second != Map->Group)
          Into.emplace_back(First->second, Map->Group);
      }
  }

  const MappingCall *callNamedIn(unsigned Begin, unsigned End) const {
    auto Call = ByOffset.lower_bound(Begin);
    return Call != ByOffset.end() && Call->first < End ? Call->second : nullptr;
  }

  CallText callText(unsigned Offset) const { return readCallText(Text, Offset, /*InMacro=*/false); }

  std::optional<Run> runOf(llvm::ArrayRef<const Stmt *> Body, size_t Pages) {
    Run Result;
    for (size_t I = 0; I < Pages; ++I)
      if (!addMap(*Body[I], In.offsetOf(*Body[I + 1]), Result) ||
          !addUnmap(*Body[Pages + 1 + I], Result))
        return std::nullopt;
    auto GroupsOf = [](llvm::ArrayRef<const MappingCall *> Calls) {
      std::set<unsigned> Groups;
      for (const MappingCall *Call : Calls)
        Groups.insert(Call->Group);
      return Groups;
    };
    if (GroupsOf(Result.Maps) != GroupsOf(Result.Unmaps) || GroupsOf(Result.Maps).size() != Pages)
      return std::nullopt;
    const Stmt &Second = *Body[Pages];
    CallText Copy = callText(In.offsetOf(Second));
    if (Copy.Wrong != CallText::Problem::None || !In.wholeLines(Copy.Name.Begin, Copy.Whole.End) ||
        hasComment(Text.slice(Result.MapLines.front().Begin, Result.UnmapLines.back().End)) ||
        !takesItsPointers(Second, Copy))
      return std::nullopt;
    Result.Copy = Copy.Whole;
    Result.After = helperCall(Result, Copy, Second);
    return Result.After.empty() ? std::nullopt : std::optional(std::move(Result));
  }

  /// `memcpy(to, kmap(page), size); kunmap(page);`: no variable has the address.
  void addDirect(const Stmt &First, const Stmt &Second) {
    unsigned Begin = In.offsetOf(First), UnmapBegin = In.offsetOf(Second);
    const MappingCall *Map = callNamedIn(Begin, UnmapBegin);
    const MappingCall *Unmap = callNamedIn(UnmapBegin, UnmapBegin + 1);
    if (!llvm::isa<clang::Expr>(First) || !Map || !Unmap || !Map->maps() || Map->Handle ||
        Unmap->Effect->Does != Mapping::Effect::UnmapPage)
      return;
    CallText Copy = callText(Begin), Mapped = callText(Map->Name->Offset);
    CallText Unmapped = callText(UnmapBegin);
    for (const CallText *Each : {&Copy, &Mapped, &Unmapped})
      if (Each->Wrong != CallText::Problem::None)
        return;
    std::optional<TextRange> Lines = In.wholeLines(UnmapBegin, Unmapped.Whole.End);
    if (!Lines || !In.wholeLines(Begin, Copy.Whole.End) || Mapped.Arguments.size() != 1 ||
        Unmapped.Arguments.size() != 1 || hasComment(Text.slice(Begin, Lines->End)) ||
        Mapped.Arguments[0].in(Text) != Unmapped.Arguments[0].in(Text) ||
        !takesItsPointers(First, Copy))
      return;
    Run Here;
    Here.Maps = {Map};
    Here.Pages = {Mapped.Arguments[0].in(Text)};
    Here.Addresses = {Mapped.Whole.in(Text)};
    std::string After = helperCall(Here, Copy, First);
    if (After.empty())
      return;
    // The copy may be a macro that has its argument several times, most of them not evaluated.
    for (const MappingCall &Each : Found.Calls)
      if (Each.Name && Each.Name->Offset == Map->Name->Offset) {
        Direct[Each.Call] = {{{Copy.Whole.Begin, Copy.Whole.End - Copy.Whole.Begin, After}},
                             foldSpace(After)};
        DirectGroups.emplace_back(Each.Group, Unmap->Group);
      }
    Direct[Unmap->Call] = {{removal(*Lines)}, foldSpace(After)};
  }

  bool addMap(const Stmt &Statement, unsigned End, Run &Into) const {
    unsigned Begin = In.offsetOf(Statement);
    const MappingCall *Call = callNamedIn(Begin, End);
    const auto *Declared = llvm::dyn_cast<clang::DeclStmt>(&Statement);
    bool IsAlone = Declared ? Declared->isSingleDecl() && isPlain(*Declared, Site.Context)
                            : llvm::isa<clang::Expr>(Statement);
    if (!IsAlone || !Call || !Call->maps() || !Call->Handle)
      return false;
    CallText Written = callText(Call->Name->Offset);
    if (Written.Wrong != CallText::Problem::None || Written.Arguments.size() != 1 ||
        !Text.slice(Begin, Written.Name.Begin).rtrim().ends_with("="))
      return false;
    std::optional<TextRange> Lines = In.wholeLines(Begin, Written.Whole.End);
    if (!Lines)
      return false;
    Into.Maps.push_back(Call);
    Into.MapLines.push_back(*Lines);
    Into.Pages.push_back(Written.Arguments.front().in(Text));
    Into.Addresses.push_back(Call->Handle->getName());
    return true;
  }

  bool addUnmap(const Stmt &Statement, Run &Into) const {
    unsigned Begin = In.offsetOf(Statement);
    const MappingCall *Call = callNamedIn(Begin, Begin + 1);
    if (!Call || Call->maps())
      return false;
    CallText Written = callText(Begin);
    std::optional<TextRange> Lines = In.wholeLines(Begin, Written.Whole.End);
    if (Written.Wrong != CallText::Problem::None || !Lines)
      return false;
    Into.Unmaps.push_back(Call);
    Into.UnmapLines.push_back(*Lines);
    return true;
  }

  /// True if the pointers that \p Copy is given are to char or void: memcpy() takes any, the
  /// helpers do not. The call may be a macro: what is written as an argument is looked for in \p
  /// Part.
  bool takesItsPointers(const Stmt &Part, const CallText &Copy) const {
    if (const auto *Value = llvm::dyn_cast<clang::Expr>(&Part)) {
      std::optional<unsigned> At = In.spelledAt(Value->getBeginLoc());
      clang::QualType Pointee = Value->IgnoreParenImpCasts()->getType()->getPointeeType();
      bool IsArgument =
          At && llvm::any_of(Copy.Arguments, [&](TextRange Each) { return Each.Begin == *At; });
      if (IsArgument && !Pointee.isNull() && !Pointee->isVoidType() &&
          !Pointee->isAnyCharacterType())
        return false;
    }
    return llvm::all_of(Part.children(), [&](const Stmt *Child) {
      return !Child || takesItsPointers(*Child, Copy);
    });
  }

  /// True if \p Copied, a call of memcpy() by its text, comes out of the kernel's headers where it
  /// is a macro: a driver's own may do anything.
  bool comesOfKernel(const Stmt &Copied) const {
    return Copied.getBeginLoc().isFileID() ||
           isOfKernelHeader(Site.Context.getSourceManager(), Copied.getBeginLoc());
  }

  /// The first helper's call that does the same as \p Here, or an empty string. \p Copied is the
  /// statement of \p Copy.
  std::string helperCall(const Run &Here, const CallText &Copy, const Stmt &Copied) {
    if (!comesOfKernel(Copied))
      return {};
    for (const CopyHelper &Helper : Names.copyHelpers())
      if (Helper.Copier == Copy.Name.in(Text) &&
          isDeclared(Site.Context, Helper.Becomes)) // the tree has it
        if (std::string Call = callOf(Helper, Here, Copy); !Call.empty())
          return Bound.holds(Helper, Copy, Copied) ? Call : std::string();
    return {};
  }

  std::string callOf(const CopyHelper &Helper, const Run &Here, const CallText &Copy) const {
    if (Helper.PageArguments.size() != Here.Maps.size())
      return {};
    bool PagesArePure =
        llvm::all_of(Here.Pages, [](StringRef Page) { return isPure(Page, /*OnlyNames=*/false); });
    std::vector<std::string> Arguments;
    std::set<StringRef> Seen;
    for (unsigned I = 0; I < Copy.Arguments.size(); ++I) {
      StringRef Argument = Copy.Arguments[I].in(Text);
      std::optional<size_t> Mapped = mappedIn(Argument, Here);
      if (Mapped.has_value() != llvm::is_contained(Helper.PageArguments, I))
        return {};
      if (Helper.ZeroArgument == I) {
        if (Argument != "0")
          return {};
        continue;
      }
      if (Mapped) {
        StringRef Address = Here.Addresses[*Mapped], Offset = Argument;
        Offset.consume_front(Address);
        Offset = Offset.trim();
        bool IsSum = Offset.consume_front("+");
        if (!Seen.insert(Address).second || (!Offset.empty() && !IsSum) ||
            (Helper.IsWholePage && IsSum))
          return {};
        Arguments.push_back(Here.Pages[*Mapped].str());
        if (Helper.IsWholePage)
          continue;
        Argument = Offset.empty() ? "0" : withoutParentheses(Offset.trim());
        if (mappedIn(Argument, Here))
          return {};
      }
      if (!isPure(Argument, !PagesArePure))
        return {};
      Arguments.push_back(Argument.str());
    }
    return Helper.Becomes + "(" + llvm::join(Arguments, ", ") + ")";
  }

  /// Which of the addresses \p Argument mentions.
  static std::optional<size_t> mappedIn(StringRef Argument, const Run &Here) {
    for (size_t I = 0; I < Here.Maps.size(); ++I)
      if (countWord(Argument, Here.Addresses[I]) != 0)
        return I;
    return std::nullopt;
  }

  /// True if the variable of \p Group is good for nothing but runs.
  bool isAllInRuns(unsigned Group) const {
    const auto *Variable = llvm::dyn_cast_or_null<clang::VarDecl>(Found.Groups[Group].Handle);
    if (!Variable)
      return false;
    unsigned Maps = 0, Mentions = 0;
    bool IsDeclaredInRun = false;
    for (const Run &Each : Runs)
      for (const MappingCall *Map : Each.Maps)
        if (Map->Group == Group) {
          ++Maps;
          IsDeclaredInRun |= declaredIn(Each, *Variable);
          for (TextRange Part : Each.parts())
            Mentions += countWord(Part.in(Text), Variable->getName());
        }
    if (!IsDeclaredInRun && !declarationToRemove(*Variable))
      return false;
    return Maps == Found.Groups[Group].Maps && Maps == Found.Groups[Group].Unmaps &&
           Mentions + (IsDeclaredInRun ? 0 : 1) ==
               countWord(scopeOf(*Variable).in(Text), Variable->getName());
  }

  TextRange scopeOf(const clang::VarDecl &Variable) const {
    auto Scope = Scopes.find(&Variable);
    return Scope == Scopes.end() ? In.Body : Scope->second;
  }

  bool declaredIn(const Run &Of, const clang::VarDecl &Variable) const {
    unsigned At = In.offsetOf(Variable.getLocation());
    return llvm::any_of(Of.MapLines,
                        [&](TextRange Lines) { return At >= Lines.Begin && At < Lines.End; });
  }

  /// The lines of `T *variable;`, or `T *variable, *other;`, where that is all there is and both
  /// can go.
  std::optional<TextRange> declarationToRemove(const clang::VarDecl &Variable) const {
    auto Declared = Declarations.find(&Variable);
    if (Declared == Declarations.end() || !isPlain(*Declared->second, Site.Context))
      return std::nullopt;
    for (const clang::Decl *Each : Declared->second->decls()) {
      const auto *Other = llvm::dyn_cast<clang::VarDecl>(Each);
      bool IsMapping = Other && llvm::any_of(Runs, [&](const Run &Run) {
                         return llvm::any_of(Run.Maps, [&](const MappingCall *Map) {
                           return Map->Handle == Other;
                         });
                       });
      if (!IsMapping || Other->hasInit())
        return std::nullopt;
    }
    std::optional<TextRange> Lines = In.linesOf(*Declared->second);
    return Lines && !hasComment(Lines->in(Text)) ? Lines : std::nullopt;
  }

  void edit(const Run &Here, CopyHelpers &Into) {
    std::string After = foldSpace(Here.After);
    for (size_t I = 0; I < Here.Maps.size(); ++I) {
      CopyHelpers::Edit &Map = Into.Edits[Here.Maps[I]->Call];
      Map = {{removal(Here.MapLines[I])}, After};
      if (I == 0)
        Map.Edits.push_back({Here.Copy.Begin, Here.Copy.End - Here.Copy.Begin, Here.After});
      removeDeclaration(Here, *Here.Maps[I], Map.Edits);
      llvm::sort(Map.Edits);
      Into.Edits[Here.Unmaps[I]->Call] = {{removal(Here.UnmapLines[I])}, After};
    }
  }

  void removeDeclaration(const Run &Here, const MappingCall &Map, std::vector<TextEdit> &Into) {
    const auto &Variable = *llvm::cast<clang::VarDecl>(Map.Handle);
    if (declaredIn(Here, Variable))
      return;
    if (std::optional<TextRange> Lines = declarationToRemove(Variable))
      if (Removed.insert(Lines->Begin).second)
        Into.push_back(removal(*Lines));
  }

  /// Removes \p Lines. A block must not begin with the empty line that follows its only
  /// declaration.
  TextEdit removal(TextRange Lines) const {
    if (Text.take_front(Lines.Begin).rtrim().ends_with("{"))
      Lines.End += lineBreak(Text.substr(Lines.End)).size();
    return {Lines.Begin, Lines.End - Lines.Begin, ""};
  }

  const Catalog &Names;
  const FunctionSite &Site;
  const Mappings &Found;
  const FunctionText In;
  const StringRef Text; ///< of the function's file
  std::map<unsigned, const MappingCall *> ByOffset;
  std::vector<Run> Runs;
  std::map<const clang::CallExpr *, CopyHelpers::Edit> Direct; ///< of runs without a variable
  std::vector<std::pair<unsigned, unsigned>> DirectGroups;
  std::map<const clang::Decl *, const clang::DeclStmt *> Declarations;
  std::map<const clang::Decl *, TextRange> Scopes;
  std::set<unsigned> Removed; ///< where declarations that are gone began
  CopyBound Bound;
};

} // namespace

CopyHelpers CopyHelpers::in(const Catalog &Names, const FunctionSite &Site, FunctionBody &Body,
                            const Mappings &Found) {
  Finder Runs(Names, Site, Body, Found);
  Runs.TraverseStmt(Site.Function.getBody());
  return Runs.take();
}
