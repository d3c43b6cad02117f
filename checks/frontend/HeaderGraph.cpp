// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/HeaderGraph.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

HeaderGraph::HeaderGraph(const HeaderUse &Use, const std::set<std::string> &Files)
    : Names(Files.begin(), Files.end()) {
  for (const std::string &Name : Names)
    Numbers.try_emplace(Name, Numbers.size());
  for (const std::string &Name : Names) {
    Includes.push_back(numbers(Use.Includes, Name));
    Definers.push_back(numbers(Use.Macros, Name));
  }
  OfTheCommandLine = numbers(Use.Includes, HeaderUse::CommandLine);
}

std::vector<unsigned> HeaderGraph::numbers(const FileGraph &Graph, const std::string &Of) const {
  std::vector<unsigned> Result;
  auto Known = Graph.find(Of);
  if (Known == Graph.end())
    return Result;
  for (const std::string &File : Known->second)
    if (auto Number = Numbers.find(File); Number != Numbers.end())
      Result.push_back(Number->second);
  return Result;
}

HeaderGraph::Files HeaderGraph::reach(const FileGraph &Unit) const {
  std::vector<unsigned> Pending = OfTheCommandLine;
  for (const auto &[File, Included] : Unit)
    llvm::append_range(Pending, numbers(Unit, File));
  Files Result(Names.size());
  while (!Pending.empty()) {
    unsigned Next = Pending.back();
    Pending.pop_back();
    if (Result.test(Next))
      continue;
    Result.set(Next);
    llvm::append_range(Pending, Includes[Next]);
  }
  return Result;
}

bool HeaderGraph::isIn(const Files &Some, const std::string &File) const {
  auto Number = Numbers.find(File);
  return Number == Numbers.end() || Some.test(Number->second);
}

bool HeaderGraph::isClosed(const Files &Some) const {
  return llvm::all_of(Some.set_bits(), [&](unsigned User) {
    return llvm::all_of(Definers[User], [&](unsigned Definer) { return Some.test(Definer); });
  });
}

std::set<std::string> HeaderGraph::names(const Files &Some) const {
  std::set<std::string> Result;
  for (unsigned Each : Some.set_bits())
    Result.insert(Result.end(), Names[Each]);
  return Result;
}
