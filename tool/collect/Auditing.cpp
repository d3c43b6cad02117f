// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/Auditing.h"

#include "tool/collect/PartCollection.h"
#include "tool/program/DealingUnits.h"

using namespace kphys;

namespace {

class Auditor : public PartCollection {
public:
  explicit Auditor(Session &In)
      : PartCollection(In, "audit", "auditing"),
        Audit(In.Known.Kinds, In.Known.Audited, In.Program.Names, TreeFiles::Others::Written),
        Deals(dealingUnits(In.Program, Audit, "audited", In.treeCache(), In.Options.Workers)) {}

  AuditingResult run() {
    collect();
    Result.Units = std::move(Units);
    Result.Findings.assign(Found.begin(), Found.end());
    return std::move(Result);
  }

  std::unique_ptr<Extractor> extractor(const UnitTask &Task,
                                       clang::Preprocessor &Macros) const override {
    return auditExtractor(Audit, Task.Headers, Macros);
  }

protected:
  std::string whyNot(size_t Index) const override {
    return leftOut(In.Program.Filter, In.Program.Units[Index], Deals[Index]);
  }

  bool wantsHeader(const std::string &Name, const std::string &Path) const override {
    return isHeaderInScope(Audit, Name, Path);
  }

  bool note(const UnitTask &From, const nlohmann::json &Facts, const ParseOutcome &Parse) override {
    AuditedUnit Said;
    if (!readJson(Facts, Said))
      return false;
    for (const Finding &Each : Said.Findings)
      if (In.Program.Filter.contains(Each.File)) {
        Found.insert(Each);
        if (!Each.Fix.empty())
          noteFix(From.Unit, Each, Said, Parse);
      }
    return true;
  }

private:
  /// Keeps what it takes to check the fix of \p Each.
  void noteFix(size_t Unit, const Finding &Each, const AuditedUnit &Said,
               const ParseOutcome &Parse) {
    Result.Texts.note(Said.Texts);
    UnitFacts &Facts = Result.Parsed[Unit];
    Facts.Parse = Parse;
    UnitSiteFact Fact;
    Fact.File = Each.File;
    Fact.Offset = Each.Fix.front().Offset;
    Fact.Is = Role::Call;
    Facts.Sites.push_back(std::move(Fact));
  }

  const AuditOptions Audit;
  const std::vector<char> Deals; ///< by unit
  AuditingResult Result;
  std::set<Finding> Found;
};

} // namespace

AuditingResult kphys::auditProject(Session &In) { return Auditor(In).run(); }
