// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/KmapRewriter.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/kmap/CommentMentions.h"
#include "rewriters/kmap/UnitMappings.h"

using namespace kphys;
using llvm::StringRef;

namespace {

class UnitEditor {
public:
  explicit UnitEditor(const UnitMappings &Unit) : Unit(Unit) {}

  std::vector<ProposedChange> run() const {
    std::vector<ProposedChange> Result;
    for (unsigned I = 0; I < Unit.functions().size(); ++I) {
      const FunctionMappings &In = Unit.functions()[I];
      for (const MappingCall &Call : In.Found.Calls)
        if (Call.Name)
          Result.push_back({Call.Name->Location, In.Site.Function, edit(I, Call)});
    }
    return Result;
  }

private:
  Change edit(unsigned Function, const MappingCall &Call) const {
    const FunctionMappings &In = Unit.functions()[Function];
    unsigned Family = Unit.family(Function, Call.Group);
    Change Result;
    Result.Rule = Call.Effect->Rule;
    Result.Feature = Call.Name->Known->feature();
    Result.Code = CodeDemand::MayDiffer;
    Result.Group = Unit.namedAfter(Family).getNameAsString() + ":" + std::to_string(Family);
    CallText Text = readCallText(Call.Name->FileText, Call.Name->Offset, /*InMacro=*/false);
    Result.Before = foldSpace(Text.Whole.in(Call.Name->FileText));
    if (Text.Wrong != CallText::Problem::None || Text.Arguments.size() != 1) {
      Result.Refusal = Reason::CallNotSpelledOut;
      return Result;
    }
    Reliance Runs = In.reliedOn(Call.Group);
    for (const auto &[Name, Way] : Runs.Further)
      Result.Demands.insert(Name);
    Result.Seen = std::move(Runs.Seen);
    auto Await = [&](const MappingRefusal &Why) {
      Result.Demands.insert(Why.Demands.begin(), Why.Demands.end());
      if (Why.IsTentative)
        Result.DependsOn = Bodies::All;
    };
    if (std::optional<MappingRefusal> Own = In.refusal(Call)) {
      Await(*Own);
      std::tie(Result.Refusal, Result.Detail) = std::tie(Own->Why, Own->Detail);
    } else if (const MappingRefusal *Other = Unit.refusal(Family)) {
      Await(*Other);
      Result.Refusal = Reason::OtherHalfRefused;
      Result.Detail = std::string(code(Other->Why)) + ", " + Other->Detail;
    }
    if (Result.isRefused())
      Result.Carrier = In.carrier(Call);
    if (!Result.isRefused() || Result.Carrier.Is != MappingCarrier::Kind::None)
      Result.Alternatives.push_back(rewrite(In, Call, Text));
    return Result;
  }

  static Alternative rewrite(const FunctionMappings &In, const MappingCall &Call,
                             const CallText &Text) {
    Alternative Into;
    Into.Intended = Call.Effect->IsAtomic ? "page faults and preemption stay on"
                                          : "the mapping is the thread's own";
    if (auto Helper = In.Shorter.Edits.find(Call.Call); Helper != In.Shorter.Edits.end()) {
      Into.Edits = Helper->second.Edits;
      Into.After = Helper->second.After;
      return Into;
    }
    Into.Edits = {{Text.Name.Begin, Text.Name.End - Text.Name.Begin, Call.Effect->Becomes}};
    if (std::optional<TextRange> Frame = frameIn(Call, Text.Arguments.front()))
      Into.Edits = {
          {Text.Name.Begin, Frame->Begin - Text.Name.Begin, Call.Effect->FrameBecomes + "("},
          {Frame->End, Text.Whole.End - Frame->End, ")"}};
    if (Call.Effect->Does == Mapping::Effect::UnmapPage || In.Flow.Exchanged.count(Call.Call)) {
      TextRange Ended = Text.Arguments.front();
      Into.Edits.push_back(
          {Ended.Begin, Ended.End - Ended.Begin, In.endedBy(Call)->getNameAsString()});
    }
    Into.After = foldSpace(editedText(Call.Name->FileText, Text.Whole, Into.Edits));
    auto Guard = In.Guards.find(Call.Call);
    if (Guard == In.Guards.end())
      return Into;
    const GuardLines &Lines = Guard->second;
    Into.Intended = "what is not relied on stays on";
    Into.After = Call.maps() ? Into.After + "; " + StringRef(Lines.Calls).drop_back().str()
                             : Lines.Calls + " " + Into.After;
    Into.Edits.push_back(Lines.Edit);
    llvm::sort(Into.Edits);
    return Into;
  }

  /// X, where \p Page is written as pfn_to_page(X) and there is a function for that.
  static std::optional<TextRange> frameIn(const MappingCall &Call, TextRange Page) {
    StringRef File = Call.Name->FileText, Written = Page.in(File);
    if (Call.Effect->FrameToPage.empty() || !Written.starts_with(Call.Effect->FrameToPage) ||
        hasComment(Written))
      return std::nullopt;
    CallText Inner = readCallText(File, Page.Begin, /*InMacro=*/false);
    bool IsAll = Inner.Wrong == CallText::Problem::None && Inner.Whole.End == Page.End &&
                 Inner.Name.in(File) == Call.Effect->FrameToPage && Inner.Arguments.size() == 1;
    return IsAll ? std::optional(Inner.Arguments.front()) : std::nullopt;
  }

  const UnitMappings &Unit;
};

} // namespace

void MappingRule::propose(UnitSites &Unit, const RuleContext &Context, Proposals &Into) const {
  if (!Unit.mapsPages())
    return;
  UnitMappings Known(Context, Unit.unit(), Unit.functions(), Unit.treeFiles());
  std::vector<ProposedChange> Found = UnitEditor(Known).run();
  pointOutComments(Context.Names, Unit.unit().Context.getSourceManager(), Found);
  for (ProposedChange &Each : Found)
    Into.add(Each.Where, Role::Call, Each.In.getNameAsString(), std::move(Each.Proposed));
}
