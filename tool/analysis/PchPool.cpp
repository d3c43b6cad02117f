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

void PchPool::build(const std::vector<size_t> &Units, const std::vector<std::string> &Headers,
                    const WorkerOptions &Workers) {
  std::vector<std::string> Present;
  for (const std::string &Header : Headers)
    if (fs::exists(Of.Tree.Root + "/include/" + Header))
      Present.push_back(Header);
  std::map<std::string, std::vector<size_t>> Classes;
  for (size_t Unit : Units)
    Classes[flagClass(Of.Units[Unit].Command)].push_back(Unit);
  std::erase_if(Classes, [](const auto &Class) { return Class.second.size() < MinUnits; });
  llvm::SmallString<128> Place;
  if (Present.empty() || Classes.empty() || fs::createUniqueDirectory("kphys", Place))
    return;
  Directory = Place.str();
  std::vector<std::pair<std::string, size_t>> Jobs; // a class and one of its units
  for (const auto &[Class, Members] : Classes)
    Jobs.emplace_back(Class, Members.front());
  auto Path = [&](size_t I) { return Directory + "/" + std::to_string(I) + ".pch"; };
  runJobs(
      Jobs.size(), Workers,
      [&](size_t I) {
        nlohmann::json Json =
            SharedPch::build(Of.Units[Jobs[I].second].Command, Present, Path(I));
        return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      },
      [&](size_t I, JobOutcome Outcome) {
        if (Outcome.Ended == JobOutcome::Status::Done && fs::exists(Path(I)))
          ByClass.try_emplace(Jobs[I].first, Path(I),
                              nlohmann::json::parse(Outcome.Payload).get<IncludeGraph>());
      });
}

const SharedPch *PchPool::of(size_t Unit) const {
  auto Found = ByClass.find(flagClass(Of.Units[Unit].Command));
  if (Found == ByClass.end())
    return nullptr;
  auto Text = llvm::MemoryBuffer::getFile(Of.Units[Unit].Command.File);
  return Text && Found->second.suits((*Text)->getBuffer()) ? &Found->second : nullptr;
}
