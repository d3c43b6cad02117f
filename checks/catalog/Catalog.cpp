// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/Catalog.h"

#include "checks/catalog/CatalogFile.h"
#include "checks/sources/RegularFile.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

Expected<Catalog> Catalog::embedded(unsigned Level) {
  Expected<const CatalogFile *> File = CatalogFile::embedded();
  if (!File)
    return File.takeError();
  Catalog Result;
  Result.Level = Level;
  Result.Fingerprint = std::to_string(Level) + " ";
  if (Error E = Result.add(**File))
    return std::move(E);
  return Result;
}

Error Catalog::extend(llvm::StringRef Path) {
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return llvm::createStringError(Path + ": " + Buffer.getError().message());
  Expected<CatalogFile> File = CatalogFile::read((*Buffer)->getBuffer(), Path);
  if (!File)
    return File.takeError();
  if (Error E = File->checkIsAddition())
    return E;
  return add(*File);
}

Error Catalog::add(const CatalogFile &File) {
  Fingerprint += File.Fingerprint;
  for (const Feature &Each : File.Features) {
    auto Same = llvm::find_if(Features, [&](const Feature &F) { return F.Name == Each.Name; });
    if (Same == Features.end())
      Features.push_back(Each);
    else
      *Same = Each;
  }
  GplCompatible.insert(File.GplCompatible.begin(), File.GplCompatible.end());
  Physical = File.Physical.value_or(Physical);
  for (const Idiom &Each : File.Idioms) {
    if (Each.ForPage)
      Idioms.push_back(*Each.ForPage);
    if (Each.ForVirtual)
      VirtualIdioms.push_back(*Each.ForVirtual);
  }
  if (File.Contract) {
    std::set<std::string> Arithmetic = std::move(Contract.Arithmetic);
    Contract = *File.Contract;
    Contract.Arithmetic = std::move(Arithmetic);
  }
  if (!File.PageSize.empty())
    PageSize = File.PageSize;
  for (const NameRow &Row : File.Names)
    if (Error E = add(File, Row))
      return E;
  return ForMappings.add(File);
}

Error Catalog::add(const CatalogFile &File, const NameRow &Row) {
  const RuleFacts &Rules = Row.Rules;
  if (Rules.LocalMapping)
    LocalMappings[Row.Name] = *Rules.LocalMapping;
  llvm::append_range(CopyHelpers, Rules.CopyHelpers);
  if (Row.IsArithmetic)
    Contract.Arithmetic.insert(Row.Name);
  if (!Rules.Counted)
    return Error::success();
  Api New = *Rules.Counted;
  if (std::string Needed = New.feature().str(); !Needed.empty() && !findFeature(Needed))
    return File.error(Row, "feature: the catalog has none that is called '" + Needed + "'");
  if (New.Level > Level)
    return Error::success();
  if (New.Replace && Level > 0)
    New.Replace->PeersBy.clear();
  if (New.Replace)
    for (ArgumentRule &Each : New.Replace->Arguments)
      if (Each.How == ArgumentRule::Kind::Physical) {
        Each.Through = Physical.Name;
        Each.Type = Physical.Type;
      }
  auto [Index, IsNew] = ByName.try_emplace(New.Name, Apis.size());
  if (IsNew)
    Apis.push_back(std::move(New));
  else
    Apis[Index->second] = std::move(New);
  return Error::success();
}

bool Catalog::learn(const Relay &New) {
  Api Row;
  Row.Name = New.Name;
  Row.How = New.isMember() ? Api::Form::Member : Api::Form::Call;
  Row.Record = New.Record;
  Row.Header = New.File;
  Row.Relays = New;
  Row.Replace.emplace();
  Row.Replace->Rule = "address-parameter";
  Row.Replace->Callee = New.Becomes;
  for (unsigned I = 0; I < New.Parameters; ++I) {
    ArgumentRule Argument;
    Argument.Index = I;
    if (I == New.Page) {
      Argument.How = ArgumentRule::Kind::Physical;
      Argument.Offset = I + 1;
      Argument.Through = Physical.Name;
      Argument.Type = Physical.Type;
    }
    if (I != New.Page + 1)
      Row.Replace->Arguments.push_back(std::move(Argument));
  }
  auto [Index, IsNew] = ByName.try_emplace(New.Name, Apis.size());
  if (IsNew) {
    Apis.push_back(std::move(Row));
  } else {
    Api &Known = Apis[Index->second];
    if (!New.isMember() || Known.How != Api::Form::Member || Known.memberOf(New.Record))
      return false;
    Known.OfOtherRecords.push_back(std::move(Row));
  }
  Relays.insert(New.key());
  Fingerprint += " " + writeJson(New);
  return true;
}

std::optional<unsigned> Catalog::find(llvm::StringRef Name) const {
  auto Found = ByName.find(Name);
  if (Found == ByName.end())
    return std::nullopt;
  return Found->second;
}

const Feature *Catalog::findFeature(llvm::StringRef Name) const {
  for (const Feature &Each : Features)
    if (Each.Name == Name)
      return &Each;
  return nullptr;
}
