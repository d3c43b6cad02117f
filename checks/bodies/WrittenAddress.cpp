// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/bodies/WrittenAddress.h"

#include "checks/sources/Words.h"
#include "llvm/Config/llvm-config.h"

using namespace kphys;
using clang::TypeLoc;
using llvm::StringRef;

TypeLoc kphys::innerType(TypeLoc Type) {
  if (auto Qualified = Type.getAs<clang::QualifiedTypeLoc>())
    return Qualified.getUnqualifiedLoc();
#if LLVM_VERSION_MAJOR < 22 // later types have their qualifier themselves
  if (auto Elaborated = Type.getAs<clang::ElaboratedTypeLoc>())
    return Elaborated.getNamedTypeLoc();
#endif
  if (auto Attributed = Type.getAs<clang::AttributedTypeLoc>())
    return Attributed.getModifiedLoc();
  if (auto Paren = Type.getAs<clang::ParenTypeLoc>())
    return Paren.getInnerLoc();
  if (auto Macro = Type.getAs<clang::MacroQualifiedTypeLoc>())
    return Macro.getInnerLoc();
  if (auto Adjusted = Type.getAs<clang::AdjustedTypeLoc>())
    return Adjusted.getOriginalLoc();
  return {};
}

TypeLoc kphys::typeOf(const clang::DeclaratorDecl &Declared) {
  return Declared.getTypeSourceInfo() ? Declared.getTypeSourceInfo()->getTypeLoc() : TypeLoc();
}

TypeLoc kphys::resultType(const clang::FunctionDecl &Function) {
  clang::FunctionTypeLoc Type = Function.getFunctionTypeLoc();
  return Type ? Type.getReturnLoc() : TypeLoc();
}

StringRef kphys::wordAt(clang::SourceLocation Where, const clang::SourceManager &Sources) {
  auto [Id, Offset] = Sources.getDecomposedLoc(Sources.getSpellingLoc(Where));
  return leadingWord(Sources.getBufferData(Id).substr(Offset).ltrim());
}

/// A marker behind the type's name says as much as a type of its own.
static AddressType typeAt(const WrittenAddress &Of, const clang::SourceManager &Sources) {
  StringRef Behind = wordAt(Of.Name.getLocWithOffset(static_cast<int>(Of.Typedef.size())), Sources);
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    if (Behind == Each->Marker)
      return Each->Is;
  return *addressTypeNamed(Of.Typedef);
}

std::optional<WrittenAddress> kphys::writtenAddress(TypeLoc Type,
                                                    const clang::SourceManager &Sources) {
  WrittenAddress Result;
  bool IsParameter = false; // whose array is a pointer
  while (!Type.isNull()) {
    if (auto Typedef = Type.getAs<clang::TypedefTypeLoc>()) {
      Result.Name = Typedef.getNameLoc();
      Result.Typedef = Typedef.getTypePtr()->getDecl()->getName();
      if (!addressTypeNamed(Result.Typedef))
        return std::nullopt;
      Result.Is = typeAt(Result, Sources);
      return Result;
    }
    if (auto Array = Type.getAs<clang::ArrayTypeLoc>()) {
      if (Result.IsPointee || Result.IsArray)
        return std::nullopt;
      (IsParameter ? Result.IsPointee : Result.IsArray) = true;
      IsParameter = false;
      Type = Array.getElementLoc();
    } else if (auto Pointer = Type.getAs<clang::PointerTypeLoc>()) {
      if (Result.IsPointee || Result.IsArray)
        return std::nullopt;
      Result.IsPointee = true;
      Type = Pointer.getPointeeLoc();
    } else {
      IsParameter |= !Type.getAs<clang::AdjustedTypeLoc>().isNull();
      Type = innerType(Type);
    }
  }
  return std::nullopt;
}
