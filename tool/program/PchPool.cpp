// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/PchPool.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "llvm/Support/FileSystem.h"
#include <fstream>

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace kphys {
KPHYS_JSON_MEMBERS(HeaderUse, Includes, Macros)
}

namespace {

/// Fewer units of a class are parsed in less time than a precompiled header costs.
constexpr size_t MinUnits = 6;

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

std::vector<PchPool::Family> PchPool::families(const std::vector<size_t> &Units,
                                               const std::vector<CommonHeaders> &Headers) const {
  // The same words mean other headers in another build's directory.
  std::map<std::tuple<const CommonHeaders *, size_t, std::string>, Family> ByClass;
  for (size_t Unit : Units) {
    auto Set = llvm::find_if(
        Headers, [&](const CommonHeaders &Each) { return Each.isFor(Of.Units[Unit].Source); });
    if (Set == Headers.end())
      continue;
    Family &Into = ByClass[{&*Set, Of.Units[Unit].Build, headerClass(Of.Units[Unit].Command)}];
    Into.Headers = &Set->Headers;
    Into.Units[macroDefinitions(Of.Units[Unit].Command)].push_back(Unit);
  }
  std::vector<Family> Result;
  for (auto &[Class, Each] : ByClass)
    if (Each.size() >= MinUnits)
      Result.push_back(std::move(Each));
  auto Rank = [](const Family &Each) { // first what takes longest
    return std::pair(~Each.Headers->size(), Each.Units.begin()->second.front());
  };
  llvm::sort(Result, [&](const Family &A, const Family &B) { return Rank(A) < Rank(B); });
  return Result;
}

void PchPool::build(const std::vector<size_t> &Units, const std::vector<CommonHeaders> &Headers,
                    const WorkerOptions &Workers) {
  std::vector<Family> Families = families(Units, Headers);
  if (!Families.empty())
    Directory = ScratchDirectory::create();
  if (!Directory)
    return;
  struct Job {
    const Family *For;
    const CompileCommand *Like;
    std::string Path;
  };
  std::vector<Job> Jobs;
  for (const Family &Each : Families) {
    auto Most = llvm::max_element(
        Each.Units, [](auto &A, auto &B) { return A.second.size() < B.second.size(); });
    for (auto Alike = Each.Units.begin(); Alike != Each.Units.end(); ++Alike)
      if (Alike == Most || Alike->second.size() >= MinUnits)
        Jobs.push_back({&Each, &Of.Units[Alike->second.front()].Command,
                        Directory->path() + "/" + std::to_string(Jobs.size()) + ".pch"});
  }
  for (const Job &Each : Jobs) {
    std::vector<std::string> Existing = *Each.For->Headers;
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
        if (Use && writeFile(Jobs[I].Path, Bytes))
          offer(Made.emplace_back(Jobs[I].Path, std::move(*Use), *Jobs[I].Like, Words),
                *Jobs[I].For);
      });
}

void PchPool::offer(const SharedPch &Pch, const Family &To) {
  for (const auto &[Macros, Units] : To.Units)
    for (size_t Unit : Units) {
      auto Text = readRegularFile(Of.Units[Unit].Command.File);
      if (!Text || ByUnit.count(Unit))
        continue;
      Sizes[Unit] = (*Text)->getBufferSize();
      if (auto Late = Pch.suits(Of.Units[Unit].Command, (*Text)->getBuffer()))
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

ParseOutcome PchPool::parse(size_t Unit, Extraction &Asked) const {
  auto Known = ByUnit.find(Unit);
  if (Known != ByUnit.end())
    if (std::optional<ParseOutcome> Outcome = parseWith(Known->second, Unit, Asked))
      return std::move(*Outcome);
  return parsePlainly(Unit, Asked);
}

ParseOutcome PchPool::parsePlainly(size_t Unit, Extraction &Asked) const {
  const CompileCommand &Command = Of.Units[Unit].Command;
  HeaderUse Use;
  ParseOutcome Result = parseUnit(Command, Overlay, [&] { return Asked.action(Use); });
  Result.Files = Use.files(Command.File);
  return Result;
}

/// Returns nothing where the outcome may not be that of a plain parse.
std::optional<ParseOutcome> PchPool::parseWith(const Start &From, size_t Unit,
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
