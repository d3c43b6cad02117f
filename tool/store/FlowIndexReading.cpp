// What an index has: each part is taken for what it was when it was written, or for damaged.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/FlowIndex.h"
#include "tool/store/NumberRuns.h"
#include "tool/store/RowHash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

constexpr const char *DefinitionsOf = "SELECT name FROM definition WHERE part = ? ORDER BY name";
constexpr const char *SlotsOf =
    "SELECT number, key, name, decl, function, type, file, line, is_address FROM slot "
    "WHERE part = ? ORDER BY number";
constexpr const char *FlowsOf = "SELECT number, source, target, way, call, is_addend, is_moved, "
                                "guard, line, file, name FROM flow "
                                "WHERE part = ? ORDER BY number";

/// False where the row cannot be.
bool readSlot(const SqliteStatement &Row, Slot &Into) {
  Into.Key = Row.text(1);
  Into.Name = Row.text(2);
  Into.Decl = Row.text(3);
  Into.Function = Row.text(4);
  Into.Type = Row.text(5);
  Into.Line = Row.number(7);
  Into.IsAddress = Row.number(8) != 0;
  return true;
}

bool readFlow(const SqliteStatement &Row, FlowEdge &Into) {
  Into.From = Row.number(1);
  Into.To = Row.number(2);
  Into.How = static_cast<FlowEdge::Way>(Row.number(3));
  Into.Call = Row.isNull(4) ? FlowEdge::NoCall : static_cast<unsigned>(Row.number(4));
  Into.IsAddend = Row.number(5) != 0;
  Into.IsMoved = Row.number(6) != 0;
  Into.Guard = Row.text(7);
  Into.Line = Row.number(8);
  Into.Name = Row.isNull(10) ? FlowEdge::NoName : static_cast<unsigned>(Row.number(10));
  return Row.number(3) >= 0 && Row.number(3) <= static_cast<int64_t>(lastOf(Into.How));
}

} // namespace

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
  Expected<std::vector<Stored>> Parts = parts();
  if (!Parts)
    return Parts.takeError();
  Expected<std::map<int64_t, FlowIndex::File>> Files = files();
  if (!Files)
    return Files.takeError();
  auto Wanted = llvm::find_if(*Files, [&](const auto &Each) { return Each.second.Path == File; });
  std::set<std::string> Units;
  if (Wanted != Files->end())
    for (const Stored &Each : *Parts)
      if (llvm::is_contained(Each.Files, Wanted->first))
        Units.insert(Each.Name.Unit);
  return std::vector<std::string>(Units.begin(), Units.end());
}

Expected<std::vector<FlowIndex::Stored>> FlowIndex::parts() {
  Expected<std::map<int64_t, File>> Files = files();
  if (!Files)
    return Files.takeError();
  const int64_t LastFile = Files->size(); // they are numbered from 1 on
  if (LastFile != 0 && (Files->begin()->first != 1 || Files->rbegin()->first != LastFile))
    return damaged("a file is missing");
  Expected<SqliteStatement> Parts =
      Database.prepare("SELECT id, unit, command, header, files, deals FROM part ORDER BY id");
  if (!Parts)
    return Parts.takeError();
  std::vector<Stored> Result;
  RunReader Runs;
  Expected<bool> Row = Parts->next();
  for (; Row && *Row; Row = Parts->next()) {
    Stored &Part = Result.emplace_back(
        Stored{Parts->number(0), {Parts->text(1), Parts->text(2), Parts->text(3)}, {}, {}});
    auto Needs = Runs.read(Parts->text(4), LastFile), Deals = Runs.read(Parts->text(5), LastFile);
    if (!Needs || !Deals)
      return damaged("the files of a part are none");
    Part.Files = std::move(*Needs);
    for (int64_t Each : *Deals)
      Part.Headers.insert(Files->at(Each).Path);
  }
  if (!Row)
    return Row.takeError();
  return Result;
}

Error FlowIndex::eachRow(const char *Sql, int64_t Part, RowHash &Hash,
                         llvm::function_ref<bool(const SqliteStatement &)> Take) {
  SqliteStatement &Statement = Prepared[Sql];
  if (!Statement) {
    Expected<SqliteStatement> New = Database.prepare(Sql);
    if (!New)
      return New.takeError();
    Statement = std::move(*New);
  }
  Statement.reset();
  Statement.bind(0, Part);
  Expected<bool> Row = Statement.next();
  for (; Row && *Row; Row = Statement.next()) {
    for (int I = 0; I < Statement.columns(); ++I)
      if (Statement.isNumber(I))
        Hash.add(Statement.number(I));
      else
        Hash.add(Statement.text(I));
    if (!Take(Statement))
      return damaged("a row is out of range");
  }
  Statement.reset();
  return Row ? Error::success() : Row.takeError();
}

Expected<int64_t> FlowIndex::factsHash(int64_t Part) {
  RowHash Hash;
  for (const char *Sql : {DefinitionsOf, SlotsOf, FlowsOf})
    if (Error E = eachRow(Sql, Part, Hash, [](const SqliteStatement &) { return true; }))
      return std::move(E);
  return Hash.value();
}

Expected<int64_t> FlowIndex::readFacts(int64_t Part, const std::map<int64_t, File> &Files,
                                       IndexedPart &Into) {
  RowHash Hash;
  auto Path = [&](int64_t Id, std::string &To) {
    auto Named = Files.find(Id);
    if (Named != Files.end())
      To = Named->second.Path;
    return Named != Files.end();
  };
  std::vector<Slot> &Slots = Into.Facts.Slots;
  std::vector<FlowEdge> &Edges = Into.Facts.Edges;
  if (Error E = eachRow(DefinitionsOf, Part, Hash, [&](const SqliteStatement &Row) {
        Into.Definitions.push_back(Row.text(0));
        return true;
      }))
    return std::move(E);
  if (Error E = eachRow(SlotsOf, Part, Hash, [&](const SqliteStatement &Row) {
        bool IsNext = Row.number(0) == static_cast<int64_t>(Slots.size());
        return readSlot(Row, Slots.emplace_back()) && Path(Row.number(6), Slots.back().File) &&
               IsNext;
      }))
    return std::move(E);
  if (Error E = eachRow(FlowsOf, Part, Hash, [&](const SqliteStatement &Row) {
        return readFlow(Row, Edges.emplace_back()) && Path(Row.number(9), Edges.back().File);
      }))
    return std::move(E);
  if (!Into.Facts.isWhole())
    return damaged("a flow names a slot that is not there");
  return Hash.value();
}

Error FlowIndex::read(Detail Of, const std::function<void(IndexedPart)> &Take) {
  Expected<std::map<int64_t, File>> Files = files();
  if (!Files)
    return Files.takeError();
  std::map<int64_t, Stored> Needs;
  if (Of == Detail::WithFiles) {
    Expected<std::vector<Stored>> Known = parts();
    if (!Known)
      return Known.takeError();
    for (Stored &Each : *Known)
      Needs[Each.Id] = std::move(Each);
  }
  Expected<SqliteStatement> Parts =
      Database.prepare("SELECT id, unit, command, header, link_unit, facts FROM part ORDER BY id");
  if (!Parts)
    return Parts.takeError();
  Expected<bool> Row = Parts->next();
  for (; Row && *Row; Row = Parts->next()) {
    int64_t Id = Parts->number(0);
    IndexedPart Part;
    Part.Name = {Parts->text(1), Parts->text(2), Parts->text(3)};
    Part.LinkUnit = Parts->text(4);
    Expected<int64_t> Hash = readFacts(Id, *Files, Part);
    if (!Hash)
      return Hash.takeError();
    if (*Hash != Parts->number(5))
      return damaged("a part has another checksum");
    if (Of == Detail::WithFiles) {
      for (int64_t File : Needs[Id].Files)
        Part.Files.insert(Files->at(File).Path);
      Part.Headers = std::move(Needs[Id].Headers);
    }
    Take(std::move(Part));
  }
  return Row ? Error::success() : Row.takeError();
}
