// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/SharedPch.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/Support/FileSystem.h"
#include <fstream>

using namespace kphys;

namespace {

/// Stands in HeaderUse::Includes for what was precompiled.
constexpr const char *Root = "*";

class PrecompileAction : public clang::GeneratePCHAction {
public:
  PrecompileAction(std::string Path, HeaderUse &Use) : Path(std::move(Path)), Use(Use) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().OutputFile = Path;
    Compiler.getFrontendOpts().SkipFunctionBodies = true;
    return GeneratePCHAction::BeginInvocation(Compiler);
  }

  bool BeginSourceFileAction(clang::CompilerInstance &Compiler) override {
    Use = {};
    recordHeaderUse(Compiler.getPreprocessor(), Use);
    return GeneratePCHAction::BeginSourceFileAction(Compiler);
  }

private:
  std::string Path;
  HeaderUse &Use;
};

/// The name at the start of a macro's definition.
llvm::StringRef macroName(llvm::StringRef Definition) {
  return Definition.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// Those that the precompiled parse \p Use has read.
std::set<std::string> filesBehind(const HeaderUse &Use) {
  std::set<std::string> Result = reach(Use.Includes, {HeaderUse::CommandLine, Root});
  Result.erase(HeaderUse::CommandLine);
  Result.erase(Root);
  return Result;
}

/// Macros that every driver may define first. The headers have them under #ifndef, and otherwise
/// only in the bodies of macros.
bool isMeantToBeDefined(llvm::StringRef Macro) { return Macro == "pr_fmt" || Macro == "dev_fmt"; }

} // namespace

HeaderUse SharedPch::build(const CompileCommand &Like, const std::vector<std::string> &Headers,
                           const std::string &Path, const FileOverlay &Overlay) {
  CompileCommand Command = Like;
  Command.Words = {"clang"};
  for (HeaderArgument &Each : headerArguments(Like))
    if (Each.Is != HeaderArgument::Bearing::OnName &&
        Each.Is != HeaderArgument::Bearing::OnOwnHeaders)
      Command.Words.push_back(std::move(Each.Text));
  Command.File = Path + ".h";
  std::ofstream Source(Command.File);
  for (const std::string &Header : Headers)
    Source << "#include <" << Header << ">\n";
  Source.close();
  HeaderUse Use;
  ParseOutcome Outcome =
      parseUnit(Command, Overlay, [&] { return std::make_unique<PrecompileAction>(Path, Use); },
                {"-x", "c-header"});
  if (Outcome.hasError())
    llvm::sys::fs::remove(Path);
  Use.Includes[Root] = std::move(Use.Includes[Command.File]);
  Use.Includes.erase(Command.File);
  return Use;
}

SharedPch::SharedPch(std::string Place, HeaderUse Use, const CompileCommand &Like,
                     HeaderWords &Words)
    : Path(std::move(Place)), Own(std::move(Use)), Definitions(macroDefinitions(Like)),
      Words(Words), Files(filesBehind(Own)), Graph(Own, Files) {
  Words.add(Files);
}

bool SharedPch::mentions(llvm::StringRef Word) const {
  return llvm::any_of(Words.mentioners(Word), [&](std::string_view File) { return has(File); });
}

std::optional<std::vector<LateMacro>> SharedPch::suits(const CompileCommand &Command,
                                                       llvm::StringRef Source) const {
  std::set<std::string> Own = macroDefinitions(Command);
  std::vector<std::string> Different;
  std::set_symmetric_difference(Own.begin(), Own.end(), Definitions.begin(), Definitions.end(),
                                std::back_inserter(Different));
  if (llvm::any_of(Different, [&](const std::string &Each) { return mentions(macroName(Each)); }))
    return std::nullopt;
  std::vector<LateMacro> Late;
  std::vector<std::string> Included;
  llvm::StringRef Rest = Source.take_front(Source.rfind("#include") + 1);
  while (!Rest.empty()) {
    auto [Line, Next] = Rest.split('\n');
    Rest = Next;
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (Line.consume_front("include") && Line.ltrim().consume_front("<"))
      Included.push_back(Line.ltrim(" \t<").take_until([](char C) { return C == '>'; }).str());
    if (!Line.consume_front("define") && !Line.consume_front("undef"))
      continue;
    llvm::StringRef Macro = macroName(Line.ltrim());
    if (mentions(Macro) && !isMeantToBeDefined(Macro))
      Late.push_back(lateMacro(Macro, Included));
  }
  return Late;
}

LateMacro SharedPch::lateMacro(llvm::StringRef Macro,
                               const std::vector<std::string> &Included) const {
  auto [Known, IsNew] = Mentions.try_emplace(Macro);
  std::set<std::string> &In = Known->second;
  if (IsNew)
    for (std::string_view File : Words.mentioners(Macro))
      if (has(File) && Words.isInCode(Macro, File))
        In.emplace(File);
  std::vector<std::string> Seeds = {HeaderUse::CommandLine};
  for (const std::string &File : Files)
    if (llvm::any_of(Included, [&](const std::string &Header) {
          return llvm::StringRef(File).ends_with("/include/" + Header);
        }))
      Seeds.push_back(File);
  LateMacro Result;
  Result.Before = reach(Own.Includes, std::move(Seeds));
  std::set_difference(In.begin(), In.end(), Result.Before.begin(), Result.Before.end(),
                      std::inserter(Result.Mentioners, Result.Mentioners.end()));
  return Result;
}

bool SharedPch::isReadAgain(const LateMacro &Macro, const std::set<std::string> &Read,
                            const std::string &Main, const HeaderUse &Unit) const {
  return llvm::all_of(Macro.Mentioners, [&](const std::string &Header) {
    if (!Read.count(Header))
      return true;
    auto Used = Unit.Macros.find(Header);
    return Used != Unit.Macros.end() && Used->second.count(Main) &&
           llvm::all_of(Own.Includes, [&](const auto &Each) {
             const auto &[File, Included] = Each;
             return !Read.count(File) || !Included.count(Header) || Macro.Before.count(File);
           });
  });
}

std::optional<std::set<std::string>> SharedPch::covered(const std::string &Main,
                                                        const HeaderUse &Unit,
                                                        const std::vector<LateMacro> &Late) const {
  // Clang does not read again what the command line includes and the header has already.
  HeaderGraph::Files Read = Graph.reach(Unit.Includes);
  auto IsRead = [&](const std::string &File) { return Graph.isIn(Read, File); };
  bool HasMacros = Graph.isClosed(Read) && llvm::all_of(Unit.Macros, [&](const auto &Each) {
                     return llvm::all_of(Each.second, IsRead);
                   });
  bool HasNames = llvm::all_of(Unit.Declarations,
                               [&](const auto &Each) { return llvm::any_of(Each.second, IsRead); });
  if (!HasMacros || !HasNames)
    return std::nullopt;
  std::set<std::string> Result = Graph.names(Read);
  if (!llvm::all_of(Late,
                    [&](const LateMacro &Each) { return isReadAgain(Each, Result, Main, Unit); }))
    return std::nullopt;
  return Result;
}
