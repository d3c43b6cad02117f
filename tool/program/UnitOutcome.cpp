// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/UnitOutcome.h"

using namespace kphys;

static std::string describe(const UnitDiagnostic &Problem, const Project &Of) {
  if (Problem.File.empty())
    return Problem.Message;
  llvm::StringRef File = Problem.File;
  for (const std::string &Root : Of.TreeRoots)
    File.consume_front(Root + "/");
  return (File + ":" + llvm::Twine(Problem.Line) + ":" + llvm::Twine(Problem.Column) + ": " +
          Problem.Message)
      .str();
}

UnitRecord kphys::unparsedRecord(const Project &Of, size_t Unit, std::string Why,
                                 UnitRecord::Status Is) {
  return {Of.Units[Unit].Name, Is, std::move(Why),
          Of.Builds.size() > 1 ? Of.buildOf(Unit).Name : ""};
}

void kphys::recordParse(const ParseOutcome &Parse, const std::set<std::string> &MissingNames,
                        const Project &Of, UnitRecord &Record) {
  Record.Is = UnitRecord::Status::Parsed;
  Record.Why.clear();
  for (const UnitDiagnostic &Each : Parse.Diagnostics)
    if (Each.IsError && !MissingNames.count(Each.UndeclaredFunction)) {
      Record.Is = UnitRecord::Status::Failed;
      Record.Why = describe(Each, Of);
      return;
    }
}
