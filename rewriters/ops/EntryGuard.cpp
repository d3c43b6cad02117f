// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/EntryGuard.h"

#include "rewriters/ops/Effects.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::dyn_cast;

namespace {

class GuardEditor {
public:
  GuardEditor(const EntryGuard &Guard, const Spelling &Where, const PageContract &Contract,
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
    if (!Guard.Test.empty())
      for (const clang::DeclStmt *Each : Leading)
        for (const clang::Decl *Declared : Each->decls())
          if (const auto *Local = dyn_cast<clang::VarDecl>(Declared))
            if (!place(*Local)) {
              Result.Refusal = "initializer-before-guard";
              return Result;
            }
    insert();
    return Result;
  }

private:
  void findDeclarations() {
    for (const clang::Stmt *Each : Body.body()) {
      const auto *Declares = dyn_cast<clang::DeclStmt>(Each);
      if (!Declares)
        break;
      Leading.push_back(Declares);
      bool IsGone = Declares->isSingleDecl() && Declares->getSingleDecl() == Guard.Removed;
      if (!IsGone)
        LastKept = Declares;
    }
  }

  /// Leaves the initializer of \p Local where it is, or makes it an assignment; false if neither
  /// can be done.
  bool place(const clang::VarDecl &Local) {
    const clang::Expr *Init = Local.getInit();
    if (!Init || Local.isStaticLocal() || &Local == Guard.Removed)
      return true;
    ValuesIn Values = valuesIn(*Init);
    bool UsesAddress = llvm::any_of(Values.Variables, [&](const clang::ValueDecl *Each) {
      return Guard.IsAddress(Each) || Derived.count(Each);
    });
    bool UsesMoved = llvm::any_of(Values.Variables,
                                  [&](const clang::ValueDecl *Each) { return Moved.count(Each); });
    if (UsesAddress)
      Derived.insert(&Local);
    std::optional<TextRange> Range = Where.range(Init->getSourceRange());
    if (!Range)
      return false;
    SideEffect OfInit = sideEffectOf(*Init, Harmless);
    Result.LacksBodies |= OfInit == SideEffect::Unknown;
    bool MayHaveEffect = OfInit != SideEffect::None;
    bool MayStay = !UsesMoved && !MayHaveEffect && !(MovedEffect && Values.ReadsMemory) &&
                   !(UsesAddress && callsMore(Edits.edited(*Range)));
    if (MayStay)
      return true;
    clang::QualType Type = Local.getType();
    if (Type.isConstQualified() || Type->isArrayType() || Type->isRecordType() ||
        llvm::isa<clang::InitListExpr>(Init))
      return false;
    Moved.insert(&Local);
    MovedEffect |= MayHaveEffect;
    std::string Name = Local.getNameAsString();
    After += Indent + Name + " = " + Edits.edited(*Range) + ";\n";
    Edits.remove({Where.nameOf(Local).End, Range->End});
    return true;
  }

  /// True if \p Text calls a function or macro that does more than to calculate.
  bool callsMore(llvm::StringRef Text) const {
    std::vector<TextRange> Tokens = tokensIn(Text);
    for (size_t I = 0; I + 1 < Tokens.size(); ++I) {
      llvm::StringRef Token = Tokens[I].in(Text);
      bool IsName = llvm::isAlpha(Token.front()) || Token.front() == '_';
      if (IsName && Tokens[I + 1].in(Text) == "(" && !Contract.Arithmetic.count(Token.str()))
        return true;
    }
    return false;
  }

  void insert() {
    std::string First;
    for (const HoistedLocal &Each : Guard.Hoisted) {
      bool Waits = !Guard.Test.empty() && callsMore(Each.Value);
      First += Indent + Each.Declaration + (Waits ? "" : " = " + Each.Value) + ";\n";
      if (Waits)
        After = Indent + Each.Name + " = " + Each.Value + ";\n" + After;
    }
    unsigned Open = Where.nextLine(*Where.token(Body.getLBracLoc()));
    if (!First.empty())
      Edits.insert(Open, First + (LastKept ? "" : "\n"));
    std::string Text = Guard.Test.empty() ? "" : indented(Guard.Test);
    if (!After.empty())
      Text += (Text.empty() ? "" : "\n") + After;
    if (Text.empty())
      return;
    if (LastKept)
      Edits.insert(Where.nextLine(Where.range(LastKept->getSourceRange())->End), "\n" + Text);
    else
      Edits.insert(firstLine(Open), Text + "\n");
  }

  /// Where the first line begins that is not removed.
  unsigned firstLine(unsigned Open) const {
    if (Leading.empty())
      return Open;
    unsigned End = Where.nextLine(Where.range(Leading.back()->getSourceRange())->End);
    return Where.Text.substr(End).starts_with("\n") ? End + 1 : End;
  }

  std::string indented(llvm::StringRef Lines) const {
    std::string Result;
    for (llvm::StringRef Line : llvm::split(Lines, '\n'))
      Result += Indent + Line.str() + "\n";
    return Result;
  }

  const EntryGuard &Guard;
  const Spelling &Where;
  const PageContract &Contract;
  EditSet &Edits;
  const clang::CompoundStmt &Body;
  std::set<std::string> Harmless;
  bool MovedEffect = false; ///< of what becomes an assignment, something may have an effect
  std::vector<const clang::DeclStmt *> Leading;
  const clang::DeclStmt *LastKept = nullptr;
  std::set<const clang::ValueDecl *> Moved, Derived;
  std::string Indent = "\t", After;
  GuardOutcome Result;
};

} // namespace

GuardOutcome kphys::insertGuard(const EntryGuard &Guard, const Spelling &Where,
                                const PageContract &Contract, EditSet &Edits) {
  return GuardEditor(Guard, Where, Contract, Edits).run();
}
