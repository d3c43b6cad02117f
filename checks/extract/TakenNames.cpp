// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/TakenNames.h"

#include "checks/catalog/NewNames.h"
#include "checks/sources/FunctionTexts.h"
#include "checks/sources/IdentifierScan.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Paths.h"

using namespace kphys;
using clang::SourceLocation;
using llvm::StringRef;

TakenNames::TakenNames(const Catalog &Names, clang::Preprocessor &Macros, TreeFiles &Files)
    : Names(Names), NewNames(newNames(Names)), NewMembers(newMembers(Names)), Macros(Macros),
      Sources(Macros.getSourceManager()), Files(Files) {
  for (const std::set<std::string> *Some : {&NewNames, &NewMembers})
    for (const std::string &Each : *Some)
      Wanted.insert(Macros.getIdentifierInfo(Each));
}

bool TakenNames::isShared(SourceLocation Where) {
  return isSharedHeader(Files.path(Sources.getFileID(Sources.getExpansionLoc(Where))));
}

std::string TakenNames::placeOf(SourceLocation Where) {
  Where = Sources.getExpansionLoc(Where);
  const std::string &File = Files.path(Sources.getFileID(Where));
  if (File.empty())
    return "the command line, or a file outside of the tree";
  return File + ", line " + std::to_string(Sources.getExpansionLineNumber(Where));
}

/// True if the macro that is defined at \p Where is the one of the header that has to have it.
bool TakenNames::isKernelMacro(StringRef Name, SourceLocation Where) {
  const std::string &File = Files.path(Sources.getFileID(Sources.getExpansionLoc(Where)));
  for (const Feature &Each : Names.features())
    if (llvm::is_contained(Each.Provides, Name))
      return File == Each.Header;
  return isSharedHeader(File);
}

void TakenNames::noteMacro(const clang::Token &Name, const clang::MacroInfo *Definition) {
  if (isWanted(Name.getIdentifierInfo()) &&
      !isKernelMacro(Name.getIdentifierInfo()->getName(), Name.getLocation()))
    ByMacro.try_emplace(Name.getIdentifierInfo()->getName().str(),
                        "a macro of " + placeOf(Name.getLocation()));
  if (!Definition)
    return;
  for (const clang::IdentifierInfo *Each : Definition->params())
    if (isWanted(Each))
      ByParameter.try_emplace(Each->getName().str(),
                              "a parameter of a macro of " + placeOf(Name.getLocation()));
}

void TakenNames::noteDeclaration(const clang::NamedDecl &Declared, const clang::FunctionDecl *In) {
  if (const auto *List = llvm::dyn_cast<clang::EnumDecl>(&Declared))
    for (const clang::EnumConstantDecl *Each : List->enumerators())
      noteDeclaration(*Each, In);
  // These have name spaces of their own.
  bool IsInFunction = Declared.getParentFunctionOrMethod() != nullptr;
  if (!isWanted(Declared.getIdentifier()) ||
      llvm::isa<clang::FieldDecl, clang::IndirectFieldDecl, clang::TagDecl, clang::LabelDecl>(
          Declared) ||
      (llvm::isa<clang::ParmVarDecl>(Declared) && !IsInFunction)) // of a function's type
    return;
  std::string Name = Declared.getNameAsString();
  SourceLocation First = Declared.getCanonicalDecl()->getLocation();
  bool IsKernel = isShared(First);
  if (!IsInFunction) {
    if (!IsKernel)
      ByDeclaration.try_emplace(Name, "declared in " + placeOf(First));
    else if (!isShared(Declared.getLocation()))
      DefinedHere.insert(Name);
    return;
  }
  if (!In || (IsKernel && llvm::isa<clang::FunctionDecl>(Declared)))
    return;
  clang::SourceRange Range = Sources.getExpansionRange(In->getSourceRange()).getAsRange();
  auto [File, Begin] = Sources.getDecomposedLoc(Range.getBegin());
  Locals[Name].push_back({Files.path(File), Begin, Sources.getFileOffset(Range.getEnd()),
                          Sources.getExpansionLineNumber(Declared.getLocation())});
}

std::vector<std::string> TakenNames::withSiblings(llvm::StringRef Name) const {
  for (const Feature &Each : Names.features())
    if (llvm::is_contained(Each.Provides, Name))
      return {Each.Provides.begin(), Each.Provides.end()};
  return {Name.str()};
}

std::string TakenNames::whyTaken(StringRef Name, StringRef File, unsigned Offset, bool IsInMacro,
                                 bool IsFresh) {
  bool IsName = NewNames.count(Name.str()) != 0;
  if (IsName || IsFresh || NewMembers.count(Name.str()))
    if (std::string Why = whyTakenByMacro(Name); !Why.empty())
      return Why;
  if (!IsName)
    return {};
  if (auto Known = ByDeclaration.find(Name.str()); Known != ByDeclaration.end())
    return Known->second;
  if (auto Known = ByParameter.find(Name.str()); IsInMacro && Known != ByParameter.end())
    return Known->second;
  std::string Why = whyTakenByLocal(Name, File, Offset, IsInMacro);
  return Why.empty() ? functionInTexts(Name) : Why;
}

/// Macros of any time of the unit where they were seen to be defined, else of its end.
std::string TakenNames::whyTakenByMacro(StringRef Name) {
  if (auto Known = ByMacro.find(Name.str()); Known != ByMacro.end())
    return Known->second;
  const clang::MacroInfo *Defined = Macros.getMacroInfo(Macros.getIdentifierInfo(Name));
  if (Defined && !Defined->isBuiltinMacro() && !isKernelMacro(Name, Defined->getDefinitionLoc()))
    return "a macro of " + placeOf(Defined->getDefinitionLoc());
  return macroInTexts(Name);
}

std::string TakenNames::whyTakenByLocal(StringRef Name, StringRef File, unsigned Offset,
                                        bool IsInMacro) const {
  auto Known = Locals.find(Name.str());
  if (Known == Locals.end())
    return {};
  for (const Local &Each : Known->second)
    if (IsInMacro || (Each.File == File && Offset >= Each.Begin && Offset <= Each.End))
      return "declared in the function, line " + std::to_string(Each.Line);
  return {};
}

/// Calls \p Look with each of the driver's own files that has \p Name in its text, by its path,
/// until that has an answer.
template <typename Function>
std::string TakenNames::inOwnTexts(StringRef Name, const Function &Look) {
  for (clang::FileID Entry : Entries) {
    const std::string &Path = Files.path(Entry);
    StringRef Text = Sources.getBufferDataOrNone(Entry).value_or("");
    if (Path.empty() || isSharedHeader(Path) || !Text.contains(Name))
      continue;
    if (std::string Why = Look(Path, Text); !Why.empty())
      return Why;
  }
  return {};
}

/// A macro that may not be compiled.
std::string TakenNames::macroInTexts(StringRef Name) {
  auto [Known, IsNew] = MacrosInTexts.try_emplace(Name.str());
  if (IsNew)
    Known->second = inOwnTexts(Name, [&](StringRef Path, StringRef Text) -> std::string {
      for (const Occurrence &Each : OccurrenceScan({Name.str()}).in(Text)) {
        bool IsUndefined = Text.take_front(Each.Offset).rtrim(" \t").ends_with("undef");
        if (Each.NamesMacro || IsUndefined)
          return ("a macro of " + Path + ", line ").str() + std::to_string(Each.Line);
      }
      return {};
    });
  return Known->second;
}

/// A function that may not be compiled.
std::string TakenNames::functionInTexts(StringRef Name) {
  auto [Known, IsNew] = FunctionsInTexts.try_emplace(Name.str());
  if (IsNew && !DefinedHere.count(Name.str()))
    Known->second = inOwnTexts(Name, [&](StringRef Path, StringRef Text) -> std::string {
      FunctionTexts Functions;
      Functions.add(Path.str(), llvm::MemoryBuffer::getMemBufferCopy(Text));
      for (const FunctionTexts::Body *Each : Functions.find(Name))
        return ("a function of " + Path + ", line ").str() +
               std::to_string(lineNumber(Text, Each->Begin));
      return {};
    });
  return Known->second;
}
