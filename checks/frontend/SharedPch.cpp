// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/SharedPch.h"

#include "checks/frontend/BodySkipper.h"
#include "checks/sources/Words.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Serialization/PCHContainerOperations.h"
#include "llvm/Config/llvm-config.h"

using namespace kphys;

namespace {

/// Stands in HeaderUse::Includes for what was precompiled.
constexpr const char *Root = "*";

/// Writes what was read, without bodies of functions.
class Precompiler : public clang::PCHGenerator {
public:
  Precompiler(clang::CompilerInstance &Compiler, std::shared_ptr<clang::PCHBuffer> Into)
      : PCHGenerator(Compiler.getPreprocessor(), Compiler.getModuleCache(), /*OutputFile=*/"",
                     /*isysroot=*/"", std::move(Into),
#if LLVM_VERSION_MAJOR >= 22
                     Compiler.getCodeGenOpts(),
#endif
                     Compiler.getFrontendOpts().ModuleFileExtensions),
        Reading(Compiler.getPreprocessor()) {
  }

  bool shouldSkipFunctionBody(clang::Decl *) override {
    skipToEndOfBody(Reading);
    return true;
  }

private:
  clang::Preprocessor &Reading;
};

/// Makes a precompiled header in memory: it may come from a process that can write no file.
class PrecompileAction : public clang::ASTFrontendAction {
public:
  PrecompileAction(std::shared_ptr<clang::PCHBuffer> Into, HeaderUse &Use)
      : Into(std::move(Into)), Use(Use) {}

protected:
  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().SkipFunctionBodies = true;
    Compiler.getLangOpts().CompilingPCH = true;
    return true;
  }

  bool BeginSourceFileAction(clang::CompilerInstance &Compiler) override {
    Use = {};
    recordHeaderUse(Compiler.getPreprocessor(), Use);
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &Compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<Precompiler>(Compiler, Into);
  }

  clang::TranslationUnitKind getTranslationUnitKind() override { return clang::TU_Prefix; }

private:
  std::shared_ptr<clang::PCHBuffer> Into;
  HeaderUse &Use;
};

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

std::string SharedPch::sourceOf(const std::vector<std::string> &Headers) {
  std::string Result;
  for (const std::string &Header : Headers)
    Result += "#include <" + Header + ">\n";
  return Result;
}

SharedPch::Precompiled SharedPch::build(const CompileCommand &Like, const std::string &Source,
                                        const FileOverlay &Overlay) {
  CompileCommand Command = Like;
  Command.Words = {"clang"};
  for (HeaderArgument &Each : headerArguments(Like))
    if (Each.Is != HeaderArgument::Bearing::OnName &&
        Each.Is != HeaderArgument::Bearing::OnOwnHeaders)
      Command.Words.push_back(std::move(Each.Text));
  Command.File = Source;
  Precompiled Result;
  auto Buffer = std::make_shared<clang::PCHBuffer>();
  ParseOutcome Outcome = parseUnit(
      Command, Overlay, [&] { return std::make_unique<PrecompileAction>(Buffer, Result.Use); },
      {"-x", "c-header"});
  if (!Outcome.hasError() && Buffer->IsComplete)
    Result.Bytes.assign(Buffer->Data.begin(), Buffer->Data.end());
  Result.Use.Includes[Root] = std::move(Result.Use.Includes[Source]);
  Result.Use.Includes.erase(Source);
  return Result;
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
  if (llvm::any_of(Different, [&](const std::string &Each) { return mentions(leadingWord(Each)); }))
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
    llvm::StringRef Macro = leadingWord(Line.ltrim());
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
