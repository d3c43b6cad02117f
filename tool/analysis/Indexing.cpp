// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/Indexing.h"

#include "checks/facts/FlowCollector.h"
#include "checks/frontend/ParseUnit.h"
#include "checks/sources/IdentifierScan.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kphys;

namespace {

/// Why a unit need not be parsed, or an empty string.
std::string leftOut(const Unit &Each, const Project &Of, const IdentifierScan &Scan) {
  if (Each.isAssembly())
    return "assembly";
  if (!Of.Filter.contains(Each.Source))
    return "outside-paths";
  auto Text = llvm::MemoryBuffer::getFile(Each.Command.File);
  return Text && !Scan.look((*Text)->getBuffer()).MentionsName ? "no-catalog-name" : "";
}

} // namespace

IndexingResult kphys::indexFlows(const Project &Of, const KindCatalog &Kinds,
                                 const WorkerOptions &Workers) {
  IndexingResult Result;
  std::vector<size_t> Chosen;
  IdentifierScan Scan(Kinds.vocabulary());
  for (size_t I = 0; I < Of.Units.size(); ++I) {
    std::string Why = leftOut(Of.Units[I], Of, Scan);
    if (Why.empty())
      Chosen.push_back(I);
    Result.Units.push_back({Of.Units[I].Name, UnitRecord::Status::Skipped, std::move(Why)});
  }
  FlowOptions Flows = {Kinds, Scan, Of.Tree.Root};
  std::vector<JobOutcome> Outcomes = runJobs(Chosen.size(), Workers, [&](size_t I) {
    AddressFacts Facts;
    ParseOutcome Parse =
        parseUnit(Of.Units[Chosen[I]].Command, {}, [&] { return collectFlows(Flows, Facts); });
    std::string Failure;
    for (const UnitDiagnostic &Each : Parse.Diagnostics)
      if (Each.IsError && Failure.empty())
        Failure = Each.Message;
    nlohmann::json Json = {{"facts", Facts}, {"failure", Failure}};
    return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  });
  for (size_t I = 0; I < Chosen.size(); ++I) {
    UnitRecord &Record = Result.Units[Chosen[I]];
    Record.Why = Outcomes[I].Why;
    if (Outcomes[I].Ended != JobOutcome::Status::Done) {
      bool Crashed = Outcomes[I].Ended == JobOutcome::Status::Crashed;
      Record.Is = Crashed ? UnitRecord::Status::Crashed : UnitRecord::Status::TimedOut;
      continue;
    }
    nlohmann::json Json = nlohmann::json::parse(Outcomes[I].Payload);
    Record.Why = Json["failure"].get<std::string>();
    Record.Is = Record.Why.empty() ? UnitRecord::Status::Parsed : UnitRecord::Status::Failed;
    if (Record.Why.empty())
      Result.Indexed.push_back({Record.File, Json["facts"].get<AddressFacts>()});
  }
  return Result;
}
