// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/DeclaredTypes.h"

#include "checks/extract/SlotKey.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::SourceLocation;
using clang::TypeLoc;
using llvm::StringRef;

/// The prototype that a member points to; null where it is none, or is written elsewhere.
static clang::FunctionProtoTypeLoc prototypeOf(TypeLoc Type) {
  while (!Type.isNull()) {
    if (auto Prototype = Type.getAs<clang::FunctionProtoTypeLoc>())
      return Prototype;
    auto Pointer = Type.getAs<clang::PointerTypeLoc>();
    Type = Pointer ? Pointer.getPointeeLoc() : innerType(Type);
  }
  return {};
}

std::optional<DeclaredAddress> DeclaredTypes::declared(TypeLoc Type, unsigned Slot) {
  std::optional<WrittenAddress> Found = writtenAddress(Type, Sources);
  if (!Found)
    return std::nullopt;
  DeclaredAddress Result;
  Result.Key = (Found->IsPointee ? "D:" : "") + Table.Slots[Slot].Key;
  Result.Is = Found->Is;
  Result.IsPointee = Found->IsPointee;
  Result.IsArray = Found->IsArray;
  return Result;
}

std::optional<DeclaredAddress> DeclaredTypes::of(const clang::ValueDecl &Of) {
  const auto *Declared = llvm::dyn_cast<clang::DeclaratorDecl>(&Of);
  if (!Declared || llvm::isa<clang::FunctionDecl>(Declared))
    return std::nullopt;
  TypeLoc Type = kphys::typeOf(*Declared);
  if (!isWritten(Type))
    return std::nullopt;
  return declared(Type, Table.of(&Of));
}

/// The declaration of \p Function that names types: EXPORT_SYMBOL() makes one by typeof.
static const clang::FunctionDecl *writtenOf(const clang::FunctionDecl &Function) {
  for (const clang::FunctionDecl *Each : Function.redecls())
    if (Each->getFunctionTypeLoc())
      return Each;
  return &Function;
}

std::optional<DeclaredAddress> DeclaredTypes::parameterOf(const clang::ValueDecl &Of,
                                                          unsigned Index) {
  TypeLoc Type;
  if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(&Of)) {
    Function = writtenOf(*Function);
    if (Index < Function->getNumParams())
      Type = kphys::typeOf(*Function->getParamDecl(Index));
  } else if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(&Of)) {
    if (auto Prototype = prototypeOf(kphys::typeOf(*Field));
        Prototype && Index < Prototype.getNumParams() && Prototype.getParam(Index))
      Type = kphys::typeOf(*Prototype.getParam(Index));
  }
  if (!isWritten(Type))
    return std::nullopt;
  return declared(Type, Table.parameterOf(&Of, Index));
}

std::optional<DeclaredAddress> DeclaredTypes::resultOf(const clang::ValueDecl &Of) {
  TypeLoc Type;
  if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(&Of))
    Type = resultType(*writtenOf(*Function));
  else if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(&Of))
    if (auto Prototype = prototypeOf(kphys::typeOf(*Field)))
      Type = Prototype.getReturnLoc();
  if (!isWritten(Type))
    return std::nullopt;
  return declared(Type, Table.returnOf(&Of));
}

std::pair<std::string, unsigned> DeclaredTypes::placeOf(SourceLocation Where) {
  SourceLocation At = Sources.getFileLoc(Where);
  return {Files.path(Sources.getFileID(At)), Sources.getSpellingLineNumber(At)};
}

void DeclaredTypes::note(TypeLoc Type, unsigned Slot, const clang::NamedDecl &Named, StringRef Decl,
                         StringRef Function) {
  std::optional<WrittenAddress> At = writtenAddress(Type, Sources);
  if (!At)
    return;
  AddressDeclaration Result;
  Result.Key = declared(Type, Slot)->Key;
  Result.Name = Named.getNameAsString();
  Result.Decl = Decl;
  Result.Function = Function;
  SourceLocation Name = Named.getLocation().isValid() && !Named.getName().empty()
                            ? Named.getLocation()
                            : At->Name; // a parameter of a prototype needs no name
  std::tie(Result.File, Result.Line) = placeOf(Name);
  std::string TypeFile;
  std::tie(TypeFile, Result.TypeLine) = placeOf(At->Name);
  Result.Is = At->Is;
  if (Result.File.empty())
    return;
  const auto *Field = llvm::dyn_cast<clang::FieldDecl>(&Named);
  bool IsBits = Field && Field->isBitField(); // which can be of no such type
  if (At->Name.isMacroID() || TypeFile != Result.File || IsBits)
    Result.Obstacle = Reason::TypeInMacro;
  else
    Result.TypeOffset = Sources.getFileOffset(At->Name);
  Found.insert(std::move(Result));
}

/// True for `extern typeof(f) f;`, which names no type of its own: EXPORT_SYMBOL().
static bool isDeclaredByTypeof(const clang::FunctionDecl &Function) {
  TypeLoc Type = typeOf(Function);
  while (!Type.isNull() && !Type.getAs<clang::TypeOfExprTypeLoc>())
    Type = innerType(Type);
  return !Type.isNull();
}

void DeclaredTypes::declare(const clang::FunctionDecl &Function) {
  const std::string Name = Function.getNameAsString();
  if (Function.isImplicit() || isDeclaredByTypeof(Function))
    return;
  for (const clang::ParmVarDecl *Each : Function.parameters())
    note(kphys::typeOf(*Each), Table.parameterOf(&Function, Each->getFunctionScopeIndex()), *Each,
         "param", Name);
  note(resultType(Function), Table.returnOf(&Function), Function, "return", Name);
}

bool DeclaredTypes::hasAddress(const clang::FunctionDecl &Function) {
  for (unsigned I = 0; I < Function.getNumParams(); ++I)
    if (parameterOf(Function, I))
      return true;
  return resultOf(Function).has_value();
}

void DeclaredTypes::declare(const clang::VarDecl &Variable) {
  const auto *In = llvm::dyn_cast<clang::FunctionDecl>(Variable.getDeclContext());
  TypeLoc Type = kphys::typeOf(Variable);
  if (isWritten(Type))
    note(Type, Table.of(&Variable), Variable, In ? "local" : "global",
         In ? In->getNameAsString() : "");
}

void DeclaredTypes::declareMember(const clang::FieldDecl &Field) {
  auto Prototype = prototypeOf(kphys::typeOf(Field));
  if (!Prototype)
    return;
  const std::string In = plainName(Table.Slots[Table.returnOf(&Field)].Function).str();
  for (unsigned I = 0; I < Prototype.getNumParams(); ++I)
    if (const clang::ParmVarDecl *Each = Prototype.getParam(I))
      note(kphys::typeOf(*Each), Table.parameterOf(&Field, I), *Each, "param", In);
  note(Prototype.getReturnLoc(), Table.returnOf(&Field), Field, "return", In);
}

void DeclaredTypes::declare(const clang::RecordDecl &Record) {
  if (!Record.isCompleteDefinition())
    return;
  for (const clang::Decl *Each : Record.decls()) {
    if (const auto *Inner = llvm::dyn_cast<clang::RecordDecl>(Each)) {
      declare(*Inner);
    } else if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Each)) {
      TypeLoc Type = kphys::typeOf(*Field);
      if (isWritten(Type))
        note(Type, Table.of(Field), *Field, "field",
             plainName(Table.Slots[Table.of(Field)].Function));
      else
        declareMember(*Field);
    }
  }
}

std::optional<CastType> DeclaredTypes::castTo(const clang::CStyleCastExpr &Cast) const {
  TypeLoc Type = Cast.getTypeInfoAsWritten()->getTypeLoc();
  std::optional<WrittenAddress> Found = writtenAddress(Type, Sources);
  if (!Found || Found->IsPointee || Found->IsArray)
    return std::nullopt;
  bool IsForced = wordAt(Cast.getLParenLoc().getLocWithOffset(1), Sources) == "__force";
  return CastType{Found->Is, IsForced};
}

std::optional<AddressType> DeclaredTypes::pointerCastTo(const clang::ExplicitCastExpr &Cast) const {
  std::optional<WrittenAddress> Found =
      writtenAddress(Cast.getTypeInfoAsWritten()->getTypeLoc(), Sources);
  return Found && Found->IsPointee ? std::optional(Found->Is) : std::nullopt;
}

const clang::Expr *DeclaredTypes::typeofIn(TypeLoc Type) {
  while (!Type.isNull()) {
    if (auto Typeof = Type.getAs<clang::TypeOfExprTypeLoc>())
      return Typeof.getUnderlyingExpr();
    auto Pointer = Type.getAs<clang::PointerTypeLoc>();
    Type = Pointer ? Pointer.getPointeeLoc() : innerType(Type);
  }
  return nullptr;
}
