// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/AnnotationFindings.h"

#include "checks/inference/Conflicts.h"
#include "checks/types/AddressUseFinder.h"
#include "rewriters/annotate/TypeHeader.h"
#include "tool/decide/Annotation.h"
#include "clang/AST/ASTContext.h"

using namespace kphys;

namespace {

/// How the headers of a unit declare the types.
enum class Declared { No, AsNames, AsTypes };

Declared typesIn(clang::ASTContext &Context, clang::Preprocessor &Macros) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  if (Macros.isMacroDefined(KphysNames.Marker))
    return Declared::AsNames;
  for (const clang::NamedDecl *Each :
       Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(KphysNames.Type))) {
    bool Invalid = false;
    clang::SourceRange Range = Each->getSourceRange();
    const char *Begin = Sources.getCharacterData(Range.getBegin(), &Invalid);
    const char *End = Sources.getCharacterData(Range.getEnd(), &Invalid);
    if (!Invalid && Begin < End)
      return llvm::StringRef(Begin, End - Begin).contains("__bitwise") ? Declared::AsTypes
                                                                       : Declared::AsNames;
  }
  return Declared::No;
}

std::string typeName(AddressType Of) {
  return Of == AddressType::Plain ? PlainAddressType.str() : namesOf(Of).Type.str();
}

std::string textOf(const TypeConversion &Of) {
  std::string Text = "this is " + typeName(Of.From) + " where " + typeName(Of.To) + " is wanted";
  if (Of.From != AddressType::Plain && Of.To != AddressType::Plain)
    return Text;
  return Text + "; " +
         (Of.To == AddressType::Plain ? namesOf(Of.From).ToPlain : namesOf(Of.To).FromPlain).str() +
         "() converts it";
}

} // namespace

std::vector<Finding> kphys::annotationFindings(UnitParts &Parts, const UnitTools &Tools,
                                               clang::ASTContext &Context,
                                               clang::Preprocessor &Macros,
                                               const TextOfFile &Read) {
  Declared Types = typesIn(Context, Macros);
  if (Types == Declared::No)
    return {};
  const AddressUses Uses = addressUses(Parts, Tools.Known.Kinds, Context);
  std::map<std::string, std::string> Texts;
  const std::vector<TypedFunction> NoFunctions;
  Typing Typed(Uses, NoFunctions, [&](const std::string &File) -> llvm::StringRef {
    auto [Known, IsNew] = Texts.try_emplace(File);
    if (IsNew)
      Known->second = Read(File);
    return Known->second;
  });
  std::vector<Finding> Result;
  for (const TypeConversion &Each : Typed.disagreements()) {
    bool MixesKinds = Each.From != AddressType::Plain && Each.To != AddressType::Plain;
    if (!MixesKinds && Types == Declared::AsNames)
      continue;
    Finding &Next = Result.emplace_back();
    Next.File = Each.File;
    Next.Line = Each.Line;
    Next.Column = Each.Column;
    Next.Function = Each.Function;
    Next.Check = AnnotationCheck;
    Next.IsA = MixesKinds ? Severity::Error : Severity::Warning;
    Next.Text = textOf(Each);
  }
  return Result;
}
