// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/compdb/SavedCommands.h"

#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace {

void replaceAll(std::string &Text, StringRef From, StringRef To) {
  for (size_t At = 0; (At = Text.find(From.str(), At)) != std::string::npos; At += To.size())
    Text.replace(At, From.size(), To.str());
}

/// Offset of the first `;` outside quotes, where Kbuild appends what follows the compile.
size_t endOfCompile(StringRef Command) {
  char Quote = 0;
  for (size_t At = 0; At < Command.size(); ++At) {
    char C = Command[At];
    if (C == '\\' && Quote != '\'')
      ++At;
    else if (Quote != 0)
      Quote = C == Quote ? 0 : Quote;
    else if (C == '\'' || C == '"')
      Quote = C;
    else if (C == ';')
      return At;
  }
  return Command.size();
}

} // namespace

std::optional<SavedCommand> kphys::parseSavedCommand(StringRef Text, StringRef Directory) {
  StringRef Line = Text.split('\n').first;
  if (!Line.consume_front("savedcmd_") && !Line.consume_front("cmd_")) // the latter up to 6.2
    return std::nullopt;
  auto [Target, Saved] = Line.split(" := ");
  if (!Target.ends_with(".o"))
    return std::nullopt;
  // Undo what Kbuild's make-cmd does to a command so that make can read it back.
  std::string Command = Saved.str();
  replaceAll(Command, "$(pound)", "#");
  replaceAll(Command, "\\#", "#");
  replaceAll(Command, "$$", "$");
  Command.resize(endOfCompile(Command));
  StringRef Compile = StringRef(Command).trim();
  StringRef Source = Compile.substr(Compile.rfind(' ') + 1);
  if (!Source.ends_with(".c") && !Source.ends_with(".S"))
    return std::nullopt;
  if (!Compile.contains(" -c ") && !Compile.contains(" -c\t"))
    return std::nullopt;
  return SavedCommand{absolutePath(Source, Directory), Compile.str()};
}

llvm::Expected<std::vector<SavedCommand>>
kphys::readSavedCommands(const std::string &BuildDirectory) {
  std::vector<SavedCommand> Result;
  std::error_code Code;
  for (fs::recursive_directory_iterator It(BuildDirectory, Code, /*follow_symlinks=*/false), End;
       It != End && !Code; It.increment(Code)) {
    // A pipe of that name is none of Kbuild's.
    if (!StringRef(It->path()).ends_with(".o.cmd") ||
        (It->type() != fs::file_type::regular_file && It->type() != fs::file_type::type_unknown))
      continue;
    auto Buffer = readRegularFile(It->path());
    if (!Buffer)
      return llvm::createStringError("cannot read " + It->path() + ": " +
                                     Buffer.getError().message());
    if (std::optional<SavedCommand> Read =
            parseSavedCommand((*Buffer)->getBuffer(), BuildDirectory);
        // A host tool's command ran in another directory, which nobody saved: its source is not
        // found.
        Read && fs::exists(Read->Source))
      Result.push_back(std::move(*Read));
  }
  if (Code)
    return llvm::createStringError(BuildDirectory + ": " + Code.message());
  llvm::sort(Result, [](const SavedCommand &A, const SavedCommand &B) {
    return std::tie(A.Source, A.Command) < std::tie(B.Source, B.Command);
  });
  return Result;
}
