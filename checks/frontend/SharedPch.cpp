// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/SharedPch.h"

#include "checks/sources/Paths.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <filesystem>
#include <fstream>

using namespace kphys;

namespace {

/// Keys of an IncludeGraph that are no files: what -include names, and what was precompiled.
constexpr const char *CommandLine = "";
constexpr const char *Root = "*";

class IncludeRecorder : public clang::PPCallbacks {
public:
  IncludeRecorder(const clang::SourceManager &Sources, IncludeGraph &Graph)
      : Sources(Sources), Graph(Graph), Directory(std::filesystem::current_path()) {}

  void InclusionDirective(clang::SourceLocation Where, const clang::Token &, llvm::StringRef, bool,
                          clang::CharSourceRange, clang::OptionalFileEntryRef File, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (!File)
      return;
    clang::OptionalFileEntryRef From = Sources.getFileEntryRefForID(Sources.getFileID(Where));
    Graph[From ? absolutePath(From->getName(), Directory) : CommandLine].insert(
        absolutePath(File->getName(), Directory));
  }

private:
  const clang::SourceManager &Sources;
  IncludeGraph &Graph;
  std::string Directory;
};

class PrecompileAction : public clang::GeneratePCHAction {
public:
  PrecompileAction(std::string Path, IncludeGraph &Graph) : Path(std::move(Path)), Graph(Graph) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().OutputFile = Path;
    Compiler.getFrontendOpts().SkipFunctionBodies = true;
    return GeneratePCHAction::BeginInvocation(Compiler);
  }

  bool BeginSourceFileAction(clang::CompilerInstance &Compiler) override {
    recordIncludes(Compiler.getPreprocessor(), Graph);
    return GeneratePCHAction::BeginSourceFileAction(Compiler);
  }

private:
  std::string Path;
  IncludeGraph &Graph;
};

/// What \p Seeds include, directly or not, themselves included.
std::set<std::string> reach(const IncludeGraph &Graph, std::vector<std::string> Seeds) {
  std::set<std::string> Result;
  while (!Seeds.empty()) {
    std::string Next = std::move(Seeds.back());
    Seeds.pop_back();
    auto Known = Graph.find(Next);
    if (Result.insert(std::move(Next)).second && Known != Graph.end())
      Seeds.insert(Seeds.end(), Known->second.begin(), Known->second.end());
  }
  return Result;
}

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

void kphys::recordIncludes(clang::Preprocessor &Macros, IncludeGraph &Graph) {
  Macros.addPPCallbacks(std::make_unique<IncludeRecorder>(Macros.getSourceManager(), Graph));
}

IncludeGraph SharedPch::build(const CompileCommand &Like, const std::vector<std::string> &Headers,
                              const std::string &Path) {
  CompileCommand Command = Like;
  Command.Words = Like.arguments();
  std::erase_if(Command.Words, isOfUnit);
  Command.File = Path + ".h";
  std::ofstream Source(Command.File);
  for (const std::string &Header : Headers)
    Source << "#include <" << Header << ">\n";
  Source.close();
  IncludeGraph Graph;
  ParseOutcome Outcome =
      parseUnit(Command, {}, [&] { return std::make_unique<PrecompileAction>(Path, Graph); },
                {"-x", "c-header"});
  if (Outcome.hasError())
    llvm::sys::fs::remove(Path);
  Graph[Root] = std::move(Graph[Command.File]);
  Graph.erase(Command.File);
  return Graph;
}

SharedPch::SharedPch(std::string Place, IncludeGraph Graph)
    : Path(std::move(Place)), Includes(std::move(Graph)),
      Files(reach(Includes, {CommandLine, Root})) {
  Files.erase(CommandLine);
  Files.erase(Root);
  for (const std::string &File : Files)
    if (auto Text = llvm::MemoryBuffer::getFile(File))
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

std::optional<std::set<std::string>> SharedPch::covered(const IncludeGraph &Own) const {
  std::vector<std::string> Seeds = {CommandLine}; // Clang leaves out what is in the header already
  for (const auto &[File, Included] : Own)
    Seeds.insert(Seeds.end(), Included.begin(), Included.end());
  std::set<std::string> Result = reach(Includes, std::move(Seeds));
  std::erase_if(Result, [&](const std::string &File) { return !Files.count(File); });
  return Result == Files ? std::optional(std::move(Result)) : std::nullopt;
}
