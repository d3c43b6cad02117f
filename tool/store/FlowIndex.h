// The flows of all units on disk: a SQLite database, also meant to be queried by hand
// (docs/index.md).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_STORE_FLOWINDEX_H
#define KPHYS_TOOL_STORE_FLOWINDEX_H

#include "checks/extract/AddressFacts.h"
#include "tool/store/Sqlite.h"
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// What tells the parts of an index apart.
struct PartName {
  std::string Unit;    ///< the unit's name
  std::string Command; ///< a hash of its command: a source can be in the database twice
  std::string Header;  ///< whose flows these are, or empty for the unit's own

  auto operator<=>(const PartName &) const = default;
};

/// The flows of a unit, or of one header as one unit sees it, with what they were made from.
struct IndexedPart {
  PartName Name;
  std::string LinkUnit;                 ///< what the unit is linked into; empty for a header
  std::set<std::string> Files;          ///< every file that was read, by names good on any machine
  std::set<std::string> Headers;        ///< those of Files that deal in addresses
  std::vector<std::string> Definitions; ///< external functions and variables it defines
  AddressFacts Facts;
};

class RowHash;

/// An index, open. Changes become visible together, with commit(), or not at all. Whatever is read
/// is compared with the checksums that were written with it: where they differ that is a
/// DamagedError.
class FlowIndex {
public:
  /// Opens the index at \p Path, which must be one. As long as this is there, it is as it was then.
  static llvm::Expected<FlowIndex> open(const std::string &Path);

  /// The same for changes; the index is made where there is none, and emptied where it was made by
  /// other than \p Maker (a version of the tool and its catalog). A file of another program is a
  /// NotOursError, and not opened. Others who want to change it wait until this is gone; nobody
  /// waits to read.
  static llvm::Expected<FlowIndex> openForUpdate(const std::string &Path, const std::string &Maker);

  /// A part without its facts.
  struct Stored {
    int64_t Id = 0;
    PartName Name;
    std::vector<int64_t> Files;
    std::set<std::string> Headers;
  };
  struct File {
    std::string Path;
    std::optional<int64_t> Hash; ///< of the contents that the flows were collected from
  };

  llvm::Expected<std::string> maker();
  llvm::Expected<std::vector<Stored>> parts();
  llvm::Expected<std::map<int64_t, File>> files();

  /// The units of which a part was made from \p File, sorted.
  llvm::Expected<std::vector<std::string>> readersOf(const std::string &File);

  enum class Detail { FlowsOnly, WithFiles };
  /// Calls \p Take for every part, without its Files and Headers unless \p Of asks for them.
  llvm::Error read(Detail Of, const std::function<void(IndexedPart)> &Take);

  llvm::Error remove(int64_t Part);
  /// Notes that \p Part is of files that are no more as they were: the hashes will be those of the
  /// files as they are, for other parts.
  llvm::Error outdate(int64_t Part);
  llvm::Error add(const IndexedPart &Part);
  llvm::Error setHash(const std::string &File, int64_t Hash);
  llvm::Error commit();

private:
  FlowIndex(std::string Path, SqliteDatabase Database);

  llvm::Error damaged(const char *Why) const;
  /// False for one of another version, or none. An error if it looks like one and is none.
  llvm::Expected<bool> isOfThisVersion();
  llvm::Error createTables(const std::string &Maker);
  /// Of the tables `file` and `part`, in which there are checksums of the others' rows.
  llvm::Expected<int64_t> contentsHash();
  llvm::Error checkContents();
  llvm::Error prepareToWrite();
  llvm::Error run(const char *Sql);
  /// Calls \p Take for the rows of \p Part, and adds them to \p Hash; false from it is an error.
  llvm::Error eachRow(const char *Sql, int64_t Part, RowHash &Hash,
                      llvm::function_ref<bool(const SqliteStatement &)> Take);
  /// The checksum of the rows that readFacts() reads.
  llvm::Expected<int64_t> factsHash(int64_t Part);
  /// Reads what \p Part defines, its slots and flows, and returns that checksum.
  llvm::Expected<int64_t> readFacts(int64_t Part, const std::map<int64_t, File> &Files,
                                    IndexedPart &Into);
  llvm::Error writeFacts(int64_t Part);
  llvm::Expected<int64_t> fileNumber(const std::string &Path);
  llvm::Error addSlots(int64_t Part, const std::vector<Slot> &Slots);
  llvm::Error addFlows(int64_t Part, const std::vector<FlowEdge> &Edges);

  std::string Path;
  SqliteDatabase Database;
  std::map<std::string, SqliteStatement> Prepared;
  std::map<std::string, int64_t> FileNumbers;
  int64_t NextPart = 1;
};

} // namespace kphys

#endif
