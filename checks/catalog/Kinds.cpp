// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/Kinds.h"

#include "checks/catalog/CatalogFile.h"
#include "checks/catalog/FieldReader.h"

using namespace kphys;
using llvm::Expected;

const char *kphys::kindName(Kind Value) {
  switch (Value) {
  case Kind::Kphys:
    return "kphys";
  case Kind::Raw:
    return "raw";
  case Kind::Either:
    return "either";
  case Kind::Bus:
    return "bus";
  case Kind::None:
    return "none";
  }
  return "";
}

namespace kphys {

static WordList<Kind> wordsOf(Kind) {
  using Word = Kind;
  static constexpr std::pair<const char *, Word> Words[] = {
      {"kphys", Word::Kphys}, {"raw", Word::Raw},   {"either", Word::Either},
      {"bus", Word::Bus},     {"none", Word::None}, {"virtual", Word::None}};
  return Words;
}

static WordList<KnownName::Proof> wordsOf(KnownName::Proof) {
  using Word = KnownName::Proof;
  static constexpr std::pair<const char *, Word> Words[] = {{"ram", Word::Ram},
                                                            {"has-page", Word::HasPage},
                                                            {"p2p", Word::Device},
                                                            {"device-page", Word::Device}};
  return Words;
}

} // namespace kphys

void kphys::readKind(FieldReader &Row, llvm::StringRef Name, std::optional<KnownName> &Result) {
  KnownName Read;
  std::optional<unsigned> Asked;
  bool IsThere = false;
  auto Take = [&](const char *Key, auto &Value) {
    bool HasKey = Row.optional(Key, Value);
    IsThere |= HasKey;
    return HasKey;
  };
  bool Holds = Take("kind", Read.Result);
  bool IsGuard = Take("proves", Read.Proves);
  Take("result", Read.Result);
  Take("same", Read.Same);
  Take("same_pointee", Read.SamePointee);
  Take("points_to", Read.PointsTo);
  Take("default", Read.Default);
  Take("demands", Read.Demands);
  Take("writes", Read.Writes);
  Take("makes", Read.Makes);
  Take("filled_by", Read.FilledBy);
  Take("argument", Asked);
  Take("typed", Read.Typed);
  auto Mark = [&](const char *Key, llvm::ArrayRef<std::pair<const char *, bool *>> Words) {
    std::string Text;
    if (!Take(Key, Text))
      return;
    for (const auto &[Word, Flag] : Words)
      *Flag = Text == Word;
    if (llvm::none_of(Words, [](const auto &Each) { return *Each.second; }))
      Row.fail(Key, "there is no '" + Text + "'");
  };
  Mark("unit", {{"pfn", &Read.IsFrame}});
  Mark("caveat", {{"device-page", &Read.MayBeDevicePage}, {"system-ram", &Read.MayBeSystemRam}});
  Mark("given_by", {{"firmware", &Read.IsFromFirmware}});
  Read.IsVirtual = Row.is("result", "virtual");
  if (!IsThere)
    return;
  if ((Holds || IsGuard) && (Holds == IsGuard || Row.has("result")))
    Row.fail(Holds ? "kind" : "proves",
             "a name with it has no 'result', 'kind' or 'proves' beside");
  if (Name.contains('.') && !Holds)
    Row.fail("kind", "is missing: that is what a field has");
  if (Asked.has_value() && !IsGuard)
    Row.fail("argument", "is for a name that proves something");
  Read.Is = IsGuard              ? KnownName::Form::Guard
            : !Holds             ? KnownName::Form::Function
            : Name.contains('.') ? KnownName::Form::Field
                                 : KnownName::Form::Variable;
  // Whoever asks does not know: the value may be either. A constant has no argument.
  if (Asked)
    Read.Demands.emplace(*Asked, Kind::Either);
  Row.required("why", Read.Why);
  Result = std::move(Read);
}

Expected<KindCatalog> KindCatalog::embedded() {
  Expected<const CatalogFile *> File = CatalogFile::embedded();
  if (!File)
    return File.takeError();
  KindCatalog Result;
  const TypeNames Types = (*File)->Types.value_or(TypeNames());
  Result.AddressTypes.insert(Types.Address.begin(), Types.Address.end());
  Result.DmaTypes.insert(Types.Dma.begin(), Types.Dma.end());
  Result.SizeTypes.insert(Types.Size.begin(), Types.Size.end());
  const NameWords Words = (*File)->Words.value_or(NameWords());
  Result.PhysicalWords.insert(Words.Physical.begin(), Words.Physical.end());
  Result.PageTypes.insert(Types.Page.begin(), Types.Page.end());
  for (const NameRow &Row : (*File)->Names)
    if (Row.Kind)
      Result.Names[Row.Name] = *Row.Kind;
  return Result;
}

const KnownName *KindCatalog::find(llvm::StringRef Name) const {
  auto Found = Names.find(Name);
  return Found == Names.end() ? nullptr : &Found->second;
}

bool KindCatalog::isPhysicalName(llvm::StringRef Name) const {
  return llvm::any_of(llvm::split(Name, '_'),
                      [&](llvm::StringRef Word) { return PhysicalWords.count(Word.lower()) != 0; });
}

std::vector<std::string> KindCatalog::vocabulary() const {
  auto IsPhysical = [](std::optional<Kind> Value) {
    return Value == Kind::Kphys || Value == Kind::Raw;
  };
  std::vector<std::string> Result(AddressTypes.begin(), AddressTypes.end());
  for (const auto &Entry : Names) {
    const KnownName &Name = Entry.second;
    bool Matters = IsPhysical(Name.Result) || IsPhysical(Name.Default) ||
                   llvm::any_of(Name.Demands, [&](const auto &D) { return IsPhysical(D.second); });
    if (Name.Is == KnownName::Form::Function && Matters)
      Result.push_back(Entry.first().str());
  }
  llvm::sort(Result);
  return Result;
}
