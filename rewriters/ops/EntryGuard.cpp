// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/EntryGuard.h"

#include "checks/sources/Directives.h"
#include "checks/sources/LineEnds.h"
#include "checks/sources/Words.h"
#include "rewriters/PlainDeclaration.h"
#include "rewriters/ops/Effects.h"
#include "clang/Basic/DiagnosticSema.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

class GuardEditor {
public:
  GuardEditor(const EntryGuard &Guard, const SourceText &Where, const PageContract &Contract,
              EditSet &Edits)
      : Guard(Guard), Where(Where), Contract(Contract), Edits(Edits),
        Body(*llvm::cast<clang::CompoundStmt>(Guard.Function.getBody())),
        Harmless(Contract.Arithmetic) {
    for (const PageForm &Form : Contract.Forms)
      Harmless.insert(Form.Function);
  }

  GuardOutcome run() {
    findDeclarations();
    if (!Body.body_empty())
      if (std::optional<TextRange> First = Where.range((*Body.body_begin())->getSourceRange()))
        Indent = Where.indentation(First->Begin).str();
    if (Guard.Test.empty() && Guard.Hoisted.empty())
      return Result;
    if (!Guard.Test.empty())
      for (const clang::DeclStmt *Each : Leading)
        for (const clang::Decl *Declared : Each->decls())
          look(*Each, *Declared);
    if (MustBeWhole ? !mayMixDeclarations() : CannotBeSplit)
      Result.Refusal = Reason::InitializerBeforeGuard;
    else if (!insert())
      Result.Refusal = Reason::InitializerBeforeGuard;
    return Result;
  }

private:
  void findDeclarations() {
    for (const clang::Stmt *Each : Body.body()) {
      const auto *Declares = dyn_cast<clang::DeclStmt>(Each);
      if (!Declares)
        break;
      Leading.push_back(Declares);
      if (!isGone(*Declares))
        LastKept = Declares;
    }
  }

  bool isGone(const clang::DeclStmt &Declares) const {
    return Declares.isSingleDecl() && Declares.getSingleDecl() == Guard.Removed;
  }

  /// Decides what is done about \p Declared: it stays, its initializer becomes an assignment, or
  /// it has to stand behind the test as a whole.
  void look(const clang::DeclStmt &Statement, const clang::Decl &Declared) {
    const auto *Local = dyn_cast<clang::VarDecl>(&Declared);
    bool HasEffect = hasOwnEffect(Declared);
    if (!HasEffect && (!Local || Local == Guard.Removed || mayStay(*Local)))
      return;
    if (!FirstThatWaits)
      FirstThatWaits = &Statement;
    if (!Local || HasEffect || !isPlain(*Local, Statement, Where.Context)) {
      MustBeWhole = true;
      return;
    }
    clang::QualType Type = Local->getType();
    std::optional<TextRange> Init = Where.range(Local->getInit()->getSourceRange());
    if (!Init || Type.isConstQualified() || Type->isArrayType() || Type->isRecordType() ||
        llvm::isa<clang::InitListExpr>(Local->getInit()))
      CannotBeSplit = true;
    else
      Split.emplace_back(Local, *Init);
  }

  /// True if the initializer of \p Local may run before the test.
  bool mayStay(const clang::VarDecl &Local) {
    const clang::Expr *Init = Local.getInit();
    if (!Init || Local.isStaticLocal())
      return true;
    ValuesIn Values = valuesIn(*Init);
    auto AnyOf = [&](auto Holds) { return llvm::any_of(Values.Variables, Holds); };
    bool UsesAddress = AnyOf(
        [&](const clang::ValueDecl *Each) { return Guard.IsAddress(Each) || Derived.count(Each); });
    bool UsesMoved = AnyOf([&](const clang::ValueDecl *Each) {
      return Moved.count(Each) || (Guard.IsAddress(Each) && isAssignedLater(Each->getName()));
    });
    if (UsesAddress)
      Derived.insert(&Local);
    std::optional<TextRange> Range = Where.range(Init->getSourceRange());
    SideEffect OfInit = sideEffectOf(*Init, Harmless);
    Result.LacksBodies |= OfInit == SideEffect::Unknown;
    bool MayHaveEffect = OfInit != SideEffect::None;
    if (Range && !UsesMoved && !MayHaveEffect && !(MovedEffect && Values.ReadsMemory) &&
        !(UsesAddress && callsMore(Edits.edited(*Range))))
      return true;
    Moved.insert(&Local);
    MovedEffect |= MayHaveEffect;
    return false;
  }

  /// True if a hoisted local called \p Name gets its value behind the test.
  bool isAssignedLater(llvm::StringRef Name) const {
    return llvm::any_of(Guard.Hoisted, [&](const HoistedLocal &Each) {
      return Each.Name == Name && callsMore(Each.Value);
    });
  }

  /// True if this file may have declarations behind statements: kernels do that have cleanup.h.
  bool mayMixDeclarations() const {
    return Where.Context.getDiagnostics().isIgnored(clang::diag::warn_mixed_decls_code,
                                                    Body.getLBracLoc());
  }

  /// True if \p Text calls a function or macro that does more than to calculate.
  bool callsMore(llvm::StringRef Text) const {
    std::vector<TextRange> Tokens = tokensIn(Text);
    for (size_t I = 0; I + 1 < Tokens.size(); ++I) {
      llvm::StringRef Token = Tokens[I].in(Text);
      if (isWord(Token) && Tokens[I + 1].in(Text) == "(" && !Contract.Arithmetic.count(Token.str()))
        return true;
    }
    return false;
  }

  /// Makes the edits; false if there is no place for them.
  bool insert() {
    std::string First, After;
    for (const HoistedLocal &Each : Guard.Hoisted) {
      bool Waits = !Guard.Test.empty() && callsMore(Each.Value);
      First += Indent + Each.Declaration + (Waits ? "" : " = " + Each.Value) + ";\n";
      if (Waits)
        After = Indent + Each.Name + " = " + Each.Value + ";\n" + After;
    }
    if (!MustBeWhole)
      for (const auto &[Local, Init] : Split) {
        After += Indent + Local->getNameAsString() + " = " + Edits.edited(Init) + ";\n";
        Edits.remove({Where.nameOf(*Local).End, Init.End});
      }
    std::string Text = Guard.Test.empty() ? "" : indented(Guard.Test);
    if (!After.empty())
      Text += (Text.empty() ? "" : "\n") + After;
    std::optional<unsigned> Open = Where.lineBehind(*Where.token(Body.getLBracLoc()) + 1);
    if (!Open)
      return false;
    if (!First.empty())
      Edits.insert(*Open, First + (LastKept ? "" : "\n"));
    if (Text.empty())
      return true;
    std::optional<TestPlace> Place = placeOfTest(*Open, !First.empty());
    if (!Place || hasDirective(Where.text(*Open, Place->At)) || isBeforeDirective(Place->At))
      return false; // what is put there may be left out, or stand in front of a declaration
    Edits.insert(Place->At,
                 (Place->EmptyBefore ? "\n" : "") + Text + (Place->EmptyBehind ? "\n" : ""));
    return true;
  }

  struct TestPlace {
    unsigned At;
    bool EmptyBefore, EmptyBehind; ///< lines to be added
  };

  /// Where a line begins that the test can stand in front of. The first one is at \p Open.
  std::optional<TestPlace> placeOfTest(unsigned Open, bool HasHoisted) const {
    if (MustBeWhole)
      return placeBefore(*FirstThatWaits, Open, HasHoisted);
    if (!LastKept)
      return TestPlace{firstLine(Open), false, true};
    std::optional<unsigned> Behind = Where.lineBehind(Where.range(LastKept->getSourceRange())->End);
    return Behind ? std::optional(TestPlace{*Behind, true, false}) : std::nullopt;
  }

  /// In front of \p Statement and of the comments above it; of others too that begin its line.
  std::optional<TestPlace> placeBefore(const clang::DeclStmt &Statement, unsigned Open,
                                       bool HasHoisted) const {
    std::optional<TextRange> Range = Where.range(Statement.getSourceRange());
    if (!Range || Range->Begin < Open)
      return std::nullopt;
    unsigned At = Where.lineStart(Range->Begin);
    std::vector<TextRange> Comments = commentsIn(Where.Text);
    for (TextRange Comment : llvm::reverse(Comments))
      if (Comment.Begin >= Open && Comment.Begin < At && Comment.End > Open &&
          Where.Text.slice(Where.lineStart(Comment.Begin), Comment.Begin).trim().empty() &&
          Where.lineBehind(Comment.End) == At)
        At = Where.lineStart(Comment.Begin);
    llvm::StringRef Before = TextRange{Open, At}.in(Where.Text).rtrim(" \t");
    bool IsFirst = true; // of what is kept
    for (const clang::DeclStmt *Each : Leading)
      if (std::optional<TextRange> Other = Where.range(Each->getSourceRange());
          Each != &Statement && Other && Other->Begin < At)
        IsFirst &= isGone(*Each);
    bool EndsEmpty = Before.ends_with("\n\n") || Before.ends_with("\n\r\n");
    return TestPlace{At, HasHoisted || (!IsFirst && !EndsEmpty), true};
  }

  /// True if the next line with text, behind \p At, is one of the preprocessor.
  bool isBeforeDirective(unsigned At) const {
    return Where.Text.substr(At).ltrim().starts_with("#");
  }

  /// Where the first line begins that is not removed.
  unsigned firstLine(unsigned Open) const {
    if (Leading.empty())
      return Open;
    unsigned End = Where.nextLine(Where.range(Leading.back()->getSourceRange())->End);
    return End + lineBreak(Where.Text.substr(End)).size();
  }

  std::string indented(llvm::StringRef Lines) const {
    std::string Result;
    for (llvm::StringRef Line : llvm::split(Lines, '\n'))
      Result += Indent + Line.str() + "\n";
    return Result;
  }

  const EntryGuard &Guard;
  const SourceText &Where;
  const PageContract &Contract;
  EditSet &Edits;
  const clang::CompoundStmt &Body;
  std::set<std::string> Harmless;
  std::vector<const clang::DeclStmt *> Leading;
  const clang::DeclStmt *LastKept = nullptr;
  std::set<const clang::ValueDecl *> Moved, Derived;
  bool MovedEffect = false; ///< of what becomes an assignment, something may have an effect
  /// The declarations that become assignments, with their initializers.
  std::vector<std::pair<const clang::VarDecl *, TextRange>> Split;
  const clang::DeclStmt *FirstThatWaits = nullptr; ///< that may not run before the test
  bool CannotBeSplit = false; ///< one of them is of a type that has no assignments
  bool MustBeWhole = false;   ///< one of them must stay what it is: the test goes in front of it
  std::string Indent = "\t";
  GuardOutcome Result;
};

} // namespace

GuardOutcome kphys::insertGuard(const EntryGuard &Guard, const SourceText &Where,
                                const PageContract &Contract, EditSet &Edits) {
  return GuardEditor(Guard, Where, Contract, Edits).run();
}
