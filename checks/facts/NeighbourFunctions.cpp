// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/facts/NeighbourFunctions.h"

#include "checks/sources/Paths.h"

using namespace kphys;

std::vector<const FunctionTexts *>
NeighbourFunctions::besides(const clang::FunctionDecl &Function) {
  clang::SourceLocation First = Function.getFirstDecl()->getLocation();
  if (First.isMacroID()) // such as those that fail to link when an assertion does not hold
    return {};
  const std::string &Declarer = Files.path(Sources.getFileID(First));
  if (Declarer.empty() || isSharedHeader(Declarer))
    return {};
  std::vector<const FunctionTexts *> Result;
  for (const std::string &File : {Declarer, Files.path(Sources.getMainFileID())}) {
    std::string Directory = llvm::sys::path::parent_path(absolutePath(File, TreeRoot)).str();
    auto Found = Known.find(Directory);
    if (Found == Known.end())
      Found =
          Known
              .emplace(Directory, FunctionTexts::inDirectory(
                                      Sources.getFileManager().getVirtualFileSystem(), Directory))
              .first;
    if (!llvm::is_contained(Result, &Found->second))
      Result.push_back(&Found->second);
  }
  return Result;
}

std::set<std::string> NeighbourFunctions::directories() const {
  std::set<std::string> Result;
  for (const auto &[Directory, Functions] : Known)
    Result.insert(Directory);
  return Result;
}
