// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/PchPool.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/TimeProfiler.h"
#include <fstream>

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace kphys {
KPHYS_JSON_MEMBERS(HeaderUse, Includes, Macros)
} // namespace kphys

namespace {

/// Fewer units of a class are parsed in less time than a precompiled header costs.
constexpr size_t MinUnits = 3;

/// The source of the precompiled header \p Path.
std::string sourceFor(const std::string &Path) { return Path + ".h"; }

/// False if the disk is full, say: then units are parsed without.
bool writeFile(const std::string &Path, llvm::StringRef Text) {
  std::ofstream File(Path, std::ios::binary);
  File.write(Text.data(), static_cast<std::streamsize>(Text.size()));
  File.close();
  return !File.fail();
}

} // namespace

PchPool::Families PchPool::families(const std::vector<size_t> &Units,
                                    const std::vector<CommonHeaders> &Headers) const {
  Families Result;
  for (size_t Unit : Units) {
    auto Set = llvm::find_if(
        Headers, [&](const CommonHeaders &Each) { return Each.isFor(Of.Units[Unit].Source); });
    if (Set == Headers.end() || ByUnit.count(Unit))
      continue;
    // The same words mean other headers in another build's directory.
    Family &Into = Result[{&*Set, Of.Units[Unit].Build, headerClass(Of.Units[Unit].Command)}];
    Into.Units[macroDefinitions(Of.Units[Unit].Command)].push_back(Unit);
  }
  return Result;
}

void PchPool::build(const std::vector<size_t> &Units, const std::vector<CommonHeaders> &Headers,
                    const WorkerOptions &Workers) {
  llvm::TimeTraceScope Time("precompiling headers");
  offerMade(families(Units, Headers));
  std::vector<size_t> Left;
  llvm::copy_if(Units, std::back_inserter(Left),
                [&](size_t Unit) { return Unsuited.count(Unit) == 0; });
  make(families(Left, Headers), Workers);
}

bool PchPool::isReplaced(const SharedPch &Pch) const {
  auto IsPart = [&](const std::string &File) { return Pch.has(File); };
  return llvm::any_of(llvm::make_first_range(Overlay), IsPart) ||
         llvm::any_of(Overlay.Hidden, IsPart);
}

void PchPool::offerMade(const Families &All) {
  for (const auto &[Alike, Each] : All) {
    if (Unedited)
      if (auto Theirs = Unedited->Made.find(Alike); Theirs != Unedited->Made.end())
        for (const SharedPch &Pch : Theirs->second)
          if (!isReplaced(Pch))
            offer(Pch, Each);
    if (auto Own = Made.find(Alike); Own != Made.end())
      for (const SharedPch &Pch : Own->second)
        offer(Pch, Each);
  }
}

void PchPool::make(const Families &All, const WorkerOptions &Workers) {
  struct Job {
    Families::const_iterator For;
    const CompileCommand *Like;
    std::string Path;
  };
  std::vector<Families::const_iterator> Worthwhile;
  for (auto Each = All.begin(); Each != All.end(); ++Each)
    if (Each->second.size() >= MinUnits)
      Worthwhile.push_back(Each);
  if (!Worthwhile.empty() && !Directory)
    Directory = ScratchDirectory::create();
  if (Worthwhile.empty() || !Directory)
    return;
  auto Rank = [](Families::const_iterator Each) { // first what takes longest
    return std::pair(~std::get<0>(Each->first)->Headers.size(),
                     Each->second.Units.begin()->second.front());
  };
  llvm::sort(Worthwhile, [&](auto A, auto B) { return Rank(A) < Rank(B); });
  std::vector<Job> Jobs;
  for (Families::const_iterator Each : Worthwhile) {
    const auto &ByMacros = Each->second.Units;
    auto Most = llvm::max_element(
        ByMacros, [](auto &A, auto &B) { return A.second.size() < B.second.size(); });
    for (auto Alike = ByMacros.begin(); Alike != ByMacros.end(); ++Alike) {
      if (Alike == Most || Alike->second.size() >= MinUnits)
        Jobs.push_back({Each, &Of.Units[Alike->second.front()].Command,
                        Directory->path() + "/" + std::to_string(Count++) + ".pch"});
      Unsuited.insert(Alike->second.begin(), Alike->second.end());
    }
  }
  for (const Job &Each : Jobs) {
    std::vector<std::string> Existing = std::get<0>(Each.For->first)->Headers;
    std::erase_if(Existing, [&](const std::string &Header) {
      return !fs::exists(Of.Tree.Root + "/include/" + Header);
    });
    writeFile(sourceFor(Each.Path), SharedPch::sourceOf(Existing));
  }
  runJobs(
      Jobs.size(), Workers,
      [&](size_t I) {
        auto Made = SharedPch::build(*Jobs[I].Like, sourceFor(Jobs[I].Path), Overlay);
        return writeJson(Made.Use) + '\0' + Made.Bytes;
      },
      [&](size_t I, JobOutcome Outcome) {
        auto [Text, Bytes] = llvm::StringRef(Outcome.Payload).split('\0');
        if (Outcome.Ended != JobOutcome::Status::Done || Bytes.empty())
          return;
        auto Use = readJsonText<HeaderUse>(Text);
        const auto &[For, Like, Path] = Jobs[I];
        if (Use && writeFile(Path, Bytes))
          offer(Made[For->first].emplace_back(Path, std::move(*Use), *Like, Words), For->second);
      });
}

std::optional<std::string> PchPool::textOf(const std::string &File) const {
  if (auto Edited = Overlay.find(File); Edited != Overlay.end())
    return Edited->second;
  if (auto OnDisk = readRegularFile(File))
    return (*OnDisk)->getBuffer().str();
  return std::nullopt;
}

void PchPool::offer(const SharedPch &Pch, const Family &To) {
  for (const auto &[Macros, Units] : To.Units)
    for (size_t Unit : Units) {
      const CompileCommand &Command = Of.Units[Unit].Command;
      std::optional<std::string> Text = ByUnit.count(Unit) ? std::nullopt : textOf(Command.File);
      if (!Text)
        continue;
      Sizes[Unit] = Text->size();
      if (auto Late = Pch.suits(Command, *Text))
        ByUnit[Unit] = {&Pch, std::move(*Late)};
    }
}

bool PchPool::takesLonger(size_t Unit, size_t Other) const {
  auto Effort = [&](size_t Of) {
    auto Size = Sizes.find(Of);
    return std::tuple(!ByUnit.count(Of), Size == Sizes.end() ? 0 : Size->second, ~Of);
  };
  return Effort(Unit) > Effort(Other);
}

ParseOutcome PchPool::parse(size_t Unit, Extraction &Asked, Start From) const {
  auto Known = ByUnit.find(Unit);
  if (From == Start::Precompiled && Known != ByUnit.end())
    if (std::optional<ParseOutcome> Outcome = parseWith(Known->second, Unit, Asked))
      return std::move(*Outcome);
  const CompileCommand &Command = Of.Units[Unit].Command;
  HeaderUse Use;
  ParseOutcome Result = parseUnit(Command, Overlay, [&] { return Asked.action(Use); });
  Result.Files = Use.files(Command.File);
  return Result;
}

std::optional<ParseOutcome> PchPool::parseWith(const Suiting &From, size_t Unit,
                                               Extraction &Asked) const {
  const auto &[Pch, Late] = From;
  const CompileCommand &Command = Of.Units[Unit].Command;
  HeaderUse Use;
  ParseOutcome Result = parseUnit(Command, Overlay, [&] { return Asked.action(Use); },
                                  {"-include-pch", Pch->path(), "-Xclang", "-fno-validate-pch"});
  if (Result.hasError())
    return std::nullopt;
  std::optional<std::set<std::string>> Behind = Pch->covered(Command.File, Use, Late);
  if (!Behind)
    return std::nullopt;
  std::erase_if(Result.Diagnostics, [&](const UnitDiagnostic &Each) {
    return Pch->has(Each.File) && !Behind->count(Each.File);
  });
  for (std::string &File : Use.files(Command.File))
    Behind->insert(std::move(File));
  Result.Files.assign(Behind->begin(), Behind->end());
  Result.UsedPch = true;
  return Result;
}
