// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/AddressEntities.h"

#include "checks/extract/SlotKey.h"
#include "checks/types/UnseenDeclarations.h"

using namespace kphys;

/// \p Key of what is declared there, without the link unit that it is of (`P:vmlinux|name:0`).
static std::string unscoped(llvm::StringRef Key) {
  llvm::StringRef Declared = SlotKey::declared(Key);
  size_t Bar = Declared.find('|');
  if (Bar == llvm::StringRef::npos)
    return Declared.str();
  size_t Begin = Declared.take_front(Bar).rfind(':') + 1;
  while (Begin > 1 && !llvm::is_contained("PRFGL", Declared[Begin - 2])) // a module's `a:b`
    Begin = Declared.take_front(Begin - 1).rfind(':') + 1;
  return (Declared.take_front(Begin) + Declared.substr(Bar + 1)).str();
}

DeclaredAt kphys::placeOf(const Slot &Of) { return {Of.File, Of.Line, unscoped(Of.Key)}; }

DeclaredAt kphys::placeOf(const AddressDeclaration &Of) { return {Of.File, Of.Line, Of.Key}; }

static std::string at(const std::string &File, unsigned Line) {
  return File + ":" + std::to_string(Line);
}

std::optional<AddressType> AddressEntity::type() const {
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    if (Kind == Each->Kind)
      return Each->Is;
  return std::nullopt;
}

void AddressEntity::refuse(Reason Why, std::string About) {
  if (Refusal != Reason::None)
    return;
  Refusal = Why;
  Detail = std::move(About);
}

void AddressEntities::make(const AddressUses &Uses) {
  Entities.clear();
  Joints.clear();
  addDeclarations(Uses);
  joinSharedTypes();
  addUnseen(Uses.Named);
  // Where the types are names of one type, functions and members, or pointers, need not agree.
  for (const SameAddressType &Each : Uses.Same)
    Joints.push_back({Each.One, Each.Other, Converts ? Reason::KindsDiffer : Reason::None,
                      at(Each.File, Each.Line)});
  for (const AddressPointer &Each : Uses.Pointers)
    if (!Each.From.empty() && !Each.To.empty())
      Joints.push_back({Each.From, Each.To, Reason::None, ""});
  if (Converts)
    for (const TypeObstacle &Each : Uses.Obstacles)
      if (auto Of = Entities.find(Each.Key); Of != Entities.end())
        Of->second.refuse(Each.Why, at(Each.File, Each.Line));
  settle();
}

void AddressEntities::addDeclarations(const AddressUses &Uses) {
  for (const AddressDeclaration &Each : Uses.Declarations) {
    AddressEntity &Of = Entities[Each.Key];
    Of.Declarations.push_back(Each);
    Of.IsInScope |= Known.IsInScope(placeOf(Each));
    if (Each.Is != AddressType::Plain)
      Of.Kind = namesOf(Each.Is).Kind.str(); // somebody has said so
    else if (auto Kind = Known.Kinds.find(placeOf(Each));
             Kind != Known.Kinds.end() && (Of.Kind.empty() || Of.Kind == "unknown"))
      Of.Kind = Kind->second;
    if (Each.Obstacle != Reason::None)
      Of.refuse(Each.Obstacle, at(Each.File, Each.TypeLine));
  }
}

/// `phys_addr_t a, b;`
void AddressEntities::joinSharedTypes() {
  std::map<std::pair<std::string, unsigned>, std::string> AtType;
  for (const auto &[Key, Each] : Entities)
    for (const AddressDeclaration &Declared : Each.Declarations) {
      if (Declared.Obstacle != Reason::None)
        continue;
      auto [First, IsNew] = AtType.try_emplace({Declared.File, Declared.TypeOffset}, Key);
      if (!IsNew && First->second != Key)
        Joints.push_back(
            {First->second, Key, Reason::DeclaredTogether, at(Declared.File, Declared.TypeLine)});
    }
}

/// What an #if hides from all builds in a file that declares a function, and that declares it, too,
/// follows; where it cannot, the function is refused.
void AddressEntities::addUnseen(const std::vector<NamePlace> &Seen) {
  std::map<std::string, std::map<std::string, std::set<std::string>>> Functions; // by file, name
  for (const auto &[Key, Each] : Entities)
    for (const AddressDeclaration &Declared : Each.Declarations)
      if (Each.IsInScope && (Declared.Decl == "param" || Declared.Decl == "return"))
        Functions[Declared.File][Declared.Function].insert(Key);
  const std::set<NamePlace> Known(Seen.begin(), Seen.end());
  for (const auto &[File, ByName] : Functions) {
    std::vector<std::string> Names;
    for (const auto &[Name, Keys] : ByName)
      Names.push_back(Name);
    for (const Occurrence &Each : OccurrenceScan(Names).in(Text(File)))
      if (const std::string &Name = Names[Each.Name];
          !Known.count({Name, File, Each.Offset}) && looksDeclared(Text(File), Each.Offset, Name))
        for (const std::string &Key : ByName.at(Name))
          addUnseen(Entities[Key], File, Each);
  }
}

void AddressEntities::addUnseen(AddressEntity &Of, const std::string &File,
                                const Occurrence &Where) {
  AddressDeclaration Like = Of.Declarations.front();
  Like.File = File;
  if (auto More = unseenDeclaration(Text(File), Where.Offset, Like))
    Of.Declarations.push_back(std::move(*More));
  else
    Of.refuse(Reason::UnseenUse, at(File, Where.Line));
}

std::optional<AddressType> AddressEntities::typeOf(const std::string &Key) const {
  auto Of = Entities.find(Key);
  return Of != Entities.end() && Of->second.isChosen() ? Of->second.type() : std::nullopt;
}

void AddressEntities::settle() {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const Joint &Each : Joints) {
      Changed |= settle(Each, Each.One, Each.Other);
      Changed |= settle(Each, Each.Other, Each.One);
    }
  }
}

/// True if that changed anything.
bool AddressEntities::settle(const Joint &By, const std::string &Own, const std::string &Other) {
  if (!typeOf(Own) || typeOf(Own) == typeOf(Other))
    return false;
  // What is declared beside an address may be its size.
  if (By.Why != Reason::DeclaredTogether && follow(Own, Other))
    return true;
  if (By.Why == Reason::None)
    return false;
  auto Of = Entities.find(Other);
  bool IsRefused = Of != Entities.end() && Of->second.Refusal != Reason::None;
  Entities[Own].refuse(IsRefused ? Of->second.Refusal : By.Why, By.Where);
  return true;
}

/// Takes \p Other into the scope, if it is to have the type of \p Own. Where nothing is known of
/// it, it is of the kind of what it must have a type with.
bool AddressEntities::follow(const std::string &Own, const std::string &Other) {
  auto Of = Entities.find(Other);
  if (Of == Entities.end() || Of->second.Refusal != Reason::None)
    return false;
  bool IsUnknown = Of->second.Kind.empty() || Of->second.Kind == "unknown";
  if (!IsUnknown && (Of->second.IsInScope || Of->second.type() != typeOf(Own)))
    return false;
  Of->second.Kind = Entities[Own].Kind;
  Of->second.IsInScope = true;
  return true;
}

ChosenTypes AddressEntities::chosen() const {
  ChosenTypes Types;
  for (const auto &[Key, Each] : Entities)
    if (Each.isChosen())
      Types[Key] = *Each.type();
  return Types;
}

std::vector<AddressDeclaration> AddressEntities::declarations() const {
  std::vector<AddressDeclaration> Result;
  for (const auto &[Key, Each] : Entities)
    llvm::append_range(Result, Each.Declarations);
  return Result;
}

void AddressEntities::refuse(const std::set<std::string> &Keys, Reason Why,
                             const std::string &Detail) {
  for (const std::string &Key : Keys)
    Entities[Key].refuse(Why, Detail);
}
