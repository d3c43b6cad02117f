// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/Maintainers.h"

#include "tool/series/Mail.h"
#include "tool/support/Subprocess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr const char *Script = "scripts/get_maintainer.pl";

/// What lies below THE REST goes there by way of somebody else's tree.
constexpr StringRef LastTree = "torvalds/linux";

/// `mkp/scsi` for `git git://git.kernel.org/pub/scm/linux/kernel/git/mkp/scsi.git [BRANCH]`.
std::string treeName(StringRef Line) {
  StringRef Place = Line.split(' ').second.split(' ').first.rtrim('/');
  Place.consume_back(".git");
  auto [Before, Last] = Place.rsplit('/');
  return (Before.rsplit('/').second.ltrim('~') + "/" + Last).str();
}

/// True if \p Address is who decides: MAINTAINERS' S: makes them supporters in older trees.
bool isMaintainer(StringRef Role) {
  return Role.starts_with("maintainer") || Role.starts_with("supporter") ||
         Role.starts_with("odd fixer");
}

Recipients readLines(const std::vector<std::string> &Lines) {
  Recipients Result;
  std::vector<std::string> Trees;
  for (StringRef Line : Lines) {
    if (Line.starts_with("git ")) {
      Trees.push_back(treeName(Line));
      continue;
    }
    // NAME <ADDRESS> (ROLE:SECTION), or without a name and angle brackets
    size_t Mail = Line.find('>');
    size_t End = Line.find(" (", Mail == StringRef::npos ? 0 : Mail);
    if (End == StringRef::npos || !isMailAddress(Line.take_front(End)))
      continue;
    bool Decides = isMaintainer(Line.substr(End + 2));
    (Decides ? Result.To : Result.Cc).push_back(Line.take_front(End).str());
  }
  if (Result.To.empty() && !Result.Cc.empty()) {
    Result.To.push_back(Result.Cc.front());
    Result.Cc.erase(Result.Cc.begin());
  }
  llvm::erase(Trees, LastTree);
  if (Trees.empty())
    return Result;
  // The first one is that of the closest section; where its owner has one for the next release,
  // too, that.
  StringRef Owner = StringRef(Trees.front()).split('/').first;
  auto ForNext = llvm::find_if(Trees, [&](StringRef Each) {
    return Each.split('/').first == Owner && Each.split('/').second.contains("next");
  });
  Result.Tree = ForNext == Trees.end() ? Trees.front() : *ForNext;
  return Result;
}

} // namespace

std::map<std::string, Recipients> kphys::recipientsOf(const std::vector<std::string> &Files,
                                                      const std::string &TreeRoot, unsigned Threads,
                                                      std::string &Problem) {
  std::map<std::string, Recipients> Result;
  if (!llvm::sys::fs::exists(TreeRoot + "/" + Script)) {
    Problem = std::string("this tree has no ") + Script;
    return Result;
  }
  std::vector<std::vector<std::string>> Programs;
  for (const std::string &Each : Files)
    Programs.push_back({"timeout", "60", "perl", Script, "--no-git", "--no-git-fallback",
                        "--rolestats", "--scm", "-f", "--", Each});
  std::vector<std::optional<std::vector<std::string>>> Said =
      outputsOf(Programs, TreeRoot, Threads);
  size_t Failed = 0;
  for (size_t I = 0; I < Files.size(); ++I)
    if (Said[I])
      Result[Files[I]] = readLines(*Said[I]);
    else if (Failed++ == 0)
      Problem = std::string(Script) + " fails for " + Files[I];
  if (Failed > 1)
    Problem += " and " + std::to_string(Failed - 1) + " more";
  return Result;
}

void kphys::add(Recipients &Into, const Recipients &All) {
  for (const std::string &Each : All.To) {
    if (!llvm::is_contained(Into.To, Each))
      Into.To.push_back(Each);
    llvm::erase(Into.Cc, Each);
  }
  for (const std::string &Each : All.Cc)
    if (!llvm::is_contained(Into.To, Each) && !llvm::is_contained(Into.Cc, Each))
      Into.Cc.push_back(Each);
}
