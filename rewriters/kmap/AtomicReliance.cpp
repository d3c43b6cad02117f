// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/AtomicReliance.h"

#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

std::string AtomicReliance::reasonIn(const clang::Stmt &Part) {
  // A function that is named is called: here, or by what it is handed to.
  if (const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(&Part))
    if (const auto *Named = llvm::dyn_cast<clang::FunctionDecl>(Reference->getDecl()))
      if (std::string Reason = reasonOf(*Named); !Reason.empty())
        return Reason;
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Part.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where)) {
    llvm::StringRef Macro =
        clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts());
    if (!Sources.isMacroArgExpansion(Where) && Names.reliesOnAtomic(Macro))
      return Macro.str() + "()";
  }
  return {};
}

std::string AtomicReliance::reasonOf(const clang::FunctionDecl &Named) {
  std::string Name = Named.getNameAsString() + "()";
  if (Names.reliesOnAtomic(Named.getNameAsString()))
    return Name;
  const clang::FunctionDecl *Definition = Named.getDefinition();
  if (!Definition || Definition->hasSkippedBody() || !Definition->getBody())
    return {};
  auto [Found, IsNew] = Known.try_emplace(Definition); // a recursive call finds it empty
  if (IsNew) {
    std::string Reason = reasonBelow(*Definition->getBody());
    Known[Definition] = Reason.empty() ? "" : Name + " uses " + Reason;
  }
  return Known[Definition];
}

std::string AtomicReliance::reasonBelow(const clang::Stmt &Part) {
  if (std::string Reason = reasonIn(Part); !Reason.empty())
    return Reason;
  for (const clang::Stmt *Child : Part.children())
    if (Child)
      if (std::string Reason = reasonBelow(*Child); !Reason.empty())
        return Reason;
  return {};
}
