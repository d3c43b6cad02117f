// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/MappingNames.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// Adds the strings of \p Key, if it is there.
template <typename Container>
Error addStrings(const JsonFields &Entry, const char *Key, Container &Into) {
  if (!Entry.has(Key))
    return Error::success();
  Expected<std::vector<std::string>> Read = Entry.strings(Key);
  if (!Read)
    return Read.takeError();
  Into.insert(Into.end(), Read->begin(), Read->end());
  return Error::success();
}

Error addStrings(const JsonFields &Entry, const char *Key, std::set<std::string> &Into) {
  std::vector<std::string> Read;
  Error Wrong = addStrings(Entry, Key, Read);
  Into.insert(Read.begin(), Read.end());
  return Wrong;
}

Error addNames(const JsonFields &Entry, NameSet &Into) {
  if (Error E = addStrings(Entry, "names", Into.Names))
    return E;
  return addStrings(Entry, "prefixes", Into.Prefixes);
}

Error takeIfThere(const JsonFields &Entry, const char *Key, std::string &Into) {
  if (!Entry.has(Key))
    return Error::success();
  Expected<std::string> Read = Entry.string(Key);
  if (!Read)
    return Read.takeError();
  Into = std::move(*Read);
  return Error::success();
}

Error takeIfThere(const JsonFields &Entry, const char *Key, std::optional<unsigned> &Into) {
  if (!Entry.has(Key))
    return Error::success();
  Expected<unsigned> Read = Entry.index(Key);
  if (!Read)
    return Read.takeError();
  Into = *Read;
  return Error::success();
}

/// Calls \p Take for each entry of array \p Key, until one is wrong.
template <typename Function> Error forEach(const JsonFields &Top, const char *Key, Function Take) {
  Expected<std::vector<JsonFields>> Entries = Top.array(Key);
  if (!Entries)
    return Entries.takeError();
  for (const JsonFields &Entry : *Entries)
    if (Error E = Take(Entry))
      return E;
  return Error::success();
}

} // namespace

bool NameSet::contains(llvm::StringRef Name) const {
  return Names.count(Name.str()) != 0 ||
         llvm::any_of(Prefixes, [&](const std::string &Each) { return Name.starts_with(Each); });
}

Error MappingNames::add(const JsonFields &Top) {
  if (Error E = forEach(Top, "relies_on_atomic", [&](const auto &Each) { return addPart(Each); }))
    return E;
  auto AddSet = [&](NameSet &Into) {
    return [&](const JsonFields &Entry) {
      if (Error E = Entry.only({"names", "prefixes", "why"}))
        return E;
      if (Expected<std::string> Why = Entry.string("why"); !Why)
        return Why.takeError();
      return addNames(Entry, Into);
    };
  };
  if (Error E = forEach(Top, "independent_of_atomic", AddSet(Independent)))
    return E;
  if (Error E = forEach(Top, "relies_on_kmap", AddSet(OnKmap)))
    return E;
  if (Error E = addStrings(Top, "independent_assembly", Instructions))
    return E;
  return forEach(Top, "borrowers", [&](const auto &Each) { return addBorrower(Each); });
}

Error MappingNames::addPart(const JsonFields &Entry) {
  AtomicPart Read;
  if (Error E = Entry.only({"disable", "enable", "names", "prefixes", "headers"}))
    return E;
  if (Error E = takeIfThere(Entry, "disable", Read.Disable))
    return E;
  if (Error E = takeIfThere(Entry, "enable", Read.Enable))
    return E;
  if (Read.Disable.empty() != Read.Enable.empty())
    return Entry.error("needs both of 'disable' and 'enable', or none");
  auto Known =
      llvm::find_if(Parts, [&](const AtomicPart &Part) { return Part.Disable == Read.Disable; });
  if (Known == Parts.end())
    Known = Parts.insert(Known, std::move(Read));
  if (Error E = addNames(Entry, Known->Relying))
    return E;
  return addStrings(Entry, "headers", Known->Headers);
}

Error MappingNames::addBorrower(const JsonFields &Entry) {
  Borrower Read;
  std::vector<std::string> Names;
  if (Error E = Entry.only({"names", "arguments", "rest_from", "returned", "source"}))
    return E;
  if (Entry.has("arguments")) {
    Expected<std::vector<unsigned>> Arguments = Entry.indices("arguments");
    if (!Arguments)
      return Arguments.takeError();
    Read.Arguments.insert(Arguments->begin(), Arguments->end());
  }
  if (Error E = takeIfThere(Entry, "rest_from", Read.RestFrom))
    return E;
  if (Error E = takeIfThere(Entry, "returned", Read.Returned))
    return E;
  if (Expected<std::string> Source = Entry.string("source"); !Source)
    return Source.takeError();
  if (Error E = addStrings(Entry, "names", Names))
    return E;
  for (const std::string &Name : Names)
    Borrowers[Name] = Read;
  return Error::success();
}

uint64_t MappingNames::partsOf(llvm::StringRef Name) const {
  uint64_t Result = 0;
  for (size_t I = 0; I < Parts.size(); ++I)
    if (Parts[I].Relying.contains(Name))
      Result |= uint64_t(1) << I;
  return Result;
}

uint64_t MappingNames::partsOfHeader(llvm::StringRef Path) const {
  if (Path.consume_front("arch/"))
    Path = Path.split('/').second;
  if (!Path.consume_front("include/"))
    return 0;
  uint64_t Result = 0;
  for (size_t I = 0; I < Parts.size(); ++I)
    if (Parts[I].Headers.count(Path.str()))
      Result |= uint64_t(1) << I;
  return Result;
}

const Borrower *MappingNames::borrower(llvm::StringRef Function) const {
  auto Found = Borrowers.find(Function);
  return Found == Borrowers.end() ? nullptr : &Found->second;
}
