// Kinds of addresses in small programs: evidence, calls that are told apart, conflicts.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/inference/Conflicts.h"

#include "Random.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

/// A program, flow by flow. Slots are named by their keys (AddressFacts.h).
class Program {
public:
  unsigned slot(const std::string &Key) {
    auto [Known, IsNew] = Numbers.try_emplace(Key, Facts.Slots.size());
    if (IsNew) {
      Slot New;
      New.Key = New.Name = Key;
      New.File = "a.c";
      New.Line = Facts.Slots.size() + 1;
      New.IsAddress = true;
      Facts.Slots.push_back(New);
    }
    return Known->second;
  }

  void flow(const std::string &From, const std::string &To, FlowEdge::Way How = FlowEdge::Way::Copy,
            const std::string &Call = "") {
    FlowEdge Edge;
    Edge.From = slot(From);
    Edge.To = slot(To);
    Edge.How = How;
    if (!Call.empty())
      Edge.Call = slot(Call);
    Edge.File = "a.c";
    Edge.Line = Facts.Edges.size() + 1;
    Facts.Edges.push_back(Edge);
  }

  /// `To = Function(From)`
  void call(const std::string &From, const std::string &Function, const std::string &To) {
    std::string Value = "T:caller:1:" + std::to_string(++Calls);
    flow(From, "P:" + Function + ":0", FlowEdge::Way::Enter, Value);
    flow("R:" + Function, Value, FlowEdge::Way::Return, Value);
    flow(Value, To);
  }

  /// `Function(From, &To)`
  void callInto(const std::string &From, const std::string &Function, const std::string &To) {
    unsigned Name = ++Calls;
    flow(From, "P:" + Function + ":0", FlowEdge::Way::Enter);
    Facts.Edges.back().Name = Name;
    flow("W:P:" + Function + ":1", To, FlowEdge::Way::Return);
    Facts.Edges.back().Name = Name;
  }

  AddressFacts Facts;

private:
  std::map<std::string, unsigned> Numbers;
  unsigned Calls = 0;
};

class SolvedProgram {
public:
  explicit SolvedProgram(const std::vector<AddressFacts> &Parts) {
    for (const AddressFacts &Each : Parts)
      Graph.add(Each);
    Graph.finish();
    Solved.emplace(Graph, Kinds);
    Solved->solve();
  }

  Verdict verdict(const std::string &Key) const {
    for (unsigned I = 0; I < Graph.slots().size(); ++I)
      if (Graph.slots()[I].Key == Key)
        return Solved->verdict(I);
    return {"no such slot", {}};
  }
  std::string kind(const std::string &Key) const { return verdict(Key).Kind; }
  std::vector<Finding> conflicts(unsigned Level) const {
    return findConflicts(Graph, *Solved, Kinds, Level);
  }

private:
  static const KindCatalog &kinds() {
    static const KindCatalog Embedded = llvm::cantFail(KindCatalog::embedded());
    return Embedded;
  }

  const KindCatalog &Kinds = kinds();
  FlowGraph Graph;
  std::optional<Solver> Solved;
};

TEST(Solver, KnowsAValueByWhereItComesFrom) {
  Program Of;
  Of.flow("R:virt_to_phys", "L:f:a:1");
  Of.flow("R:pci_resource_start", "L:f:b:2");
  Of.flow("L:f:b:2", "F:device.base");
  Of.slot("L:f:c:3");
  SolvedProgram Is({Of.Facts});
  EXPECT_EQ(Is.kind("L:f:a:1"), "kphys");
  EXPECT_EQ(Is.kind("F:device.base"), "raw");
  EXPECT_EQ(Is.kind("L:f:c:3"), "unknown");
}

TEST(Solver, KnowsAValueByWhatIsDoneWithIt) {
  Program Of;
  Of.flow("P:f:0", "L:f:a:1");
  Of.flow("L:f:a:1", "P:phys_to_virt:0", FlowEdge::Way::Enter);
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("P:f:0"), "kphys");
}

TEST(Solver, HasTheShortestWitness) {
  Program Of;
  Of.flow("R:virt_to_phys", "L:f:long:1");
  Of.flow("L:f:long:1", "L:f:longer:2");
  Of.flow("L:f:longer:2", "L:f:a:3");
  Of.flow("R:virt_to_phys", "L:f:short:4");
  Of.flow("L:f:short:4", "L:f:a:3");
  Verdict Is = SolvedProgram({Of.Facts}).verdict("L:f:a:3");
  ASSERT_EQ(Is.Because.size(), 1u);
  const std::vector<PlaceNote> &Steps = Is.Because.front().Steps;
  ASSERT_EQ(Steps.size(), 3u);
  EXPECT_EQ(Steps[0].Line, 5u); // the last flow of the short way comes first
  EXPECT_EQ(Steps[1].Line, 4u);
}

// A helper that returns its argument has callers of both kinds.
TEST(Solver, DoesNotMixTheCallersOfAHelper) {
  Program Of;
  Of.flow("P:align:0", "R:align");
  Of.flow("R:virt_to_phys", "L:f:ram:1");
  Of.flow("R:pci_resource_start", "L:f:bar:2");
  Of.call("L:f:ram:1", "align", "L:f:ram2:3");
  Of.call("L:f:bar:2", "align", "L:f:bar2:4");
  SolvedProgram Is({Of.Facts});
  EXPECT_EQ(Is.kind("L:f:ram2:3"), "kphys");
  EXPECT_EQ(Is.kind("L:f:bar2:4"), "raw");
}

// What a helper writes through a pointer is its caller's, and through a helper of that one, too.
TEST(Solver, KnowsWhatIsWrittenThroughAParameter) {
  Program Of;
  Of.flow("P:put:0", "W:P:put:1");
  Of.callInto("P:outer:0", "put", "W:P:outer:1");
  Of.flow("R:virt_to_phys", "L:f:ram:1");
  Of.flow("R:pci_resource_start", "L:f:bar:2");
  Of.callInto("L:f:ram:1", "put", "L:f:ram2:3");
  Of.callInto("L:f:bar:2", "put", "L:f:bar2:4");
  Of.callInto("L:f:bar:2", "outer", "L:f:bar3:5");
  SolvedProgram Is({Of.Facts});
  EXPECT_EQ(Is.kind("L:f:ram2:3"), "kphys");
  EXPECT_EQ(Is.kind("L:f:bar2:4"), "raw");
  EXPECT_EQ(Is.kind("L:f:bar3:5"), "raw");
}

// A table in memory has what all have put there.
TEST(Solver, MixesWhatIsWrittenToMemory) {
  Program Of;
  Of.flow("P:map:0", "W:P:map:1");
  Of.flow("R:virt_to_phys", "W:P:install:1");
  Of.flow("R:pci_resource_start", "L:f:bar:1");
  Of.callInto("L:f:bar:1", "map", "F:table.entries");
  Of.flow("W:P:install:1", "F:table.entries", FlowEdge::Way::Return);
  Of.flow("F:table.entries", "L:g:found:2");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:g:found:2"), "either");
}

TEST(Solver, FindsAConflictWithItsWay) {
  Program Of;
  Of.flow("R:pci_resource_start", "L:f:bar:1");
  Of.flow("L:f:bar:1", "P:phys_to_virt:0", FlowEdge::Way::Enter);
  std::vector<Finding> Found = SolvedProgram({Of.Facts}).conflicts(0);
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Check, AddressKindCheck);
  EXPECT_EQ(Found[0].Code, "device-address");
  EXPECT_EQ(Found[0].IsA, Severity::Error);
  EXPECT_EQ(Found[0].Line, 2u);
  EXPECT_EQ(Found[0].Function, "f");
  EXPECT_TRUE(Found[0].NotesAreWay);
  ASSERT_EQ(Found[0].Notes.size(), 3u);
  EXPECT_EQ(Found[0].Notes.back().Line, 2u);
}

// Neither the order of units nor how often one says the same shows.
TEST(Solver, GivesTheSameAnswerInAnyOrder) {
  const std::vector<std::string> Keys = {"R:virt_to_phys",
                                         "R:pci_resource_start",
                                         "L:f:a:1",
                                         "L:f:b:2",
                                         "L:g:c:3",
                                         "F:s.d",
                                         "G:e",
                                         "P:f:0",
                                         "R:f"};
  unsigned Known = 0;
  for (unsigned Seed = 0; Seed < 100; ++Seed) {
    Random Next(Seed);
    std::vector<AddressFacts> Parts;
    for (unsigned Part = 0; Part < 3; ++Part) {
      Program Of;
      for (unsigned I = 0; I < 5; ++I)
        Of.flow(Keys[Next.upTo(Keys.size() - 1)], Keys[2 + Next.upTo(Keys.size() - 3)]);
      for (Slot &Each : Of.Facts.Slots)
        Each.Line = 1;
      Parts.push_back(Of.Facts);
    }
    SolvedProgram First(Parts);
    std::shuffle(Parts.begin(), Parts.end(), Next.Engine);
    Parts.push_back(Parts.front());
    SolvedProgram Second(Parts);
    for (const std::string &Key : Keys) {
      Verdict One = First.verdict(Key), Other = Second.verdict(Key);
      EXPECT_EQ(One.Kind, Other.Kind) << Seed << " " << Key;
      EXPECT_EQ(One.Because, Other.Because) << Seed << " " << Key;
      Known += One.Kind == "kphys" || One.Kind == "raw";
    }
  }
  EXPECT_GT(Known, 200u);
}

} // namespace

namespace {

/// `To = page_to_phys(From)`
void makePhysical(Program &Of, const std::string &From, const std::string &To) {
  std::string Value = "T:f:1:" + To;
  Of.flow(From, "P:page_to_phys:0", FlowEdge::Way::Enter, Value);
  Of.flow("R:page_to_phys", Value, FlowEdge::Way::Return, Value);
  Of.flow(Value, To);
}

} // namespace

TEST(Solver, TakesAPageForRamUnlessTheFunctionAsks) {
  Program Of;
  makePhysical(Of, "P:plain:0", "L:plain:a:1");
  makePhysical(Of, "P:asks:0", "L:asks:b:2");
  Of.flow("P:asks:0", "P:is_pci_p2pdma_page:0", FlowEdge::Way::Enter);
  // That it is mapped to user space, as anything may be, is no question.
  Of.flow("P:plain:0", "P:mapped:0", FlowEdge::Way::Enter);
  Of.flow("P:mapped:0", "P:vmf_insert_pfn:2", FlowEdge::Way::Enter);
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:plain:a:1"), "kphys");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:asks:b:2"), "either");
}

TEST(Solver, KnowsThePageBeforeItTakesADefault) {
  Program Of;
  Of.flow("R:alloc_page", "F:s.page");
  Of.flow("F:s.page", "P:is_pci_p2pdma_page:0", FlowEdge::Way::Enter);
  makePhysical(Of, "F:s.page", "L:f:a:1");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:f:a:1"), "kphys");
}

TEST(Solver, HasAWitnessForEachSide) {
  Program Of;
  Of.flow("R:virt_to_phys", "L:f:a:1");
  Of.flow("R:pci_resource_start", "L:f:a:1");
  Of.flow("R:iommu_iova_to_phys", "L:f:b:2");
  SolvedProgram Solved({Of.Facts});
  for (const char *Value : {"L:f:a:1", "L:f:b:2"}) {
    Verdict Is = Solved.verdict(Value);
    EXPECT_EQ(Is.Kind, "either");
    ASSERT_EQ(Is.Because.size(), 2u) << Value;
    EXPECT_EQ(Is.Because[0].Of, Kind::Kphys);
    EXPECT_EQ(Is.Because[1].Of, Kind::Raw);
    EXPECT_FALSE(Is.Because[1].Steps.empty());
  }
}

// Firmware may name anything: where bus addresses are kept, it names one.
TEST(Solver, TakesWhatFirmwareNamesForABusAddressAmongThem) {
  Program Of;
  Of.flow("F:acpi_dmar_reserved_memory.base_address", "F:region.start");
  Of.flow("R:dma_map_single", "F:region.start");
  Of.flow("R:iommu_iova_to_phys", "F:other.start");
  Of.flow("R:dma_map_single", "F:other.start");
  SolvedProgram Solved({Of.Facts});
  EXPECT_EQ(Solved.kind("F:region.start"), "bus");
  EXPECT_EQ(Solved.kind("F:other.start"), "either");
}

TEST(Solver, KnowsADmaAddressByItsType) {
  Program Of;
  Of.flow("L:f:nothing:1", "F:s.dma");
  Of.Facts.Slots[Of.slot("F:s.dma")].Type = "dma_addr_t";
  Of.Facts.Slots[Of.slot("F:s.dma")].Decl = "field";
  Of.flow("R:virt_to_phys", "F:s.dma"); // what is kept there is what the device is told
  Of.flow("F:s.dma", "L:g:a:2");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:g:a:2"), "bus");
}

TEST(Solver, KnowsWhatAFunctionPointerIsToReturn) {
  Program Of;
  Of.flow("L:impl:phys:1", "R:impl");
  Of.flow("R:impl", "R:F:iommu_domain_ops.iova_to_phys");
  Of.flow("R:pci_resource_start", "L:other:phys:2");
  Of.flow("L:other:phys:2", "R:other");
  Of.flow("R:other", "R:F:iommu_domain_ops.iova_to_phys");
  SolvedProgram Solved({Of.Facts});
  EXPECT_EQ(Solved.kind("L:impl:phys:1"), "either");
  EXPECT_EQ(Solved.kind("L:other:phys:2"), "raw");
}

TEST(Solver, TakesAParameterForWhatAllCallersPass) {
  Program Of;
  Of.flow("R:virt_to_phys", "P:kmemleak_ignore_phys:0", FlowEdge::Way::Enter);
  Of.flow("P:kmemleak_ignore_phys:0", "L:kmemleak_ignore_phys:a:1");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:kmemleak_ignore_phys:a:1"), "kphys");
  Of.flow("R:pci_resource_start", "P:kmemleak_ignore_phys:0", FlowEdge::Way::Enter);
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("L:kmemleak_ignore_phys:a:1"), "either");
}

// Reserved memory is carved out of RAM.
TEST(Solver, KnowsWhatBecomesOfAValue) {
  Program Of;
  Of.flow("R:memblock_phys_alloc", "L:f:base:1");
  Of.flow("L:f:base:1", "P:memblock_mark_nomap:0", FlowEdge::Way::Enter);
  Of.flow("L:f:base:1", "L:f:kept:2");
  Of.flow("R:memblock_phys_alloc", "L:f:other:3");
  SolvedProgram Solved({Of.Facts});
  EXPECT_EQ(Solved.kind("L:f:kept:2"), "either");
  EXPECT_EQ(Solved.kind("L:f:other:3"), "kphys");
}

TEST(Solver, TakesOutWhatTheDirectoryFillsIn) {
  auto Directory = [](Program &Of, const std::string &Name) {
    for (FlowEdge &Each : Of.Facts.Edges)
      Each.File = Name + "/a.c";
  };
  Program Ram, Bar, None;
  Ram.flow("R:virt_to_phys", "P:gen_pool_add_virt:2", FlowEdge::Way::Enter);
  Ram.flow("R:gen_pool_virt_to_phys", "T:f:1:1", FlowEdge::Way::Return);
  Ram.flow("T:f:1:1", "L:f:a:1");
  Directory(Ram, "ram");
  Bar.flow("R:pci_resource_start", "P:gen_pool_add_virt:2", FlowEdge::Way::Enter);
  Bar.flow("R:gen_pool_virt_to_phys", "T:g:1:1", FlowEdge::Way::Return);
  Bar.flow("T:g:1:1", "L:g:a:1");
  Directory(Bar, "bar");
  None.flow("R:gen_pool_virt_to_phys", "T:h:1:1", FlowEdge::Way::Return);
  None.flow("T:h:1:1", "L:h:a:1");
  Directory(None, "none");
  SolvedProgram Solved({Ram.Facts, Bar.Facts, None.Facts});
  EXPECT_EQ(Solved.kind("L:f:a:1"), "kphys");
  EXPECT_EQ(Solved.kind("L:g:a:1"), "raw");
  EXPECT_EQ(Solved.kind("L:h:a:1"), "either");
}

TEST(Solver, MeansRamWhereRamIsAskedFor) {
  Program Of;
  Of.flow("R:virt_to_phys", "F:pool.addr");
  Of.flow("R:dma_map_single", "F:pool.addr");
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("F:pool.addr"), "either");
  Of.flow("F:pool.addr", "P:phys_to_virt:0", FlowEdge::Way::Enter);
  EXPECT_EQ(SolvedProgram({Of.Facts}).kind("F:pool.addr"), "kphys");
}

// What a function may write through a pointer is not known by what is read there afterwards.
TEST(Solver, DoesNotTakeAReadForAStore) {
  Program Of;
  Of.flow("W:P:fills:0", "L:f:a:1", FlowEdge::Way::Return);
  Of.flow("L:f:a:1", "P:phys_to_virt:0", FlowEdge::Way::Enter);
  Of.flow("W:P:fills:0", "L:g:b:2", FlowEdge::Way::Return);
  SolvedProgram Solved({Of.Facts});
  EXPECT_EQ(Solved.kind("L:f:a:1"), "kphys");
  EXPECT_EQ(Solved.kind("L:g:b:2"), "unknown");
}

TEST(Solver, VouchesForNoSize) {
  Program Of;
  Of.flow("F:e820_entry.size", "L:f:size:1");
  Of.flow("F:e820_entry.addr", "L:f:start:2");
  for (FlowEdge &Each : Of.Facts.Edges)
    Each.Guard = "+E820_TYPE_RAM";
  SolvedProgram Solved({Of.Facts});
  EXPECT_EQ(Solved.kind("L:f:size:1"), "unknown");
  EXPECT_EQ(Solved.kind("L:f:start:2"), "kphys");
}

TEST(Solver, FindsWhatOneDirectoryAloneStores) {
  auto Share = [](Program &Of, const std::string &Key) {
    Of.Facts.Slots[Of.slot(Key)].Decl = "field";
  };
  Program One, Two;
  One.flow("R:virt_to_phys", "F:one::node.key");
  Share(One, "F:one::node.key");
  Two.flow("F:two::node.key", "L:f:a:1");
  Share(Two, "F:two::node.key");
  EXPECT_EQ(SolvedProgram({One.Facts, Two.Facts}).kind("L:f:a:1"), "kphys");
  Two.flow("R:pci_resource_start", "F:two::node.key");
  EXPECT_EQ(SolvedProgram({One.Facts, Two.Facts}).kind("L:f:a:1"), "raw");
}
