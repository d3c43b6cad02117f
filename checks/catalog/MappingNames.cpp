// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/MappingNames.h"

#include "checks/catalog/CatalogFile.h"
#include "checks/catalog/FieldReader.h"

using namespace kphys;
using llvm::Error;

namespace {

/// What `relies_on` says of a name that answers otherwise where a page is mapped by kmap().
constexpr char Kmap[] = "kmap";

} // namespace

namespace kphys {

static void readFields(FieldReader &Fields, Borrower &Result) {
  Fields.optional("arguments", Result.Arguments);
  Fields.optional("rest_from", Result.RestFrom);
  Fields.optional("returned", Result.Returned);
}

} // namespace kphys

void kphys::readFields(FieldReader &Fields, AtomicPart &Result) {
  Fields.required("name", Result.Name);
  if (Fields.optional("disable", Result.Disable))
    Fields.required("enable", Result.Enable);
  else if (Fields.has("enable"))
    Fields.required("disable", Result.Disable);
  Fields.optional("headers", Result.Headers);
}

void kphys::readMappingFacts(FieldReader &Row, MappingFacts &Result) {
  Row.optional("relies_on", Result.ReliesOn);
  Row.optional("independent_of_atomic", Result.IsIndependent);
  Row.optional("borrows", Result.Borrows);
}

void NameSet::add(llvm::StringRef Name) {
  if (Name.consume_back("*"))
    Prefixes.push_back(Name.str());
  else
    Names.insert(Name.str());
}

bool NameSet::contains(llvm::StringRef Name) const {
  return Names.count(Name.str()) != 0 ||
         llvm::any_of(Prefixes, [&](const std::string &Each) { return Name.starts_with(Each); });
}

Error MappingNames::add(const CatalogFile &File) {
  auto Find = [&](llvm::StringRef Name) {
    return llvm::find_if(Parts, [&](const AtomicPart &Each) { return Each.Name == Name; });
  };
  for (const AtomicPart &Each : File.AtomicParts) {
    if (auto Same = Find(Each.Name); Same == Parts.end())
      Parts.push_back(Each);
    else
      Same->Headers.insert(Each.Headers.begin(), Each.Headers.end());
  }
  Instructions.insert(File.IndependentAssembly.begin(), File.IndependentAssembly.end());
  for (const NameRow &Row : File.Names) {
    for (const std::string &Each : Row.Mapping.ReliesOn) {
      auto Part = Find(Each);
      if (Part == Parts.end() && Each != Kmap)
        return File.error(Row, "relies_on: there is no '" + Each + "' in atomic_parts");
      (Each == Kmap ? OnKmap : Part->Relying).add(Row.Name);
    }
    if (!Row.Mapping.IsIndependent.empty())
      Independent.add(Row.Name);
    if (Row.Mapping.Borrows)
      Borrowers[Row.Name] = *Row.Mapping.Borrows;
  }
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
