// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/ModuleLicenses.h"

#include "checks/frontend/LinkUnit.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/SourceFiles.h"
#include "tool/analysis/UnitOutcome.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace path = llvm::sys::path;

namespace {

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

/// What \p Command writes, as it names it.
llvm::StringRef objectOf(const CompileCommand &Command) {
  if (!Command.Words.empty()) {
    auto Option = llvm::find(Command.Words, "-o");
    return Option == Command.Words.end() || std::next(Option) == Command.Words.end()
               ? llvm::StringRef()
               : llvm::StringRef(*std::next(Option));
  }
  return llvm::StringRef(Command.Line).rsplit(" -o ").second.take_until(llvm::isSpace);
}

/// The file that Kbuild lists the objects of a module in, where one from the directory \p Place up
/// to \p Top has \p Object; empty if there is none.
std::string listOf(llvm::StringRef Object, const std::string &Place, llvm::StringRef Top) {
  for (llvm::StringRef Directory = Place; Directory.size() > Top.size();
       Directory = path::parent_path(Directory)) {
    std::error_code Code;
    for (llvm::sys::fs::directory_iterator It(Directory, Code), End; !Code && It != End;
         It.increment(Code))
      if (llvm::StringRef(It->path()).ends_with(".mod"))
        if (auto List = readRegularFile(It->path());
            List && llvm::is_contained(llvm::split((*List)->getBuffer(), '\n'), Object))
          return It->path();
  }
  return {};
}

/// The module that Kbuild lists the objects of \p Units for: what a rule of a Makefile's own
/// compiles has not the module's name in its command, but its own.
std::string moduleThatLists(const Project &Of, const std::vector<size_t> &Units) {
  std::set<std::string> Lists;
  for (size_t Unit : Units) {
    const CompileCommand &Command = Of.Units[Unit].Command;
    llvm::StringRef Object = objectOf(Command);
    if (Object.empty())
      return {};
    Lists.insert(listOf(Object, path::parent_path(absolutePath(Object, Command.Directory)).str(),
                        Command.Directory));
  }
  if (Lists.size() != 1)
    return {};
  std::string Result = path::stem(*Lists.begin()).str();
  std::replace(Result.begin(), Result.end(), '-', '_');
  std::replace(Result.begin(), Result.end(), ',', '_');
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

ModuleLicenses::ModuleLicenses(const Project &Of, const TreeScan &Text, WorkerOptions Workers,
                               std::function<bool(const std::string &)> IsFine)
    : Of(Of), Text(Text), Workers(std::move(Workers)), IsFine(std::move(IsFine)) {
  for (size_t I = 0; I < Of.Units.size(); ++I) {
    const Unit &Each = Of.Units[I];
    NameOf[Each.Command.File] = Each.Name;
    if (!Each.isAssembly())
      for (std::string &Module : modulesIn(moduleOf(Each.Command, Each.Name))) {
        UnitsOf[Module].push_back(I);
        ModulesOf[Each.Name].insert(std::move(Module));
      }
  }
}

const ExpandedLicenses &ModuleLicenses::of(const std::string &File) {
  auto [Found, IsNew] = ByFile.try_emplace(File);
  if (IsNew)
    for (const std::string &Module : modulesWith(File))
      add(Found->second, ofModule(Module));
  return Found->second;
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

const ExpandedLicenses &ModuleLicenses::ofModule(const std::string &Module) {
  auto [Found, IsNew] = ByModule.try_emplace(Module);
  if (IsNew)
    Found->second = find(Module);
  return Found->second;
}

ExpandedLicenses ModuleLicenses::find(const std::string &Module) {
  const std::vector<size_t> &Units = UnitsOf.at(Module);
  LicenseText Written;
  for (size_t Unit : Units)
    Written.add(licensesInFile(Of.Units[Unit].Command.File));
  for (const std::string &Directory : directoriesOf(Of, Units))
    // Where a header has it, it counts in what makes use of that.
    Written.NeedsMacros |=
        !licensesBeside(Directory, /*WithHeaders=*/true, [](const std::string &Each) {
           return isSource(Each);
         }).empty();
  if (!Written.NeedsMacros && !Written.Names.empty() && llvm::all_of(Written.Names, IsFine))
    return {std::move(Written.Names), ""};
  ExpandedLicenses Result = preprocess(Units);
  if (Result.Names.empty() && Result.Problem.empty()) {
    std::string Listed = moduleThatLists(Of, Units);
    if (Listed != Module && UnitsOf.count(Listed))
      return ofModule(Listed);
    Result = beside(Module, Units);
  }
  if (Result.Names.empty() && Result.Problem.empty())
    Result.Problem = "module " + Module + ": no " + LicenseMacro +
                     "() in what the database has of it, nor beside";
  return Result;
}

ExpandedLicenses ModuleLicenses::preprocess(const std::vector<size_t> &Units) const {
  ExpandedLicenses Result;
  runJobs(
      Units.size(), Workers,
      [&](size_t I) { return writeJson(expandedLicenses(Of.Units[Units[I]].Command)); },
      [&](size_t I, const JobOutcome &Outcome) {
        llvm::Expected<ExpandedLicenses> Said = answerOf<ExpandedLicenses>(Outcome);
        if (Said)
          add(Result, std::move(*Said));
        else
          add(Result, {{}, Of.Units[Units[I]].Name + ": " + llvm::toString(Said.takeError())});
      });
  return Result;
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
