// What a worker's outcome says of the unit that it parsed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_UNITOUTCOME_H
#define KPHYS_TOOL_PROGRAM_UNITOUTCOME_H

#include "checks/frontend/ParseUnit.h"
#include "checks/sources/JsonText.h"
#include "tool/program/Project.h"
#include "tool/program/UnitRecord.h"
#include "tool/workers/WorkerPool.h"

namespace kphys {

/// What is wrong where a worker that ended well sent something else.
constexpr const char *UnreadableAnswer = "the worker's answer cannot be read";

/// What the job sent, or why there is nothing, or nothing that can be read.
template <typename T> llvm::Expected<T> answerOf(const JobOutcome &Outcome) {
  if (Outcome.Ended != JobOutcome::Status::Done)
    return llvm::createStringError(Outcome.Why);
  if (std::optional<T> Answer = readJsonText<T>(Outcome.Payload))
    return std::move(*Answer);
  return llvm::createStringError(UnreadableAnswer);
}

/// A record of \p Unit of \p Of, which is not parsed yet, or will not be because of \p Why.
UnitRecord unparsedRecord(const Project &Of, size_t Unit, std::string Why,
                          UnitRecord::Status Is = UnitRecord::Status::Skipped);

/// Notes in \p Record that the parse crashed or was given up. A worker whose answer cannot be read
/// has been overrun: that is a crash, too.
inline void recordFailure(JobOutcome::Status Ended, std::string Why, UnitRecord &Record) {
  Record.Why = std::move(Why);
  Record.Is = Ended == JobOutcome::Status::TimedOut ? UnitRecord::Status::TimedOut
                                                    : UnitRecord::Status::Crashed;
}

/// What the job sent; where that is nothing, see recordFailure().
template <typename T> std::optional<T> answerOf(const JobOutcome &Outcome, UnitRecord &Record) {
  llvm::Expected<T> Answer = answerOf<T>(Outcome);
  if (Answer)
    return std::move(*Answer);
  recordFailure(Outcome.Ended, llvm::toString(Answer.takeError()), Record);
  return std::nullopt;
}

/// Notes in \p Record whether the unit was parsed or failed. A call of one of \p MissingNames,
/// functions that the tree does not have yet, is no failure.
void recordParse(const ParseOutcome &Parse, const std::set<std::string> &MissingNames,
                 const Project &Of, UnitRecord &Record);

} // namespace kphys

#endif
