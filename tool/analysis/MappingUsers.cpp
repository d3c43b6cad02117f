// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/MappingUsers.h"

#include "checks/sources/Paths.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned MaxDoors = 32;
constexpr unsigned MaxFiles = 2000; ///< that include the header of a door

/// True if a function is named at \p Found of \p Text for something else than to call, declare,
/// define or export it.
bool isHandedOn(const Occurrence &Found, StringRef Name, StringRef Text) {
  if (Found.How == Access::Member ||
      Text.substr(Found.Offset + Name.size()).ltrim().starts_with("("))
    return false;
  StringRef Before = Text.take_front(Found.Offset).rtrim();
  if (!Before.consume_back("("))
    return true;
  auto IsPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  size_t Start = Before.rtrim().size();
  while (Start > 0 && IsPart(Before[Start - 1]))
    --Start;
  return !Before.substr(Start).starts_with("EXPORT_SYMBOL");
}

} // namespace

void MappingUsers::add(const std::string &Name, const std::string &File, bool Maps) {
  Door &Of = Doors[Name];
  Of.File = File;
  (Maps ? Of.Maps : Of.Unmaps) = true;
}

std::string MappingUsers::find() {
  for (bool IsMore = true; IsMore;) {
    for (auto &[Name, Of] : Doors)
      if (!std::exchange(Of.IsLookedFor, true))
        if (std::string Why = lookFor(Name, Of); !Why.empty())
          return Why;
    // What is in the file of a door is a part of how it is offered to others.
    IsMore = false;
    for (bool BesideDoors : {true, false})
      if (!IsMore)
        if (std::string Why = addCallers(BesideDoors, IsMore); !Why.empty())
          return Why;
    if (Doors.size() > MaxDoors)
      return "too many functions have a part in it";
  }
  return {};
}

/// Reads the files that may mention the door \p Name.
std::string MappingUsers::lookFor(const std::string &Name, Door &Of) {
  if (std::string Why = look(Of.File, Name); !Why.empty())
    return Why;
  std::vector<const FunctionTexts::Body *> Own = Callers.find(Name, Of.File);
  bool IsDefined = llvm::any_of(Own, [&](const auto *Each) { return Each->File == Of.File; });
  if (!IsDefined)
    return Of.File + " does not define " + Name + "() where it is looked for";
  bool IsHeader = StringRef(Of.File).ends_with(".h");
  if (Own.front()->IsStatic && !IsHeader)
    return {};
  std::vector<std::string> Headers = IsHeader ? std::vector{Of.File} : declarers(Name, Of);
  if (Headers.empty())
    return "who calls " + Name + "() is not known";
  std::set<std::string> Files(Headers.begin(), Headers.end());
  for (const std::string &Header : Headers)
    Text.visitIncluders(Header, [&](const std::string &File) {
      Files.insert(File);
      return Files.size() <= MaxFiles;
    });
  if (Files.size() > MaxFiles)
    return "too many files may call " + Name + "()";
  for (const std::string &File : Files)
    if (std::string Why = look(File, Name); !Why.empty())
      return Why;
  return {};
}

/// The headers that the file of a door includes and that mention it.
std::vector<std::string> MappingUsers::declarers(const std::string &Name, const Door &Of) const {
  std::vector<std::string> Result;
  std::string Source = textOf(Of.File);
  for (StringRef Spelled : includesIn(Source))
    for (StringRef Directory : {llvm::sys::path::parent_path(Of.File), StringRef("include")}) {
      std::string Header = absolutePath(Spelled, ("/" + Directory).str()).substr(1);
      if (mentions(Header, Name))
        Result.push_back(Header);
    }
  return Result;
}

/// Reads \p File if it mentions \p For.
std::string MappingUsers::look(const std::string &File, const std::string &For) {
  auto Buffer = llvm::MemoryBuffer::getFile(Root + "/" + File);
  if (!Buffer || !IdentifierScan({For}).mentionsName((*Buffer)->getBuffer()))
    return {};
  StringRef Source = (*Buffer)->getBuffer();
  llvm::StringMap<unsigned> Wanted;
  Wanted[For] = 0;
  for (const Occurrence &Each : lexOccurrences(Wanted, Source))
    if (isHandedOn(Each, For, Source))
      return File + ", line " + std::to_string(Each.Line) + ": " + For + "() is handed on";
  if (Read.insert(File).second)
    Callers.add(File, std::move(*Buffer));
  return {};
}

/// Takes in who calls the doors; \p BesideDoors: in the files of doors alone. \p IsMore is set if
/// there is a door that was none before.
std::string MappingUsers::addCallers(bool BesideDoors, bool &IsMore) {
  std::set<std::string> Beside;
  for (const auto &[Name, Of] : Doors)
    Beside.insert(Of.File);
  std::map<std::string, Door> New;
  for (const FunctionTexts::Body &Each : Callers.all()) {
    auto Known = Doors.find(Each.Name);
    if (Known != Doors.end() && Known->second.File != Each.File)
      return Each.File + " has another " + Each.Name + "()";
    if (BesideDoors && !Beside.count(Each.File))
      continue;
    std::set<StringRef> Mapping, Unmapping;
    for (const auto &[Name, Of] : Doors)
      if (Each.Names.count(Name) && Each.Name != Name) {
        if (Of.Maps)
          Mapping.insert(Name);
        if (Of.Unmaps)
          Unmapping.insert(Name);
      }
    if (Mapping.empty() && Unmapping.empty())
      continue;
    bool ByTwo =
        !Mapping.empty() && !Unmapping.empty() && (Mapping != Unmapping || Mapping.size() > 1);
    if (Known == Doors.end() && ByTwo) {
      Enclosing.insert(&Each);
      continue;
    }
    const FunctionTexts::Body *Next = Known == Doors.end() ? enclosingCalledBy(Each) : nullptr;
    bool LeavesOne = Next != nullptr; // it maps and unmaps, and a mapping is left for this one
    if (!Next)
      Next = &Each;
    auto [Of, IsNew] = New.try_emplace(Next->Name, Door{Next->File});
    if (!IsNew && Of->second.File != Next->File)
      return Next->File + " has another " + Next->Name + "()";
    Of->second.Maps |= LeavesOne || !Mapping.empty();
    Of->second.Unmaps |= LeavesOne || !Unmapping.empty();
  }
  for (auto &[Name, Found] : New) {
    Door &Of = Doors[Name];
    IsMore |= Of.File.empty() || (Found.Maps && !Of.Maps) || (Found.Unmaps && !Of.Unmaps);
    Of.File = Found.File;
    Of.Maps |= Found.Maps;
    Of.Unmaps |= Found.Unmaps;
  }
  return {};
}

const FunctionTexts::Body *
MappingUsers::enclosingCalledBy(const FunctionTexts::Body &Caller) const {
  for (const FunctionTexts::Body &Each : Callers.all())
    if (Enclosing.count(&Each) && !Doors.count(Each.Name) && Each.File == Caller.File &&
        Caller.Names.count(Each.Name))
      return &Each;
  return nullptr;
}

std::vector<const FunctionTexts::Body *> MappingUsers::bodies() const {
  std::vector<const FunctionTexts::Body *> Result;
  for (const FunctionTexts::Body &Each : Callers.all())
    if (auto Known = Doors.find(Each.Name);
        Enclosing.count(&Each) || (Known != Doors.end() && Known->second.File == Each.File))
      Result.push_back(&Each);
  return Result;
}

bool MappingUsers::runsAt(const std::string &File, unsigned At) const {
  if (!Read.count(File))
    return false;
  std::vector<const FunctionTexts::Body *> Running = bodies();
  bool IsInAny = false;
  for (const FunctionTexts::Body &Each : Callers.all())
    if (Each.File == File && Each.Begin <= At && At < Each.End) {
      if (llvm::is_contained(Running, &Each))
        return true;
      IsInAny = true;
    }
  return !IsInAny;
}

bool MappingUsers::mentions(const std::string &File, const std::string &Name) const {
  return IdentifierScan({Name}).mentionsName(textOf(File));
}

std::string MappingUsers::textOf(const std::string &File) const {
  auto Buffer = llvm::MemoryBuffer::getFile(Root + "/" + File);
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}
