// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/PchPool.h"

#include "nlohmann/json.hpp"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace kphys {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeaderUse, Includes, Macros)
}

namespace {

/// Fewer units of a class are parsed in less time than a precompiled header costs.
constexpr size_t MinUnits = 8;

} // namespace

PchPool::~PchPool() {
  if (!Directory.empty())
    fs::remove_directories(Directory);
}

void PchPool::build(const std::vector<size_t> &Units, const std::vector<CommonHeaders> &Headers,
                    const WorkerOptions &Workers) {
  std::map<std::pair<const CommonHeaders *, std::string>, std::vector<size_t>> Classes;
  for (size_t Unit : Units) {
    auto Set = llvm::find_if(
        Headers, [&](const CommonHeaders &Each) { return Each.isFor(Of.Units[Unit].Source); });
    if (Set != Headers.end())
      Classes[{&*Set, headerClass(Of.Units[Unit].Command)}].push_back(Unit);
  }
  std::erase_if(Classes, [](const auto &Each) { return Each.second.size() < MinUnits; });
  llvm::SmallString<128> Place;
  if (Classes.empty() || fs::createUniqueDirectory("kphys", Place))
    return;
  Directory = Place.str();
  struct Job {
    std::vector<std::string> Headers;
    std::vector<size_t> Units;
    std::string Path;
  };
  std::vector<Job> Jobs;
  for (auto &[Class, Members] : Classes) {
    std::string Path = Directory + "/" + std::to_string(Jobs.size()) + ".pch";
    Jobs.push_back({Class.first->Headers, std::move(Members), std::move(Path)});
    std::erase_if(Jobs.back().Headers, [&](const std::string &Header) {
      return !fs::exists(Of.Tree.Root + "/include/" + Header);
    });
  }
  runJobs(
      Jobs.size(), Workers,
      [&](size_t I) {
        const CompileCommand &Like = Of.Units[Jobs[I].Units.front()].Command;
        nlohmann::json Json = SharedPch::build(Like, Jobs[I].Headers, Jobs[I].Path, Overlay);
        return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      },
      [&](size_t I, JobOutcome Outcome) {
        if (Outcome.Ended != JobOutcome::Status::Done || !fs::exists(Jobs[I].Path))
          return;
        auto Use = nlohmann::json::parse(Outcome.Payload).get<HeaderUse>();
        const SharedPch &Pch = Made.emplace_back(Jobs[I].Path, std::move(Use), Overlay);
        for (size_t Unit : Jobs[I].Units) {
          auto Text = llvm::MemoryBuffer::getFile(Of.Units[Unit].Command.File);
          if (Text && Pch.suits((*Text)->getBuffer()))
            ByUnit[Unit] = &Pch;
        }
      });
}

ParseOutcome PchPool::parse(size_t Unit, const Collector &Create) const {
  auto Known = ByUnit.find(Unit);
  if (Known != ByUnit.end())
    if (std::optional<ParseOutcome> Outcome = parseWith(*Known->second, Unit, Create))
      return std::move(*Outcome);
  return parsePlainly(Unit, Create);
}

ParseOutcome PchPool::parsePlainly(size_t Unit, const Collector &Create) const {
  const CompileCommand &Command = Of.Units[Unit].Command;
  HeaderUse Use;
  ParseOutcome Result = parseUnit(Command, Overlay, [&] { return Create(Use); });
  Result.Files = Use.files(Command.File);
  return Result;
}

/// Returns nothing where the outcome may not be that of a plain parse.
std::optional<ParseOutcome> PchPool::parseWith(const SharedPch &Pch, size_t Unit,
                                               const Collector &Create) const {
  const CompileCommand &Command = Of.Units[Unit].Command;
  HeaderUse Use;
  ParseOutcome Result = parseUnit(Command, Overlay, [&] { return Create(Use); },
                                  {"-include-pch", Pch.path(), "-Xclang", "-fno-validate-pch"});
  if (Result.hasError())
    return std::nullopt;
  std::optional<std::set<std::string>> Behind = Pch.covered(Use);
  if (!Behind)
    return std::nullopt;
  std::erase_if(Result.Diagnostics, [&](const UnitDiagnostic &Each) {
    return Pch.has(Each.File) && !Behind->count(Each.File);
  });
  for (std::string &File : Use.files(Command.File))
    Behind->insert(std::move(File));
  Result.Files.assign(Behind->begin(), Behind->end());
  Result.UsedPch = true;
  return Result;
}
