// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/JsonReport.h"

#include "checks/sources/Paths.h"
#include "nlohmann/json.hpp"
#include "tool/report/AnnotationReport.h"
#include "tool/report/ReportHead.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using Json = nlohmann::ordered_json;

namespace {

const char *name(SiteStatus Status) {
  switch (Status) {
  case SiteStatus::Rewritten:
    return "rewritten";
  case SiteStatus::Refused:
    return "refused";
  case SiteStatus::Manual:
    return "manual";
  case SiteStatus::Unseen:
    return "unseen";
  }
  return "";
}

const char *name(SiteProof Proof) {
  switch (Proof) {
  case SiteProof::Reparsed:
    return "reparsed";
  case SiteProof::Identical:
    return "identical";
  case SiteProof::Explained:
    return "explained";
  }
  return "";
}

const char *name(UnitRecord::Status Status) {
  switch (Status) {
  case UnitRecord::Status::Parsed:
    return "parsed";
  case UnitRecord::Status::Skipped:
    return "skipped";
  case UnitRecord::Status::Failed:
    return "failed";
  case UnitRecord::Status::Crashed:
    return "crashed";
  case UnitRecord::Status::Outside:
    return "failed";
  case UnitRecord::Status::TimedOut:
    return "timeout";
  }
  return "";
}

class Report {
public:
  explicit Report(const ReportModel &Model) : Model(Model) {}

  std::string write() {
    Json Document = reportHead("kphys-report/1", Model.Of);
    Document["sites"] = sites();
    Document["values"] = values();
    Document["conflicts"] = conflicts();
    Document["findings"] = findings();
    if (Model.Annotated)
      Document["annotation"] = annotationReport(*Model.Annotated);
    Document["units"] = units();
    Document["summary"] = {{"sites", Model.Sites.size()},
                           {"status", Statuses},
                           {"reasons", Reasons},
                           {"units", UnitStatuses},
                           {"missing_features", Model.MissingFeatures},
                           {"kinds", KindCounts},
                           {"kinds_asked", Model.Kinds != nullptr},
                           {"subsystems", Subsystems},
                           {"blockers", blockers()}};
    if (Model.ComparedFunctions)
      Document["summary"]["compared_functions"] = *Model.ComparedFunctions;
    return reportText(Document);
  }

private:
  bool hasSeveralBuilds() const { return Model.Of.Builds.size() > 1; }

  Json sites() {
    Json List = Json::array();
    std::map<std::pair<std::string, unsigned>, unsigned> Ordinals;
    for (const Site &Each : Model.Sites) {
      const Api &Known = Model.Names->apis()[Each.Where.Name];
      unsigned Ordinal = ++Ordinals[{Each.File, Each.Where.Name}];
      bool Rewritten = Each.Status == SiteStatus::Rewritten;
      bool Suggested = Rewritten && Model.Edits == EditUse::Suggested;
      const char *Status = name(Suggested ? SiteStatus::Manual : Each.Status);
      std::string Reason = code(Suggested ? Reason::RewriteAvailable : Each.Reason);
      Verdict Is = verdictOf(Each, Known);
      Json Entry = {{"id", Each.File + ":" + Known.displayName() + ":" + std::to_string(Ordinal)},
                    {"api", Known.displayName()},
                    {"file", Each.File},
                    {"line", Each.Where.Line},
                    {"column", Each.Where.Column},
                    {"function", Each.Function},
                    {"status", Status},
                    {"rule", Each.Plan.Rule},
                    {"reason", Reason},
                    {"detail", Rewritten ? detail(Each, Known, Is) : Each.Detail},
                    {"before", Each.Plan.Before},
                    {"after", Each.IsChosen ? Each.chosen().After : ""},
                    {"kind", Is.Kind},
                    {"proof", Rewritten ? name(Each.Proof) : "none"},
                    {"edits", edits(Rewritten ? Each.chosen().Edits : std::vector<TextEdit>())}};
      if (!Each.Plan.Otherwise.empty())
        Entry["otherwise"] = Each.Plan.Otherwise;
      if (std::string Relay = Each.relay(); !Relay.empty())
        Entry["relay"] = std::move(Relay);
      if (Each.LookedAt)
        Entry["looked_at"] = *Each.LookedAt;
      if (hasSeveralBuilds()) {
        Entry["builds"] = Json::array();
        for (size_t Build : Each.Builds)
          Entry["builds"].push_back(Model.Of.Builds[Build].Name);
      }
      ++Statuses[Status];
      if (!Reason.empty())
        ++Reasons[Reason];
      List.push_back(std::move(Entry));
    }
    return List;
  }

  /// What is said of a rewritten call, with what it loses. The page-based functions warn of a
  /// ZONE_DEVICE page with DMA_API_DEBUG (kernel/dma/debug.c); an address tells nobody.
  static std::string detail(const Site &Of, const Api &Known, const Verdict &Is) {
    std::vector<std::string> Parts = {Of.Detail, Of.Plan.Loses};
    if (pageParameter(Known) && (Is.Kind == "raw" || Is.Kind == "either"))
      Parts.push_back("the page may be ZONE_DEVICE memory" + source(Is) +
                      ": DMA_API_DEBUG no longer warns of it");
    llvm::erase_if(Parts, [](const std::string &Each) { return Each.empty(); });
    return llvm::join(Parts, "; ");
  }

  /// ` (FILE:LINE: TEXT)`: where that comes from which makes a value something else than RAM.
  static std::string source(const Verdict &Is) {
    if (Is.Because.empty() || Is.Because.back().Steps.empty())
      return {};
    const PlaceNote &First = Is.Because.back().Steps.front();
    return " (" + First.File + ":" + std::to_string(First.Line) + ": " + First.Text + ")";
  }

  static Json edits(const std::vector<TextEdit> &Of) {
    Json List = Json::array();
    for (const TextEdit &Edit : Of)
      List.push_back({{"offset", Edit.Offset}, {"length", Edit.Length}, {"text", Edit.Text}});
    return List;
  }

  /// What is known of the page or address that the call is about.
  Verdict verdictOf(const Site &Of, const Api &Known) const {
    std::optional<unsigned> Parameter = addressParameter(Known);
    return Model.Kinds && Parameter
               ? Model.Kinds->argumentVerdict({Of.File, Of.Where.Offset, *Parameter})
               : Verdict{"unknown", {}};
  }

  Json values() {
    Json List = Json::array();
    if (!Model.Kinds)
      return List;
    for (const ProgramKinds::Value *Each : Model.Kinds->values()) {
      const Slot &Of = Each->Declared;
      if (!Model.Of.Filter.contains(Of.File))
        continue;
      Verdict Is = Each->is();
      ++KindCounts[Is.Kind];
      ++Subsystems[subsystemOf(Of.File)][Is.Kind];
      if (!Each->Blocker.empty())
        ++Blockers[Each->Blocker];
      List.push_back({{"id", Of.Key},
                      {"name", Of.Name},
                      {"decl", Of.Decl},
                      {"file", Of.File},
                      {"line", Of.Line},
                      {"function", Of.Function},
                      {"type", Of.Type},
                      {"kind", Is.Kind},
                      {"blocker", Each->Blocker},
                      {"because", because(Is)}});
    }
    return List;
  }

  /// The steps of all witnesses; which side a step is of, where there are two.
  static Json because(const Verdict &Of) {
    Json List = Json::array();
    for (const Witness &Each : Of.Because)
      for (Json &Row : steps(Each.Steps)) {
        if (Of.Because.size() > 1)
          Row["side"] = kindName(Each.Of);
        List.push_back(std::move(Row));
      }
    return List;
  }

  static Json steps(const std::vector<PlaceNote> &Of) {
    Json List = Json::array();
    for (const PlaceNote &Step : Of) {
      Json Row = {{"file", Step.File}, {"line", Step.Line}};
      if (Step.Column != 0)
        Row["column"] = Step.Column;
      Row["text"] = Step.Text;
      List.push_back(std::move(Row));
    }
    return List;
  }

  Json conflicts() {
    Json List = Json::array();
    for (const Finding &Each : Model.Findings)
      if (!Each.Code.empty() && Model.Of.Filter.contains(Each.File))
        List.push_back({{"code", Each.Code},
                        {"severity", name(Each.IsA)},
                        {"level", Each.Level},
                        {"file", Each.File},
                        {"line", Each.Line},
                        {"column", Each.Column},
                        {"function", Each.Function},
                        {"text", Each.Text},
                        {"path", steps(Each.Notes)}});
    return List;
  }

  Json findings() const {
    Json List = Json::array();
    for (const Finding &Each : Model.Findings)
      if (Each.Code.empty())
        List.push_back({{"check", Each.Check},
                        {"level", Each.Level},
                        {"file", Each.File},
                        {"line", Each.Line},
                        {"column", Each.Column},
                        {"function", Each.Function},
                        {"text", Each.Text},
                        {"notes", steps(Each.Notes)},
                        {"fix", edits(Each.Fix)}});
    return List;
  }

  /// The blockers of unknown values, those that would settle most of them first.
  Json blockers() const {
    std::vector<std::pair<std::string, unsigned>> Ranked(Blockers.begin(), Blockers.end());
    llvm::sort(Ranked, [](const auto &A, const auto &B) {
      return std::tie(B.second, A.first) < std::tie(A.second, B.first);
    });
    Json List = Json::array();
    for (const auto &[Text, Count] : Ranked)
      List.push_back({{"text", Text}, {"values", Count}});
    return List;
  }

  Json units() {
    Json List = Json::array();
    for (const UnitRecord &Unit : Model.Units) {
      ++UnitStatuses[name(Unit.Is)];
      Json Row = {{"file", Unit.File}, {"status", name(Unit.Is)}, {"why", Unit.Why}};
      if (!Unit.Build.empty())
        Row["build"] = Unit.Build;
      List.push_back(std::move(Row));
    }
    return List;
  }

  const ReportModel &Model;
  std::map<std::string, unsigned> KindCounts;
  std::map<std::string, std::map<std::string, unsigned>> Subsystems;
  std::map<std::string, unsigned> Blockers;
  std::map<std::string, unsigned> Statuses;
  std::map<std::string, unsigned> Reasons;
  std::map<std::string, unsigned> UnitStatuses;
};

} // namespace

std::string kphys::jsonReport(const ReportModel &Model) { return Report(Model).write(); }
