// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/MappingUsers.h"

#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"
#include "clang/Basic/CharInfo.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr unsigned MaxParticipants = 32;
constexpr unsigned MaxFiles = 40000; ///< that include the headers that declare one

/// True if a function is named at \p Found of \p Text for something else than to call, declare,
/// define or export it. \p IsInFunction: it is named in one.
bool isHandedOver(const Occurrence &Found, StringRef Name, StringRef Text, bool IsInFunction) {
  if (Found.How == Access::Member)
    return false;
  StringRef Before = Text.take_front(Found.Offset).rtrim();
  if (Text.substr(Found.Offset + Name.size()).ltrim().starts_with("("))
    return !IsInFunction && (Before.ends_with(",") || Before.ends_with("(")); // to a macro
  StringRef Word = trailingWord(Before);
  if (Word == "struct" || Word == "union" || Word == "enum")
    return false;
  return !Before.consume_back("(") || !trailingWord(Before.rtrim()).starts_with("EXPORT_SYMBOL");
}

} // namespace

void MappingUsers::add(const std::string &Name, const std::string &File, bool Maps) {
  Participant &Of = Known[Name];
  Of.File = File;
  (Maps ? Of.Maps : Of.Unmaps) = true;
}

std::string MappingUsers::findAll() {
  while (true) {
    for (auto &[Name, Of] : Known)
      if (!std::exchange(Of.IsLookedFor, true))
        if (std::string Why = readCallersOf(Name, Of); !Why.empty())
          return Why;
    if (std::string Why = unclearName(); !Why.empty())
      return Why;
    if (Known.size() > MaxParticipants)
      return "too many functions have a part in it";
    // First those beside the others: they are how a file offers the mapping to the rest.
    std::set<std::string> Own;
    for (const auto &[Name, Of] : Known)
      Own.insert(Of.File);
    size_t Settled = EndToEnd.size();
    if (take(newParticipants(Own)) || take(newParticipants(Read)) || EndToEnd.size() > Settled)
      continue;
    for (const auto &[Name, Of] : Known)
      if (llvm::none_of(Callers.all(), [&](const FunctionTexts::Body &Each) {
            return Each.Name != Name && Each.names(Name);
          }))
        return "who calls " + Name + "() is not known";
    return {};
  }
}

/// Reads the files that may call \p Name.
std::string MappingUsers::readCallersOf(const std::string &Name, const Participant &Of) {
  const OccurrenceScan Scan({Name});
  if (std::string Why = readIfNamed(Name, Scan, Of.File); !Why.empty())
    return Why;
  std::vector<const FunctionTexts::Body *> Bodies = Callers.find(Name);
  auto IsOwn = [&](const FunctionTexts::Body *Each) { return Each->File == Of.File; };
  if (llvm::none_of(Bodies, IsOwn))
    return Of.File + ": the text of " + Name + "() was not found";
  bool IsStatic = llvm::all_of(
      Bodies, [&](const FunctionTexts::Body *Each) { return !IsOwn(Each) || Each->IsStatic; });
  std::set<std::string> Files = {Of.File};
  if (!IsStatic)
    for (const std::string &Each : Text.filesNaming(Root, {Name}, Threads))
      Files.insert(Each);
  else // sources are included, too
    Text.visitIncluders(Of.File, [&](const std::string &File) {
      Files.insert(File);
      return Files.size() <= MaxFiles;
    });
  if (Files.size() > MaxFiles)
    return "too many files may call " + Name + "()";
  for (const std::string &File : Files)
    if (std::string Why = readIfNamed(Name, Scan, File); !Why.empty())
      return Why;
  return {};
}

/// Reads \p File if it names \p Name, by \p Scan; what is in the way then is that it does so to
/// take a pointer.
std::string MappingUsers::readIfNamed(const std::string &Name, const OccurrenceScan &Scan,
                                      const std::string &File) {
  auto Source = readRegularFile(Root + "/" + File);
  if (!Source || !Scan.mentionsName((*Source)->getBuffer()))
    return {};
  StringRef All = (*Source)->getBuffer();
  if (Read.insert(File).second)
    Callers.add(File, std::move(*Source));
  for (const Occurrence &Each : Scan.in(All))
    if (isHandedOver(Each, Name, All, Callers.around(File, Each.Offset) != nullptr))
      return File + ", line " + std::to_string(Each.Line) + ": " + Name + "() is handed over";
  return {};
}

/// Says which name of a participant another function has, too: by text nobody can tell which of
/// them is called.
std::string MappingUsers::unclearName() const {
  for (const FunctionTexts::Body &Each : Callers.all())
    if (auto Same = Known.find(Each.Name); Same != Known.end() && Same->second.File != Each.File)
      return Each.File + " has another " + Each.Name + "()";
  return {};
}

/// Those of the functions in \p Files that call participants and are none, or do more than was
/// known of them. Of functions that call each other, those that are called come first.
MappingUsers::Participants MappingUsers::newParticipants(const std::set<std::string> &Files) {
  std::vector<const FunctionTexts::Body *> Found;
  std::set<StringRef> Names;
  for (const FunctionTexts::Body &Each : Callers.all()) {
    if (Files.count(Each.File) && !EndToEnd.count(&Each) && !callsIn(Each).empty()) {
      Found.push_back(&Each);
      if (!isParticipant(Each))
        Names.insert(Each.Name);
    }
  }
  auto CallsOther = [&](const FunctionTexts::Body *Each) {
    return llvm::any_of(Each->Names,
                        [&](StringRef Name) { return Name != Each->Name && Names.count(Name); });
  };
  if (!llvm::all_of(Found, CallsOther))
    llvm::erase_if(Found, CallsOther);
  Participants Result;
  for (const FunctionTexts::Body *Each : Found) {
    const FunctionTexts::Body *Callee = isParticipant(*Each) ? nullptr : endToEndCallee(*Each);
    if (isEndToEnd(*Each) && !isParticipant(*Each))
      EndToEnd.insert(Each);
    else if (Callee)
      Result[Callee->Name] = {Callee->File, /*Maps=*/true, /*Unmaps=*/true};
    else
      Result[Each->Name] = callsOf(*Each);
  }
  return Result;
}

/// Where \p Caller names participants, by index in its names.
std::vector<unsigned> MappingUsers::callsIn(const FunctionTexts::Body &Caller) const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < Caller.Names.size(); ++I)
    if (Caller.Names[I] != Caller.Name && Known.count(Caller.Names[I].str()))
      Result.push_back(I);
  return Result;
}

/// What \p Caller does by calling participants.
MappingUsers::Participant MappingUsers::callsOf(const FunctionTexts::Body &Caller) const {
  Participant Result = {Caller.File};
  for (unsigned I : callsIn(Caller)) {
    const Participant &Called = Known.at(Caller.Names[I].str());
    Result.Maps |= Called.Maps;
    Result.Unmaps |= Called.Unmaps;
  }
  return Result;
}

bool MappingUsers::isEndToEnd(const FunctionTexts::Body &Caller) const {
  std::vector<unsigned> Calls = callsIn(Caller);
  if (Calls.empty())
    return false;
  unsigned First = Calls.front(), Last = Calls.back();
  bool IsConditional = Caller.Conditional.count(First) || Caller.Conditional.count(Last);
  return Caller.Names[First] != Caller.Names[Last] && !(IsInField && IsConditional) &&
         Known.at(Caller.Names[First].str()).Maps && Known.at(Caller.Names[Last].str()).Unmaps;
}

const FunctionTexts::Body *MappingUsers::endToEndCallee(const FunctionTexts::Body &Caller) const {
  for (const FunctionTexts::Body &Each : Callers.all())
    if (EndToEnd.count(&Each) && !isParticipant(Each) && Caller.names(Each.Name))
      return &Each;
  return nullptr;
}

/// True if something was not known before. Two that share a name clash next time.
bool MappingUsers::take(const Participants &New) {
  bool IsMore = false;
  for (const auto &[Name, Found] : New) {
    Participant &Of = Known[Name];
    IsMore |= Of.File.empty() || (Found.Maps && !Of.Maps) || (Found.Unmaps && !Of.Unmaps);
    Of.File = Found.File;
    Of.Maps |= Found.Maps;
    Of.Unmaps |= Found.Unmaps;
  }
  return IsMore;
}

bool MappingUsers::isParticipant(const FunctionTexts::Body &Function) const {
  auto Same = Known.find(Function.Name);
  return Same != Known.end() && Same->second.File == Function.File;
}

std::vector<const FunctionTexts::Body *> MappingUsers::bodies() const {
  std::vector<const FunctionTexts::Body *> Result;
  for (const FunctionTexts::Body &Each : Callers.all())
    if (runs(Each))
      Result.push_back(&Each);
  return Result;
}

bool MappingUsers::runsAt(const std::string &File, unsigned At) const {
  if (!Read.count(File))
    return false;
  const FunctionTexts::Body *Around = Callers.around(File, At);
  return !Around || runs(*Around);
}

bool MappingUsers::runs(const FunctionTexts::Body &Function) const {
  return isParticipant(Function) || EndToEnd.count(&Function);
}
