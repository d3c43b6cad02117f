// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ObjectLists.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace path = llvm::sys::path;

/// What \p Command writes, as it names it.
static std::string objectOf(const CompileCommand &Command) {
  if (!Command.Words.empty()) {
    auto Option = llvm::find(Command.Words, "-o");
    return Option == Command.Words.end() || std::next(Option) == Command.Words.end()
               ? std::string()
               : *std::next(Option);
  }
  const std::string Line = Command.Line.str();
  return llvm::StringRef(Line).rsplit(" -o ").second.take_until(llvm::isSpace).str();
}

const ObjectLists::ModulesByObject &ObjectLists::in(const std::string &Directory) {
  auto [Found, IsNew] = ByDirectory.try_emplace(Directory);
  if (!IsNew)
    return Found->second;
  std::error_code Code;
  for (llvm::sys::fs::directory_iterator It(Directory, Code), End; !Code && It != End;
       It.increment(Code)) {
    if (!llvm::StringRef(It->path()).ends_with(".mod"))
      continue;
    auto List = readRegularFile(It->path());
    if (!List)
      continue;
    std::string Module = path::stem(It->path()).str();
    std::replace(Module.begin(), Module.end(), '-', '_');
    std::replace(Module.begin(), Module.end(), ',', '_');
    for (llvm::StringRef Object : llvm::split((*List)->getBuffer(), '\n'))
      if (!Object.empty())
        Found->second.emplace(Object.str(), Module);
  }
  return Found->second;
}

std::string ObjectLists::moduleOf(const CompileCommand &Command) {
  const std::string Object = objectOf(Command);
  if (Object.empty())
    return {};
  std::string Place = path::parent_path(absolutePath(Object, Command.Directory)).str();
  for (llvm::StringRef Directory = Place; Directory.size() > Command.Directory.size();
       Directory = path::parent_path(Directory)) {
    const ModulesByObject &Modules = in(Directory.str());
    if (auto Found = Modules.find(Object); Found != Modules.end())
      return Found->second;
  }
  return {};
}
