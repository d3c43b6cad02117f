// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/AssignedValue.h"

#include "checks/bodies/FunctionBody.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

namespace {

const clang::VarDecl *variable(const clang::Expr &Named) {
  const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(Named.IgnoreParenImpCasts());
  return Reference ? llvm::dyn_cast<clang::VarDecl>(Reference->getDecl()) : nullptr;
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
    const Definition *Only = Definitions->onlyPlain(*Variable, Site.Call);
    if (Only && Declared[Variable->getName()] == 1 && IsWanted(spelledValue(Site, *Only->Value)) &&
        llvm::all_of(Parts, [&](const clang::Expr *Part) { return IsSame(Part, *Only); }))
      return Variable->getName().str();
  }
  return {};
}
