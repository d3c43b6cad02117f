// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/KmapRewriter.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/kmap/UnitMappings.h"

using namespace kphys;

namespace {

class UnitEditor {
public:
  explicit UnitEditor(const UnitMappings &Unit) : Unit(Unit) {}

  std::vector<FunctionCandidate> run() const {
    std::vector<FunctionCandidate> Result;
    for (unsigned I = 0; I < Unit.functions().size(); ++I) {
      const FunctionMappings &In = Unit.functions()[I];
      for (const MappingCall &Call : In.Found.Calls)
        if (Call.Name)
          Result.push_back({Call.Name->Location, In.Site.Function, edit(I, Call)});
    }
    return Result;
  }

private:
  Candidate edit(unsigned Function, const MappingCall &Call) const {
    const FunctionMappings &In = Unit.functions()[Function];
    unsigned Family = Unit.family(Function, Call.Group);
    Candidate Result;
    Result.Rule = Call.Effect->Rule;
    Result.Group = Unit.namedAfter(Family).getNameAsString() + ":" + std::to_string(Family);
    CallText Text = readCallText(Call.Name->FileText, Call.Name->Offset, /*InMacro=*/false);
    Result.Before = foldSpace(Text.Whole.in(Call.Name->FileText));
    if (Text.Wrong != CallText::Problem::None || Text.Arguments.size() != 1)
      Result.Refusal = "call-not-spelled-out";
    else if (std::optional<MappingRefusal> Own = In.refusal(Call))
      std::tie(Result.Refusal, Result.Detail) = std::tie(Own->Reason, Own->Detail);
    else if (const MappingRefusal *Other = Unit.refusal(Family))
      std::tie(Result.Refusal, Result.Detail) =
          std::pair("other-half-refused", Other->Reason + ", " + Other->Detail);
    if (Result.Refusal.empty())
      rewrite(In, Call, Text, Result);
    return Result;
  }

  static void rewrite(const FunctionMappings &In, const MappingCall &Call, const CallText &Text,
                      Candidate &Into) {
    Into.Intended = Call.Effect->IsAtomic ? "page faults and preemption stay on"
                                          : "the mapping is the thread's own";
    if (auto Helper = In.Shorter.Edits.find(Call.Call); Helper != In.Shorter.Edits.end()) {
      Into.Edits = Helper->second.Edits;
      Into.After = Helper->second.After;
      return;
    }
    Into.Edits = {{Text.Name.Begin, Text.Name.End - Text.Name.Begin, Call.Effect->Becomes}};
    if (Call.Effect->Does == Mapping::Effect::UnmapPage) {
      TextRange Page = Text.Arguments.front();
      Into.Edits.push_back(
          {Page.Begin, Page.End - Page.Begin, In.endedBy(Call)->getNameAsString()});
    }
    Into.After = foldSpace(editedText(Call.Name->FileText, Text.Whole, Into.Edits));
    auto Guard = In.Guards.find(Call.Call);
    if (Guard == In.Guards.end())
      return;
    const GuardLines &Lines = Guard->second;
    Into.Intended = "what is not relied on stays on";
    Into.After = Call.maps() ? Into.After + "; " + llvm::StringRef(Lines.Calls).drop_back().str()
                             : Lines.Calls + " " + Into.After;
    Into.Edits.push_back(Lines.Edit);
    llvm::sort(Into.Edits);
  }

  const UnitMappings &Unit;
};

} // namespace

std::vector<FunctionCandidate> kphys::rewriteMappings(const Catalog &Names, const UnitSite &Unit,
                                                      llvm::ArrayRef<FunctionSite> Functions) {
  UnitMappings Known(Names, Unit, Functions);
  return UnitEditor(Known).run();
}
