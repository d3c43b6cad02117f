// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/PchPool.h"

#include "nlohmann/json.hpp"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace {

/// Fewer units of a class are parsed in less time than a precompiled header costs.
constexpr size_t MinUnits = 8;

} // namespace

PchPool::~PchPool() {
  if (!Directory.empty())
    fs::remove_directories(Directory);
}

/// The sets that the unit may start from, the best first: the largest whose first header its source
/// includes, and the one for all.
std::vector<PchPool::Key> PchPool::keysOf(size_t Unit) const {
  std::vector<Key> Result;
  auto Text = llvm::MemoryBuffer::getFile(Of.Units[Unit].Command.File);
  if (!Text)
    return Result;
  std::string Class = headerClass(Of.Units[Unit].Command);
  for (size_t I = Sets.size(); I-- > 1;)
    if (!Sets[I].empty() && (*Text)->getBuffer().contains("#include <" + Sets[I].front() + ">"))
      Result.emplace_back(Class, I);
  if (!Sets.empty())
    Result.emplace_back(Class, 0);
  return Result;
}

void PchPool::build(const std::vector<size_t> &Units, const HeaderSets &Wanted,
                    const WorkerOptions &Workers) {
  Sets = Wanted;
  auto IsMissing = [&](const std::string &Header) {
    return !fs::exists(Of.Tree.Root + "/include/" + Header);
  };
  for (size_t I = 0; I < Sets.size(); ++I)
    if (I > 0 && IsMissing(Sets[I].front())) // nothing tells who reads the rest
      Sets[I].clear();
    else
      std::erase_if(Sets[I], IsMissing);
  std::map<Key, std::vector<size_t>> Users;
  for (size_t Unit : Units)
    for (const Key &Each : keysOf(Unit))
      if (!Sets[Each.second].empty())
        Users[Each].push_back(Unit);
  std::erase_if(Users, [](const auto &Each) { return Each.second.size() < MinUnits; });
  llvm::SmallString<128> Place;
  if (Users.empty() || fs::createUniqueDirectory("kphys", Place))
    return;
  Directory = Place.str();
  std::vector<std::pair<Key, size_t>> Jobs; // with a unit of the class
  for (const auto &[Each, Members] : Users)
    Jobs.emplace_back(Each, Members.front());
  auto Path = [&](size_t I) { return Directory + "/" + std::to_string(I) + ".pch"; };
  runJobs(
      Jobs.size(), Workers,
      [&](size_t I) {
        const auto &[Each, Unit] = Jobs[I];
        nlohmann::json Json = SharedPch::build(Of.Units[Unit].Command, Sets[Each.second], Path(I));
        return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      },
      [&](size_t I, JobOutcome Outcome) {
        if (Outcome.Ended == JobOutcome::Status::Done && fs::exists(Path(I)))
          ByKey.try_emplace(Jobs[I].first, Path(I),
                            nlohmann::json::parse(Outcome.Payload).get<IncludeGraph>());
      });
}

std::vector<const SharedPch *> PchPool::of(size_t Unit) const {
  std::vector<const SharedPch *> Result;
  auto Text = llvm::MemoryBuffer::getFile(Of.Units[Unit].Command.File);
  for (const Key &Each : keysOf(Unit)) {
    auto Found = ByKey.find(Each);
    if (Found != ByKey.end() && Found->second.suits((*Text)->getBuffer()))
      Result.push_back(&Found->second);
  }
  return Result;
}
