// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/CompileDatabase.h"

#include "checks/sources/Paths.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace kphys;
using llvm::Expected;

namespace {

/// Takes the command of \p Entry in either form.
llvm::Error readCommand(const llvm::json::Object &Entry, CompileCommand &Into) {
  if (const llvm::json::Array *Arguments = Entry.getArray("arguments")) {
    for (const llvm::json::Value &Argument : *Arguments) {
      std::optional<llvm::StringRef> Text = Argument.getAsString();
      if (!Text)
        return llvm::createStringError("'arguments' has an element that is no string");
      Into.Words.push_back(Text->str());
    }
  } else if (std::optional<llvm::StringRef> Command = Entry.getString("command")) {
    Into.Line = Command->str();
  } else {
    return llvm::createStringError("has neither 'arguments' nor 'command'");
  }
  if (Into.Words.empty() && llvm::StringRef(Into.Line).trim().empty())
    return llvm::createStringError("has an empty command");
  return llvm::Error::success();
}

Expected<CompileCommand> readEntry(const llvm::json::Value &Value,
                                   const std::string &BuildDirectory) {
  const llvm::json::Object *Entry = Value.getAsObject();
  if (!Entry)
    return llvm::createStringError("is no object");
  std::optional<llvm::StringRef> Directory = Entry->getString("directory");
  std::optional<llvm::StringRef> File = Entry->getString("file");
  if (!Directory || !File)
    return llvm::createStringError("needs the strings 'directory' and 'file'");
  CompileCommand Result;
  if (llvm::Error E = readCommand(*Entry, Result))
    return std::move(E);
  Result.Directory = absolutePath(*Directory, BuildDirectory);
  Result.File = absolutePath(*File, Result.Directory);
  return Result;
}

} // namespace

Expected<std::vector<CompileCommand>>
kphys::readCompileDatabase(const std::string &BuildDirectory) {
  std::string Path = BuildDirectory + "/compile_commands.json";
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message() +
                                   " ('kphys compdb --tree DIR -o BUILD' makes one)");
  Expected<llvm::json::Value> Document = llvm::json::parse((*Buffer)->getBuffer());
  if (!Document)
    return llvm::createStringError(Path +
                                   " is not valid JSON: " + llvm::toString(Document.takeError()));
  const llvm::json::Array *Entries = Document->getAsArray();
  if (!Entries)
    return llvm::createStringError(Path + " is not a compile database: no array of entries");

  std::vector<CompileCommand> Result;
  for (size_t I = 0; I < Entries->size(); ++I) {
    Expected<CompileCommand> Entry = readEntry((*Entries)[I], BuildDirectory);
    if (!Entry)
      return llvm::createStringError(Path + ": entry " + llvm::Twine(I + 1) + " " +
                                     llvm::toString(Entry.takeError()));
    Result.push_back(std::move(*Entry));
  }
  llvm::sort(Result, [](const CompileCommand &A, const CompileCommand &B) {
    return std::tie(A.File, A.Line, A.Words) < std::tie(B.File, B.Line, B.Words);
  });
  return Result;
}
