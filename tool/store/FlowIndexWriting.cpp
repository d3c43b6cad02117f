// Changes of an index. Each part gets a checksum of what was written of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/FlowIndex.h"
#include "tool/store/NumberRuns.h"
#include "tool/store/RowHash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

Error FlowIndex::prepareToWrite() {
  for (const char *Sql :
       {"INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        "INSERT INTO file VALUES (?, ?, NULL)", "INSERT INTO definition VALUES (?, ?)",
        "INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "UPDATE file SET hash = ? WHERE id = ?"}) {
    Expected<SqliteStatement> Statement = Database.prepare(Sql);
    if (!Statement)
      return Statement.takeError();
    llvm::StringRef Table = llvm::StringRef(Sql).split(' ').second;
    Table.consume_front("INTO ");
    Prepared[Table.split(' ').first.str() + (Sql[0] == 'U' ? ".hash" : "")] = std::move(*Statement);
  }
  Expected<int64_t> Last = Database.number("SELECT coalesce(max(id), 0) FROM part");
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

Error FlowIndex::remove(int64_t Part) {
  for (const char *Table : {"flow", "slot", "definition", "part"}) {
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
  Expected<SqliteStatement> Row = Database.prepare("SELECT files FROM part WHERE id = ?");
  if (!Row)
    return Row.takeError();
  Row->bind(0, Part);
  Expected<bool> Has = Row->next();
  if (!Has)
    return Has.takeError();
  auto Files = *Has ? RunReader().read(Row->text(0), FileNumbers.size()) : std::nullopt;
  if (!Files)
    return damaged("the files of a part are none");
  std::set<int64_t> All(Files->begin(), Files->end());
  All.insert(*Number);
  Expected<SqliteStatement> Update = Database.prepare("UPDATE part SET files = ? WHERE id = ?");
  if (!Update)
    return Update.takeError();
  Update->bind(0, writeRuns(All));
  Update->bind(1, Part);
  return Update->run();
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
  std::set<int64_t> Files, Deals;
  for (const std::string &Each : Part.Files) {
    Expected<int64_t> File = fileNumber(Each);
    if (!File)
      return File.takeError();
    Files.insert(*File);
    if (Part.Headers.count(Each))
      Deals.insert(*File);
  }
  Insert.bind(5, writeRuns(Files));
  Insert.bind(6, writeRuns(Deals));
  if (Error E = Insert.run())
    return E;
  for (const std::string &Each : Part.Definitions) {
    SqliteStatement &Define = Prepared["definition"];
    Define.bind(0, Id);
    Define.bind(1, Each);
    if (Error E = Define.run())
      return E;
  }
  if (Error E = addSlots(Id, Part.Facts.Slots))
    return E;
  if (Error E = addFlows(Id, Part.Facts.Edges))
    return E;
  return writeFacts(Id);
}

Error FlowIndex::writeFacts(int64_t Part) {
  Expected<int64_t> Hash = factsHash(Part);
  if (!Hash)
    return Hash.takeError();
  return run(
      ("UPDATE part SET facts = " + std::to_string(*Hash) + " WHERE id = " + std::to_string(Part))
          .c_str());
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
    if (Edge.Name == FlowEdge::NoName)
      Insert.bindNull(11);
    else
      Insert.bind(11, static_cast<int64_t>(Edge.Name));
    if (Error E = Insert.run())
      return E;
  }
  return Error::success();
}
