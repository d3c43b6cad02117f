// kphys explain: why a value has its kind, step by step, or why a mapping stays.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/commands/Commands.h"
#include "tool/commands/ExplainMapping.h"
#include "tool/commands/IndexOption.h"
#include "tool/commands/UsedValues.h"
#include "tool/support/Output.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::StringRef;
namespace cl = llvm::cl;

namespace {

cl::opt<std::string> Where(cl::Positional, cl::desc("FILE:LINE[:NAME]"),
                           cl::sub(explainCommand().Sub), cl::cat(optionCategory()));
cl::opt<Kind> WhyNot(
    "why-not",
    cl::desc("Show where evidence that the value is KIND (kphys, raw, either or bus) was lost"),
    cl::values(clEnumValN(Kind::Kphys, "kphys", ""), clEnumValN(Kind::Raw, "raw", ""),
               clEnumValN(Kind::Either, "either", ""), clEnumValN(Kind::Bus, "bus", "")),
    cl::value_desc("KIND"), cl::init(Kind::None), cl::sub(explainCommand().Sub),
    cl::cat(optionCategory()));
cl::opt<std::string> ChainOf("chain",
                             cl::desc("Show the calls through which a value must be kernel-mapped "
                                      "RAM that FUNCTION demands"),
                             cl::value_desc("FUNCTION"), cl::sub(explainCommand().Sub),
                             cl::cat(optionCategory()));

/// FILE:LINE[:NAME], taken apart.
struct Query {
  StringRef File, Name;
  std::string InTree; ///< the file as the index has it
  unsigned Line = 0;

  bool parse(StringRef Text) {
    StringRef Rest, Number;
    std::tie(File, Rest) = Text.split(':');
    std::tie(Number, Name) = Rest.split(':');
    return !File.empty() && !Number.getAsInteger(10, Line);
  }
  bool matches(const Slot &Of) const {
    return (Of.File == File || Of.File == InTree) && Of.Line == Line && !Of.Decl.empty() &&
           (Name.empty() || Of.Name == Name);
  }
};

/// The text of a line of a source, as it stands there.
std::string sourceLine(const Project &Of, const PlaceNote &Step) {
  auto Text = readRegularFile(absolutePath(Step.File, Of.Tree.Root));
  if (!Text || Step.Line == 0)
    return {};
  return LineTable((*Text)->getBuffer()).line(Step.Line).trim().str();
}

void printStep(const Project &Of, const PlaceNote &Step, llvm::raw_ostream &To) {
  To << "  " << printableName(Step.File) << ":" << Step.Line << ": " << Step.Text << "\n";
  if (std::string Line = sourceLine(Of, Step); !Line.empty())
    To << "      " << Line << "\n";
}

void print(const Project &Of, const SolvedIndex &Index, unsigned Value, llvm::raw_ostream &To) {
  const Slot &Named = Index.slots()[Value];
  Verdict Result = Index.verdict(Value);
  To << printableName(Named.File) << ":" << Named.Line << ": " << Named.Decl << " '" << Named.Name
     << "' is " << Result.Kind << "\n";
  for (const Witness &Side : Result.Because) {
    if (Result.Because.size() > 1)
      To << "  it may be " << kindName(Side.Of) << ":\n";
    for (const PlaceNote &Step : Side.Steps)
      printStep(Of, Step, To);
  }
  if (Result.Kind == "unknown")
    To << "  missing: " << Index.blocker(Value) << "\n";
  for (const Witness &Other : Index.otherOrigins(Value, Result)) {
    To << "  it may also hold a value that is " << kindName(Other.Of) << ":\n";
    printStep(Of, Other.Steps.front(), To);
  }
}

/// What the index calls \p File, which is relative to the current directory or to the tree.
std::string nameInIndex(StringRef File, const Project &Of) {
  for (const std::string &Path : {File.str(), absolutePath(File, Of.Tree.Root)}) {
    llvm::SmallString<256> Real;
    if (llvm::sys::fs::real_path(Path, Real))
      continue;
    std::string Name = Of.Names.name(Real);
    return Name.empty() ? Real.str().str() : Name;
  }
  return File.str();
}

void printWhyNot(const Project &Of, const SolvedIndex &Index, unsigned Value,
                 llvm::raw_ostream &To) {
  LostEvidence Lost = Index.whyNot(WhyNot, Value);
  To << "  not " << kindName(WhyNot) << ": " << Lost.Why << "\n";
  for (const PlaceNote &Step : Lost.Steps)
    printStep(Of, Step, To);
}

/// Fields of one name belong to many structs: those that \p File has to do with, if there are any.
void keepFieldsOf(const std::string &File, const SolvedIndex &Index, std::vector<unsigned> &Found) {
  auto IsField = [&](unsigned Each) { return Index.slots()[Each].Decl == "field"; };
  auto IsNear = [&](unsigned Each) { return IsField(Each) && Index.flowsIn(Each, File); };
  if (llvm::any_of(Found, IsNear))
    llvm::erase_if(Found, [&](unsigned Each) { return IsField(Each) && !IsNear(Each); });
}

/// The values declared at the place, or else those that the line uses.
std::vector<unsigned> meant(const Query &Asked, const Project &Of, const SolvedIndex &Index) {
  std::vector<unsigned> Found;
  for (unsigned I = 0; I < Index.slots().size(); ++I)
    if (Asked.matches(Index.slots()[I]) && !Index.isRepeated(I))
      Found.push_back(I);
  if (!Found.empty())
    return Found;
  auto Text = readRegularFile(absolutePath(Asked.InTree, Of.Tree.Root));
  if (!Text || Asked.Line == 0)
    return {};
  Found = valuesUsedAt(Index.slots(), Asked.InTree, (*Text)->getBuffer(), Asked.Line, Asked.Name);
  keepFieldsOf(Asked.InTree, Index, Found);
  return Found;
}

std::string explanation(const Query &Asked, const Project &Of, const SolvedIndex &Index) {
  std::string Text;
  llvm::raw_string_ostream To(Text);
  for (unsigned Value : meant(Asked, Of, Index)) {
    print(Of, Index, Value, To);
    if (WhyNot != Kind::None && Index.verdict(Value).Kind != kindName(WhyNot))
      printWhyNot(Of, Index, Value, To);
  }
  return Text;
}

std::string chainText(const SolvedIndex &Index) {
  std::string Text;
  llvm::raw_string_ostream To(Text);
  for (const DemandLink &Each : Index.demandChain(ChainOf)) {
    To.indent(2 * Each.Depth) << printableName(Each.Step.File) << ":" << Each.Step.Line << ": "
                              << Each.Step.Text;
    To << (Each.Depth == 0 ? " must be kphys\n" : " is " + Index.verdict(Each.Slot).Kind + "\n");
  }
  return Text;
}

/// Prints what each build says by \p Say: once, where all that say anything say the same. An error
/// if none does: \p Nothing.
int printForBuilds(llvm::function_ref<std::string(const KindsProject &, const SolvedIndex &)> Say,
                   const std::string &Nothing) {
  std::vector<std::pair<std::string, std::string>> Said; // by build
  auto See = [&](const KindsProject &Work, const Build &Of, const SolvedIndex &Index) {
    if (std::string Text = Say(Work, Index); !Text.empty())
      Said.emplace_back(Of.Name, std::move(Text));
  };
  return withSolvedIndexes(See, [&](const KindsProject &) {
    if (Said.empty())
      return reportError(llvm::createStringError(Nothing));
    bool IsOne =
        llvm::all_of(Said, [&](const auto &Each) { return Each.second == Said.front().second; });
    for (const auto &[Name, Text] : Said) {
      if (!IsOne)
        listing() << "in " << Name << ":\n";
      listing() << Text;
      if (IsOne)
        break;
    }
    return static_cast<int>(ExitDone);
  });
}

int run() {
  if (!ChainOf.empty()) {
    if (!Where.empty() || WhyNot != Kind::None)
      return reportError(
          llvm::createStringError("--chain takes neither FILE:LINE nor --why-not beside"));
    return printForBuilds(
        [](const KindsProject &, const SolvedIndex &Index) { return chainText(Index); },
        "--chain: no parameter of '" + ChainOf +
            "' must be kernel-mapped RAM, as the index has it");
  }
  Query Asked;
  if (!Asked.parse(Where))
    return reportError(llvm::createStringError("'" + Where + "' is not FILE:LINE[:NAME]"));
  llvm::Expected<ProjectOptions> Named = projectOptions();
  if (!Named)
    return reportError(Named.takeError());
  Named->Paths = {Asked.File.str()};
  if (llvm::Expected<Project> Of = Project::open(*Named)) {
    std::string InTree = nameInIndex(Asked.File, *Of);
    llvm::Expected<bool> IsMapping = explainMapping(std::move(*Of), InTree, Asked.Line, Asked.Name);
    if (!IsMapping)
      return reportError(IsMapping.takeError());
    if (*IsMapping)
      return ExitDone;
  } else {
    llvm::consumeError(Of.takeError()); // it may be of code outside the tree
  }
  return printForBuilds(
      [&](const KindsProject &Work, const SolvedIndex &Index) {
        Asked.InTree = nameInIndex(Asked.File, Work.Of);
        return explanation(Asked, Work.Of, Index);
      },
      Where + ": the index has no address declared or used there");
}

} // namespace

Command kphys::explainCommand() {
  static cl::SubCommand Sub("explain", "Say why a value has its kind, or a mapping stays");
  return {Sub, run};
}
