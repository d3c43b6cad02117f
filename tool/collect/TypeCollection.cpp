// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/TypeCollection.h"

#include "checks/sources/RegularFile.h"
#include "checks/types/AddressUseFinder.h"
#include "tool/collect/PartCollection.h"
#include "tool/program/DealingUnits.h"
#include "tool/program/HeaderFields.h"

using namespace kphys;

namespace {

class TypeCollector : public PartCollection {
public:
  TypeCollector(Session &In, const WantedTypes &Wanted)
      : PartCollection(In, "types", "looking for uses"), Wanted(Wanted),
        Flows(In.Known.Kinds, In.Program.Names, TreeFiles::Others::Written),
        Named(In.Program.Names, {Wanted.Names.begin(), Wanted.Names.end()}),
        Deals(dealingUnits(In.Program, Flows, "deals", In.treeCache(), In.Options.Workers)) {
    addUsersOfHeaderFields(In.Program, In.Known.Kinds.addressTypes(), In.treeCache(),
                           In.Options.Workers, Deals);
    const std::string All = llvm::join(Wanted.Names, " ");
    Mentions =
        dealingUnits(In.Program, Named, "mentions " + llvm::utohexstr(llvm::xxh3_64bits(All)),
                     In.treeCache(), In.Options.Workers);
  }

  TypeCollection run() {
    collect();
    Result.Units = std::move(Units);
    Result.Uses.Declarations = {Declarations.begin(), Declarations.end()};
    Result.Uses.Same = {Same.begin(), Same.end()};
    Result.Uses.Obstacles = {Obstacles.begin(), Obstacles.end()};
    Result.Uses.Pointers = {Pointers.begin(), Pointers.end()};
    Result.Uses.Named = {Places.begin(), Places.end()};
    for (auto &[Text, Each] : Uses)
      Result.Uses.Uses.push_back(std::move(Each));
    return std::move(Result);
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return addressUseExtractor(Flows, Task.Headers, Macros);
  }

protected:
  std::string whyNot(size_t Index) const override {
    const Unit &Each = In.Program.Units[Index];
    bool IsWanted = Wanted.Files.count(Each.Source) || (Deals[Index] && Mentions[Index]);
    return leftOut(PathFilter(), Each, IsWanted);
  }

  bool wantsHeader(const std::string &Name, const std::string &Path) const override {
    if (Wanted.Files.count(Name))
      return true;
    auto Text = readRegularFile(Path);
    return Text && Named.isHeaderWorthALook(Path, (*Text)->getBuffer());
  }

  bool note(const UnitTask &From, const nlohmann::json &Facts, const ParseOutcome &Parse) override {
    AddressUses Said;
    if (!readJson(Facts, Said))
      return false;
    Result.Texts.note(Said.Texts);
    if (From.Headers.empty())
      Result.Parsed[From.Unit].Parse = Parse;
    Declarations.insert(Said.Declarations.begin(), Said.Declarations.end());
    Same.insert(Said.Same.begin(), Said.Same.end());
    Obstacles.insert(Said.Obstacles.begin(), Said.Obstacles.end());
    Pointers.insert(Said.Pointers.begin(), Said.Pointers.end());
    Places.insert(Said.Named.begin(), Said.Named.end());
    for (AddressUse &Each : Said.Uses) {
      std::string Text = writeJson(Each); // a header is seen by many
      Uses.try_emplace(std::move(Text), std::move(Each));
    }
    return true;
  }

private:
  const WantedTypes &Wanted;
  const FlowOptions Flows;
  const PartOptions Named;
  std::vector<char> Deals, Mentions; ///< by unit
  TypeCollection Result;
  std::set<AddressDeclaration> Declarations;
  std::set<SameAddressType> Same;
  std::set<TypeObstacle> Obstacles;
  std::set<AddressPointer> Pointers;
  std::set<NamePlace> Places;
  std::map<std::string, AddressUse> Uses;
};

} // namespace

TypeCollection kphys::collectTypes(Session &In, const WantedTypes &Wanted) {
  return TypeCollector(In, Wanted).run();
}
