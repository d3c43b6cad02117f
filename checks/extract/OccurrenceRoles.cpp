// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/OccurrenceRoles.h"

#include "checks/sources/Paths.h"

using namespace kphys;
using clang::SourceLocation;

OccurrenceRoles::OccurrenceRoles(const CollectorOptions &Options, clang::Preprocessor &Macros)
    : Options(Options), Macros(Macros), Sources(Macros.getSourceManager()),
      Files(Options.Tree, Sources, Options.Outside), Taken(Options.Names, Macros, Files) {
  for (unsigned I = 0; I < Options.Names.apis().size(); ++I)
    ByIdentifier[Macros.getIdentifierInfo(Options.Names.apis()[I].Name)] = I;
}

const std::vector<Occurrence> *OccurrenceRoles::occurrencesIn(clang::FileID Id) {
  auto [Known, IsNew] = InFiles.try_emplace(Id, nullptr);
  if (IsNew)
    if (const std::string &Path = Files.path(Id); !Path.empty())
      Known->second = Options.Find(
          Path, [&] { return Sources.getBufferDataOrNone(Id).value_or(llvm::StringRef()); });
  return Known->second;
}

const Occurrence *OccurrenceRoles::occurrenceAt(SourceLocation Where) {
  auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Where);
  const std::vector<Occurrence> *InFile = occurrencesIn(Id);
  if (!InFile)
    return nullptr;
  auto Found = llvm::lower_bound(*InFile, Offset,
                                 [](const Occurrence &O, unsigned At) { return O.Offset < At; });
  return Found != InFile->end() && Found->Offset == Offset ? &*Found : nullptr;
}

TextHashes OccurrenceRoles::texts() const {
  TextHashes Result;
  for (const auto &[Id, InFile] : InFiles)
    if (std::optional<llvm::StringRef> Text = Sources.getBufferDataOrNone(Id); InFile && Text)
      Result[Files.known(Id)] = hashOfText(*Text);
  return Result;
}

std::optional<SitePlace> OccurrenceRoles::note(SourceLocation Where, Role Is,
                                               const std::string &Function) {
  const Occurrence *Found = occurrenceAt(Where);
  if (!Found)
    return std::nullopt;
  const std::string &Path = Files.path(Sources.getFileID(Sources.getSpellingLoc(Where)));
  strengthen(Path, *Found, Is, Function);
  return SitePlace{Path, Found->Offset};
}

std::map<std::string, llvm::StringRef> OccurrenceRoles::files() const {
  std::map<std::string, llvm::StringRef> Result;
  for (const auto &[Id, InFile] : InFiles)
    if (InFile)
      Result.try_emplace(Files.known(Id),
                         Sources.getBufferDataOrNone(Id).value_or(llvm::StringRef()));
  return Result;
}

bool OccurrenceRoles::isMeant(const clang::NamedDecl *Declared) {
  if (!llvm::isa<clang::FunctionDecl>(Declared))
    return false;
  SourceLocation First = Sources.getExpansionLoc(
      llvm::cast<clang::FunctionDecl>(Declared)->getFirstDecl()->getLocation());
  llvm::StringRef Path = Files.path(Sources.getFileID(First));
  if (const Api *Known = apiOf(Declared->getIdentifier()); Known && Known->Relays)
    return Known->How == Api::Form::Call && Path == Known->Header;
  return Path.starts_with("include/") || (Path.starts_with("arch/") && Path.contains("/include/"));
}

const Api *OccurrenceRoles::memberAs(const clang::NamedDecl &Member) {
  const Api *Known = apiOf(Member.getIdentifier());
  const auto *Field = llvm::dyn_cast<clang::FieldDecl>(&Member);
  const Api *Found = Known && Field ? Known->memberOf(Field->getParent()->getName()) : nullptr;
  if (!Found || !Found->Relays)
    return Found;
  clang::FileID File = Sources.getFileID(Sources.getSpellingLoc(Member.getLocation()));
  return Files.path(File) == Found->Header ? Found : nullptr;
}

std::optional<SpelledName> OccurrenceRoles::spelledAs(const clang::CallExpr &Call) {
  const auto *Callee = llvm::dyn_cast<clang::DeclRefExpr>(Call.getCallee()->IgnoreParenImpCasts());
  if (!Callee || !isMeant(Callee->getDecl()))
    return std::nullopt;
  for (SourceLocation Where = Callee->getLocation();;) {
    const Occurrence *Found = occurrenceAt(Where);
    if (Found && Found->Macro.empty()) {
      auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Where);
      return SpelledName{Where, &apiAt(*Found), Offset, Sources.getBufferData(Id)};
    }
    if (!Where.isMacroID())
      return std::nullopt;
    Where = Sources.isMacroArgExpansion(Where)
                ? Sources.getImmediateSpellingLoc(Where)
                : Sources.getImmediateExpansionRange(Where).getBegin();
  }
}

void OccurrenceRoles::noteExpanded(const clang::MacroInfo &Definition, SourceLocation Where) {
  auto [Known, IsNew] = ExpandedMacros.try_emplace(&Definition);
  if (IsNew) {
    auto [Id, Begin] = Sources.getDecomposedLoc(Definition.getDefinitionLoc());
    if (!occurrencesIn(Id))
      return;
    Known->second = std::make_unique<Expanded>();
    Known->second->Begin = Begin;
    Known->second->End = Sources.getFileOffset(Definition.getDefinitionEndLoc());
    MacrosIn[Files.path(Id)].push_back(&Definition);
  }
  if (!Known->second)
    return;
  SourceLocation Outside = Sources.getExpansionLoc(Where);
  Known->second->Places.insert(Outside.getRawEncoding());
  Known->second->IsUsedByUnit |= !isSharedHeader(Files.path(Sources.getFileID(Outside)));
}

void OccurrenceRoles::noteToken(const clang::Token &Handed) {
  if (!Handed.getLocation().isMacroID() || !apiOf(Handed.getIdentifierInfo()))
    return;
  if (Sources.isWrittenInScratchSpace(Sources.getSpellingLoc(Handed.getLocation())))
    PastedAt.insert(Sources.getExpansionLoc(Handed.getLocation()).getRawEncoding());
  else if (const Occurrence *Found = occurrenceAt(Handed.getLocation()))
    HandedOut.insert({Files.path(Sources.getFileID(Sources.getSpellingLoc(Handed.getLocation()))),
                      Found->Offset});
}

bool OccurrenceRoles::becomesText(const std::string &Path, const Occurrence &Found,
                                  bool &IsInUse) const {
  auto InFile = MacrosIn.find(Path);
  if (InFile == MacrosIn.end() || HandedOut.count({Path, Found.Offset}))
    return false;
  bool IsExpanded = false;
  for (const clang::MacroInfo *Each : InFile->second) {
    const Expanded &Known = *ExpandedMacros.find(Each)->second;
    if (Found.Offset < Known.Begin || Found.Offset > Known.End)
      continue;
    // A name that was pasted together there may be made of this one.
    if (llvm::any_of(Known.Places, [&](unsigned At) { return PastedAt.count(At) != 0; }))
      return false;
    IsExpanded = true;
    IsInUse |= Known.IsUsedByUnit;
  }
  return IsExpanded;
}

void OccurrenceRoles::noteFunction(const clang::FunctionDecl &Function) {
  clang::SourceRange Range = Sources.getExpansionRange(Function.getSourceRange()).getAsRange();
  auto [Id, Begin] = Sources.getDecomposedLoc(Range.getBegin());
  if (occurrencesIn(Id))
    Functions[{Files.path(Id), Begin}] = {Sources.getFileOffset(Range.getEnd()),
                                          Function.getNameAsString()};
}

std::vector<SiteFact> OccurrenceRoles::finish(bool WithShared) {
  for (clang::SourceRange Range : Skipped)
    finishSkipped(Range);
  for (const auto &[Id, InFile] : InFiles)
    if (InFile)
      for (const Occurrence &Found : *InFile)
        finishUnseen(Files.path(Id), Found);
  std::vector<SiteFact> Result;
  for (auto &[Key, Each] : Facts) {
    bool IsMacroInUse = Each.IsInMacro && (Each.IsInUse || Each.Fact.Is > Role::MacroDefinition);
    if (!WithShared && isSharedHeader(Key.first) && !IsMacroInUse)
      continue;
    Each.Fact.File = Key.first;
    Each.Fact.Offset = Key.second;
    if (Each.Fact.Function.empty())
      Each.Fact.Function = functionAt(Key.first, Key.second);
    Result.push_back(std::move(Each.Fact));
  }
  return Result;
}

void OccurrenceRoles::strengthen(const std::string &Path, const Occurrence &Found, Role Is,
                                 const std::string &Function) {
  auto [Known, IsNew] = Facts.try_emplace({Path, Found.Offset});
  SiteFact &Fact = Known->second.Fact;
  if (IsNew || Fact.Is < Is) {
    Fact.Is = Is;
    Fact.Function = Found.Macro.empty() ? Function : Found.Macro;
  }
  Known->second.IsInMacro = !Found.Macro.empty();
}

std::string OccurrenceRoles::functionAt(const std::string &Path, unsigned Offset) const {
  auto After = Functions.upper_bound({Path, Offset});
  if (After == Functions.begin())
    return {};
  const auto &[Where, Function] = *std::prev(After);
  return Where.first == Path && Offset <= Function.first ? Function.second : std::string();
}

void OccurrenceRoles::finishSkipped(clang::SourceRange Range) {
  auto [Id, Begin] = Sources.getDecomposedLoc(Range.getBegin());
  const std::vector<Occurrence> *InFile = occurrencesIn(Id);
  if (!InFile)
    return;
  unsigned End = Sources.getFileOffset(Range.getEnd());
  for (const Occurrence &Found : *InFile)
    if (Found.Offset >= Begin && Found.Offset < End)
      strengthen(Files.path(Id), Found, Role::ConditionOff, {});
}

void OccurrenceRoles::finishUnseen(const std::string &Path, const Occurrence &Found) {
  if (Facts.count({Path, Found.Offset}))
    return;
  bool DefinesApi = Found.NamesMacro || Options.Names.find(Found.Macro);
  bool IsInUse = false;
  bool IsText = !DefinesApi && !Found.Macro.empty() && becomesText(Path, Found, IsInUse);
  Role Is = DefinesApi                      ? Role::MacroDefinition
            : IsText || Found.Macro.empty() ? Role::NotCode
                                            : Role::MacroNotExpanded;
  strengthen(Path, Found, Is, {});
  Facts.find({Path, Found.Offset})->second.IsInUse = IsText && IsInUse;
}
