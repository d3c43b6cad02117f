// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/CensusNames.h"

#include "checks/catalog/CatalogFile.h"
#include "checks/catalog/FieldReader.h"

using namespace kphys;
using llvm::Expected;

namespace {

constexpr std::pair<const char *, PageUse> UseWords[] = {
    {"address", PageUse::Address},   {"lifetime", PageUse::Lifetime}, {"flags", PageUse::Flags},
    {"identity", PageUse::Identity}, {"passing", PageUse::Passing},   {"gone", PageUse::Gone},
    {"unknown", PageUse::Unknown},
};

/// Calls \p Take with each name of \p Names and what it is used for.
void forEachName(const NamesByUse &Names,
                 llvm::function_ref<void(const std::string &, PageUse)> Take) {
  for (const auto &[List, Use] :
       {std::pair(&Names.Address, PageUse::Address), std::pair(&Names.Lifetime, PageUse::Lifetime),
        std::pair(&Names.Flags, PageUse::Flags), std::pair(&Names.Identity, PageUse::Identity),
        std::pair(&Names.Gone, PageUse::Gone)})
    for (const std::string &Each : *List)
      Take(Each, Use);
}

} // namespace

namespace kphys {

static WordList<PageUse> wordsOf(PageUse) { return UseWords; }

static void readFields(FieldReader &Fields, NamesByUse &Result) {
  Fields.optional("address", Result.Address);
  Fields.optional("lifetime", Result.Lifetime);
  Fields.optional("flags", Result.Flags);
  Fields.optional("identity", Result.Identity);
  Fields.optional("gone", Result.Gone);
}

static void readFields(FieldReader &Fields, PageMember &Result) {
  Fields.required("name", Result.Name);
  Fields.required("word", Result.Word);
}

static void readFields(FieldReader &Fields, PageTaker &Result) {
  Fields.required("name", Result.Name);
  Fields.required("page", Result.Page);
}

static void readFields(FieldReader &Fields, PageCarrier &Result) {
  Fields.required("name", Result.Name);
  Fields.optional("uses", Result.Uses);
  Fields.optional("members", Result.Members);
  Fields.optional("yields", Result.Yields);
  Fields.optional("takes", Result.Takes);
  Fields.optional("does", Result.Does);
}

/// Says so where a name is there twice: only one of the two would count.
static void refuseTwice(FieldReader &Fields, const CensusFacts &Facts) {
  llvm::StringSet<> Parts, Uses;
  auto Note = [&](llvm::StringSet<> &Among, const std::string &Name) {
    if (!Among.insert(Name).second)
      Fields.fail("", "has " + Name + " twice");
  };
  for (const PageCarrier &Each : Facts.Carriers) {
    for (const PageMember &Member : Each.Members)
      Note(Parts, Member.Name);
    for (const std::string &Name : Each.Yields)
      Note(Parts, Name);
    for (const PageTaker &Taker : Each.Takes)
      Note(Parts, Taker.Name);
    forEachName(Each.Does, [&](const std::string &Name, PageUse) { Note(Parts, Name); });
  }
  forEachName(Facts.Uses, [&](const std::string &Name, PageUse) { Note(Uses, Name); });
}

void readFields(FieldReader &Fields, CensusFacts &Result) {
  Fields.required("carriers", Result.Carriers);
  Fields.optional("same_page", Result.SamePage);
  Fields.required("uses", Result.Uses);
  refuseTwice(Fields, Result);
}

} // namespace kphys

const char *kphys::useName(PageUse Use) {
  for (const auto &[Word, Each] : UseWords)
    if (Each == Use)
      return Word;
  return "";
}

void CensusNames::add(const PageCarrier &Each) {
  Part Is;
  Is.Carrier = Carriers.size();
  Carriers.push_back(Each.Name);
  for (const PageMember &Member : Each.Members) {
    Parts[Member.Name] = Is;
    llvm::StringRef Field = llvm::StringRef(Member.Name).split('.').second;
    Fields.insert(Field);
    Vocabulary.push_back(Member.Word);
    if (Field != Member.Word)
      Hints.insert(Member.Word);
  }
  Is.Is = Part::Role::Yields;
  for (const std::string &Name : Each.Yields)
    Parts[Name] = Is;
  Is.Is = Part::Role::Takes;
  Is.Use = Each.Uses.value_or(PageUse::Passing);
  for (const PageTaker &Taker : Each.Takes) {
    Is.Page = Taker.Page;
    Parts[Taker.Name] = Is;
  }
  Is.Is = Part::Role::Does;
  Is.Page.clear();
  forEachName(Each.Does, [&](const std::string &Name, PageUse Use) {
    Is.Use = Use;
    Parts[Name] = Is;
  });
}

Expected<CensusNames> CensusNames::embedded() {
  Expected<const CatalogFile *> Read = CatalogFile::embedded();
  if (!Read)
    return Read.takeError();
  const CensusFacts Facts = (*Read)->Census.value_or(CensusFacts());
  CensusNames Result;
  for (const PageCarrier &Each : Facts.Carriers)
    Result.add(Each);
  for (const std::string &Name : Facts.SamePage)
    Result.SamePage.insert(Name);
  forEachName(Facts.Uses, [&](llvm::StringRef Name, PageUse Use) {
    if (Name.consume_back("*"))
      Result.Families.emplace_back(Name.str(), Use);
    else
      Result.Uses[Name] = Use;
  });
  for (const auto &Each : Result.Parts) {
    auto [Name, Field] = Each.first().split('.');
    if (!Field.empty())
      Result.Fields.insert(Field);
    if (Each.second.Is != Part::Role::Holds)
      Result.Vocabulary.push_back((Field.empty() ? Name : Field).str());
  }
  llvm::sort(Result.Vocabulary);
  Result.Vocabulary.erase(llvm::unique(Result.Vocabulary), Result.Vocabulary.end());
  return Result;
}

const CensusNames::Part *CensusNames::part(llvm::StringRef Name) const {
  auto Found = Parts.find(Name);
  return Found == Parts.end() ? nullptr : &Found->second;
}

std::optional<PageUse> CensusNames::use(llvm::StringRef Name) const {
  if (auto Found = Uses.find(Name); Found != Uses.end())
    return Found->second;
  size_t Longest = 0;
  std::optional<PageUse> Result;
  for (const auto &[Beginning, Use] : Families)
    if (Beginning.size() > Longest && Name.starts_with(Beginning)) {
      Longest = Beginning.size();
      Result = Use;
    }
  return Result;
}
