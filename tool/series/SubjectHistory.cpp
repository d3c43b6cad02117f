// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/SubjectHistory.h"

#include "tool/support/Subprocess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Regex.h"

using namespace kphys;
using llvm::StringRef;

/// Fewer commits may each have been part of a change of the whole tree.
static constexpr unsigned FewestAgreeing = 2;

StringRef kphys::prefixOfSubject(StringRef Subject) {
  if (Subject.starts_with("treewide") || Subject.starts_with("Revert ") ||
      Subject.starts_with("Merge "))
    return {};
  // Words of a path or a name, at most two before each colon; `crypto: caam - ` has a dash, too.
  static const llvm::Regex Form(
      "^(([A-Za-z0-9_/,.*+@{}&-]+ )?[A-Za-z0-9_/,.*+@{}&-]+: ?)+([A-Za-z0-9_/]+ - )?");
  constexpr size_t Longest = 50;
  llvm::SmallVector<StringRef> Parts;
  return Form.match(Subject, &Parts) && Parts.front().size() <= Longest ? Parts.front()
                                                                        : StringRef();
}

std::map<std::string, std::string> kphys::prefixesOfHistory(const std::vector<std::string> &Files,
                                                            const std::string &TreeRoot,
                                                            unsigned Threads) {
  std::map<std::string, std::string> Result;
  if (!llvm::sys::fs::exists(TreeRoot + "/.git"))
    return Result;
  std::vector<std::vector<std::string>> Programs;
  for (const std::string &Each : Files)
    Programs.push_back({"git", "-c", "core.fsmonitor=false", "log", "--no-show-signature",
                        "--encoding=UTF-8", "--no-merges", "-n", "20", "--format=%s", "--", Each});
  std::vector<std::optional<std::vector<std::string>>> Said =
      outputsOf(Programs, TreeRoot, Threads);
  for (size_t I = 0; I < Files.size(); ++I) {
    std::map<std::string, unsigned> Counts;
    std::string Most;
    for (StringRef Subject : Said[I].value_or(std::vector<std::string>()))
      if (std::string Prefix = prefixOfSubject(Subject).str(); !Prefix.empty())
        if (unsigned Count = ++Counts[Prefix]; Most.empty() || Count > Counts[Most])
          Most = Prefix;
    if (Counts[Most] >= FewestAgreeing)
      Result[Files[I]] = Most;
  }
  return Result;
}
