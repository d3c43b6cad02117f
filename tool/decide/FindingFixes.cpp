// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/FindingFixes.h"

using namespace kphys;

/// A site at the first byte that the fix of \p Found changes.
static Site siteOf(const Finding &Found) {
  Site Result;
  Result.File = Found.File;
  Result.Function = Found.Function;
  Result.Where.Offset = Found.Fix.front().Offset;
  Result.Where.Line = Found.Line;
  Result.Where.Column = Found.Column;
  Result.Plan.Rule = Found.Check;
  Result.Plan.Code = CodeDemand::MayDiffer; // it is a mistake that is mended
  Result.Plan.Alternatives.push_back({Found.Fix, {}, {}, {}});
  Chooser::choose(Result);
  return Result;
}

static void leaveOut(Finding &Of, const std::string &Why) {
  Of.Fix.clear();
  Of.Notes.push_back({Of.File, Of.Line, Of.Column, "its fix is left out: " + Why});
}

llvm::Expected<EditsByFile> kphys::decideFixes(Session &In, AuditingResult &Audited,
                                               bool ProvesCode) {
  std::vector<Finding *> Fixed;
  SiteTable Sites;
  for (Finding &Each : Audited.Findings)
    if (!Each.Fix.empty() && llvm::StringRef(Each.File).ends_with(".h")) {
      leaveOut(Each, "not all units that read the header were looked at");
    } else if (!Each.Fix.empty()) {
      Fixed.push_back(&Each);
      Sites.push_back(siteOf(Each));
    }
  CodeCounts Code;
  const EditsByFile Nothing;
  if (llvm::Error E = decide({In, Nothing, Audited.Texts, Audited.Parsed, Code, Audited.Unanswered},
                             Sites, ProvesCode))
    return std::move(E);
  for (size_t I = 0; I < Sites.size(); ++I)
    if (!Sites[I].isRewritten())
      leaveOut(*Fixed[I], std::string(code(Sites[I].Reason)) + " (" + Sites[I].Detail + ")");
  return collectEdits(Sites, {});
}
