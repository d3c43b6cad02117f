// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/collect/RelayTexts.h"

#include "checks/bodies/CallText.h"
#include "checks/scan/TreeScan.h"
#include "checks/sources/Lines.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;

std::optional<unsigned> kphys::unnamedInitializer(StringRef Text, StringRef Record) {
  std::vector<TextRange> Tokens = tokensIn(Text);
  auto Token = [&](size_t I) { return I < Tokens.size() ? Tokens[I].in(Text) : StringRef(); };
  for (size_t I = 1; I < Tokens.size(); ++I) {
    if (Token(I) != Record || Token(I - 1) != "struct")
      continue;
    size_t At = I + 1;
    while (At < Tokens.size() && Token(At) != "=" && Token(At) != ";" && Token(At) != "{" &&
           Token(At) != "(" && Token(At) != ")")
      ++At;
    bool IsPointer =
        llvm::any_of(llvm::seq(I, At), [&](size_t Each) { return Token(Each) == "*"; });
    if (IsPointer || Token(At) != "=")
      continue;
    if (Token(At + 1) == "{" && Token(At + 2) != "." && Token(At + 2) != "}")
      return lineNumber(Text, Tokens[I].Begin);
  }
  return std::nullopt;
}

namespace {

/// True for a file of a kernel tree that has no code, or is made by a build.
bool isNoCode(StringRef Name) {
  static const std::set<StringRef> Endings = {
      ".rst", ".txt", ".yaml", ".yml", ".dts",   ".dtsi",    ".dtso", ".json", ".md",    ".svg",
      ".o",   ".ko",  ".a",    ".cmd", ".order", ".symvers", ".d",    ".csv",  ".cocci", ".patch"};
  StringRef File = llvm::sys::path::filename(Name);
  return File.starts_with(".") || File.starts_with("Kconfig") ||
         Endings.count(llvm::sys::path::extension(File)) || File.starts_with("System.map") ||
         File.starts_with("cscope") || File == "tags" || File == "TAGS" || File == "MAINTAINERS" ||
         Name.starts_with("Documentation/");
}

/// True for what programs wrote for programs.
bool isBinary(StringRef Text) {
  constexpr size_t LookedAt = 4096;
  return Text.take_front(LookedAt).contains('\0');
}

/// The files below \p Root that may have code and are not C.
std::vector<std::string> otherCode(const std::string &Root) {
  std::vector<std::string> Result;
  std::error_code Problem;
  for (llvm::sys::fs::recursive_directory_iterator Each(Root, Problem, /*follow_symlinks=*/false),
       End;
       Each != End && !Problem; Each.increment(Problem)) {
    StringRef Path = Each->path(), Name = Path.substr(Root.size() + 1);
    if (Each->type() == llvm::sys::fs::file_type::directory_file &&
        llvm::sys::path::filename(Path).starts_with("."))
      Each.no_push();
    else if (Each->type() == llvm::sys::fs::file_type::regular_file && !Name.ends_with(".c") &&
             !Name.ends_with(".h") && !isNoCode(Name))
      Result.push_back(Name.str());
  }
  llvm::sort(Result);
  return Result;
}

void addUnnamed(const Relay &Of, const TreeScan &Text, const std::string &Root, unsigned Threads,
                std::map<std::string, std::string> &Into) {
  for (const std::string &File : Text.filesNaming(Root, Of.Record, Threads))
    if (auto Buffer = readRegularFile(Root + "/" + File))
      if (std::optional<unsigned> Line = unnamedInitializer((*Buffer)->getBuffer(), Of.Record))
        Into.try_emplace(Of.key(), File + ", line " + std::to_string(*Line) +
                                       ", sets members by their place in an initializer");
}

} // namespace

std::map<std::string, std::string> kphys::relayProblems(const std::set<Relay> &Relays,
                                                        const TreeScan &Text,
                                                        const std::string &Root, unsigned Threads) {
  std::map<std::string, std::string> Result;
  if (Relays.empty())
    return Result;
  const std::vector<std::string> Files = otherCode(Root);
  std::vector<std::set<std::string>> Named(Files.size());
  onThreads(Files.size(), Threads, [&](size_t I) {
    if (auto Buffer = readRegularFile(Root + "/" + Files[I]);
        Buffer && !isBinary((*Buffer)->getBuffer()))
      for (const Relay &Each : Relays)
        if (findWord((*Buffer)->getBuffer(), Each.Name) != StringRef::npos)
          Named[I].insert(Each.key());
  });
  for (size_t I = 0; I < Files.size(); ++I)
    for (const std::string &Key : Named[I])
      Result.try_emplace(Key, Files[I] + " names it");
  for (const Relay &Each : Relays)
    if (Each.isMember())
      addUnnamed(Each, Text, Root, Threads, Result);
  return Result;
}
