// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/SharedPch.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
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

void addWords(llvm::StringRef Text, llvm::StringSet<> &Into) {
  auto IsPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    Text = Text.drop_until(IsPart);
    llvm::StringRef Word = Text.take_while(IsPart);
    Text = Text.drop_front(Word.size());
    if (!Word.empty() && !llvm::isDigit(Word.front()))
      Into.insert(Word);
  }
}

/// Macros that every driver may define first. The headers have them under #ifndef, and otherwise
/// only in the bodies of macros.
bool isMeantToBeDefined(llvm::StringRef Macro) { return Macro == "pr_fmt" || Macro == "dev_fmt"; }

} // namespace

HeaderUse SharedPch::build(const CompileCommand &Like, const std::vector<std::string> &Headers,
                           const std::string &Path, const FileOverlay &Overlay) {
  CompileCommand Command = Like;
  Command.Words = Like.arguments();
  std::erase_if(Command.Words, isOfUnit);
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

SharedPch::SharedPch(std::string Place, HeaderUse Use, const FileOverlay &Overlay)
    : Path(std::move(Place)), Own(std::move(Use)),
      Files(reach(Own.Includes, {HeaderUse::CommandLine, Root})) {
  Files.erase(HeaderUse::CommandLine);
  Files.erase(Root);
  for (const std::string &File : Files)
    if (auto Edited = Overlay.find(File); Edited != Overlay.end())
      addWords(Edited->second, Words);
    else if (auto Text = llvm::MemoryBuffer::getFile(File))
      addWords((*Text)->getBuffer(), Words);
}

bool SharedPch::suits(llvm::StringRef Source) const {
  size_t Last = Source.rfind("#include");
  llvm::StringRef Rest = Last == llvm::StringRef::npos ? "" : Source.take_front(Last);
  while (!Rest.empty()) {
    auto [Line, Next] = Rest.split('\n');
    Rest = Next;
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("define") && !Line.consume_front("undef"))
      continue;
    llvm::StringRef Macro =
        Line.ltrim().take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    if (Words.contains(Macro) && !isMeantToBeDefined(Macro))
      return false;
  }
  return true;
}

std::optional<std::set<std::string>> SharedPch::covered(const HeaderUse &Unit) const {
  // Clang does not read again what the command line includes and the header has already.
  std::vector<std::string> Seeds = {HeaderUse::CommandLine};
  for (const auto &[File, Included] : Unit.Includes)
    Seeds.insert(Seeds.end(), Included.begin(), Included.end());
  std::set<std::string> Result = reach(Own.Includes, std::move(Seeds));
  std::erase_if(Result, [&](const std::string &File) { return !Files.count(File); });
  auto IsRead = [&](const std::string &Definer) {
    return Result.count(Definer) || !Files.count(Definer);
  };
  for (const auto &[User, Definers] : Unit.Macros)
    if (!llvm::all_of(Definers, IsRead))
      return std::nullopt;
  for (const std::string &User : Result) {
    auto Used = Own.Macros.find(User);
    if (Used != Own.Macros.end() && !llvm::all_of(Used->second, IsRead))
      return std::nullopt;
  }
  return Result;
}
