// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/AtomicReliance.h"

#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;

AtomicReliance::AtomicReliance(const Catalog &Names, const clang::ASTContext &Context)
    : Context(Context) {
  for (unsigned I = 0; I < Names.atomicParts().size(); ++I)
    for (const std::string &Name : Names.atomicParts()[I].Names)
      PartsOf[Name] |= uint64_t(1) << I;
}

Reliance AtomicReliance::ofName(llvm::StringRef Name) const {
  auto Found = PartsOf.find(Name);
  return Found == PartsOf.end() ? Reliance() : Reliance{Found->second, Name.str() + "()"};
}

Reliance AtomicReliance::in(const clang::Stmt &Part) {
  Reliance Result;
  // A function that is named is called: here, or by what it is handed to.
  if (const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(&Part))
    if (const auto *Named = llvm::dyn_cast<clang::FunctionDecl>(Reference->getDecl()))
      Result |= of(*Named);
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Part.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where))
    if (!Sources.isMacroArgExpansion(Where))
      Result |= ofName(clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts()));
  return Result;
}

Reliance AtomicReliance::of(const clang::FunctionDecl &Named) {
  std::string Name = Named.getNameAsString();
  if (Reliance Here = ofName(Name); Here.Parts != 0)
    return Here;
  const clang::FunctionDecl *Definition = Named.getDefinition();
  if (!Definition || Definition->hasSkippedBody() || !Definition->getBody())
    return {};
  auto [Found, IsNew] = Known.try_emplace(Definition); // a recursive call finds it empty
  if (IsNew) {
    Reliance Inside = below(*Definition->getBody());
    if (Inside.Parts != 0)
      Inside.Reason = Name + "() uses " + Inside.Reason;
    Known[Definition] = Inside;
  }
  return Known[Definition];
}

Reliance AtomicReliance::below(const clang::Stmt &Part) {
  Reliance Result = in(Part);
  for (const clang::Stmt *Child : Part.children())
    if (Child)
      Result |= below(*Child);
  return Result;
}
