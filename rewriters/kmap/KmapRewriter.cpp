// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/KmapRewriter.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/kmap/AtomicReliance.h"
#include "rewriters/kmap/CopyHelpers.h"
#include "rewriters/kmap/MappingFlow.h"

using namespace kphys;

namespace {

class FunctionEditor {
public:
  FunctionEditor(const Catalog &Names, const FunctionSite &Site, const Mappings &Found)
      : Names(Names), Site(Site), Found(Found) {}

  std::vector<std::pair<clang::SourceLocation, Candidate>> run() {
    findReliance();
    joinExchanged();
    Helpers = copyHelpers(Names, Site, Found);
    std::vector<std::pair<clang::SourceLocation, Candidate>> Result;
    for (const MappingCall &Call : Found.Calls)
      if (Call.Name)
        Result.emplace_back(Call.Name->Location, edit(Call));
    return Result;
  }

private:
  void findReliance() {
    AtomicReliance Reliance(Names, Site.Context);
    Flow = MappingFlow::through(
        Site, Found, [&](const clang::Stmt &Part, const std::set<unsigned> &Mapped) {
          std::string Reason = Reliance.reasonIn(Part);
          if (Reason.empty())
            return;
          const clang::SourceManager &Sources = Site.Context.getSourceManager();
          unsigned Line = Sources.getExpansionLineNumber(Part.getBeginLoc());
          for (unsigned Group : Mapped)
            Relied.try_emplace(Group, "line " + std::to_string(Line) + ": " + Reason);
        });
  }

  /// Mappings of which one call ends another's are rewritten together.
  void joinExchanged() {
    for (const MappingCall &Call : Found.Calls) {
      auto Instead = Flow.Exchanged.find(Call.Call);
      if (Instead != Flow.Exchanged.end())
        Joined[representative(Call.Group)] = representative(Instead->second);
    }
  }

  unsigned representative(unsigned Group) const {
    for (auto Next = Joined.find(Group); Next != Joined.end() && Next->second != Group;
         Next = Joined.find(Group))
      Group = Next->second;
    return Group;
  }

  Candidate edit(const MappingCall &Call) {
    Candidate Result;
    Result.Rule = Call.Effect->Rule;
    Result.Group =
        Site.Function.getNameAsString() + ":" + std::to_string(representative(Call.Group));
    CallText Text = readCallText(Call.Name->FileText, Call.Name->Offset, /*InMacro=*/false);
    Result.Before = foldSpace(Text.Whole.in(Call.Name->FileText));
    if (Text.Wrong != CallText::Problem::None || Text.Arguments.size() != 1)
      Result.Refusal = "call-not-spelled-out";
    else
      Result.Refusal = refusal(Call, Result.Detail);
    if (!Result.Refusal.empty())
      return Result;
    Result.Intended = Call.Effect->IsAtomic ? "page faults and preemption stay on"
                                            : "the mapping is the thread's own";
    if (auto Helper = Helpers.find(Call.Call); Helper != Helpers.end()) {
      Result.Edits = Helper->second.Edits;
      Result.After = Helper->second.After;
      return Result;
    }
    Result.Edits = {{Text.Name.Begin, Text.Name.End - Text.Name.Begin, Call.Effect->Becomes}};
    if (Call.Effect->Does == Mapping::Effect::UnmapPage) {
      TextRange Page = Text.Arguments.front();
      Result.Edits.push_back({Page.Begin, Page.End - Page.Begin, endedBy(Call)->getNameAsString()});
    }
    Result.After = foldSpace(editedText(Call.Name->FileText, Text.Whole, Result.Edits));
    return Result;
  }

  /// The handle of the mapping that \p Call ends in the new code.
  const clang::ValueDecl *endedBy(const MappingCall &Call) const {
    auto Instead = Flow.Exchanged.find(Call.Call);
    return Instead == Flow.Exchanged.end() ? Call.Handle : Found.Groups[Instead->second].Handle;
  }

  /// Why the mapping of \p Call stays as it is, or an empty string.
  std::string refusal(const MappingCall &Call, std::string &Detail) const {
    const MappingGroup &Group = Found.Groups[Call.Group];
    if (!Call.Handle)
      return Call.Effect->Does == Mapping::Effect::UnmapPage ? "page-of-unmap-unclear"
                                                             : "mapping-not-in-variable";
    bool LeavesByField = Group.IsStored && Flow.OpenAtEnd.count(Call.Group);
    if (Group.Maps == 0 || Group.Unmaps == 0 || Group.IsReturned || LeavesByField)
      return "mapping-leaves-function";
    if (!Flow.IsComplete)
      return "control-flow-unclear";
    if (Flow.OutOfOrder.count(Call.Group))
      return "unmap-order";
    if (Call.Effect->IsAtomic) {
      auto Reason = Relied.find(Call.Group);
      if (Reason == Relied.end())
        return {};
      Detail = Reason->second;
      return "relies-on-atomic";
    }
    return refusalOfKmap(Call, Group);
  }

  /// kmap() promises more: any thread may use the mapping, and any order of unmapping will do.
  std::string refusalOfKmap(const MappingCall &Call, const MappingGroup &Group) const {
    if (Group.IsStored || !llvm::isa<clang::VarDecl>(Call.Handle))
      return "mapping-is-stored";
    if (Group.IsChanged)
      return "address-changes";
    if (!endedBy(Call))
      return "page-of-unmap-unclear";
    if (Flow.Unclear.count(Call.Group) || Flow.OpenAtEnd.count(Call.Group))
      return "control-flow-unclear";
    return {};
  }

  const Catalog &Names;
  const FunctionSite &Site;
  const Mappings &Found;
  MappingFlow Flow;
  std::map<unsigned, std::string> Relied; ///< by group
  std::map<unsigned, unsigned> Joined;
  std::map<const clang::CallExpr *, HelperEdit> Helpers;
};

} // namespace

std::vector<std::pair<clang::SourceLocation, Candidate>>
kphys::rewriteMappings(const Catalog &Names, const FunctionSite &Site) {
  Mappings Found = Mappings::in(Names, Site);
  if (llvm::none_of(Found.Calls, [](const MappingCall &Call) { return Call.Name.has_value(); }) ||
      Names.find(Site.Function.getNameAsString()))
    return {};
  return FunctionEditor(Names, Site, Found).run();
}
