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

/// True if a string literal of \p Text, a C file, has the word \p Name.
bool isInString(StringRef Text, StringRef Name) {
  if (findWord(Text, Name) == StringRef::npos)
    return false;
  return llvm::any_of(tokensIn(Text), [&](TextRange Token) {
    StringRef Literal = Token.in(Text);
    return Literal.contains('"') && findWord(Literal, Name) != StringRef::npos;
  });
}

bool names(StringRef Text, StringRef Word) { return findWord(Text, Word) != StringRef::npos; }

/// Why \p Of cannot change, as far as \p File, a C file with the text \p Text, tells; empty if it
/// may.
std::string problemIn(const Relay &Of, const RelayReaders &Known, const std::string &File,
                      StringRef Text, bool IsSeen) {
  if (!Of.isMember()) {
    if (names(Text, Of.Becomes))
      return File + " has the name " + Of.Becomes + " already";
    return isInString(Text, Of.Name) ? File + " has its name in a string" : "";
  }
  if (!Known.mayUse(Of.key(), File))
    return {};
  if (!IsSeen && (names(Text, Of.Name) || names(Text, Of.Record)))
    return File + ", which no build has read, may use it";
  if (std::optional<unsigned> Line = unnamedInitializer(Text, Of.Record))
    return File + ", line " + std::to_string(*Line) +
           ", sets members by their place in an initializer";
  return {};
}

} // namespace

RelayReaders::RelayReaders(std::set<Relay> Known, const TreeScan &Text) : Relays(std::move(Known)) {
  for (const Relay &Each : Relays) {
    if (!Each.isMember())
      continue;
    std::set<std::string> &Into = Readers[Each.key()];
    Into.insert(Each.File);
    Text.visitIncluders(Each.File, [&](const std::string &Includer) {
      Into.insert(Includer);
      return true;
    });
  }
}

bool RelayReaders::mayUse(const std::string &Key, const std::string &File) const {
  auto Found = Readers.find(Key);
  return Found == Readers.end() || Found->second.count(File);
}

std::map<std::string, std::string> kphys::relayProblems(const RelayReaders &Of,
                                                        const TreeScan &Text,
                                                        const std::set<std::string> &Seen,
                                                        const std::string &Root, unsigned Threads) {
  std::map<std::string, std::string> Result;
  if (Of.relays().empty())
    return Result;
  std::vector<std::string> Words;
  for (const Relay &Each : Of.relays())
    Words.insert(Words.end(), {Each.Name, Each.isMember() ? Each.Record : Each.Becomes});
  const std::vector<std::string> Sources = Text.filesNaming(Root, Words, Threads);
  std::vector<std::string> Files = otherCode(Root);
  const size_t Others = Files.size();
  Files.insert(Files.end(), Sources.begin(), Sources.end());
  std::vector<std::map<std::string, std::string>> Found(Files.size()); // by key
  onThreads(Files.size(), Threads, [&](size_t I) {
    auto Buffer = readRegularFile(Root + "/" + Files[I]);
    if (!Buffer)
      return;
    StringRef InFile = (*Buffer)->getBuffer();
    for (const Relay &Each : Of.relays()) {
      std::string Why;
      if (I >= Others)
        Why = problemIn(Each, Of, Files[I], InFile, Seen.count(Files[I]) != 0);
      else if (!isBinary(InFile) && names(InFile, Each.Name))
        Why = Files[I] + " names it";
      if (!Why.empty())
        Found[I].emplace(Each.key(), std::move(Why));
    }
  });
  for (std::map<std::string, std::string> &Each : Found)
    Result.merge(Each);
  return Result;
}
