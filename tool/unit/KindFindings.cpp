// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/KindFindings.h"

#include "checks/sources/Paths.h"

using namespace kphys;

namespace {

/// The files whose lines are wanted, read once each.
class Lines {
public:
  explicit Lines(const TextOfFile &Read) : Read(Read) {}

  llvm::StringRef line(const std::string &File, unsigned Number) {
    auto [Known, IsNew] = Files.try_emplace(File);
    if (IsNew) {
      Known->second.Text = Read(File);
      llvm::StringRef(Known->second.Text).split(Known->second.Lines, '\n');
    }
    const Content &Of = Known->second;
    return Number >= 1 && Number <= Of.Lines.size() ? Of.Lines[Number - 1] : llvm::StringRef();
  }

private:
  struct Content {
    std::string Text;
    llvm::SmallVector<llvm::StringRef> Lines;
  };
  const TextOfFile &Read;
  std::map<std::string, Content> Files;
};

} // namespace

std::vector<UnitFinding> kphys::kindFindings(const SolvedIndex &Solved, unsigned Level,
                                             const TextOfFile &Read) {
  std::vector<UnitFinding> Result;
  Lines Files(Read);
  for (const Conflict &Each : Solved.conflicts(Level)) {
    llvm::StringRef Line = Files.line(Each.File, Each.Line);
    UnitFinding Finding;
    Finding.File = Each.File;
    Finding.Line = Each.Line;
    Finding.Column = Line.size() - Line.ltrim().size() + 1;
    Finding.Check = AddressKindCheck;
    Finding.Message = Each.Text;
    Finding.Function = Each.Function;
    Finding.Subject = Line.trim().str();
    Finding.Severity = Each.Severity;
    Finding.NotesAreWay = true;
    for (const WitnessStep &Step : Each.Path)
      Finding.Notes.push_back({Step.File, Step.Line, 0, Step.Text});
    Result.push_back(std::move(Finding));
  }
  return Result;
}

llvm::Expected<std::vector<UnitFinding>> kphys::kindFindingsOfUnit(const UnitTools &Tools,
                                                                   const std::string &Source,
                                                                   const SolvedIndex::Fresh &Said,
                                                                   const TextOfFile &Read) {
  std::set<std::string> Files = {Source};
  if (auto Own = Said.Flows.Parts.find(""); Own != Said.Flows.Parts.end())
    for (const FlowEdge &Edge : Own->second.Edges)
      Files.insert(Edge.File);
  SolvedIndex::FreshUnits Units = {{Source, Said}};
  std::unique_ptr<SolvedIndex> Solved;
  if (Tools.Options.Index.empty()) {
    Solved = SolvedIndex::of(Units, Tools.Known.Kinds);
  } else {
    auto Known = SolvedIndex::read(Tools.Options.Index, Tools.Known.Kinds, Units);
    if (!Known)
      return Known.takeError();
    Solved = std::move(*Known);
  }
  std::vector<UnitFinding> Result = kindFindings(*Solved, Tools.Options.Level, Read);
  llvm::erase_if(Result, [&](const UnitFinding &Each) {
    return !Files.count(Each.File) || isSharedHeader(Each.File);
  });
  return Result;
}
