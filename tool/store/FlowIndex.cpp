// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/FlowIndex.h"

#include "tool/store/RowHash.h"
#include "tool/store/StateFile.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// Of all versions, the dependent ones first.
constexpr const char *AllTables[] = {"flow", "slot", "definition", "dependency",
                                     "part", "unit", "file",       "maker"};

// The schema is an interface: docs/index.md documents it.
constexpr StateKind Kind = {"index", "kphys.index", 0x6b706879, 5, // "kphy"
                            R"(CREATE TABLE maker (name TEXT NOT NULL, contents INTEGER);
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash INTEGER);
CREATE TABLE part (id INTEGER PRIMARY KEY, unit TEXT NOT NULL, command TEXT NOT NULL,
                   header TEXT NOT NULL, link_unit TEXT NOT NULL, files TEXT NOT NULL,
                   deals TEXT NOT NULL, facts INTEGER, UNIQUE (unit, command, header));
CREATE TABLE definition (part INTEGER REFERENCES part, name TEXT,
                         PRIMARY KEY (part, name)) WITHOUT ROWID;
CREATE TABLE slot (part INTEGER REFERENCES part, number INTEGER, key TEXT NOT NULL, name TEXT,
                   decl TEXT, function TEXT, type TEXT, file INTEGER REFERENCES file, line INTEGER,
                   is_address INTEGER, PRIMARY KEY (part, number)) WITHOUT ROWID;
CREATE TABLE flow (part INTEGER REFERENCES part, number INTEGER, source INTEGER, target INTEGER,
                   way INTEGER, call INTEGER, is_addend INTEGER, is_moved INTEGER, guard TEXT,
                   file INTEGER REFERENCES file, line INTEGER, name INTEGER,
                   PRIMARY KEY (part, number)) WITHOUT ROWID;
)"};

/// True for an index of before they were marked. Another program's database has tables that no
/// index ever had, or lacks those that each has.
bool isEarlyIndex(SqliteDatabase &Database) {
  auto Value = [](auto Said, auto Otherwise) {
    if (Said)
      return std::move(*Said);
    llvm::consumeError(Said.takeError());
    return Otherwise;
  };
  int64_t Version = Value(Database.number("PRAGMA user_version"), int64_t(0));
  std::vector<std::string> Tables = Value(Database.tables(), std::vector<std::string>());
  Expected<SqliteStatement> Own =
      Database.prepare("SELECT maker.name, part.unit, part.command, part.header FROM maker, part");
  bool HasOwn = static_cast<bool>(Own);
  if (!HasOwn)
    llvm::consumeError(Own.takeError());
  return HasOwn && Version > 0 && Version < Kind.Version &&
         llvm::all_of(
             Tables, [](const std::string &Each) { return llvm::is_contained(AllTables, Each); });
}

} // namespace

FlowIndex::FlowIndex(std::string Path, SqliteDatabase Database)
    : Path(std::move(Path)), Database(std::move(Database)) {}

Error FlowIndex::damaged(const char *Why) const {
  return llvm::make_error<DamagedError>(Path, Why);
}

Expected<FlowIndex> FlowIndex::open(const std::string &Path) {
  if (Error E = checkStateFile(Path, Kind, isEarlyIndex))
    return std::move(E);
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, SqliteDatabase::Access::Read);
  if (!Opened)
    return Opened.takeError();
  FlowIndex Result(Path, std::move(*Opened));
  if (Error E = Result.run("BEGIN"))
    return std::move(E);
  Expected<bool> IsThisVersion = Result.isOfThisVersion();
  if (!IsThisVersion)
    return IsThisVersion.takeError();
  if (!*IsThisVersion)
    return llvm::createStringError(Path + ": no index of this version of kphys ('kphys index' "
                                          "makes one)");
  if (Error E = Result.checkContents())
    return std::move(E);
  return Result;
}

Expected<FlowIndex> FlowIndex::openForUpdate(const std::string &Path, const std::string &Maker) {
  if (Error E = checkStateFile(Path, Kind, isEarlyIndex))
    return std::move(E);
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, SqliteDatabase::Access::Write);
  if (!Opened)
    return Opened.takeError();
  FlowIndex Result(Path, std::move(*Opened));
  if (Error E = Result.Database.beginToWrite())
    return std::move(E);
  Expected<bool> IsUsable = Result.isOfThisVersion();
  if (!IsUsable)
    return IsUsable.takeError();
  if (*IsUsable) {
    Expected<std::string> Made = Result.maker();
    if (!Made)
      return Made.takeError();
    *IsUsable = *Made == Maker;
  }
  if (Error E = *IsUsable ? Result.checkContents() : Result.createTables(Maker))
    return std::move(E);
  if (Error E = Result.prepareToWrite())
    return std::move(E);
  return Result;
}

Expected<bool> FlowIndex::isOfThisVersion() {
  Expected<int64_t> Version = Database.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  Expected<int64_t> Program = Database.number("PRAGMA application_id");
  if (!Program)
    return Program.takeError();
  if (*Version != Kind.Version || *Program != Kind.ApplicationId)
    return false;
  Expected<std::string> Shape = Database.schema();
  if (!Shape)
    return Shape.takeError();
  if (*Shape != Kind.shape())
    return damaged("its tables are others");
  return true;
}

Error FlowIndex::createTables(const std::string &Maker) {
  for (const char *Table : AllTables)
    if (Error E = run(("DROP TABLE IF EXISTS " + std::string(Table)).c_str()))
      return E;
  if (Error E = run(Kind.Schema))
    return E;
  if (Error E = run(("PRAGMA user_version = " + std::to_string(Kind.Version)).c_str()))
    return E;
  if (Error E = run(("PRAGMA application_id = " + std::to_string(Kind.ApplicationId)).c_str()))
    return E;
  Expected<SqliteStatement> Insert = Database.prepare("INSERT INTO maker VALUES (?, NULL)");
  if (!Insert)
    return Insert.takeError();
  Insert->bind(0, Maker);
  return Insert->run();
}

Error FlowIndex::run(const char *Sql) { return Database.execute(Sql); }

Expected<std::string> FlowIndex::maker() {
  Expected<SqliteStatement> Made = Database.prepare("SELECT name FROM maker");
  if (!Made)
    return Made.takeError();
  Expected<bool> Row = Made->next();
  if (!Row)
    return Row.takeError();
  return Made->text(0);
}

Expected<int64_t> FlowIndex::contentsHash() {
  RowHash Hash;
  for (const char *Sql :
       {"SELECT id, path, hash FROM file ORDER BY id",
        "SELECT id, unit, command, header, link_unit, files, deals, facts FROM part "
        "ORDER BY id"}) {
    Expected<SqliteStatement> Rows = Database.prepare(Sql);
    if (!Rows)
      return Rows.takeError();
    Expected<bool> Row = Rows->next();
    for (; Row && *Row; Row = Rows->next())
      for (int I = 0; I < Rows->columns(); ++I)
        Hash.add(Rows->text(I)); // numbers as well: it tells NULL from 0
    if (!Row)
      return Row.takeError();
  }
  return Hash.value();
}

Error FlowIndex::checkContents() {
  Expected<int64_t> Then = Database.number("SELECT contents FROM maker");
  if (!Then)
    return Then.takeError();
  Expected<int64_t> Now = contentsHash();
  if (!Now)
    return Now.takeError();
  return *Then == *Now ? Error::success() : damaged("its files and parts have another checksum");
}

Error FlowIndex::commit() {
  Expected<int64_t> Now = contentsHash();
  if (!Now)
    return Now.takeError();
  if (Error E = run(("UPDATE maker SET contents = " + std::to_string(*Now)).c_str()))
    return E;
  return run("COMMIT");
}
