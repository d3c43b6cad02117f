// Parses units for whoever asks about them: one parse answers all that is asked of a unit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PROGRAM_RUNNER_H
#define KPHYS_TOOL_PROGRAM_RUNNER_H

#include "checks/frontend/Extractor.h"
#include "tool/program/PchPool.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// How the outcomes of parses were come by.
struct ParseCounts {
  size_t Made = 0;
  size_t FromPch = 0;        ///< of those
  size_t Known = 0;          ///< from earlier runs
  size_t KnownFromRound = 0; ///< from an earlier round of checks in this one
};

/// What is asked of one unit.
struct UnitTask {
  size_t Unit = 0;
  /// The headers that it is about, paths in the tree; none: the unit itself.
  std::set<std::string> Headers = {};
  /// The parse must not start from a precompiled header, which has no bodies of functions.
  bool IsPlain = false;
  std::set<std::string> Functions = {}; ///< that it is asked about; see EffectQuestion
};

/// One kind of facts that a run collects from units, and what becomes of them.
class FactCollection {
public:
  virtual ~FactCollection() = default;

  /// Creates the extractor for \p Task, in a worker.
  virtual std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                               clang::Preprocessor &Macros) const = 0;

  /// Takes what came of \p Task: \p Facts of the extractor, or null where the parse did not even
  /// begin. False if they cannot be read.
  virtual bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) = 0;

  /// Takes note that nothing came of it: the parse crashed or was given up.
  virtual void fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) = 0;
};

class Runner {
public:
  /// For units of \p Of, which start from \p Precompiled, with \p Headers, where they may. All
  /// must outlive it. \p Counts is added to.
  Runner(const Project &Of, PchPool &Precompiled, const std::vector<CommonHeaders> &Headers,
         WorkerOptions Workers, ParseCounts &Counts)
      : Of(Of), Precompiled(Precompiled), Headers(Headers), Workers(std::move(Workers)),
        Counts(Counts) {}

  /// Notes what the next run() is to find out.
  void ask(FactCollection &For, UnitTask Task) {
    Asked[Task.Unit].push_back({&For, std::move(Task)});
  }

  /// Parses each unit that was asked about, once unless an extractor wants more bodies than it had
  /// seen, and hands out the facts.
  void run();

private:
  struct Question {
    FactCollection *For;
    UnitTask Task;
  };
  using Questions = std::vector<Question>;

  static bool mustBePlain(const Questions &All);
  std::string parse(size_t Unit, const Questions &All) const;
  void handOut(const Questions &All, const JobOutcome &Outcome);

  const Project &Of;
  PchPool &Precompiled;
  const std::vector<CommonHeaders> &Headers;
  const WorkerOptions Workers;
  ParseCounts &Counts;
  std::map<size_t, Questions> Asked; ///< by unit
};

} // namespace kphys

#endif
