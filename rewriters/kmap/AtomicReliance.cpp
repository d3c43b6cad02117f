// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/AtomicReliance.h"

#include "rewriters/kmap/ShortestWays.h"
#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Config/llvm-config.h"

using namespace kphys;

AtomicReliance::AtomicReliance(const Catalog &Names, MappingKind On,
                               const clang::ASTContext &Context, NeighbourFunctions &Neighbours)
    : Texts(Names, On), Context(Context), Neighbours(Neighbours) {}

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

Reliance AtomicReliance::of(const Mention &Named) {
  Reliance Result;
  ShortestWays<const clang::Stmt *> Ways;
  auto Follow = [&](const Mention &Each, const std::string &Before) {
    if (Each.Parts != 0)
      Result |= {Each.Parts, Before + Each.Name + "()"};
    else if (Each.Elsewhere.Parts != 0)
      Result |= {Each.Elsewhere.Parts, Before + Each.Elsewhere.Reason};
    else if (Each.Body)
      Ways.add(Each.Body, Before + Each.Name + "() uses ");
  };
  Follow(Named, "");
  while (auto Next = Ways.take())
    for (const Mention &Each : mentionsInBody(*Next->first))
      Follow(Each, Next->second);
  return Result;
}

std::vector<AtomicReliance::Mention> AtomicReliance::mentionsIn(const clang::Stmt &Part) {
  std::vector<Mention> Result;
  if (!addMacros(Part, Result))
    return {};
  // A function that is named is called: here, or by what it is handed to.
  if (const auto *Reference = llvm::dyn_cast<clang::DeclRefExpr>(&Part))
    if (const auto *Named = llvm::dyn_cast<clang::FunctionDecl>(Reference->getDecl()))
      Result.push_back(mentionOf(*Named));
  if (std::optional<Mention> Assembly = assembly(Part))
    Result.push_back(std::move(*Assembly));
  return Result;
}

bool AtomicReliance::addMacros(const clang::Stmt &Part, std::vector<Mention> &To) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Part.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where)) {
    if (Sources.isMacroArgExpansion(Where))
      continue;
    Mention Macro;
    Macro.Name = clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts()).str();
    if (Texts.isIndependent(Macro.Name))
      return false;
    Macro.Parts = Texts.partsOf(Macro.Name) | partsOfHeader(Sources.getSpellingLoc(Where));
    To.insert(To.begin(), std::move(Macro)); // the outermost says most
  }
  return true;
}

/// Inline assembly of a driver; that of headers of the whole kernel is what the function or macro
/// around it says, unless it uses a segment register or the flags.
std::optional<AtomicReliance::Mention> AtomicReliance::assembly(const clang::Stmt &Part) const {
  const auto *Assembly = llvm::dyn_cast<clang::GCCAsmStmt>(&Part);
  if (!Assembly)
    return std::nullopt;
#if LLVM_VERSION_MAJOR >= 22
  std::string Owned = Assembly->getAsmString();
  llvm::StringRef Code = Owned;
#else
  llvm::StringRef Code = Assembly->getAsmString()->getString();
#endif
  bool IsSpecial = llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"%gs", "%fs", "pushf", "popf"},
                                [&](llvm::StringRef Each) { return Code.contains(Each); });
  if (Neighbours.isInSharedHeader(Part.getBeginLoc()) && !IsSpecial)
    return std::nullopt;
  Mention Result;
  Result.Name = "asm";
  Result.Parts = Texts.partsOfAssembly(Code);
  return Result;
}

uint64_t AtomicReliance::partsOfHeader(clang::SourceLocation Where) const {
  return Texts.partsOfHeader(Neighbours.headerAt(Where));
}

void AtomicReliance::addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To) {
  for (Mention &Each : mentionsIn(Part))
    To.push_back(std::move(Each));
  for (const clang::Stmt *Child : Part.children())
    if (Child)
      addMentionsBelow(*Child, To);
}

const std::vector<AtomicReliance::Mention> &
AtomicReliance::mentionsInBody(const clang::Stmt &Body) {
  auto [Found, IsNew] = InBodies.try_emplace(&Body);
  if (IsNew)
    addMentionsBelow(Body, Found->second);
  return Found->second;
}

const AtomicReliance::Mention &AtomicReliance::mentionOf(const clang::FunctionDecl &Named) {
  auto [Found, IsNew] = Known.try_emplace(Named.getCanonicalDecl());
  Mention &Result = Found->second;
  if (!IsNew)
    return Result;
  Result.Name = Named.getNameAsString();
  if (Texts.isIndependent(Result.Name))
    return Result;
  Result.Parts = Texts.partsOf(Result.Name);
  for (const clang::FunctionDecl *Each : Named.redecls())
    Result.Parts |= partsOfHeader(Context.getSourceManager().getExpansionLoc(Each->getLocation()));
  if (Result.Parts != 0)
    return Result;
  const clang::FunctionDecl *Definition = Named.getDefinition();
  // What the whole kernel knows is what its name says, whether or not this parse has its body.
  if (Definition && !Definition->hasSkippedBody() && Definition->getBody()) {
    if (!Neighbours.isInSharedHeader(
            Context.getSourceManager().getExpansionLoc(Definition->getLocation())))
      Result.Body = Definition->getBody();
  } else
    for (const FunctionTexts *Beside : Neighbours.sourcesFor(Named))
      for (const FunctionTexts::Body *Each : Beside->find(Result.Name))
        Result.Elsewhere |= Texts.of(*Beside, *Each);
  return Result;
}
