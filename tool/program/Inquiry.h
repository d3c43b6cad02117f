// Asks many units one question, in worker processes, but for what is known already.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_INQUIRY_H
#define KPHYS_TOOL_PROGRAM_INQUIRY_H

#include "tool/program/ParseCache.h"
#include "tool/program/UnitOutcome.h"

namespace kphys {

/// How an answer was come by.
enum class Origin { Asked, EarlierRound, EarlierRun };

/// A Task has the member Unit; an Answer has Files, what it was made from, and can be JSON.
template <typename Task, typename Answer> class Inquiry {
public:
  Inquiry(ParseCache &Known, WorkerOptions Workers) : Known(Known), Workers(std::move(Workers)) {}

  /// What tells an answer from another one about the same unit.
  std::function<std::string(const Task &)> Variant = [](const Task &) { return std::string(); };
  /// Gets ready to be asked these, which nobody knows, and may put them into another order.
  std::function<void(std::vector<Task> &)> Prepare = [](std::vector<Task> &) {};
  /// Answers, in a worker.
  std::function<Answer(const Task &)> Ask;
  /// Takes an answer, in this process, or why there is none.
  std::function<void(const Task &, llvm::Expected<Answer>, Origin)> Take;

  void run(const std::vector<Task> &Tasks) {
    std::vector<Task> Unknown;
    for (const Task &Each : Tasks) {
      std::optional<ParseCache::Answer> Found = Known.find(Each.Unit, Variant(Each));
      if (auto Said = Found ? readJsonText<Answer>(Found->Text) : std::nullopt)
        Take(Each, std::move(*Said),
             Found->IsOfThisRun ? Origin::EarlierRound : Origin::EarlierRun);
      else
        Unknown.push_back(Each);
    }
    Prepare(Unknown);
    runJobs(
        Unknown.size(), Workers, [&](size_t I) { return writeJson(Ask(Unknown[I])); },
        [&](size_t I, const JobOutcome &Ended) {
          llvm::Expected<Answer> Said = answerOf<Answer>(Ended);
          if (Said) {
            std::vector<std::string> Files = std::exchange(Said->Files, {});
            Known.store(Unknown[I].Unit, {std::move(Files), writeJson(*Said)}, Variant(Unknown[I]));
          }
          Take(Unknown[I], std::move(Said), Origin::Asked);
        });
  }

private:
  ParseCache &Known;
  const WorkerOptions Workers;
};

} // namespace kphys

#endif
