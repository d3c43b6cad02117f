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

/// Takes the command of \p Entry in either form; a line may be similar to \p Like.
llvm::Error readCommand(const simdjson::dom::object &Entry, const SimilarText &Like,
                        CompileCommand &Into) {
  simdjson::dom::array Arguments;
  std::optional<llvm::StringRef> Line;
  if (Entry["arguments"].get(Arguments) == simdjson::SUCCESS) {
    for (simdjson::dom::element Argument : Arguments) {
      std::string_view Text;
      if (Argument.get(Text) != simdjson::SUCCESS)
        return llvm::createStringError("'arguments' has an element that is no string");
      if (llvm::Error E = checkNoNul("arguments", Text))
        return E;
      Into.Words.emplace_back(Text);
    }
  } else if ((Line = string(Entry, "command"))) {
    if (llvm::Error E = checkNoNul("command", *Line))
      return E;
    Into.Line = SimilarText(*Line, Like);
  } else {
    return llvm::createStringError("has neither 'arguments' nor 'command'");
  }
  if (Into.Words.empty() && (!Line || Line->trim().empty()))
    return llvm::createStringError("has an empty command");
  return llvm::Error::success();
}

/// True if a word of \p Command names one. What only looks like it does no harm.
bool hasResponseFile(const CompileCommand &Command) {
  const std::string Text = Command.Line.str();
  llvm::StringRef Line = Text;
  for (size_t At = Line.find('@'); At != llvm::StringRef::npos; At = Line.find('@', At + 1))
    if (At > 0 && (llvm::isSpace(Line[At - 1]) || Line[At - 1] == '"' || Line[At - 1] == '\''))
      return true;
  return llvm::any_of(Command.Words, [](llvm::StringRef Word) { return Word.starts_with("@"); });
}

Expected<CompileCommand> readEntry(simdjson::dom::element Value, const std::string &BuildDirectory,
                                   const SimilarText &Like) {
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
  if (llvm::Error E = readCommand(Entry, Like, Result))
    return std::move(E);
  Result.Directory = absolutePath(*Directory, BuildDirectory);
  Result.File = absolutePath(*File, Result.Directory);
  Result.HasResponseFile = hasResponseFile(Result);
  if (Result.HasResponseFile) { // it is read once, and all see the same
    Result.Words = Result.arguments();
    Result.Line = {};
  }
  return Result;
}

/// Calls \p Take with the text of each element of \p Text, an array of objects, behind which there
/// are bytes that simdjson may read, until it returns false: with `null` for what is no object.
simdjson::error_code forEachEntry(llvm::StringRef Text,
                                  llvm::function_ref<bool(std::string_view)> Take) {
  simdjson::ondemand::parser Parser;
  simdjson::ondemand::document Document;
  simdjson::ondemand::array Entries;
  if (auto Code = Parser.iterate(Text.data(), Text.size(), Text.size() + simdjson::SIMDJSON_PADDING)
                      .get(Document))
    return Code;
  if (auto Code = Document.get_array().get(Entries))
    return Code;
  for (simdjson::simdjson_result<simdjson::ondemand::value> Each : Entries) {
    simdjson::ondemand::object Entry;
    std::string_view Own = "null";
    simdjson::error_code Code = Each.get_object().get(Entry);
    if (Code == simdjson::SUCCESS)
      Code = Entry.raw_json().get(Own);
    if (Code != simdjson::SUCCESS && Code != simdjson::INCORRECT_TYPE)
      return Code;
    if (!Take(Own))
      return simdjson::SUCCESS;
  }
  const char *Left = nullptr; // another array, perhaps
  return Document.current_location().get(Left) == simdjson::SUCCESS ? simdjson::TAPE_ERROR
                                                                    : simdjson::SUCCESS;
}

/// What is wrong with \p Text, and where, which simdjson does not tell; empty if nothing is.
std::string syntaxProblem(llvm::StringRef Text) {
  if (isNestedTooDeep(Text)) // LLVM's parser calls itself
    return " is nested too deep";
  Expected<llvm::json::Value> Document = llvm::json::parse(Text);
  return Document ? "" : " is not valid JSON: " + llvm::toString(Document.takeError());
}

} // namespace

Expected<std::vector<CompileCommand>>
kphys::readCompileDatabase(const std::string &BuildDirectory) {
  std::string Path = BuildDirectory + "/compile_commands.json";
  auto Buffer = readPaddedFile(Path, simdjson::SIMDJSON_PADDING);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message() +
                                   " ('kphys compdb --tree DIR -o BUILD' makes one)");
  // A kernel's database has 100 MB, of which a tree of all its values would make a multiple.
  llvm::StringRef Text = (*Buffer)->getBuffer().drop_back(simdjson::SIMDJSON_PADDING);
  std::vector<CompileCommand> Result;
  simdjson::dom::parser Parser;
  simdjson::error_code OfEntry = simdjson::SUCCESS;
  std::string Problem;
  simdjson::error_code Code = forEachEntry(Text, [&](std::string_view Own) {
    simdjson::dom::element Value;
    if ((OfEntry = Parser.parse(Own.data(), Own.size()).get(Value)))
      return false;
    Expected<CompileCommand> Entry =
        readEntry(Value, BuildDirectory, Result.empty() ? SimilarText() : Result.back().Line);
    if (Entry)
      Result.push_back(std::move(*Entry));
    else
      Problem = llvm::toString(Entry.takeError());
    return Problem.empty();
  });
  if (OfEntry != simdjson::SUCCESS)
    Code = OfEntry;
  if (Code != simdjson::SUCCESS || !Problem.empty())
    if (std::string Syntax = syntaxProblem(Text); !Syntax.empty())
      return llvm::createStringError(Path + Syntax);
  if (Code == simdjson::INCORRECT_TYPE)
    return llvm::createStringError(Path + " is not a compile database: no array of entries");
  if (Code != simdjson::SUCCESS)
    return llvm::createStringError(Path + " cannot be read: " + simdjson::error_message(Code));
  if (!Problem.empty())
    return llvm::createStringError(Path + ": entry " + llvm::Twine(Result.size() + 1) + " " +
                                   Problem);
  if (Result.empty())
    return llvm::createStringError(Path + " has no entries (did the build compile anything? make "
                                          "compiles only what has changed)");
  llvm::sort(Result, [](const CompileCommand &A, const CompileCommand &B) {
    if (A.File != B.File)
      return A.File < B.File;
    return std::pair(A.Line.str(), A.Words) < std::pair(B.Line.str(), B.Words);
  });
  return Result;
}
