// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/ModuleLicenses.h"

#include "checks/frontend/LinkUnit.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/SourceFiles.h"
#include "tool/program/Inquiry.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace path = llvm::sys::path;

namespace {

/// What a worker says of a unit, and the files that this depends on.
struct LicenseAnswer {
  ExpandedLicenses Licenses;
  std::vector<std::string> Files;
};
KPHYS_JSON_MEMBERS(LicenseAnswer, Licenses, Files)

LicenseText licensesInFile(const std::string &Path) {
  auto Text = readRegularFile(Path);
  return Text ? licensesIn((*Text)->getBuffer()) : LicenseText();
}

void add(ExpandedLicenses &Into, ExpandedLicenses Other) {
  Into.Names.merge(Other.Names);
  if (Into.Problem.empty())
    Into.Problem = std::move(Other.Problem);
}

std::set<std::string> directoriesOf(const Project &Of, const std::vector<size_t> &Units) {
  std::set<std::string> Result;
  for (size_t Unit : Units)
    Result.insert(path::parent_path(Of.Units[Unit].Command.File).str());
  return Result;
}

} // namespace

std::map<std::string, LicenseText>
kphys::licensesBeside(const std::string &Directory, bool WithHeaders,
                      const std::function<bool(const std::string &Path)> &IsForeign) {
  std::map<std::string, LicenseText> Result;
  for (const std::string &Name : sourcesIn(*llvm::vfs::getRealFileSystem(), Directory)) {
    std::string Path = Directory + "/" + Name;
    if ((!WithHeaders && !isSource(Name)) || IsForeign(Path))
      continue;
    LicenseText Said = licensesInFile(Path);
    if (!Said.Names.empty() || Said.NeedsMacros)
      Result.emplace(std::move(Path), std::move(Said));
  }
  return Result;
}

ModuleLicenses::ModuleLicenses(Session &In, const TreeScan &Text, WorkerOptions Workers,
                               std::function<bool(const std::string &)> IsFine)
    : Of(In.Program), Text(Text), Known(In, In.Files, "licenses"), Workers(std::move(Workers)),
      IsFine(std::move(IsFine)) {
  for (size_t I = 0; I < Of.Units.size(); ++I) {
    const Unit &Each = Of.Units[I];
    NameOf[Each.Command.File] = Each.Name;
    if (!Each.isAssembly())
      for (std::string &Module : modulesIn(moduleOf(Each.Command, Each.Name))) {
        UnitsOf[Module].push_back(I);
        ModulesOf[Each.Name].insert(std::move(Module));
      }
  }
  for (const auto &[File, Said] : Text.licenses())
    if (!isSource(File))
      DirectoriesOfHeaders.insert(path::parent_path(Of.Tree.Root + "/" + File).str());
}

void ModuleLicenses::learn(const std::set<std::string> &Files) {
  std::map<std::string, std::set<std::string>> Modules; // by file
  std::set<std::string> Wanted;
  for (const std::string &File : Files) {
    std::set<std::string> &Own = Modules[File] = modulesWith(File);
    Wanted.insert(Own.begin(), Own.end());
  }
  while (!Wanted.empty())
    Wanted = learnModules(Wanted);
  for (const auto &[File, Own] : Modules) {
    ExpandedLicenses &Said = ByFile[File];
    for (const std::string &Module : Own) {
      auto Called = Listed.find(Module);
      add(Said, ByModule.at(Called == Listed.end() ? Module : Called->second));
    }
  }
}

std::set<std::string> ModuleLicenses::modulesWith(const std::string &File) const {
  std::set<std::string> Result;
  auto Add = [&](const std::string &Source) {
    if (auto Found = ModulesOf.find(Source); Found != ModulesOf.end())
      Result.insert(Found->second.begin(), Found->second.end());
    return true;
  };
  Add(File);
  if (!isSource(File) || Result.empty())
    Text.visitIncluders(File, Add);
  return Result;
}

std::set<std::string> ModuleLicenses::learnModules(const std::set<std::string> &Modules) {
  std::set<std::string> Others;
  std::vector<std::string> Pending;
  for (const std::string &Module : Modules) {
    if (ByModule.count(Module) || Listed.count(Module))
      continue;
    LicenseText Written = written(Module);
    if (!Written.NeedsMacros && !Written.Names.empty() && llvm::all_of(Written.Names, IsFine))
      ByModule[Module].Names = std::move(Written.Names);
    else if (!Written.saysNothing() || !isCalledOtherwise(Module, Others))
      Pending.push_back(Module);
  }
  preprocess(Pending);
  for (const std::string &Module : Pending) {
    ExpandedLicenses &Said = ByModule[Module];
    auto SaysNothing = [&] { return Said.Names.empty() && Said.Problem.empty(); };
    if (SaysNothing() && isCalledOtherwise(Module, Others))
      continue;
    if (SaysNothing())
      Said = beside(Module, UnitsOf.at(Module));
    if (SaysNothing())
      Said.Problem = "module " + Module + ": no " + LicenseMacro +
                     "() in what the database has of it, nor beside";
  }
  return Others;
}

/// What the text of a module's sources says.
LicenseText ModuleLicenses::written(const std::string &Module) const {
  LicenseText Result;
  for (size_t Index : UnitsOf.at(Module)) {
    const Unit &Each = Of.Units[Index];
    if (Each.Source.empty())
      Result.add(licensesInFile(Each.Command.File));
    else if (auto Said = Text.licenses().find(Each.Source); Said != Text.licenses().end())
      Result.add(Said->second);
    // Where a header has it, it counts in what makes use of that.
    Result.NeedsMacros |=
        DirectoriesOfHeaders.count(path::parent_path(Each.Command.File).str()) != 0;
  }
  return Result;
}

/// True if Kbuild lists all of \p Module for another one, which \p Others gets.
bool ModuleLicenses::isCalledOtherwise(const std::string &Module, std::set<std::string> &Others) {
  std::set<std::string> Names;
  for (size_t Index : UnitsOf.at(Module))
    Names.insert(Lists.moduleOf(Of.Units[Index].Command));
  if (Names.size() != 1 || *Names.begin() == Module || !UnitsOf.count(*Names.begin()) ||
      Listed.count(*Names.begin()))
    return false;
  Listed[Module] = *Names.begin();
  Others.insert(*Names.begin());
  return true;
}

void ModuleLicenses::preprocess(const std::vector<std::string> &Modules) {
  struct OfModule {
    size_t Unit;
    std::string Module;
  };
  std::vector<OfModule> Units;
  for (const std::string &Module : Modules)
    for (size_t Unit : UnitsOf.at(Module))
      Units.push_back({Unit, Module});
  Inquiry<OfModule, LicenseAnswer> Preprocessed(Known, Workers);
  Preprocessed.Ask = [&](const OfModule &Each) {
    const CompileCommand &Command = Of.Units[Each.Unit].Command;
    HeaderUse Use;
    ExpandedLicenses Said = expandedLicenses(Command, Use);
    return LicenseAnswer{std::move(Said), Use.files(Command.File)};
  };
  Preprocessed.Take = [&](const OfModule &Each, llvm::Expected<LicenseAnswer> Said, Origin) {
    ExpandedLicenses &Into = ByModule[Each.Module];
    if (Said)
      add(Into, std::move(Said->Licenses));
    else
      add(Into, {{}, Of.Units[Each.Unit].Name + ": " + llvm::toString(Said.takeError())});
  };
  Preprocessed.run(Units);
}

/// What sources say that are of no other module: the database may have a part of the module only.
ExpandedLicenses ModuleLicenses::beside(const std::string &Module,
                                        const std::vector<size_t> &Units) const {
  ExpandedLicenses Result;
  for (const std::string &Directory : directoriesOf(Of, Units))
    for (auto &[Path, Said] :
         licensesBeside(Directory, /*WithHeaders=*/false,
                        [&](const std::string &Each) { return isSourceOfAnother(Each, Module); })) {
      Result.Names.merge(Said.Names);
      if (Said.NeedsMacros)
        Result.Problem = "it takes more than its text to tell what the " +
                         std::string(LicenseMacro) + "() in " + path::filename(Path).str() +
                         " says";
    }
  return Result;
}

bool ModuleLicenses::isSourceOfAnother(const std::string &Path, const std::string &Module) const {
  auto Name = NameOf.find(Path);
  if (Name == NameOf.end())
    return false;
  auto Modules = ModulesOf.find(Name->second);
  return Modules == ModulesOf.end() || !Modules->second.count(Module);
}
