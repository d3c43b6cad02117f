// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/address/LocalIdioms.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Directives.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Lines.h"
#include "rewriters/PlainDeclaration.h"
#include "rewriters/address/LocalValues.h"
#include "rewriters/text/SourceText.h"
#include "llvm/ADT/SetVector.h"

using namespace kphys;
using llvm::dyn_cast;
using llvm::StringRef;

namespace {

/// Which locals of one function go with its candidates?
class FunctionLocals {
public:
  FunctionLocals(std::vector<LocalCandidate> Of, const SourceText &Where)
      : All(std::move(Of)), Where(Where), Body(*All.front().Site->Body) {
    for (const LocalCandidate &Each : All)
      for (const GivenLocal &Local : Each.Locals)
        Going.insert(Local.Variable);
    std::optional<TextRange> Range = Where.range(Body.function().getSourceRange());
    if (!Range || hasDirective(Range->in(Where.Text)))
      All.clear(); // another configuration has other code
    else
      Tokens = tokensIn(Where.Text, *Range);
  }

  void run(std::map<const CallSite *, LocalIdiom> &Into) {
    while (dropOne()) {
    }
    bool IsShared = All.size() > 1;
    std::set<std::pair<unsigned, unsigned>> Removed;
    for (const LocalCandidate &Each : All) {
      LocalIdiom &Made = Into[Each.Site];
      Made.Address = Each.Address;
      Made.Include = Each.Include;
      auto Remove = [&](const clang::Stmt *Part) {
        if (TextRange Lines = *removable(*Part); Removed.insert({Lines.Begin, Lines.End}).second)
          Made.Removed.push_back({Lines.Begin, Lines.End - Lines.Begin, ""});
      };
      for (const GivenLocal &Local : Each.Locals) {
        bool Goes = Going.count(Local.Variable);
        if (Goes || isDead(Local))
          Remove(Local.From->Where);
        if (Goes)
          Remove(declaration(*Local.Variable));
        if (Goes && IsShared)
          Made.Group = "locals of " + Each.Site->Function;
      }
      llvm::sort(Made.Removed);
    }
  }

private:
  static bool uses(const LocalCandidate &Of, const clang::VarDecl &Local) {
    return llvm::any_of(Of.Locals, [&](const GivenLocal &Each) { return Each.Variable == &Local; });
  }

  static bool hasOf(const LocalCandidate &Of, const Definition &From) {
    return llvm::any_of(Of.Locals, [&](const GivenLocal &Each) { return Each.From == &From; });
  }

  const clang::Stmt *declaration(const clang::VarDecl &Local) const {
    for (const auto *Each : Body.all<clang::DeclStmt>())
      if (llvm::is_contained(Each->decls(), &Local))
        return Each;
    return nullptr;
  }

  /// The lines of \p Part, an assignment or a declaration, with the blank line behind if no other
  /// declaration is left above it; nothing if they cannot be taken away.
  std::optional<TextRange> removable(const clang::Stmt &Part) const {
    const auto *Declared = dyn_cast<clang::DeclStmt>(&Part);
    const auto *Block = llvm::dyn_cast_or_null<clang::CompoundStmt>(Body.parent(&Part));
    if (!Block || (Declared && (!Declared->isSingleDecl() || !isPlain(*Declared, Where.Context))))
      return std::nullopt;
    std::optional<TextRange> Lines = Where.linesOf(Part);
    if (!Lines || hasComment(Lines->in(Where.Text)))
      return std::nullopt;
    StringRef Above =
        Where.Text.slice(lineStart(Where.Text, Lines->Begin - 1), Lines->Begin).trim();
    if (Above.ends_with("*/") || Above.starts_with("//")) // it is about these lines
      return std::nullopt;
    bool IsLast = Declared;
    for (const clang::Stmt *Each : Block->body())
      if (const auto *Other = dyn_cast<clang::DeclStmt>(Each);
          Declared && Other && Other != Declared)
        IsLast &= goes(*Other) && Where.offsetOf(*Other) < Lines->Begin;
    if (IsLast || Above.empty())
      Lines->End += lineBreak(Where.Text.substr(Lines->End)).size();
    return Lines;
  }

  bool goes(const clang::DeclStmt &Declared) const {
    const auto *Local =
        Declared.isSingleDecl() ? dyn_cast<clang::VarDecl>(Declared.getSingleDecl()) : nullptr;
    return Local && Going.count(Local);
  }

  /// Where a mention of \p Local is accounted for if it goes: in its declaration, in what gives it
  /// its values, in the calls, and in what gives other locals theirs that go.
  bool isAccountedFor(const clang::VarDecl &Local, TextRange Token) const {
    auto IsIn = [&](const clang::Stmt *Part) {
      std::optional<TextRange> Range = Part ? Where.linesOf(*Part) : std::nullopt;
      return Range && Token.Begin >= Range->Begin && Token.End <= Range->End;
    };
    if (IsIn(declaration(Local)))
      return true;
    for (const LocalCandidate &Each : All) {
      for (TextRange Use : Each.Uses)
        if (uses(Each, Local) && Token.Begin >= Use.Begin && Token.End <= Use.End)
          return true;
      for (const GivenLocal &Other : Each.Locals)
        if (Going.count(Other.Variable) && IsIn(Other.From->Where))
          return true;
    }
    return false;
  }

  /// The mentions of \p Local, in the block that it is declared in, that are not.
  std::vector<TextRange> otherMentions(const clang::VarDecl &Local) const {
    std::vector<TextRange> Result;
    StringRef Before;
    const clang::Stmt *Declared = declaration(Local);
    const clang::Stmt *Block = Declared ? Body.parent(Declared) : nullptr;
    std::optional<TextRange> Scope = Block ? Where.range(Block->getSourceRange()) : std::nullopt;
    for (TextRange Token : Tokens) {
      if (Scope && (Token.Begin < Scope->Begin || Token.End > Scope->End))
        continue;
      StringRef Text = Token.in(Where.Text);
      if (Text == Local.getName() && Before != "." && Before != "->" && Before != "struct" &&
          !isAccountedFor(Local, Token))
        Result.push_back(Token);
      Before = Text;
    }
    return Result;
  }

  bool mayGo(const clang::VarDecl &Local) const {
    const clang::Stmt *Declared = declaration(Local);
    if (Tokens.empty() || !Declared || !removable(*Declared) || !otherMentions(Local).empty())
      return false;
    for (const Definition *Each : Body.definitions()->definitions(Local)) {
      bool IsGiven =
          llvm::any_of(All, [&](const LocalCandidate &One) { return hasOf(One, *Each); });
      if (Each->Is != Definition::Form::None && (!IsGiven || !removable(*Each->Where)))
        return false;
    }
    return true;
  }

  /// What the other mentions of a local do with it.
  struct OtherUses {
    std::vector<const clang::DeclRefExpr *> Reads;
    bool AreClear = true; ///< each is compiled, and plainly reads it or assigns to it
  };

  OtherUses otherUses(const clang::VarDecl &Local) const {
    OtherUses Result;
    std::set<unsigned> Left;
    for (TextRange Token : otherMentions(Local))
      Left.insert(Token.Begin);
    for (const auto *Each : Body.all<clang::DeclRefExpr>()) {
      std::optional<unsigned> Place = Where.token(Each->getLocation());
      if (Each->getDecl() != &Local || (Place && isAccountedFor(Local, {*Place, *Place})))
        continue;
      const clang::Stmt *Parent = Body.parent(Each);
      const auto *Cast = llvm::dyn_cast_or_null<clang::ImplicitCastExpr>(Parent);
      const auto *Assignment = llvm::dyn_cast_or_null<clang::BinaryOperator>(Parent);
      bool IsRead = Cast && Cast->getCastKind() == clang::CK_LValueToRValue;
      bool IsAssigned =
          Assignment && Assignment->getOpcode() == clang::BO_Assign && Assignment->getLHS() == Each;
      if (IsRead)
        Result.Reads.push_back(Each);
      Result.AreClear &= Place && Left.erase(*Place) && (IsRead || IsAssigned);
    }
    Result.AreClear &= Left.empty();
    return Result;
  }

  /// True if \p Use may read what \p Local was given for the call.
  bool mayRead(const clang::DeclRefExpr &Use, const GivenLocal &Local) const {
    std::vector<const Definition *> Reaching = Body.definitions()->reaching(Use);
    return Reaching.empty() || llvm::is_contained(Reaching, Local.From);
  }

  /// True if one call alone has what \p Local was given, nobody else, and that can be taken away.
  bool isDead(const GivenLocal &Local) const {
    OtherUses Uses = otherUses(*Local.Variable);
    bool IsOfOne = llvm::count_if(All, [&](const LocalCandidate &One) {
                     return hasOf(One, *Local.From);
                   }) == 1;
    return IsOfOne && Uses.AreClear && Local.From->Is == Definition::Form::Assign &&
           removable(*Local.From->Where) && Body.definitions()->canFollow(*Local.Variable) &&
           llvm::none_of(Uses.Reads, [&](const auto *Each) { return mayRead(*Each, Local); });
  }

  /// True if a local that stays has a use for what it was given, besides the calls.
  bool isUsed(const GivenLocal &Local) const {
    return llvm::any_of(otherUses(*Local.Variable).Reads,
                        [&](const auto *Each) { return mayRead(*Each, Local); });
  }

  /// Lets a local stay that cannot go, and a candidate that would leave it without a reader.
  bool dropOne() {
    for (const clang::VarDecl *Each : Going)
      if (!mayGo(*Each) ||
          llvm::none_of(All, [&](const LocalCandidate &One) { return uses(One, *Each); })) {
        Staying.insert(Each);
        Going.remove(Each);
        return true;
      }
    auto IsLost = [&](const LocalCandidate &One) {
      return llvm::any_of(One.Locals, [&](const GivenLocal &Each) {
        return Staying.count(Each.Variable) && !isUsed(Each) && !isDead(Each);
      });
    };
    if (auto Lost = llvm::find_if(All, IsLost); Lost != All.end()) {
      All.erase(Lost);
      return true;
    }
    return false;
  }

  std::vector<LocalCandidate> All;
  const SourceText &Where;
  FunctionBody &Body;
  llvm::SetVector<const clang::VarDecl *> Going, Staying;
  std::vector<TextRange> Tokens; ///< of the function
};

} // namespace

LocalIdioms::LocalIdioms(const std::vector<const CallSite *> &Calls,
                         const ShorterSpelling &Shorter) {
  std::map<unsigned, std::vector<LocalCandidate>> ByFunction; // by the place of its name
  std::optional<SourceText> Where;
  for (const CallSite *Each : Calls) {
    const ArgumentRule *Made = Each->Called.Replace->physical();
    if (!Made)
      continue;
    if (!Where)
      Where.emplace(Each->Context);
    if (Each->FileText.data() != Where->Text.data())
      continue;
    if (std::optional<LocalCandidate> One =
            findLocalCandidate(*Each, Shorter, Made->Index, Made->Offset))
      ByFunction[Where->nameOf(Each->Body->function()).Begin].push_back(std::move(*One));
  }
  for (auto &[Place, All] : ByFunction) {
    llvm::sort(All, [](const LocalCandidate &A, const LocalCandidate &B) {
      return A.Site->Text.Name.Begin < B.Site->Text.Name.Begin;
    });
    FunctionLocals(std::move(All), *Where).run(Found);
  }
}

const LocalIdiom *LocalIdioms::of(const CallSite &Site) const {
  auto Known = Found.find(&Site);
  return Known == Found.end() ? nullptr : &Known->second;
}
