// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/AuditNames.h"

#include "checks/catalog/CatalogFile.h"
#include "checks/catalog/FieldReader.h"

using namespace kphys;
using llvm::Expected;

namespace kphys {

static WordList<AuditRole> wordsOf(AuditRole) {
  static constexpr std::pair<const char *, AuditRole> Words[] = {
      {"offset-in-page", AuditRole::OffsetInPage},
      {"page-to-virtual", AuditRole::PageToVirtual},
      {"physical-to-page", AuditRole::PhysicalToPage},
      {"frame-to-page", AuditRole::FrameToPage},
      {"physical-to-frame", AuditRole::PhysicalToFrame},
      {"mmio-attribute", AuditRole::MmioAttribute},
      {"map-callback", AuditRole::MapCallback},
      {"linear-map", AuditRole::LinearMap},
      {"map-one-page", AuditRole::MapOnePage},
      {"segment-length", AuditRole::SegmentLength},
      {"counts-pages", AuditRole::CountsPages},
      {"any-address", AuditRole::AnyAddress},
      {"page-container", AuditRole::PageContainer},
      {"shared-attribute", AuditRole::SharedAttribute},
      {"page-address", AuditRole::PageAddress},
      {"single-page-iterator", AuditRole::SinglePageIterator},
      {"multi-page-iterator", AuditRole::MultiPageIterator},
      {"error-pointer", AuditRole::ErrorPointer},
      {"error-or-null", AuditRole::ErrorOrNull},
  };
  return Words;
}

static WordList<FrameDemand::Part> wordsOf(FrameDemand::Part) {
  using Word = FrameDemand::Part;
  static constexpr std::pair<const char *, Word> Words[] = {
      {"shift", Word::Shift},
      {"result", Word::Result},
      {"result-of-address", Word::ResultOfAddress},
      {"argument", Word::Argument}};
  return Words;
}

static void readFields(FieldReader &Fields, DmaMapping &Result) {
  std::string Does;
  Fields.required("does", Does);
  if (Does != "map" && Does != "unmap")
    Fields.fail("does", "must be map or unmap");
  Result.Maps = Does == "map";
  Fields.optional("mmio", Result.IsMmio);
  Fields.optional("attributes", Result.Attributes);
  if (!Result.Maps)
    Fields.required("handle", Result.Handle);
}

static void readFields(FieldReader &Fields, MemoryCopier &Result) {
  Fields.required("pointers", Result.Pointers);
  Fields.required("length", Result.Length);
}

static void readFields(FieldReader &Fields, FrameDemand &Result) {
  Fields.required("unit", Result.Unit);
  Fields.required("is", Result.Is);
  if (Result.Is == FrameDemand::Part::Argument)
    Fields.required("argument", Result.Argument);
}

} // namespace kphys

void kphys::readAuditFacts(FieldReader &Row, AuditFacts &Result) {
  Row.optional("roles", Result.Roles);
  Row.optional("dma_mapping", Result.Dma);
  for (const char *Key : {"maps_locally", "unmaps_locally"}) {
    LocalMapping Local = {Key[0] == 'm', 0};
    if (!Row.optional(Key, Local.Argument))
      continue;
    if (Result.Local)
      Row.fail(Key, "cannot stand beside maps_locally");
    Result.Local = Local;
  }
  Row.optional("hands_over", Result.HandsOver);
  Row.optional("copies", Result.Copies);
  Row.optional("frame", Result.Frame);
  Row.optional("whole_pages", Result.WholePages);
  Row.optional("ram_flag", Result.RamFlag);
}

Expected<AuditNames> AuditNames::embedded() {
  Expected<const CatalogFile *> Read = CatalogFile::embedded();
  if (!Read)
    return Read.takeError();
  const CatalogFile &File = **Read;
  AuditNames Result;
  for (const NameRow &Row : File.Names) {
    if (Row.Audit.isEmpty())
      continue;
    Result.Names[Row.Name] = Row.Audit;
    for (AuditRole Role : Row.Audit.Roles)
      Result.Roles[Row.Name].insert(Role);
  }
  const TypeNames Types = File.Types.value_or(TypeNames());
  const NameWords Words = File.Words.value_or(NameWords());
  for (const auto &[Texts, Role] :
       {std::pair(&Types.Dma, AuditRole::DmaType), std::pair(&Types.Size, AuditRole::SizeType),
        std::pair(&Words.AttributesParameter, AuditRole::AttributesParameter),
        std::pair(&Words.Ending, AuditRole::EndingWord),
        std::pair(&Words.Reversing, AuditRole::ReversingWord)})
    for (const std::string &Each : *Texts)
      Result.Roles[Each].insert(Role);
  for (const std::vector<std::string> &Each : Words.Opposites)
    Result.Opposites.insert({Each[0], Each[1]});
  return Result;
}

bool AuditNames::hasWord(AuditRole Role, llvm::StringRef Name) const {
  llvm::SmallVector<llvm::StringRef, 8> Words;
  Name.split(Words, '_', -1, /*KeepEmpty=*/false);
  return llvm::any_of(Words, [&](llvm::StringRef Word) { return is(Role, Word); });
}

std::vector<std::string> AuditNames::names(AuditRole Role) const {
  std::vector<std::string> Names;
  for (const auto &Entry : Roles)
    if (Entry.second.count(Role))
      Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}

const std::string *AuditNames::yieldsFrame(llvm::StringRef Name) const {
  const FrameDemand *Frame = find(Name, &AuditFacts::Frame);
  bool Yields = Frame && (Frame->Is == FrameDemand::Part::Result ||
                          Frame->Is == FrameDemand::Part::ResultOfAddress);
  return Yields ? &Frame->Unit : nullptr;
}

const FrameDemand *AuditNames::frameDemand(llvm::StringRef Name) const {
  const FrameDemand *Frame = find(Name, &AuditFacts::Frame);
  return Frame && Frame->Is == FrameDemand::Part::Argument ? Frame : nullptr;
}

const std::string *AuditNames::shift(llvm::StringRef Name) const {
  const FrameDemand *Frame = find(Name, &AuditFacts::Frame);
  return Frame && Frame->Is == FrameDemand::Part::Shift ? &Frame->Unit : nullptr;
}

bool AuditNames::takesAddress(llvm::StringRef Name) const {
  const FrameDemand *Frame = find(Name, &AuditFacts::Frame);
  return Frame && Frame->Is == FrameDemand::Part::ResultOfAddress;
}

std::vector<std::string> AuditNames::vocabulary() const {
  std::vector<std::string> Result;
  // Parameters, fields and types of any number apart: their names alone say nothing. Nor do those
  // of functions that only copy what they are given, or hand it over.
  for (const auto &Entry : Names) {
    const AuditFacts &Facts = Entry.second;
    bool IsFrame = Facts.Frame && Facts.Frame->Is != FrameDemand::Part::Shift;
    if (!Entry.first().contains('.') && (!Facts.Roles.empty() || Facts.Dma || Facts.Local ||
                                         Facts.WholePages || Facts.RamFlag || IsFrame))
      Result.push_back(Entry.first().str());
  }
  llvm::sort(Result);
  return Result;
}
