// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/CensusCollection.h"

#include "checks/census/CensusExtractor.h"
#include "checks/scan/TreeScan.h"
#include "tool/collect/PartCollection.h"
#include "tool/program/DealingUnits.h"

using namespace kphys;
using llvm::Expected;

namespace {

class CensusTaker : public PartCollection {
public:
  explicit CensusTaker(Session &In)
      : PartCollection(In, "census", "counting"), Counted(In.Known.Counted, In.Program.Names),
        Deals(dealingUnits(In.Program, Counted, "counted", In.treeCache(), In.Options.Workers)) {}

  Expected<Census> run() {
    collect();
    Census Result;
    Result.Units = std::move(Units);
    for (auto &[Place, Each] : Uses)
      Result.Uses.push_back(std::move(Each));
    Expected<std::map<std::string, std::vector<Occurrence>>> Mentions = TreeScan::mentionsOf(
        In.Known.Counted.vocabulary(), In.Program.Names, In.Program.generatedParts(),
        In.Program.builtSources(), In.Options.Workers, In.treeCache());
    if (!Mentions)
      return Mentions.takeError();
    for (const auto &[File, Found] : *Mentions)
      if (In.Program.Filter.contains(File))
        if (unsigned Number = unseenIn(File, Found))
          Result.Unseen[File] = Number;
    return Result;
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return censusExtractor(Counted, Task.Headers, Macros);
  }

protected:
  std::string whyNot(size_t Index) const override {
    return leftOut(In.Program.Filter, In.Program.Units[Index], Deals[Index]);
  }

  bool wantsHeader(const std::string &Name, const std::string &Path) const override {
    return isHeaderInScope(Counted, Name, Path);
  }

  bool note(const UnitTask &, const nlohmann::json &Facts, const ParseOutcome &) override {
    UnitCensus Said;
    if (!readJson(Facts, Said))
      return false;
    for (CountedUse &Each : Said.Uses)
      if (Each.Carrier >= In.Known.Counted.carriers().size())
        return false;
    for (CountedUse &Each : Said.Uses)
      if (In.Program.Filter.contains(Each.File))
        add(std::move(Each));
    for (const auto &[File, Offsets] : Said.Mentions)
      Seen[File].insert(Offsets.begin(), Offsets.end());
    return true;
  }

private:
  /// Where units say different things of one place, or a unit says several, the one counts that
  /// wants most of the page.
  void add(CountedUse Each) {
    auto Rank = [](const CountedUse &Of) {
      return std::tie(Of.Use, Of.Through, Of.Function, Of.Line, Of.Column);
    };
    auto [Known, IsNew] = Uses.try_emplace({Each.File, Each.Offset, Each.Carrier}, Each);
    if (!IsNew && Rank(Each) < Rank(Known->second))
      Known->second = std::move(Each);
  }

  unsigned unseenIn(const std::string &File, const std::vector<Occurrence> &Found) const {
    const CensusNames &Names = In.Known.Counted;
    auto Known = Seen.find(File);
    return llvm::count_if(Found, [&](const Occurrence &Each) {
      const std::string &Word = Names.vocabulary()[Each.Name];
      bool Counts = !Names.isHint(Word) && (Each.How == Access::Member) == Names.isField(Word);
      return Counts && (Known == Seen.end() || !Known->second.count(Each.Offset));
    });
  }

  const CensusOptions Counted;
  const std::vector<char> Deals;                                          ///< by unit
  std::map<std::tuple<std::string, unsigned, unsigned>, CountedUse> Uses; ///< file, offset, carrier
  std::map<std::string, std::set<unsigned>> Seen; ///< offsets of mentions, by file
};

} // namespace

Expected<Census> kphys::takeCensus(Session &In) { return CensusTaker(In).run(); }
