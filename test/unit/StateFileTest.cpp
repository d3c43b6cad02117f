// Damaged files of kphys, found by several at once.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/StateFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"
#include <barrier>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>

using namespace kphys;
namespace fs = llvm::sys::fs;

namespace {

std::string textOf(const std::string &Path) {
  auto Text = llvm::MemoryBuffer::getFile(Path);
  return Text ? (*Text)->getBuffer().str() : "";
}

TEST(StateFile, IsSetAsideOnceHoweverManyFindItDamaged) {
  constexpr int Rounds = 200, Finders = 4;
  llvm::SmallString<128> Directory;
  ASSERT_FALSE(fs::createUniqueDirectory("kphys-state", Directory));
  const std::string Path = (Directory + "/kphys.index").str();
  lockPatience().GaveUp = [](const std::string &) {};
  for (int Round = 0; Round < Rounds; ++Round) {
    std::ofstream(Path) << "damaged";
    std::ofstream(Path + ".damaged") << "older";
    const fs::UniqueID Damaged = fileAt(Path);
    std::barrier Start(Finders);
    std::vector<std::thread> All;
    for (int I = 0; I < Finders; ++I)
      All.emplace_back([&] {
        Start.arrive_and_wait();
        llvm::consumeError(
            setAside(Path, Damaged, llvm::make_error<DamagedError>(Path, "it has no header")));
        std::ofstream(Path, std::ios::app) << "new ";
      });
    for (std::thread &Each : All)
      Each.join();
    ASSERT_EQ(textOf(Path + ".damaged"), "damaged") << "round " << Round;
    ASSERT_EQ(textOf(Path), "new new new new ") << "round " << Round;
  }
  fs::remove_directories(Directory);
}

} // namespace
