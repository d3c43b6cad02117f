// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/AssignedValue.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Directives.h"
#include "clang/Lex/Lexer.h"
#include <set>

using namespace kphys;

namespace {

const clang::VarDecl *variable(const clang::Expr &Named) {
  const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(Named.IgnoreParenImpCasts());
  return Reference ? llvm::dyn_cast<clang::VarDecl>(Reference->getDecl()) : nullptr;
}

/// Where the text of \p Part ends, if that is in the file of \p Site.
std::optional<unsigned> offsetBehind(const clang::Stmt &Part, const CallSite &Site) {
  const clang::SourceManager &Sources = Site.Context.getSourceManager();
  clang::SourceLocation End = Sources.getExpansionRange(Part.getEndLoc()).getEnd();
  if (Sources.getBufferData(Sources.getFileID(End)).data() != Site.FileText.data())
    return std::nullopt;
  return Sources.getFileOffset(End) +
         clang::Lexer::MeasureTokenLength(End, Sources, Site.Context.getLangOpts());
}

} // namespace

llvm::StringRef kphys::spelledValue(const CallSite &Site, const clang::Expr &Value) {
  const clang::SourceManager &Sources = Site.Context.getSourceManager();
  clang::CharSourceRange Range =
      clang::Lexer::makeFileCharRange(clang::CharSourceRange::getTokenRange(Value.getSourceRange()),
                                      Sources, Site.Context.getLangOpts());
  if (Range.isInvalid() ||
      Sources.getBufferData(Sources.getFileID(Range.getBegin())).data() != Site.FileText.data())
    return {};
  return Site.FileText.slice(Sources.getFileOffset(Range.getBegin()),
                             Sources.getFileOffset(Range.getEnd()));
}

bool kphys::isAllSeen(const CallSite &Site, llvm::ArrayRef<const clang::VarDecl *> Variables,
                      const clang::Stmt &From) {
  const clang::SourceManager &Sources = Site.Context.getSourceManager();
  auto OffsetOf = [&](clang::SourceLocation Where) {
    return Sources.getFileOffset(Sources.getExpansionLoc(Where));
  };
  std::optional<unsigned> End = offsetBehind(From, Site);
  const unsigned Begin = OffsetOf(Site.Call.getBeginLoc());
  if (!End || *End > Begin || hasDirective(Site.FileText.slice(*End, Begin)))
    return false;
  std::set<unsigned> Seen;
  for (const auto *Each : Site.Body->all<clang::DeclRefExpr>())
    Seen.insert(Sources.getFileOffset(Sources.getSpellingLoc(Each->getLocation())));
  llvm::StringRef Before;
  for (TextRange Token : tokensIn(Site.FileText, {*End, Begin})) {
    llvm::StringRef Text = Token.in(Site.FileText);
    bool IsMention =
        Before != "." && Before != "->" && llvm::any_of(Variables, [&](const clang::VarDecl *Each) {
          return Each->getName() == Text;
        });
    if (IsMention && !Seen.count(Token.Begin))
      return false;
    Before = Text;
  }
  return true;
}

std::string kphys::localWith(const CallSite &Site, llvm::StringRef Type,
                             llvm::ArrayRef<const clang::Expr *> Parts,
                             llvm::function_ref<bool(llvm::StringRef Text)> IsWanted) {
  const ReachingDefinitions *Definitions = Site.Body ? Site.Body->definitions() : nullptr;
  if (!Definitions)
    return {};
  llvm::StringMap<unsigned> Declared;
  std::vector<const clang::VarDecl *> InScope;
  for (const auto *Each : Site.Body->all<clang::DeclStmt>())
    for (const clang::Decl *One : Each->decls())
      if (const auto *Variable = llvm::dyn_cast<clang::VarDecl>(One)) {
        ++Declared[Variable->getName()];
        const clang::Stmt *Block = Site.Body->parent(Each);
        if (Block && Site.Body->contains(Block, &Site.Call) &&
            Variable->getType().getUnqualifiedType().getAsString() == Type)
          InScope.push_back(Variable);
      }
  auto IsSame = [&](const clang::Expr *Part, const Definition &Since) {
    const clang::VarDecl *Variable = variable(*Part);
    return Variable ? Definitions->isUnchanged(*Variable, *Since.Value, Site.Call)
                    : Part->isIntegerConstantExpr(Site.Context);
  };
  for (const clang::VarDecl *Variable : InScope) {
    std::vector<const clang::VarDecl *> Named = {Variable};
    for (const clang::Expr *Part : Parts)
      if (const clang::VarDecl *Other = variable(*Part))
        Named.push_back(Other);
    const Definition *Only = Definitions->onlyPlain(*Variable, Site.Call);
    if (Only && Declared[Variable->getName()] == 1 && IsWanted(spelledValue(Site, *Only->Value)) &&
        llvm::all_of(Parts, [&](const clang::Expr *Part) { return IsSame(Part, *Only); }) &&
        isAllSeen(Site, Named, *Only->Value))
      return Variable->getName().str();
  }
  return {};
}
