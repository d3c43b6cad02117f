// Which headers does a unit read, and do they need macros of others?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/HeaderGraph.h"

#include "Random.h"
#include <gtest/gtest.h>

using namespace kphys;

namespace {

using Names = std::set<std::string>;

TEST(HeaderGraph, FollowsIncludes) {
  HeaderUse Use;
  Use.Includes = {{HeaderUse::CommandLine, {"config.h"}},
                  {"a.h", {"b.h"}},
                  {"b.h", {"a.h", "c.h"}}, // a circle
                  {"d.h", {"a.h"}}};
  HeaderGraph Graph(Use, {"config.h", "a.h", "b.h", "c.h", "d.h"});
  EXPECT_EQ(Graph.names(Graph.reach({{"unit.c", {"a.h"}}})),
            (Names{"a.h", "b.h", "c.h", "config.h"}));
  EXPECT_EQ(Graph.names(Graph.reach({})), Names{"config.h"});
  EXPECT_TRUE(Graph.has("d.h"));
  EXPECT_FALSE(Graph.has("unit.c"));
}

TEST(HeaderGraph, LeavesOutWhatIsNotInTheHeader) {
  HeaderUse Use;
  Use.Includes = {{"a.h", {"generated.h"}}};
  HeaderGraph Graph(Use, {"a.h"});
  HeaderGraph::Files Read = Graph.reach({{"unit.c", {"a.h", "other.h"}}});
  EXPECT_EQ(Graph.names(Read), Names{"a.h"});
  EXPECT_TRUE(Graph.isIn(Read, "other.h")); // no file of the graph is missed
}

TEST(HeaderGraph, SeesMacrosOfHeadersThatAreNotRead) {
  HeaderUse Use;
  Use.Includes = {{"a.h", {"b.h"}}};
  Use.Macros = {{"a.h", {"b.h", "outside.h"}}, {"c.h", {"d.h"}}};
  HeaderGraph Graph(Use, {"a.h", "b.h", "c.h", "d.h"});
  EXPECT_TRUE(Graph.isClosed(Graph.reach({{"unit.c", {"a.h"}}})));
  EXPECT_FALSE(Graph.isClosed(Graph.reach({{"unit.c", {"c.h"}}})));
  EXPECT_TRUE(Graph.isClosed(Graph.reach({{"unit.c", {"c.h", "d.h"}}})));
}

/// By names, as plainly as can be.
Names reached(const FileGraph &Includes, const Names &Files, Names Pending) {
  Names Result;
  while (!Pending.empty()) {
    std::string Next = *Pending.begin();
    Pending.erase(Pending.begin());
    if (!Files.count(Next) || !Result.insert(Next).second)
      continue;
    if (auto Found = Includes.find(Next); Found != Includes.end())
      Pending.insert(Found->second.begin(), Found->second.end());
  }
  return Result;
}

TEST(HeaderGraph, ReachesWhatAWalkByNamesReaches) {
  for (unsigned Seed = 0; Seed < 200; ++Seed) {
    Random Next(Seed);
    auto Name = [&] { return std::to_string(Next.upTo(15)) + ".h"; };
    HeaderUse Use;
    Names Files, Direct, Pending;
    for (unsigned I = Next.upTo(20); I > 0; --I)
      Files.insert(Name());
    for (unsigned I = Next.upTo(30); I > 0; --I)
      Use.Includes[Name()].insert(Name());
    for (unsigned I = Next.upTo(2); I > 0; --I)
      Use.Includes[HeaderUse::CommandLine].insert(Name());
    for (unsigned I = Next.upTo(3); I > 0; --I)
      Direct.insert(Name());
    Pending = Direct;
    if (auto Found = Use.Includes.find(HeaderUse::CommandLine); Found != Use.Includes.end())
      Pending.insert(Found->second.begin(), Found->second.end());
    HeaderGraph Graph(Use, Files);
    EXPECT_EQ(Graph.names(Graph.reach({{"unit.c", Direct}})), reached(Use.Includes, Files, Pending))
        << Seed;
  }
}

} // namespace
