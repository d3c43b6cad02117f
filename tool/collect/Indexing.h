// Parses the units that can have to do with physical addresses and collects their flows.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_INDEXING_H
#define KPHYS_TOOL_COLLECT_INDEXING_H

#include "tool/program/Session.h"
#include "tool/program/UnitRecord.h"

namespace kphys {

struct IndexingResult {
  std::vector<UnitRecord> Units; ///< of the whole project
  size_t Reused = 0;             ///< units that did not change since they were indexed
  std::set<std::string> Others;  ///< units that the index has and the project does not
  std::set<std::string> Stale;   ///< those of them that changed since they were indexed
};

/// What to do besides.
struct IndexingOptions {
  bool ChecksAll = false; ///< sees whether what is not parsed again is as it was written
  bool AllPaths = false;  ///< indexes the whole project, whatever paths it is about
  std::string Path = {};  ///< of the index of the only build, where it is not the build's own
};

/// Brings the index of each build up to date with each of its units whose source names an address
/// type, or a function that yields or demands a CPU physical address. Only what changed is parsed:
/// the command, or the contents of a file that the unit reads. What an index has outside the paths
/// of the project stays, unless it changed. What it has of units that are not in the database
/// stays, changed or not, as long as there is such a source.
class IndexUpdate {
public:
  virtual ~IndexUpdate() = default;

  /// Opens the indexes, and finds out what is to be done. They are locked as long as this is there.
  /// A damaged one is set aside and made anew.
  static llvm::Expected<std::unique_ptr<IndexUpdate>> begin(Session &In, IndexingOptions Options);

  /// Asks for the flows of those of \p Units that are to be indexed, while they are parsed anyway.
  virtual void askAlso(const std::vector<size_t> &Units, Runner &Parses) = 0;
  /// Asks for the flows of all units that are left.
  virtual void askUnits(Runner &Parses) = 0;
  /// Asks for those of the headers that the whole kernel shares, once the units are indexed.
  virtual llvm::Error askHeaders(Runner &Parses) = 0;
  /// Makes the changes visible to others, once all is parsed.
  virtual llvm::Expected<IndexingResult> finish() = 0;
};

/// Does all of that, and once more where an index turns out to be damaged.
llvm::Expected<IndexingResult> updateIndex(Session &In, IndexingOptions Options);

} // namespace kphys

#endif
