// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/index/FlowIndex.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/FileSystem.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

constexpr int64_t SchemaVersion = 2;
constexpr int64_t ApplicationId = 0x6b706879; // "kphy"; indexes were made that have none

/// Of this schema and earlier ones, the dependent ones first.
constexpr const char *AllTables[] = {"flow", "slot", "definition", "dependency",
                                     "part", "unit", "file",       "maker"};

// The schema is an interface: docs/index.md documents it.
constexpr const char *Schema = R"(
CREATE TABLE maker (name TEXT NOT NULL);
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash INTEGER);
CREATE TABLE part (id INTEGER PRIMARY KEY, unit TEXT NOT NULL, command TEXT NOT NULL,
                   header TEXT NOT NULL, link_unit TEXT NOT NULL,
                   UNIQUE (unit, command, header));
CREATE TABLE dependency (part INTEGER REFERENCES part, file INTEGER REFERENCES file,
                         deals INTEGER NOT NULL, PRIMARY KEY (part, file)) WITHOUT ROWID;
CREATE TABLE definition (part INTEGER REFERENCES part, name TEXT,
                         PRIMARY KEY (part, name)) WITHOUT ROWID;
CREATE TABLE slot (part INTEGER REFERENCES part, number INTEGER, key TEXT NOT NULL, name TEXT,
                   decl TEXT, function TEXT, type TEXT, file INTEGER REFERENCES file, line INTEGER,
                   is_address INTEGER, PRIMARY KEY (part, number)) WITHOUT ROWID;
CREATE TABLE flow (part INTEGER REFERENCES part, number INTEGER, source INTEGER, target INTEGER,
                   way INTEGER, call INTEGER, is_addend INTEGER, is_moved INTEGER, guard TEXT,
                   file INTEGER REFERENCES file, line INTEGER,
                   PRIMARY KEY (part, number)) WITHOUT ROWID;
)";

FlowEdge readFlow(const SqliteStatement &Row, std::string File) {
  FlowEdge Result;
  Result.From = Row.number(0);
  Result.To = Row.number(1);
  Result.How = static_cast<FlowEdge::Way>(Row.number(2));
  Result.Call = Row.isNull(3) ? FlowEdge::NoCall : static_cast<unsigned>(Row.number(3));
  Result.IsAddend = Row.number(4) != 0;
  Result.IsMoved = Row.number(5) != 0;
  Result.Guard = Row.text(6);
  Result.Line = Row.number(7);
  Result.File = std::move(File);
  return Result;
}

} // namespace

Expected<FlowIndex> FlowIndex::open(const std::string &Path) {
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, SqliteDatabase::Access::Read);
  if (!Opened)
    return Opened.takeError();
  FlowIndex Result(std::move(*Opened));
  if (Error E = Result.run("BEGIN"))
    return std::move(E);
  Expected<bool> IsForeign = Result.isForeign();
  if (!IsForeign)
    return IsForeign.takeError();
  Expected<int64_t> Version = Result.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  if (*IsForeign || *Version != SchemaVersion)
    return llvm::createStringError(Path + ": no index of this version of kphys ('kphys index' "
                                          "makes one)");
  return Result;
}

Expected<FlowIndex> FlowIndex::openForUpdate(const std::string &Path, const std::string &Maker,
                                             bool Waits) {
  Expected<SqliteDatabase> Opened = SqliteDatabase::open(Path, SqliteDatabase::Access::Write);
  if (!Opened)
    return Opened.takeError();
  FlowIndex Result(std::move(*Opened));
  if (Error E = Result.Database.beginToWrite(Waits))
    return std::move(E);
  Expected<bool> IsForeign = Result.isForeign();
  if (!IsForeign)
    return IsForeign.takeError();
  Expected<int64_t> Version = Result.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  if (*IsForeign)
    return llvm::createStringError(Path + ": is no index of kphys");
  bool IsOurs = *Version == SchemaVersion;
  if (IsOurs) {
    Expected<std::string> Made = Result.maker();
    if (!Made)
      return Made.takeError();
    IsOurs = *Made == Maker;
  }
  if (!IsOurs)
    if (Error E = Result.createTables(Maker))
      return std::move(E);
  if (Error E = Result.prepareToWrite())
    return std::move(E);
  return Result;
}

/// Another program's database has tables that no index ever had, or lacks those that each has.
Expected<bool> FlowIndex::isForeign() {
  Expected<std::vector<std::string>> Tables = Database.tables();
  if (!Tables)
    return Tables.takeError();
  Expected<int64_t> Version = number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  Expected<int64_t> Program = number("PRAGMA application_id");
  if (!Program)
    return Program.takeError();
  if (Tables->empty() || *Version == 0)
    return !Tables->empty() || *Version != 0 || *Program != 0;
  if ((*Program != 0 && *Program != ApplicationId) ||
      !llvm::all_of(*Tables,
                    [](const std::string &Each) { return llvm::is_contained(AllTables, Each); }))
    return true;
  Expected<SqliteStatement> Own =
      Database.prepare("SELECT maker.name, part.unit, part.command, part.header FROM maker, part");
  if (Own)
    return false;
  llvm::consumeError(Own.takeError());
  return true;
}

Error FlowIndex::createTables(const std::string &Maker) {
  for (const char *Table : AllTables)
    if (Error E = run(("DROP TABLE IF EXISTS " + std::string(Table)).c_str()))
      return E;
  if (Error E = run(Schema))
    return E;
  if (Error E = run(("PRAGMA user_version = " + std::to_string(SchemaVersion)).c_str()))
    return E;
  if (Error E = run(("PRAGMA application_id = " + std::to_string(ApplicationId)).c_str()))
    return E;
  Expected<SqliteStatement> Insert = Database.prepare("INSERT INTO maker VALUES (?)");
  if (!Insert)
    return Insert.takeError();
  Insert->bind(0, Maker);
  return Insert->run();
}

Error FlowIndex::prepareToWrite() {
  for (const char *Sql :
       {"INSERT INTO part VALUES (?, ?, ?, ?, ?)", "INSERT INTO file VALUES (?, ?, NULL)",
        "INSERT INTO dependency VALUES (?, ?, ?)", "INSERT INTO definition VALUES (?, ?)",
        "INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "UPDATE file SET hash = ? WHERE id = ?"}) {
    Expected<SqliteStatement> Statement = Database.prepare(Sql);
    if (!Statement)
      return Statement.takeError();
    llvm::StringRef Table = llvm::StringRef(Sql).split(' ').second;
    Table.consume_front("INTO ");
    Prepared[Table.split(' ').first.str() + (Sql[0] == 'U' ? ".hash" : "")] = std::move(*Statement);
  }
  Expected<int64_t> Last = number("SELECT coalesce(max(id), 0) FROM part");
  if (!Last)
    return Last.takeError();
  NextPart = *Last + 1;
  Expected<std::map<int64_t, File>> Known = files();
  if (!Known)
    return Known.takeError();
  for (const auto &[Id, Each] : *Known)
    FileNumbers[Each.Path] = Id;
  return Error::success();
}

Error FlowIndex::run(const char *Sql) { return Database.execute(Sql); }

Expected<int64_t> FlowIndex::number(const char *Sql) {
  Expected<SqliteStatement> Statement = Database.prepare(Sql);
  if (!Statement)
    return Statement.takeError();
  Expected<bool> Row = Statement->next();
  if (!Row)
    return Row.takeError();
  return Statement->number(0);
}

Expected<std::string> FlowIndex::maker() {
  Expected<SqliteStatement> Made = Database.prepare("SELECT name FROM maker");
  if (!Made)
    return Made.takeError();
  Expected<bool> Row = Made->next();
  if (!Row)
    return Row.takeError();
  return Made->text(0);
}

Expected<std::map<int64_t, FlowIndex::File>> FlowIndex::files() {
  std::map<int64_t, File> Result;
  Expected<SqliteStatement> Files = Database.prepare("SELECT id, path, hash FROM file");
  if (!Files)
    return Files.takeError();
  Expected<bool> Row = Files->next();
  for (; Row && *Row; Row = Files->next())
    Result[Files->number(0)] = {Files->text(1),
                                Files->isNull(2) ? std::nullopt : std::optional(Files->number(2))};
  if (!Row)
    return Row.takeError();
  return Result;
}

Expected<std::vector<std::string>> FlowIndex::readersOf(const std::string &File) {
  Expected<SqliteStatement> Units =
      Database.prepare("SELECT DISTINCT unit FROM part JOIN dependency ON part = id "
                       "WHERE file = (SELECT id FROM file WHERE path = ?) ORDER BY unit");
  if (!Units)
    return Units.takeError();
  Units->bind(0, File);
  std::vector<std::string> Result;
  while (true) {
    Expected<bool> HasRow = Units->next();
    if (!HasRow)
      return HasRow.takeError();
    if (!*HasRow)
      return Result;
    Result.push_back(Units->text(0));
  }
}

Expected<std::vector<FlowIndex::Stored>> FlowIndex::parts() {
  std::vector<Stored> Result;
  llvm::DenseMap<int64_t, size_t> ById;
  Expected<SqliteStatement> Parts =
      Database.prepare("SELECT id, unit, command, header FROM part ORDER BY id");
  if (!Parts)
    return Parts.takeError();
  Expected<bool> Row = Parts->next();
  for (; Row && *Row; Row = Parts->next()) {
    ById[Parts->number(0)] = Result.size();
    Result.push_back({Parts->number(0), {Parts->text(1), Parts->text(2), Parts->text(3)}, {}, {}});
  }
  if (!Row)
    return Row.takeError();
  Expected<std::map<int64_t, File>> Files = files();
  if (!Files)
    return Files.takeError();
  Expected<SqliteStatement> Needs = Database.prepare("SELECT part, file, deals FROM dependency");
  if (!Needs)
    return Needs.takeError();
  for (Row = Needs->next(); Row && *Row; Row = Needs->next()) {
    Stored &Part = Result[ById[Needs->number(0)]];
    Part.Files.push_back(Needs->number(1));
    if (Needs->number(2) != 0)
      Part.Headers.insert((*Files)[Needs->number(1)].Path);
  }
  if (!Row)
    return Row.takeError();
  return Result;
}

Error FlowIndex::read(Detail Of, const std::function<void(IndexedPart)> &Take) {
  Expected<std::map<int64_t, File>> Files = files();
  if (!Files)
    return Files.takeError();
  auto Path = [&](int64_t Id) { return (*Files)[Id].Path; };
  std::map<const char *, SqliteStatement> Statements;
  /// Calls Each for the rows that belong to part Id.
  auto Rows = [&](const char *Sql, int64_t Id,
                  const std::function<void(const SqliteStatement &)> &Each) {
    SqliteStatement &Statement = Statements[Sql];
    if (!Statement) {
      Expected<SqliteStatement> New = Database.prepare(Sql);
      if (!New)
        return New.takeError();
      Statement = std::move(*New);
    }
    Statement.reset();
    Statement.bind(0, Id);
    Expected<bool> Row = Statement.next();
    for (; Row && *Row; Row = Statement.next())
      Each(Statement);
    return Row ? Error::success() : Row.takeError();
  };
  Expected<SqliteStatement> Parts =
      Database.prepare("SELECT id, unit, command, header, link_unit FROM part ORDER BY id");
  if (!Parts)
    return Parts.takeError();
  Expected<bool> Row = Parts->next();
  for (; Row && *Row; Row = Parts->next()) {
    int64_t Id = Parts->number(0);
    IndexedPart Part;
    Part.Name = {Parts->text(1), Parts->text(2), Parts->text(3)};
    Part.LinkUnit = Parts->text(4);
    if (Error E =
            Rows("SELECT name FROM definition WHERE part = ? ORDER BY name", Id,
                 [&](const SqliteStatement &Each) { Part.Definitions.push_back(Each.text(0)); }))
      return E;
    if (Error E = Rows("SELECT key, name, decl, function, type, file, line, is_address FROM slot "
                       "WHERE part = ? ORDER BY number",
                       Id, [&](const SqliteStatement &Each) {
                         Part.Facts.Slots.push_back(
                             {Each.text(0), Each.text(1), Each.text(2), Each.text(3), Each.text(4),
                              Path(Each.number(5)), static_cast<unsigned>(Each.number(6)),
                              Each.number(7) != 0});
                       }))
      return E;
    if (Error E = Rows("SELECT source, target, way, call, is_addend, is_moved, guard, line, file "
                       "FROM flow WHERE part = ? ORDER BY number",
                       Id, [&](const SqliteStatement &Each) {
                         Part.Facts.Edges.push_back(readFlow(Each, Path(Each.number(8))));
                       }))
      return E;
    if (Of == Detail::WithFiles)
      if (Error E = Rows("SELECT file, deals FROM dependency WHERE part = ?", Id,
                         [&](const SqliteStatement &Each) {
                           Part.Files.insert(Path(Each.number(0)));
                           if (Each.number(1) != 0)
                             Part.Headers.insert(Path(Each.number(0)));
                         }))
        return E;
    Take(std::move(Part));
  }
  return Row ? Error::success() : Row.takeError();
}

Error FlowIndex::remove(int64_t Part) {
  for (const char *Table : {"flow", "slot", "definition", "dependency", "part"}) {
    std::string Column = std::string(Table) == "part" ? "id" : "part";
    std::string Sql =
        "DELETE FROM " + std::string(Table) + " WHERE " + Column + " = " + std::to_string(Part);
    if (Error E = run(Sql.c_str()))
      return E;
  }
  return Error::success();
}

Error FlowIndex::outdate(int64_t Part) {
  // It depends on a file of which there is no hash.
  Expected<int64_t> Number = fileNumber("$CHANGED");
  if (!Number)
    return Number.takeError();
  return run(("INSERT OR IGNORE INTO dependency VALUES (" + std::to_string(Part) + ", " +
              std::to_string(*Number) + ", 0)")
                 .c_str());
}

Expected<int64_t> FlowIndex::fileNumber(const std::string &Path) {
  auto [Known, IsNew] = FileNumbers.try_emplace(Path, FileNumbers.size() + 1);
  if (IsNew) {
    SqliteStatement &Insert = Prepared["file"];
    Insert.bind(0, Known->second);
    Insert.bind(1, Path);
    if (Error E = Insert.run())
      return std::move(E);
  }
  return Known->second;
}

Error FlowIndex::setHash(const std::string &File, int64_t Hash) {
  Expected<int64_t> Number = fileNumber(File);
  if (!Number)
    return Number.takeError();
  SqliteStatement &Update = Prepared["file.hash"];
  Update.bind(0, Hash);
  Update.bind(1, *Number);
  return Update.run();
}

Error FlowIndex::add(const IndexedPart &Part) {
  int64_t Id = NextPart++;
  SqliteStatement &Insert = Prepared["part"];
  Insert.bind(0, Id);
  const std::string *Texts[] = {&Part.Name.Unit, &Part.Name.Command, &Part.Name.Header,
                                &Part.LinkUnit};
  for (int I = 0; I < 4; ++I)
    Insert.bind(I + 1, *Texts[I]);
  if (Error E = Insert.run())
    return E;
  for (const std::string &Each : Part.Files) {
    Expected<int64_t> File = fileNumber(Each);
    if (!File)
      return File.takeError();
    SqliteStatement &Need = Prepared["dependency"];
    Need.bind(0, Id);
    Need.bind(1, *File);
    Need.bind(2, static_cast<int64_t>(Part.Headers.count(Each)));
    if (Error E = Need.run())
      return E;
  }
  for (const std::string &Each : Part.Definitions) {
    SqliteStatement &Define = Prepared["definition"];
    Define.bind(0, Id);
    Define.bind(1, Each);
    if (Error E = Define.run())
      return E;
  }
  if (Error E = addSlots(Id, Part.Facts.Slots))
    return E;
  return addFlows(Id, Part.Facts.Edges);
}

Error FlowIndex::addSlots(int64_t Part, const std::vector<Slot> &Slots) {
  SqliteStatement &Insert = Prepared["slot"];
  for (size_t I = 0; I < Slots.size(); ++I) {
    const Slot &Of = Slots[I];
    Expected<int64_t> File = fileNumber(Of.File);
    if (!File)
      return File.takeError();
    Insert.bind(0, Part);
    Insert.bind(1, static_cast<int64_t>(I));
    const std::string *Texts[] = {&Of.Key, &Of.Name, &Of.Decl, &Of.Function, &Of.Type};
    for (int J = 0; J < 5; ++J)
      Insert.bind(J + 2, *Texts[J]);
    Insert.bind(7, *File);
    Insert.bind(8, static_cast<int64_t>(Of.Line));
    Insert.bind(9, static_cast<int64_t>(Of.IsAddress));
    if (Error E = Insert.run())
      return E;
  }
  return Error::success();
}

Error FlowIndex::addFlows(int64_t Part, const std::vector<FlowEdge> &Edges) {
  SqliteStatement &Insert = Prepared["flow"];
  for (size_t I = 0; I < Edges.size(); ++I) {
    const FlowEdge &Edge = Edges[I];
    Expected<int64_t> File = fileNumber(Edge.File);
    if (!File)
      return File.takeError();
    Insert.bind(0, Part);
    Insert.bind(1, static_cast<int64_t>(I));
    Insert.bind(2, static_cast<int64_t>(Edge.From));
    Insert.bind(3, static_cast<int64_t>(Edge.To));
    Insert.bind(4, static_cast<int64_t>(Edge.How));
    if (Edge.Call == FlowEdge::NoCall)
      Insert.bindNull(5);
    else
      Insert.bind(5, static_cast<int64_t>(Edge.Call));
    Insert.bind(6, static_cast<int64_t>(Edge.IsAddend));
    Insert.bind(7, static_cast<int64_t>(Edge.IsMoved));
    Insert.bind(8, Edge.Guard);
    Insert.bind(9, *File);
    Insert.bind(10, static_cast<int64_t>(Edge.Line));
    if (Error E = Insert.run())
      return E;
  }
  return Error::success();
}

Error FlowIndex::commit() { return run("COMMIT"); }
