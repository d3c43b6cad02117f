// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/Runner.h"

#include "checks/sources/JsonText.h"
#include "tool/program/UnitOutcome.h"
#include <numeric>

using namespace kphys;

namespace {

/// What a worker sends for one question.
struct Answer {
  ParseOutcome Parse;
  nlohmann::json Facts;
};

void to_json(nlohmann::json &Json, const Answer &Value) { Json = {Value.Parse, Value.Facts}; }

bool readJson(const nlohmann::json &Json, Answer &Value) {
  if (!Json.is_array() || Json.size() != 2 || !readJson(Json[0], Value.Parse))
    return false;
  Value.Facts = Json[1];
  return true;
}

} // namespace

bool Runner::mustBePlain(const Questions &All) {
  return llvm::any_of(All, [](const Question &Each) { return Each.Task.IsPlain; });
}

void Runner::run() {
  const std::map<size_t, Questions> All = std::exchange(Asked, {});
  auto IsPlain = [&](size_t Unit) { return mustBePlain(All.at(Unit)); };
  std::vector<size_t> Units, FromPch;
  for (const auto &[Unit, Questions] : All) {
    Units.push_back(Unit);
    if (!IsPlain(Unit))
      FromPch.push_back(Unit);
  }
  if (!Headers.empty())
    Precompiled.build(FromPch, Headers, Workers);
  llvm::sort(Units, [&](size_t A, size_t B) {
    return IsPlain(A) != IsPlain(B) ? IsPlain(A) : Precompiled.takesLonger(A, B);
  });
  Counts.Made += Units.size();
  WorkerOptions Named = Workers;
  Named.NameOf = [&](size_t I) { return Of.describe(Units[I]); };
  runJobs(
      Units.size(), Named, [&](size_t I) { return parse(Units[I], All.at(Units[I])); },
      [&](size_t I, const JobOutcome &Outcome) { handOut(All.at(Units[I]), Outcome); });
}

/// In a worker: what there is to say to \p All, again and again as long as an answer depends on
/// bodies that were skipped.
std::string Runner::parse(size_t Unit, const Questions &All) const {
  bool IsPlain = mustBePlain(All);
  std::vector<Answer> Answers(All.size());
  std::vector<size_t> Open(All.size());
  std::iota(Open.begin(), Open.end(), 0);
  Bodies Parsed = Bodies::Needed;
  while (!Open.empty()) {
    std::vector<MakeExtractor> Makers;
    for (size_t I : Open)
      Makers.push_back([&Each = All[I]](clang::Preprocessor &Macros) {
        return Each.For->extractor(Each.Task, Macros);
      });
    Extraction Asked(std::move(Makers), Parsed);
    ParseOutcome Parse = Precompiled.parse(
        Unit, Asked,
        IsPlain || Parsed == Bodies::All ? PchPool::Start::Plain : PchPool::Start::Precompiled);
    Bodies Wanted = Parsed;
    std::vector<size_t> StillOpen;
    for (size_t I : Open)
      Answers[I] = {Parse, nullptr};
    for (size_t I = 0; I < Asked.extractors().size(); ++I) { // none where it did not even begin
      const Extractor &Each = *Asked.extractors()[I];
      Answer &Said = Answers[Open[I]];
      Said.Facts = Each.facts();
      if (Each.wantedBodies() > Parsed)
        StillOpen.push_back(Open[I]);
      Wanted = std::max(Wanted, Each.wantedBodies());
    }
    Open = std::move(StillOpen);
    Parsed = Wanted;
  }
  return writeJson(Answers);
}

void Runner::handOut(const Questions &All, const JobOutcome &Outcome) {
  std::vector<Answer> Answers;
  std::string Problem = Outcome.Why;
  if (Outcome.Ended == JobOutcome::Status::Done) {
    auto Said = readJsonText<std::vector<Answer>>(Outcome.Payload);
    if (Said && Said->size() == All.size())
      Answers = std::move(*Said);
    else
      Problem = UnreadableAnswer;
  }
  Counts.FromPch += !Answers.empty() && Answers.front().Parse.UsedPch;
  for (size_t I = 0; I < All.size(); ++I) {
    auto &[For, Task] = All[I];
    if (Answers.empty())
      For->fail(Task, Outcome.Ended, Problem);
    else if (!For->take(Task, std::move(Answers[I].Parse), std::move(Answers[I].Facts)))
      For->fail(Task, Outcome.Ended, UnreadableAnswer);
  }
}
