// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/HtmlColumns.h"

#include "checks/sources/Lines.h"
#include "checks/sources/Paths.h"

using namespace kphys;
using llvm::StringRef;
using nlohmann::json;
using Json = nlohmann::ordered_json;

namespace {

// What is shown of a line of a source, in bytes: hostile ones have no end.
constexpr size_t LongestLine = 200;

/// \p Line without the blanks around it, and cut between characters where it is too long.
std::string shownLine(StringRef Line) {
  Line = Line.trim();
  if (Line.size() <= LongestLine)
    return Line.str();
  size_t End = LongestLine;
  while (End > 0 && (static_cast<unsigned char>(Line[End]) & 0xC0) == 0x80)
    --End;
  return Line.take_front(End).str() + "…";
}

} // namespace

std::string kphys::textOf(const json &Row, const char *Key) {
  auto Found = Row.find(Key);
  return Found == Row.end() ? std::string() : Found->get<std::string>();
}

unsigned kphys::numberOf(const json &Row, const char *Key) {
  auto Found = Row.find(Key);
  return Found == Row.end() ? 0 : Found->get<unsigned>();
}

unsigned TextNumbers::number(const std::string &Text) {
  auto [Found, IsNew] = Numbers.try_emplace(Text, Texts.size());
  if (IsNew)
    Texts.push_back(Text);
  return Found->second;
}

Json kphys::columnsOf(const json &Rows, llvm::ArrayRef<const char *> Texts,
                      llvm::ArrayRef<const char *> Numbers, TextNumbers &Strings) {
  Json Result = {{"count", Rows.size()}};
  for (const char *Key : Texts) {
    Json Column = Json::array();
    for (const json &Row : Rows)
      Column.push_back(Strings.number(textOf(Row, Key)));
    Result[Key] = std::move(Column);
  }
  for (const char *Key : Numbers) {
    Json Column = Json::array();
    for (const json &Row : Rows)
      Column.push_back(numberOf(Row, Key));
    Result[Key] = std::move(Column);
  }
  return Result;
}

Json kphys::subsystemsOf(const json &Rows, TextNumbers &Strings) {
  Json Column = Json::array();
  for (const json &Row : Rows)
    Column.push_back(Strings.number(subsystemOf(textOf(Row, "file"))));
  return Column;
}

unsigned SourcePlaces::number(const std::string &File, unsigned Line, const std::string &Word) {
  return Numbers.try_emplace({File, Line, Word}, Numbers.size()).first->second;
}

Json SourcePlaces::columns(const TextOfFile &Read, TextNumbers &Strings) const {
  std::vector<unsigned> Files(Numbers.size()), Lines(Numbers.size()), Codes(Numbers.size());
  const std::string *Current = nullptr;
  std::string Text;
  LineTable Table;
  for (const auto &[Where, Number] : Numbers) { // by file
    const auto &[File, Line, Word] = Where;
    if (!Current || *Current != File) {
      Current = &File;
      Text = Read(File);
      Table = LineTable(Text);
    }
    StringRef Code = Line == 0 ? StringRef() : Table.line(Line);
    Files[Number] = Strings.number(File);
    Lines[Number] = Line;
    Codes[Number] = Strings.number(Code.contains(Word) ? shownLine(Code) : std::string());
  }
  return {{"count", Numbers.size()}, {"file", Files}, {"line", Lines}, {"code", Codes}};
}

Json kphys::stepsOf(const json &Rows, const char *Key, SourcePlaces &Places, TextNumbers &Strings) {
  Json First = Json::array({0}), Place = Json::array(), Text = Json::array(), Side = Json::array();
  for (const json &Row : Rows) {
    if (auto Steps = Row.find(Key); Steps != Row.end())
      for (const json &Step : *Steps) {
        Place.push_back(Places.number(textOf(Step, "file"), numberOf(Step, "line")));
        Text.push_back(Strings.number(textOf(Step, "text")));
        Side.push_back(Strings.number(textOf(Step, "side")));
      }
    First.push_back(Place.size());
  }
  return {{"first", std::move(First)},
          {"place", std::move(Place)},
          {"text", std::move(Text)},
          {"side", std::move(Side)}};
}
