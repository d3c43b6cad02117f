// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/SlotTable.h"

#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/NamedStruct.h"
#include "checks/bodies/WrittenAddress.h"
#include "checks/extract/SlotKey.h"
#include "checks/sources/Paths.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using clang::QualType;

bool SlotTable::isTracked(clang::QualType Type) const {
  if (isPageType(Type, Kinds, Context))
    return true;
  if (Type->isDependentType() || !Type->isIntegerType() || Type->isEnumeralType() ||
      Type->isBooleanType())
    return false;
  return isAddressType(Type, Kinds, Context) || Context.getTypeSize(Type) >= 64;
}

unsigned SlotTable::intern(Slot Wanted) {
  auto [Known, IsNew] = ByKey.try_emplace(Wanted.Key, Slots.size());
  if (IsNew)
    Slots.push_back(std::move(Wanted));
  else if (Slots[Known->second].Name.empty() && !Wanted.Name.empty())
    Slots[Known->second] = std::move(Wanted);
  return Known->second;
}

void SlotTable::locate(const clang::Decl *Decl, Slot &Into) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  clang::SourceLocation Where = Sources.getFileLoc(Decl->getLocation());
  Into.File = Files.path(Sources.getFileID(Where));
  Into.Line = Sources.getSpellingLineNumber(Where);
}

std::string SlotTable::structOf(const clang::FieldDecl *Field) {
  const clang::RecordDecl &Record = namedStructOf(*Field);
  std::string Name = nameOfStruct(Record);
  Slot Where;
  locate(&Record, Where);
  return !isSharedHeader(Where.File) || Name.empty()
             ? Where.File + "::" + (Name.empty() ? std::to_string(Where.Line) : Name)
             : Name;
}

std::string SlotTable::nameOf(const clang::ValueDecl *Decl) {
  if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Decl))
    return "F:" + structOf(Field) + "." + Field->getNameAsString();
  std::string Name = Decl->getNameAsString();
  if (Decl->hasExternalFormalLinkage())
    return Name;
  Slot Where;
  locate(Decl, Where);
  // An inline function of the kernel's headers is the same in every unit.
  return isSharedHeader(Where.File) ? Name : Where.File + "::" + Name;
}

/// The marker of an address type that \p Decl has, with a blank before it.
std::string SlotTable::markerOf(const clang::ValueDecl *Decl) const {
  clang::TypeLoc Type;
  if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Decl))
    Type = resultType(*Function);
  else if (const auto *Declared = llvm::dyn_cast<clang::DeclaratorDecl>(Decl))
    Type = typeOf(*Declared);
  std::optional<WrittenAddress> Found = writtenAddress(Type, Context.getSourceManager());
  if (!Found || Found->Is == AddressType::Plain || Found->Typedef != PlainAddressType)
    return {};
  return " " + namesOf(Found->Is).Marker.str();
}

unsigned SlotTable::of(const clang::ValueDecl *Decl) {
  auto Known = ByDecl.find(Decl);
  if (Known != ByDecl.end())
    return Known->second;
  Slot Result;
  Result.Name = Decl->getNameAsString();
  Result.Type = Decl->getType().getAsString() + markerOf(Decl);
  Result.IsAddress = isAddressType(Decl->getType(), Kinds, Context);
  locate(Decl, Result);
  if (const auto *Parameter = llvm::dyn_cast<clang::ParmVarDecl>(Decl)) {
    const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Parameter->getDeclContext());
    Result.Decl = "param";
    Result.Function = Function ? Function->getNameAsString() : "";
    Result.Key = "P:" + (Function ? nameOf(Function) : std::to_string(Result.Line)) + ":" +
                 std::to_string(Parameter->getFunctionScopeIndex());
  } else if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Decl)) {
    Result.Decl = "field";
    Result.Function = plainName(structOf(Field)).str();
    Result.Key = nameOf(Field);
  } else if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Decl->getDeclContext())) {
    Result.Decl = "local";
    Result.Function = Function->getNameAsString();
    // The number of a __COUNTER__ name depends on what else the unit includes.
    if (llvm::StringRef Name = Result.Name; Name.starts_with("__UNIQUE_ID_"))
      Result.Name = Name.rtrim("0123456789").str();
    Result.Key = "L:" + nameOf(Function) + ":" + Result.Name + ":" + std::to_string(Result.Line);
  } else {
    Result.Decl = "global";
    Result.Key = "G:" + nameOf(Decl);
  }
  unsigned Number = intern(std::move(Result));
  Declarations[Number] = Decl;
  return ByDecl[Decl] = Number;
}

/// True for a number that each part of the kernel uses for what it likes.
bool SlotTable::isGeneric(const clang::FieldDecl *Field) {
  QualType Type = Context.getBaseElementType(Field->getType());
  if (!Type->isIntegerType() || isAddressType(Type, Kinds, Context) || isDmaType(Type, Kinds) ||
      Kinds.isPhysicalName(Field->getName()))
    return false;
  std::string Record = structOf(Field);
  return plainName(Record).size() == Record.size() &&
         !Kinds.find(Record + "." + Field->getNameAsString());
}

unsigned SlotTable::ofField(const clang::FieldDecl *Field, clang::SourceLocation Where) {
  unsigned Everywhere = of(Field);
  if (!isGeneric(Field))
    return Everywhere;
  const clang::SourceManager &Sources = Context.getSourceManager();
  llvm::StringRef Path = Files.path(Sources.getFileID(Sources.getFileLoc(Where)));
  Slot Result = Slots[Everywhere];
  Result.Key = "F:" + llvm::sys::path::parent_path(Path).str() + "::" + Result.Key.substr(2);
  unsigned Number = intern(std::move(Result));
  Declarations[Number] = Field;
  return Number;
}

unsigned SlotTable::returnOf(const clang::ValueDecl *Function) {
  if (const auto *Declared = llvm::dyn_cast<clang::FunctionDecl>(Function))
    if (const clang::FunctionDecl *Definition = Declared->getDefinition())
      Function = Definition;
  Slot Result;
  Result.Key = "R:" + nameOf(Function);
  Result.Name = Function->getNameAsString();
  Result.Function = Result.Name;
  if (const auto *Field = llvm::dyn_cast<clang::FieldDecl>(Function))
    Result.Function = plainName(structOf(Field)).str();
  Result.Decl = "return";
  locate(Function, Result);
  if (const auto *Declared = llvm::dyn_cast<clang::FunctionDecl>(Function)) {
    Result.Type = Declared->getReturnType().getAsString() + markerOf(Declared);
    Result.IsAddress = isAddressType(Declared->getReturnType(), Kinds, Context);
  } else if (const auto *Pointed = Function->getType()->getPointeeType().getTypePtrOrNull()) {
    if (const auto *Prototype = Pointed->getAs<clang::FunctionProtoType>()) {
      Result.Type = Prototype->getReturnType().getAsString();
      Result.IsAddress = isAddressType(Prototype->getReturnType(), Kinds, Context);
    }
  }
  return intern(std::move(Result));
}

unsigned SlotTable::parameterOf(const clang::ValueDecl *Function, unsigned Index) {
  if (const auto *Declared = llvm::dyn_cast<clang::FunctionDecl>(Function))
    if (Index < Declared->getNumParams()) {
      // The definition's name and place, where this unit has it.
      const clang::FunctionDecl *Definition = Declared->getDefinition();
      return of((Definition ? Definition : Declared)->getParamDecl(Index));
    }
  Slot Result;
  Result.Key = "P:" + nameOf(Function) + ":" + std::to_string(Index);
  return intern(std::move(Result));
}

unsigned SlotTable::pointeeOf(unsigned Pointer) {
  Slot Result;
  Result.Key = "D:" + Slots[Pointer].Key;
  return intern(std::move(Result));
}

unsigned SlotTable::writtenThrough(unsigned Pointee) {
  llvm::StringRef Key = Slots[Pointee].Key;
  if (!Key.consume_front("D:"))
    return Pointee;
  Slot Result;
  Result.Key = "W:" + Key.str();
  Result.File = Slots[Pointee].File;
  Result.Line = Slots[Pointee].Line;
  return intern(std::move(Result));
}

void SlotTable::declarePointee(const clang::ValueDecl *Pointer) {
  if (!Pointer->getType()->isPointerType() ||
      !isAddressType(Pointer->getType()->getPointeeType(), Kinds, Context))
    return;
  Slot Result = Slots[of(Pointer)];
  Result.Key = "D:" + Result.Key;
  Result.IsAddress = true;
  intern(std::move(Result));
}

unsigned SlotTable::valueOfCall(const clang::FunctionDecl *Function, clang::SourceLocation Where) {
  const clang::SourceManager &Sources = Context.getSourceManager();
  clang::SourceLocation At = Sources.getFileLoc(Where);
  Slot Result;
  Result.File = Files.path(Sources.getFileID(At));
  Result.Line = Sources.getSpellingLineNumber(At);
  Result.Key = "T:" + (Function ? nameOf(Function) : "") + ":" + std::to_string(Result.Line);
  Result.Key += ":" + std::to_string(++CallsAt[Result.Key]);
  return intern(std::move(Result));
}

unsigned SlotTable::ofMacro(llvm::StringRef Name, std::optional<unsigned> Parameter) {
  Slot Result;
  Result.Key = Parameter ? "P:" + Name.str() + ":" + std::to_string(*Parameter) : "R:" + Name.str();
  return intern(std::move(Result));
}

void SlotTable::declareFunctionPointer(const clang::FieldDecl *Field) {
  const auto Pointer =
      Field->getTypeSourceInfo()->getTypeLoc().getAsAdjusted<clang::PointerTypeLoc>();
  if (!Pointer)
    return;
  auto Prototype = Pointer.getPointeeLoc().IgnoreParens().getAs<clang::FunctionProtoTypeLoc>();
  if (!Prototype)
    return;
  if (isTracked(Prototype.getReturnLoc().getType()))
    returnOf(Field);
  for (unsigned I = 0; I < Prototype.getNumParams(); ++I) {
    const clang::ParmVarDecl *Parameter = Prototype.getParam(I);
    if (!Parameter || !isTracked(Parameter->getType()))
      continue;
    Slot Result;
    Result.Key = "P:" + nameOf(Field) + ":" + std::to_string(I);
    Result.Name = Parameter->getNameAsString();
    Result.Decl = "param";
    Result.Function = Field->getNameAsString();
    Result.Type = Parameter->getType().getAsString();
    Result.IsAddress = isAddressType(Parameter->getType(), Kinds, Context);
    locate(Parameter, Result);
    intern(std::move(Result));
  }
}

/// Notes that \p Named, of \p Function if that is not empty, is declared here as what \p Key stands
/// for.
void SlotTable::declareHere(const clang::NamedDecl &Named, clang::QualType Type,
                            const std::string &Key, const char *Decl, const std::string &Function) {
  bool IsPointee = Type->isPointerType() && isAddressType(Type->getPointeeType(), Kinds, Context);
  if (Named.getDeclName().isEmpty() || (!IsPointee && !isAddressType(Type, Kinds, Context)))
    return;
  Slot Result;
  locate(&Named, Result);
  Result.Key = std::string("A:") + (IsPointee ? "D:" : "") + Key + "@" + Result.File + ":" +
               std::to_string(Result.Line);
  Result.Name = Named.getNameAsString();
  Result.Decl = Decl;
  Result.Function = Function;
  Result.Type = Type.getAsString();
  Result.IsAddress = true;
  intern(std::move(Result));
}

void SlotTable::declareAgain(const clang::FunctionDecl &Function) {
  bool IsOnly = !Function.hasExternalFormalLinkage() && Function.isThisDeclarationADefinition();
  if (IsOnly || !Function.getIdentifier())
    return;
  const std::string Name = Function.getNameAsString();
  declareHere(Function, Function.getReturnType(), "R:" + nameOf(&Function), "return", Name);
  for (const clang::ParmVarDecl *Each : Function.parameters())
    declareHere(*Each, Each->getType(),
                "P:" + nameOf(&Function) + ":" + std::to_string(Each->getFunctionScopeIndex()),
                "param", Name);
}

void SlotTable::declareAgain(const clang::VarDecl &Variable) {
  if (Variable.isFileVarDecl() && Variable.hasExternalFormalLinkage() &&
      Variable.isThisDeclarationADefinition() == clang::VarDecl::DeclarationOnly)
    declareHere(Variable, Variable.getType(), "G:" + nameOf(&Variable), "global", "");
}
