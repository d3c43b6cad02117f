// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Conflicts.h"

#include "checks/extract/RelevantFlows.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace kphys;
using llvm::StringRef;

namespace {

llvm::SmallVector<StringRef> questions(const FlowEdge &Edge) {
  llvm::SmallVector<StringRef> Result;
  StringRef(Edge.Guard).split(Result, ' ', -1, /*KeepEmpty=*/false);
  return Result;
}

class Finder {
public:
  Finder(const FlowGraph &Graph, const Solver &Solved, const KindCatalog &Kinds, unsigned Level)
      : Graph(Graph), Solved(Solved), Kinds(Kinds), Level(Level) {}

  std::vector<Finding> find() {
    findAskers();
    findDoubts();
    for (unsigned Slot = 0; Slot < Graph.slots().size(); ++Slot)
      if (Solved.contract(Slot) == Kind::Kphys)
        for (unsigned Edge : Graph.into(Slot))
          examine(Edge);
    auto Order = [](const Finding &Of) { return std::tie(Of.File, Of.Line, Of.Text, Of.Code); };
    llvm::sort(Found, [&](const Finding &A, const Finding &B) { return Order(A) < Order(B); });
    Found.erase(
        std::unique(Found.begin(), Found.end(),
                    [&](const Finding &A, const Finding &B) { return Order(A) == Order(B); }),
        Found.end());
    return std::move(Found);
  }

private:
  bool isGuardArgument(unsigned Slot) const {
    const KnownName *Name = Solved.nameOf(Slot);
    return Name && Name->Is == KnownName::Form::Guard;
  }

  /// Functions that pass a parameter on to a guard are as good as a guard.
  void findAskers() {
    std::vector<unsigned> Queue;
    std::set<unsigned> Seen;
    for (unsigned Slot = 0; Slot < Graph.slots().size(); ++Slot)
      if (isGuardArgument(Slot))
        Queue.push_back(Slot);
    for (size_t Done = 0; Done < Queue.size(); ++Done)
      for (const FlowEdge *Edge : Solved.into(Queue[Done])) {
        unsigned From = Edge->From;
        SlotKey Key(Graph.slots()[From].Key);
        if (Key.Form == 'F' || Key.Form == 'G' || Key.Form == 'R' || !Seen.insert(From).second)
          continue;
        if (Key.Form == 'P')
          Askers.insert(plainName(Key.Symbol).str());
        Queue.push_back(From);
      }
  }

  /// A file that asks whether a page is a device's knows that its pages may be one.
  void findDoubts() {
    for (unsigned Slot = 0; Slot < Graph.slots().size(); ++Slot)
      if (isGuardArgument(Slot) && Solved.nameOf(Slot)->Proves == KnownName::Proof::Device)
        for (unsigned Edge : Graph.into(Slot))
          Doubters.insert(Graph.edges()[Edge].File);
  }

  /// True if the address was found, by any answer, to be one that the operation can take, and was
  /// not moved since.
  bool isChecked(const Chain &Way, const FlowEdge &Sink) const {
    bool Checked = false;
    auto Pass = [&](const FlowEdge &Edge) {
      for (StringRef Question : questions(Edge)) {
        const KnownName *Asked = Kinds.find(Question.drop_front());
        bool IsGuard = Asked && Asked->Is == KnownName::Form::Guard;
        Checked |= IsGuard ? Asked->Proves != KnownName::Proof::Device && Question[0] != '-'
                           : Askers.count(Question.drop_front().str()) != 0;
      }
      Checked &= !Edge.IsMoved;
    };
    for (const FlowEdge *Edge : llvm::reverse(Way.Edges))
      Pass(*Edge);
    Pass(Sink);
    return Checked;
  }

  /// True if the variable was given another value between \p Way's last step and the operation, or
  /// has that value only after it: statements have no order here, lines do.
  bool isOutdated(const Chain &Way, const FlowEdge &Sink) const {
    if (Way.Edges.empty() || SlotKey(Graph.slots()[Sink.From].Key).Form != 'L')
      return false;
    const FlowEdge &Last = *Way.Edges.front();
    if (Last.File != Sink.File)
      return false;
    return Last.Line >= Sink.Line || llvm::any_of(Graph.into(Sink.From), [&](unsigned Number) {
             const FlowEdge &Other = Graph.edges()[Number];
             return Other.Line > Last.Line && Other.Line < Sink.Line;
           });
  }

  void examine(unsigned Number) {
    const FlowEdge &Sink = Graph.edges()[Number];
    unsigned Holds = Solved.holds(Sink.From);
    if (Solved.isVouched(Number) || (Holds & ~bit(Kind::Kphys)) == 0)
      return;
    Kind Of = Holds & bit(Kind::Either) ? Kind::Either
              : Holds & bit(Kind::Raw)  ? Kind::Raw
                                        : Kind::Bus;
    Chain Way = Solved.origin(Of, Sink.From);
    if (Of != Kind::Bus && isChecked(Way, Sink))
      return;
    bool IsBug = !isOutdated(Way, Sink);
    const KnownName *Source = Solved.nameOf(Way.Source);
    if (Of == Kind::Either) {
      IsBug &= Source &&
               (Source->IsFromFirmware || (Source->MayBeDevicePage && Doubters.count(Sink.File)));
      report(Sink, Of, "unchecked-address", IsBug ? Severity::Warning : Severity::Note,
             IsBug ? 0 : 2);
      return;
    }
    IsBug &= Holds == bit(Of) && !(Source && Source->MayBeSystemRam);
    report(Sink, Of, Of == Kind::Raw ? "device-address" : "bus-address",
           IsBug ? Severity::Error : Severity::Warning, IsBug ? 0 : 1);
  }

  void report(const FlowEdge &Sink, Kind Of, const char *Code, Severity IsA, unsigned AtLevel) {
    if (AtLevel > Level)
      return;
    Finding Result;
    Result.Check = Solved.nameOf(Sink.To) ? AddressKindCheck : AnnotationCheck;
    Result.Code = Code;
    Result.IsA = IsA;
    Result.Level = AtLevel;
    Result.File = Sink.File;
    Result.Line = Sink.Line;
    SlotKey From(Graph.slots()[Sink.From].Key);
    if (From.Form == 'L' || From.Form == 'P' || From.Form == 'T')
      Result.Function = plainName(From.Symbol).str();
    Result.Notes = Solved.originInWords(Of, Sink.From);
    std::reverse(Result.Notes.begin(), Result.Notes.end());
    PlaceNote Operation = Solved.describe(Sink.To, &Sink);
    Result.Text = Operation.Text + " needs kernel-mapped RAM; " +
                  (Of == Kind::Bus   ? "this is no CPU physical address: "
                   : Of == Kind::Raw ? "this is device memory: "
                                     : "this may be none: ") +
                  Result.Notes.front().Text;
    Result.Notes.push_back(std::move(Operation));
    Result.NotesAreWay = true;
    Found.push_back(std::move(Result));
  }

  const FlowGraph &Graph;
  const Solver &Solved;
  const KindCatalog &Kinds;
  unsigned Level;
  std::set<std::string> Askers;
  std::set<std::string> Doubters; ///< files
  std::vector<Finding> Found;
};

} // namespace

std::vector<Finding> kphys::findConflicts(const FlowGraph &Graph, const Solver &Solved,
                                          const KindCatalog &Kinds, unsigned Level) {
  return Finder(Graph, Solved, Kinds, Level).find();
}
