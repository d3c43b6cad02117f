// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/effects/AtomicReliance.h"

#include "checks/bodies/FunctionBody.h"
#include "checks/sources/Paths.h"
#include "rewriters/effects/CalledPointer.h"
#include "rewriters/effects/ShortestWays.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"

using namespace kphys;

AtomicReliance::AtomicReliance(const Catalog &Names, MappingKind On,
                               const clang::ASTContext &Context, TreeFiles &Files,
                               const KnownEffects &Elsewhere, LookInto Into)
    : Names(Names), On(On), Context(Context), Files(Files), Elsewhere(Elsewhere), Into(Into) {}

/// Of what is called \p Name; 0 unless the catalog has it.
uint64_t AtomicReliance::partsOf(llvm::StringRef Name) {
  auto [Found, IsNew] = PartsOf.try_emplace(Name);
  if (IsNew)
    Found->second = isIndependent(Name)         ? 0
                    : On == MappingKind::Atomic ? Names.mappings().partsOf(Name)
                                                : Names.mappings().reliesOnKmap(Name);
  return Found->second;
}

/// True for what relies on nothing, and is not looked into: names of which the catalog says so, or
/// that they look at memory and do nothing else, and those that make and end mappings.
bool AtomicReliance::isIndependent(llvm::StringRef Name) const {
  const MappingNames &Mapping = Names.mappings();
  bool LooksAtMemory = Mapping.borrower(Name) && Mapping.partsOf(Name) == 0;
  return (On == MappingKind::Atomic && (Mapping.isIndependent(Name) || LooksAtMemory)) ||
         Names.mappingOf(Name);
}

/// Of whatever the header at \p Where defines or declares.
uint64_t AtomicReliance::partsOfHeader(clang::SourceLocation Where) const {
  return On == MappingKind::Atomic ? Names.mappings().partsOfHeader(sharedHeaderAt(Where)) : 0;
}

uint64_t AtomicReliance::partsOfAssembly(llvm::StringRef Code) const {
  if (On == MappingKind::Kmap)
    return 0;
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::SplitString(Code, Lines, "\n;");
  bool IsHarmless = llvm::all_of(Lines, [&](llvm::StringRef Line) {
    llvm::StringRef Mnemonic = Line.trim().take_while(llvm::isAlnum);
    return Line.trim().empty() || Names.mappings().isIndependentInstruction(Mnemonic);
  });
  return IsHarmless ? 0 : ~uint64_t(0);
}

llvm::StringRef AtomicReliance::sharedHeaderAt(clang::SourceLocation Where) const {
  const clang::SourceManager &Sources = Context.getSourceManager();
  llvm::StringRef File = Files.path(Sources.getFileID(Sources.getSpellingLoc(Where)));
  return isSharedHeader(File) ? File : llvm::StringRef();
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

Reliance AtomicReliance::of(const Mention &Named) {
  Reliance Result;
  ShortestWays<const clang::Stmt *> Ways;
  auto Follow = [&](const Mention &Each, const std::string &Before) {
    std::string Way = Before + Each.Name + "()";
    if (Each.Parts != 0) {
      Result |= {Each.Parts, std::move(Way), {}, {}, {}};
    } else if (Each.Body) {
      Result.Seen.insert(Each.Name);
      Ways.add(Each.Body, Way + " uses ");
    } else {
      addElsewhere(Each, Way, Result);
    }
  };
  if (Named.Parameter)
    for (const Mention &Each : handedTo(*Named.Parameter, 0))
      Follow(Each, "");
  else
    Follow(Named, "");
  while (auto Next = Ways.take())
    for (const Mention &Each : mentionsInBody(*Next->first))
      if (!Each.Parameter)
        Follow(Each, Next->second);
  return Result;
}

/// What may be called by \p Parameter of the function that has the mapping.
std::vector<AtomicReliance::Mention> AtomicReliance::handedTo(const clang::ParmVarDecl &Parameter,
                                                              unsigned Depth) {
  constexpr unsigned MaxDepth = 4; // of functions that hand it on
  std::optional<std::vector<const clang::Expr *>> Arguments;
  if (Depth < MaxDepth)
    Arguments = argumentsFor(Parameter);
  std::vector<Mention> Found, Result;
  if (Arguments)
    for (const clang::Expr *Each : *Arguments)
      addValue(*Each, 0, Found);
  else
    Found.push_back({.Name = "a function pointer", .IsUnknown = true});
  for (Mention &Each : Found)
    if (Each.Parameter)
      llvm::append_range(Result, handedTo(*Each.Parameter, Depth + 1));
    else
      Result.push_back(std::move(Each));
  return Result;
}

/// Adds what is known elsewhere of \p Named, of which this parse has no body.
void AtomicReliance::addElsewhere(const Mention &Named, const std::string &Way,
                                  Reliance &To) const {
  if (Named.Further.empty()) {
    if (Named.IsUnknown && To.Unknown.empty())
      To.Unknown = Way;
    return;
  }
  const RunningEffect *Found = Elsewhere.running(Named.Further);
  if (!Found) {
    if (Elsewhere.IsAll && To.Unknown.empty())
      To.Unknown = Way;
    To.Further.emplace(Named.Further, Way);
    return;
  }
  // The ways there begin with its name.
  Reliance There = On == MappingKind::Atomic ? Found->OnAtomic : Found->OnKmap;
  std::string Before = llvm::StringRef(Way).drop_back(Named.Name.size() + 2).str();
  if (There.Parts != 0)
    There.Reason = Before + There.Reason;
  if (!There.Unknown.empty())
    There.Unknown = Before + There.Unknown;
  To |= There;
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
  if (const auto *Call = llvm::dyn_cast<clang::CallExpr>(&Part))
    addPointers(*Call, Result);
  return Result;
}

/// Adds the pointer that \p Call calls, and those that it hands to a function, which calls them.
void AtomicReliance::addPointers(const clang::CallExpr &Call, std::vector<Mention> &To) {
  if (!Call.getDirectCallee())
    addPointer(*Call.getCallee(), 0, To);
  for (const clang::Expr *Argument : Call.arguments())
    addPointer(*Argument, 0, To);
}

/// True for what is no pointer to a function, or to one that is named, and so looked into.
bool AtomicReliance::isNoPointer(const clang::Expr &Value) const {
  const clang::Expr *Plain = Value.IgnoreParenCasts();
  clang::QualType Type = Plain->getType();
  return !(Type->isFunctionPointerType() || Type->isFunctionType()) || functionNamedBy(*Plain) ||
         llvm::isa<clang::ImplicitValueInitExpr>(Plain) ||
         Plain->isNullPointerConstant(const_cast<clang::ASTContext &>(Context),
                                      clang::Expr::NPC_ValueDependentIsNull);
}

/// Adds \p Value, a function by its name or a pointer.
void AtomicReliance::addValue(const clang::Expr &Value, unsigned Depth, std::vector<Mention> &To) {
  for (const clang::Expr *Each : choicesOf(Value, const_cast<clang::ASTContext &>(Context)))
    if (const clang::FunctionDecl *Named = functionNamedBy(*Each))
      To.push_back(mentionOf(*Named));
    else
      addPointer(*Each, Depth, To);
}

/// Adds what \p Value points to, if that is a function that is not named there.
void AtomicReliance::addPointer(const clang::Expr &Value, unsigned Depth,
                                std::vector<Mention> &To) {
  constexpr unsigned MaxDepth = 4; // of variables that get their value from others
  if (isNoPointer(Value))
    return;
  const clang::VarDecl *Variable = variableAt(Value);
  if (Variable && Variable->isLocalVarDecl() && Variable->hasLocalStorage() && Depth < MaxDepth) {
    for (const clang::Expr *Each : valuesOf(*Variable))
      addValue(*Each, Depth + 1, To);
    return;
  }
  if (llvm::ArrayRef<clang::Expr *> Elements = elementsAt(Value); !Elements.empty()) {
    for (const clang::Expr *Each : Elements)
      addValue(*Each, Depth, To);
    return;
  }
  Mention Pointer;
  Pointer.Further = pointerName(Value, Files);
  if (On == MappingKind::Kmap && isSharedHeader(llvm::StringRef(Pointer.Further).split('@').second))
    return;
  Pointer.Name = llvm::StringRef(Pointer.Further).split('@').first.str();
  Pointer.Parameter = llvm::dyn_cast_or_null<clang::ParmVarDecl>(Variable);
  Pointer.IsUnknown = Pointer.Further.empty() && !Pointer.Parameter;
  if (Pointer.IsUnknown)
    Pointer.Name = "a function pointer";
  To.push_back(std::move(Pointer));
}

bool AtomicReliance::addMacros(const clang::Stmt &Part, std::vector<Mention> &To) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Part.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where)) {
    if (Sources.isMacroArgExpansion(Where))
      continue;
    Mention Macro;
    Macro.Name = clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts()).str();
    if (isIndependent(Macro.Name))
      return false;
    Macro.Parts = partsOf(Macro.Name) | partsOfHeader(Where);
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
  if (!sharedHeaderAt(Part.getBeginLoc()).empty() && !IsSpecial)
    return std::nullopt;
  Mention Result;
  Result.Name = "asm";
  Result.Parts = partsOfAssembly(Code);
  return Result;
}

void AtomicReliance::addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To) {
  for (Mention &Each : mentionsIn(Part))
    To.push_back(std::move(Each));
  // A function that is put somewhere is called when the pointer there is.
  const auto *Assignment = llvm::dyn_cast<clang::BinaryOperator>(&Part);
  bool IsPut = Assignment && Assignment->isAssignmentOp() &&
               functionNamedBy(*Assignment->getRHS()->IgnoreParenCasts());
  for (const clang::Stmt *Child : Part.children())
    if (Child && !(IsPut && Child == Assignment->getRHS()))
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
  if (isIndependent(Result.Name) || isMadeByIndependent(Named))
    return Result;
  Result.Parts = partsOf(Result.Name);
  for (const clang::FunctionDecl *Each : Named.redecls())
    Result.Parts |= partsOfHeader(Context.getSourceManager().getExpansionLoc(Each->getLocation()));
  if (Result.Parts == 0)
    lookFor(Named, Result);
  return Result;
}

/// True for a function of which a macro makes the definition that relies on nothing.
bool AtomicReliance::isMadeByIndependent(const clang::FunctionDecl &Named) const {
  const clang::SourceManager &Sources = Context.getSourceManager();
  for (clang::SourceLocation Where = Named.getBeginLoc(); Where.isMacroID();
       Where = Sources.getImmediateMacroCallerLoc(Where))
    if (!Sources.isMacroArgExpansion(Where) &&
        isIndependent(clang::Lexer::getImmediateMacroName(Where, Sources, Context.getLangOpts())))
      return true;
  return false;
}

/// Finds the body of \p Named, or where it may be.
void AtomicReliance::lookFor(const clang::FunctionDecl &Named, Mention &Result) const {
  // A compiler's own, and those that no program calls: it would not build.
  if (llvm::StringRef(Result.Name).starts_with("__builtin_") || Named.hasAttr<clang::ErrorAttr>())
    return;
  const clang::SourceManager &Sources = Context.getSourceManager();
  const clang::FunctionDecl *Definition = Named.getDefinition();
  auto HeaderOf = [&](const clang::FunctionDecl &Each) {
    return Files.path(Sources.getFileID(Sources.getExpansionLoc(Each.getLocation())));
  };
  bool IsParsed = Definition && !Definition->hasSkippedBody() && Definition->getBody();
  bool IsWeak = Definition && Definition->isWeak();
  if (IsParsed && !IsWeak &&
      (Into == LookInto::Headers || !isSharedHeader(HeaderOf(*Definition)))) {
    Result.Body = Definition->getBody();
    return;
  }
  // Of the page that is mapped, what the whole kernel knows asks by names of the catalog only.
  if (On == MappingKind::Kmap && isSharedHeader(HeaderOf(*Named.getFirstDecl())))
    return;
  Result.Further = Result.Name;
  if (Definition && !IsWeak)
    Result.Further += "@" + HeaderOf(*Definition);
}
