// What files' texts tell is remembered for as long as the files are the same, and no longer.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/NumberRuns.h"
#include "tool/store/RunCache.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <fcntl.h>
#include <sys/stat.h>

using namespace kphys;

namespace {

class FileAnswersTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("kphys-answers", Directory));
    for (const char *Name : {"a.c", "b.c", "c.c"})
      Paths.push_back(write(Name, "text\n", /*Time=*/1));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Directory); }

  std::string write(const std::string &Name, const std::string &Text, time_t Time) {
    std::string Path = (Directory + "/" + Name).str();
    std::error_code Code;
    llvm::raw_fd_ostream(Path, Code) << Text;
    timespec Times[] = {{Time, 0}, {Time, 0}};
    if (Time != 0)
      utimensat(AT_FDCWD, Path.c_str(), Times, 0);
    return Path;
  }

  std::string cachePath() const { return (Directory + "/kphys.cache").str(); }

  /// The files that a run asks \p Question about, and in the end all have \p Answer.
  std::string run(const std::string &Question, const std::string &Answer,
                  const std::string &Maker = "test") {
    RunCache Cache(cachePath(), Maker);
    std::vector<char> IsAsked(Paths.size());
    std::vector<std::string> Said =
        askTexts(Question, Paths, /*Threads=*/2, Cache, [&](size_t I, llvm::StringRef) {
          IsAsked[I] = 1;
          return Answer;
        });
    EXPECT_EQ(Said, std::vector<std::string>(Paths.size(), Answer));
    EXPECT_EQ(Cache.commit(), "");
    std::string Result;
    for (size_t I = 0; I < Paths.size(); ++I)
      if (IsAsked[I])
        Result += "abc"[I];
    return Result;
  }

  llvm::SmallString<128> Directory;
  std::vector<std::string> Paths;
};

TEST_F(FileAnswersTest, AsksOnceAndWhatChanged) {
  EXPECT_EQ(run("q", "yes"), "abc");
  EXPECT_EQ(run("q", "yes"), "");
  EXPECT_EQ(run("other", ""), "abc");
  EXPECT_EQ(run("other", ""), "");         // nothing is an answer, too
  write("b.c", "more text\n", /*Time=*/1); // another size
  EXPECT_EQ(run("q", "yes"), "b");
  write("b.c", "other one\n", /*Time=*/2); // another time
  EXPECT_EQ(run("q", "yes"), "b");
  EXPECT_EQ(run("q", "yes"), "");
  EXPECT_EQ(run("other", ""), "b");        // it was not asked about that text
  write("b.c", "same size\n", /*Time=*/2); // set back
  EXPECT_EQ(run("q", "yes"), "b");
}

TEST_F(FileAnswersTest, DoesNotTrustWhatMayChangeAgain) {
  write("c.c", "text\n", /*Time=*/0); // just now
  EXPECT_EQ(run("q", "yes"), "abc");
  EXPECT_EQ(run("q", "yes"), "c");
}

TEST_F(FileAnswersTest, ForgetsWhatAnotherMakerWrote) {
  EXPECT_EQ(run("q", "yes"), "abc");
  EXPECT_EQ(run("q", "no", "another"), "abc");
  EXPECT_EQ(run("q", "no", "another"), "");
}

TEST_F(FileAnswersTest, NumbersStayRightHoweverOftenFilesChange) {
  for (int I = 0; I < 10; ++I) {
    write("a.c", std::string(I + 1, 'x'), /*Time=*/I + 3);
    EXPECT_EQ(run("q", "yes"), I == 0 ? "abc" : "a");
  }
  EXPECT_EQ(run("q", "yes"), "");
}

TEST_F(FileAnswersTest, TwoRunsAtOnceDoNotMixTheirFiles) {
  // The second numbers the files in another order, and is done first.
  RunCache First(cachePath(), "test"), Second(cachePath(), "test"), Third(cachePath(), "test");
  auto Ask = [](RunCache &Cache, const std::string &Question, std::vector<std::string> Paths) {
    askTexts(Question, Paths, /*Threads=*/1, Cache,
             [&](size_t I, llvm::StringRef) { return Paths[I]; });
  };
  Ask(First, "first", {Paths[0], Paths[1], Paths[2]});
  Ask(Second, "second", {Paths[2], Paths[1], Paths[0]});
  EXPECT_EQ(Second.commit(), "");
  EXPECT_EQ(First.commit(), "");
  Third.look(Paths, /*Threads=*/1, /*Again=*/false);
  for (const std::string &Each : Paths) {
    for (const char *Question : {"first", "second"}) {
      Third.load(Question);
      if (std::optional<llvm::StringRef> Known = Third.recall(Question, Each))
        EXPECT_EQ(*Known, Each);
    }
    EXPECT_TRUE(Third.recall("first", Each).has_value());
  }
}

TEST(NumberRunsTest, ReadsWhatItWrites) {
  RunReader Reader;
  for (const std::set<int64_t> &Each :
       {std::set<int64_t>(), {1}, {1, 2, 3}, {2, 4, 5, 9}, {9, 10}}) {
    auto Read = Reader.read(writeRuns(Each), /*Most=*/10);
    ASSERT_TRUE(Read);
    EXPECT_EQ(std::set<int64_t>(Read->begin(), Read->end()), Each);
  }
  EXPECT_EQ(writeRuns({2, 4, 5, 9}), "[[2,2],[4,5],[9,9]]");
  for (const char *Each : {"", "1", "[1]", "[[1]]", "[[0,1]]", "[[2,1]]", "[[1,11]]",
                           "[[1,2],[2,3]]", "[[1,2],[1,1]]", "[[1,\"2\"]]", "[[1,2]"})
    EXPECT_FALSE(Reader.read(Each, /*Most=*/10)) << Each;
}

} // namespace
