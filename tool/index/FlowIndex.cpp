// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/index/FlowIndex.h"

#include "tool/index/Sqlite.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

// The schema is an interface: docs/index.md documents it.
constexpr const char *Schema = R"(
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA user_version = 1;
BEGIN;
CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE slot (id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT, decl TEXT, function TEXT,
                   type TEXT, file INTEGER REFERENCES file, line INTEGER, is_address INTEGER);
CREATE TABLE flow (unit INTEGER REFERENCES unit, source INTEGER REFERENCES slot,
                   target INTEGER REFERENCES slot, way INTEGER, call INTEGER REFERENCES slot,
                   is_addend INTEGER, file INTEGER REFERENCES file, line INTEGER);
)";

/// Gives numbers to texts and writes each new one as a row (number, text).
class TextTable {
public:
  explicit TextTable(SqliteStatement Insert) : Insert(std::move(Insert)) {}

  Expected<int64_t> number(llvm::StringRef Text) {
    auto [Known, IsNew] = Numbers.try_emplace(Text, Numbers.size() + 1);
    if (IsNew) {
      Insert.bind(0, Known->second);
      Insert.bind(1, Text);
      if (Error E = Insert.run())
        return std::move(E);
    }
    return Known->second;
  }

private:
  SqliteStatement Insert;
  llvm::StringMap<int64_t> Numbers;
};

class Writer {
public:
  explicit Writer(SqliteDatabase &Database) : Database(Database) {}

  Error write(const std::vector<IndexedUnit> &Units) {
    if (Error E = prepare())
      return E;
    int64_t Number = 0;
    for (const IndexedUnit &Each : Units)
      if (Error E = writeUnit(++Number, Each))
        return E;
    return Database.execute("COMMIT");
  }

private:
  Error prepare() {
    if (Error E = Database.execute(Schema))
      return E;
    for (auto [Sql, Into] :
         {std::pair("INSERT INTO unit VALUES (?, ?)", &InsertUnit),
          std::pair("INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", &InsertSlot),
          std::pair("INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &InsertFlow)}) {
      Expected<SqliteStatement> Prepared = Database.prepare(Sql);
      if (!Prepared)
        return Prepared.takeError();
      *Into = std::move(*Prepared);
    }
    Expected<SqliteStatement> Prepared = Database.prepare("INSERT INTO file VALUES (?, ?)");
    if (!Prepared)
      return Prepared.takeError();
    Files.emplace(std::move(*Prepared));
    return Error::success();
  }

  Error writeUnit(int64_t Number, const IndexedUnit &Each) {
    InsertUnit.bind(0, Number);
    InsertUnit.bind(1, Each.Name);
    if (Error E = InsertUnit.run())
      return E;
    std::vector<int64_t> Numbers;
    for (const Slot &Of : Each.Facts.Slots) {
      Expected<int64_t> Slot = writeSlot(Of);
      if (!Slot)
        return Slot.takeError();
      Numbers.push_back(*Slot);
    }
    for (const FlowEdge &Edge : Each.Facts.Edges) {
      Expected<int64_t> File = Files->number(Edge.File);
      if (!File)
        return File.takeError();
      InsertFlow.bind(0, Number);
      InsertFlow.bind(1, Numbers[Edge.From]);
      InsertFlow.bind(2, Numbers[Edge.To]);
      InsertFlow.bind(3, static_cast<int64_t>(Edge.How));
      InsertFlow.bind(4, Edge.Call == FlowEdge::NoCall ? 0 : Numbers[Edge.Call]);
      InsertFlow.bind(5, static_cast<int64_t>(Edge.IsAddend));
      InsertFlow.bind(6, *File);
      InsertFlow.bind(7, static_cast<int64_t>(Edge.Line));
      if (Error E = InsertFlow.run())
        return E;
    }
    return Error::success();
  }

  /// A slot has one row a declaration: units may see it declared in different places.
  Expected<int64_t> writeSlot(const Slot &Of) {
    std::string Identity = Of.Key + "\n" + Of.File + ":" + std::to_string(Of.Line) + Of.Name;
    auto [Known, IsNew] = Slots.try_emplace(Identity, Slots.size() + 1);
    if (!IsNew)
      return Known->second;
    Expected<int64_t> File = Files->number(Of.File);
    if (!File)
      return File.takeError();
    InsertSlot.bind(0, Known->second);
    const std::string *Texts[] = {&Of.Key, &Of.Name, &Of.Decl, &Of.Function, &Of.Type};
    for (int I = 0; I < 5; ++I)
      InsertSlot.bind(I + 1, llvm::StringRef(*Texts[I]));
    InsertSlot.bind(6, *File);
    InsertSlot.bind(7, static_cast<int64_t>(Of.Line));
    InsertSlot.bind(8, static_cast<int64_t>(Of.IsAddress));
    if (Error E = InsertSlot.run())
      return std::move(E);
    return Known->second;
  }

  SqliteDatabase &Database;
  SqliteStatement InsertUnit, InsertSlot, InsertFlow;
  std::optional<TextTable> Files;
  llvm::StringMap<int64_t> Slots;
};

} // namespace

Error kphys::writeFlowIndex(const std::string &Path, const std::vector<IndexedUnit> &Units) {
  std::string Temporary = Path + ".kphys-new";
  llvm::sys::fs::remove(Temporary);
  {
    Expected<SqliteDatabase> Database = SqliteDatabase::open(Temporary, /*Create=*/true);
    if (!Database)
      return Database.takeError();
    if (Error E = Writer(*Database).write(Units)) {
      llvm::sys::fs::remove(Temporary);
      return E;
    }
  }
  if (std::error_code Code = llvm::sys::fs::rename(Temporary, Path))
    return llvm::createStringError("cannot write " + Path + ": " + Code.message());
  return Error::success();
}

Expected<AddressFacts> kphys::readFlowIndex(const std::string &Path) {
  Expected<SqliteDatabase> Database = SqliteDatabase::open(Path, /*Create=*/false);
  if (!Database)
    return Database.takeError();
  AddressFacts Result;
  Expected<SqliteStatement> Slots = Database->prepare(
      "SELECT slot.key, name, decl, function, type, file.path, line, is_address FROM slot "
      "JOIN file ON file.id = slot.file ORDER BY slot.id");
  if (!Slots)
    return Slots.takeError();
  Expected<bool> Row = Slots->next();
  for (; Row && *Row; Row = Slots->next())
    Result.Slots.push_back({Slots->text(0), Slots->text(1), Slots->text(2), Slots->text(3),
                            Slots->text(4), Slots->text(5), static_cast<unsigned>(Slots->number(6)),
                            Slots->number(7) != 0});
  if (!Row)
    return Row.takeError();
  Expected<SqliteStatement> Flows =
      Database->prepare("SELECT source, target, way, call, is_addend, line, file.path FROM flow "
                        "JOIN file ON file.id = file");
  if (!Flows)
    return Flows.takeError();
  for (Row = Flows->next(); Row && *Row; Row = Flows->next()) {
    int64_t Call = Flows->number(3);
    Result.Edges.push_back(
        {static_cast<unsigned>(Flows->number(0) - 1), static_cast<unsigned>(Flows->number(1) - 1),
         static_cast<FlowEdge::Way>(Flows->number(2)),
         Call == 0 ? FlowEdge::NoCall : static_cast<unsigned>(Call - 1), Flows->number(4) != 0,
         static_cast<unsigned>(Flows->number(5)), Flows->text(6)});
  }
  if (!Row)
    return Row.takeError();
  return Result;
}
