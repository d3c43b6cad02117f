// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/AtomicReliance.h"

#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"
#include <deque>

using namespace kphys;

AtomicReliance::AtomicReliance(const Catalog &Names, const clang::ASTContext &Context,
                               NeighbourFunctions &Neighbours)
    : Context(Context), Neighbours(Neighbours) {
  for (unsigned I = 0; I < Names.atomicParts().size(); ++I)
    for (const std::string &Name : Names.atomicParts()[I].Names)
      PartsOf[Name] |= uint64_t(1) << I;
}

Reliance AtomicReliance::in(const clang::Stmt &Part) {
  Reliance Result;
  for (const Mention &Each : mentionsIn(Part))
    Result |= of(Each);
  return Result;
}

Reliance AtomicReliance::below(const clang::Stmt &Part) {
  std::vector<Mention> Found;
  addMentionsBelow(Part, Found);
  Reliance Result;
  for (const Mention &Each : Found)
    Result |= of(Each);
  return Result;
}

/// Goes from body to body by the shortest way, so that the reason is the plainest.
Reliance AtomicReliance::of(const Mention &Named) {
  Reliance Result = {partsOf(Named.Name), Named.Name + "()"};
  std::set<Body> Seen;
  std::deque<std::pair<Body, std::string>> Ways;
  auto Enter = [&](const Mention &Each, const std::string &Way) {
    for (const Body &Into : Each.Bodies)
      if (Seen.insert(Into).second)
        Ways.push_back({Into, Way});
  };
  if (Result.Parts == 0)
    Enter(Named, Result.Reason);
  for (; !Ways.empty(); Ways.pop_front()) {
    auto [At, Way] = Ways.front();
    if (At.Text)
      Way += " of " + At.Text->File.str();
    for (const Mention &Each : mentionsIn(At)) {
      std::string Further = Way + " uses " + Each.Name + "()";
      if (uint64_t Parts = partsOf(Each.Name))
        Result |= {Parts, Further};
      else
        Enter(Each, Further);
    }
  }
  return Result;
}

uint64_t AtomicReliance::partsOf(llvm::StringRef Name) const { return PartsOf.lookup(Name); }

std::vector<AtomicReliance::Mention> AtomicReliance::mentionsIn(const clang::Stmt &Part) {
  std::vector<Mention> Result;
  // A function that is named is called: here, or by what it is handed to.
  if (const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(&Part))
    if (const auto *Named = llvm::dyn_cast<clang::FunctionDecl>(Reference->getDecl()))
      Result.push_back(mentionOf(*Named));
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Part.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where))
    if (!Sources.isMacroArgExpansion(Where))
      Result.push_back(
          {clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts()).str(), {}});
  return Result;
}

void AtomicReliance::addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To) {
  for (Mention &Each : mentionsIn(Part))
    To.push_back(std::move(Each));
  for (const clang::Stmt *Child : Part.children())
    if (Child)
      addMentionsBelow(*Child, To);
}

const std::vector<AtomicReliance::Mention> &AtomicReliance::mentionsIn(const Body &Of) {
  auto [Found, IsNew] = Mentions.try_emplace(Of);
  if (!IsNew)
    return Found->second;
  std::vector<Mention> &Result = Found->second;
  if (Of.Parsed)
    addMentionsBelow(*Of.Parsed, Result);
  else
    for (llvm::StringRef Name : Of.Text->Names) {
      Mention &Each = Result.emplace_back(Mention{Name.str(), {}});
      for (const DirectoryFunctions::Body *Text : Of.Beside->find(Name, Of.Text->File))
        Each.Bodies.push_back({nullptr, Of.Beside, Text});
    }
  return Result;
}

AtomicReliance::Mention AtomicReliance::mentionOf(const clang::FunctionDecl &Named) {
  auto [Found, IsNew] = Known.try_emplace(Named.getCanonicalDecl());
  Mention &Result = Found->second;
  if (!IsNew)
    return Result;
  Result.Name = Named.getNameAsString();
  if (partsOf(Result.Name) != 0)
    return Result;
  const clang::FunctionDecl *Definition = Named.getDefinition();
  if (Definition && !Definition->hasSkippedBody() && Definition->getBody())
    Result.Bodies.push_back({Definition->getBody()});
  else
    for (const DirectoryFunctions *Beside : Neighbours.besides(Named))
      for (const DirectoryFunctions::Body *Each : Beside->find(Result.Name))
        Result.Bodies.push_back({nullptr, Beside, Each});
  return Result;
}
