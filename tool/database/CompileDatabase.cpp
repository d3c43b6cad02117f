// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/database/CompileDatabase.h"

#include "checks/sources/JsonText.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "simdjson.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace kphys;
using llvm::Expected;

namespace {

/// The string that is member \p Name of \p Entry, if there is one.
std::optional<llvm::StringRef> string(const simdjson::dom::object &Entry, const char *Name) {
  std::string_view Text;
  if (Entry[Name].get(Text) != simdjson::SUCCESS)
    return std::nullopt;
  return Text;
}

/// A file whose name has a NUL would be another one for whoever opens it.
llvm::Error checkNoNul(llvm::StringRef Name, llvm::StringRef Text) {
  return Text.contains('\0') ? llvm::createStringError("has a NUL in '" + Name + "'")
                             : llvm::Error::success();
}

/// Takes the command of \p Entry in either form.
llvm::Error readCommand(const simdjson::dom::object &Entry, CompileCommand &Into) {
  simdjson::dom::array Arguments;
  if (Entry["arguments"].get(Arguments) == simdjson::SUCCESS) {
    for (simdjson::dom::element Argument : Arguments) {
      std::string_view Text;
      if (Argument.get(Text) != simdjson::SUCCESS)
        return llvm::createStringError("'arguments' has an element that is no string");
      if (llvm::Error E = checkNoNul("arguments", Text))
        return E;
      Into.Words.emplace_back(Text);
    }
  } else if (std::optional<llvm::StringRef> Command = string(Entry, "command")) {
    if (llvm::Error E = checkNoNul("command", *Command))
      return E;
    Into.Line = Command->str();
  } else {
    return llvm::createStringError("has neither 'arguments' nor 'command'");
  }
  if (Into.Words.empty() && llvm::StringRef(Into.Line).trim().empty())
    return llvm::createStringError("has an empty command");
  return llvm::Error::success();
}

/// True if a word of \p Command names one. What only looks like it does no harm.
bool hasResponseFile(const CompileCommand &Command) {
  llvm::StringRef Line = Command.Line;
  for (size_t At = Line.find('@'); At != llvm::StringRef::npos; At = Line.find('@', At + 1))
    if (At > 0 && (llvm::isSpace(Line[At - 1]) || Line[At - 1] == '"' || Line[At - 1] == '\''))
      return true;
  return llvm::any_of(Command.Words, [](llvm::StringRef Word) { return Word.starts_with("@"); });
}

Expected<CompileCommand> readEntry(simdjson::dom::element Value,
                                   const std::string &BuildDirectory) {
  simdjson::dom::object Entry;
  if (Value.get(Entry) != simdjson::SUCCESS)
    return llvm::createStringError("is no object");
  std::optional<llvm::StringRef> Directory = string(Entry, "directory");
  std::optional<llvm::StringRef> File = string(Entry, "file");
  if (!Directory || !File)
    return llvm::createStringError("needs the strings 'directory' and 'file'");
  for (auto [Name, Text] : {std::pair("directory", *Directory), std::pair("file", *File)})
    if (llvm::Error E = checkNoNul(Name, Text))
      return std::move(E);
  CompileCommand Result;
  if (llvm::Error E = readCommand(Entry, Result))
    return std::move(E);
  Result.Directory = absolutePath(*Directory, BuildDirectory);
  Result.File = absolutePath(*File, Result.Directory);
  if (hasResponseFile(Result)) { // it is read once, and all see the same
    Result.Words = Result.arguments();
    Result.Line.clear();
  }
  return Result;
}

/// What is wrong with \p Text, and where, which simdjson does not tell.
std::string problemOf(llvm::StringRef Text, simdjson::error_code Code) {
  if (isNestedTooDeep(Text)) // LLVM's parser calls itself
    return " is nested too deep";
  Expected<llvm::json::Value> Document = llvm::json::parse(Text);
  if (!Document)
    return " is not valid JSON: " + llvm::toString(Document.takeError());
  return std::string(" cannot be read: ") + simdjson::error_message(Code);
}

} // namespace

Expected<std::vector<CompileCommand>>
kphys::readCompileDatabase(const std::string &BuildDirectory) {
  std::string Path = BuildDirectory + "/compile_commands.json";
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message() +
                                   " ('kphys compdb --tree DIR -o BUILD' makes one)");
  llvm::StringRef Text = (*Buffer)->getBuffer();
  simdjson::dom::parser Parser; // a kernel's database has 100 MB: others take half a second
  simdjson::dom::element Document;
  if (simdjson::error_code Code = Parser.parse(Text.data(), Text.size()).get(Document))
    return llvm::createStringError(Path + problemOf(Text, Code));
  simdjson::dom::array Entries;
  if (Document.get(Entries) != simdjson::SUCCESS)
    return llvm::createStringError(Path + " is not a compile database: no array of entries");

  if (Entries.size() == 0)
    return llvm::createStringError(Path + " has no entries (did the build compile anything? make "
                                          "compiles only what has changed)");
  std::vector<CompileCommand> Result;
  for (simdjson::dom::element Each : Entries) {
    Expected<CompileCommand> Entry = readEntry(Each, BuildDirectory);
    if (!Entry)
      return llvm::createStringError(Path + ": entry " + llvm::Twine(Result.size() + 1) + " " +
                                     llvm::toString(Entry.takeError()));
    Result.push_back(std::move(*Entry));
  }
  llvm::sort(Result, [](const CompileCommand &A, const CompileCommand &B) {
    return std::tie(A.File, A.Line, A.Words) < std::tie(B.File, B.Line, B.Words);
  });
  return Result;
}
