// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/ModuleLicenses.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"

using namespace kphys;

/// The module of \p Command as it is spelled there; empty for code that is built in. Looks at the
/// bytes: a database has too many commands to split them all.
static std::string moduleOf(const CompileCommand &Command) {
  std::string Joined = Command.Line.empty() ? llvm::join(Command.Words, " ") : std::string();
  llvm::StringRef Line = Command.Line.empty() ? Joined : Command.Line;
  if (!Line.contains(" -DMODULE "))
    return {};
  llvm::StringRef Rest = Line.split("-DKBUILD_MODFILE=").second;
  return Rest.take_until([](char C) { return llvm::isSpace(C); }).str();
}

std::optional<std::string> kphys::moduleLicenseIn(llvm::StringRef Source) {
  static const llvm::Regex License("MODULE_LICENSE[[:space:]]*\\([[:space:]]*\"([^\"]*)\"");
  llvm::SmallVector<llvm::StringRef> Groups;
  if (!Source.contains("MODULE_LICENSE") || !License.match(Source, &Groups))
    return std::nullopt;
  return Groups[1].str();
}

ModuleLicenses::ModuleLicenses(const Project &Of) : Of(Of) {
  for (size_t I = 0; I < Of.Units.size(); ++I)
    if (std::string Module = moduleOf(Of.Units[I].Command); !Module.empty()) {
      ModulesOf.emplace(Of.Units[I].Source, Module);
      UnitsOf.emplace(std::move(Module), I);
    }
}

const std::set<std::string> &ModuleLicenses::of(const std::string &Source) {
  auto [Found, IsNew] = Known.try_emplace(Source);
  if (!IsNew)
    return Found->second;
  auto [First, Last] = ModulesOf.equal_range(Source);
  for (auto Module = First; Module != Last; ++Module) {
    auto [FirstUnit, LastUnit] = UnitsOf.equal_range(Module->second);
    for (auto Unit = FirstUnit; Unit != LastUnit; ++Unit) {
      auto Text = llvm::MemoryBuffer::getFile(Of.Units[Unit->second].Command.File);
      if (Text)
        if (std::optional<std::string> License = moduleLicenseIn((*Text)->getBuffer()))
          Found->second.insert(std::move(*License));
    }
  }
  return Found->second;
}
