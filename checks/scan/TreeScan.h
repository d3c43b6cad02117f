// Reads every *.c and *.h of a kernel tree once: who mentions a catalog name, who includes whom,
// who names a licence. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SCAN_TREESCAN_H
#define KPHYS_CHECKS_SCAN_TREESCAN_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/IdentifierScan.h"
#include "checks/sources/LicenseText.h"
#include "checks/sources/TextCache.h"
#include "checks/sources/TextHashes.h"
#include "checks/sources/TreeNames.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <set>

namespace kphys {

/// The textual view of a tree. Paths are relative to its root, with '/' between parts.
class TreeScan {
public:
  /// Reads the sources of \p Tree with \p Threads threads, or what \p Cache knows of them, but for
  /// those below \p Skip (directories of the tree that Kbuild writes to), and those of \p Built
  /// besides, names of files that there are. A file that cannot be read is an error that names it.
  static llvm::Expected<TreeScan> read(const TreeNames &Tree, llvm::ArrayRef<std::string> Skip,
                                       const std::set<std::string> &Built, const Catalog &Names,
                                       unsigned Threads, TextCache &Cache);

  /// The mentions of \p Names in the same files, by path; those that have none are not there.
  static llvm::Expected<std::map<std::string, std::vector<Occurrence>>>
  mentionsOf(const std::vector<std::string> &Names, const TreeNames &Tree,
             llvm::ArrayRef<std::string> Skip, const std::set<std::string> &Built, unsigned Threads,
             TextCache &Cache);

  /// Files with at least one occurrence, by path.
  const std::map<std::string, std::vector<Occurrence>> &occurrences() const { return Found; }

  /// Files that mention a macro of some header whose body has a catalog name, directly or through
  /// another such macro.
  const std::set<std::string> &forwarderUsers() const { return ForwarderUsers; }

  /// The headers that define such a macro.
  const std::set<std::string> &forwarderHeaders() const { return ForwarderHeaders; }

  /// What the files say of their module's licence, by path; those that say nothing are not there.
  const std::map<std::string, LicenseText> &licenses() const { return Licenses; }

  /// The texts of the files with occurrences.
  const TextHashes &texts() const { return Texts; }

  /// The files below \p Root, where the tree is, that may name one of \p Names, in order. Reads
  /// those that the cache does not know of, with \p Threads threads.
  std::vector<std::string> filesNaming(const std::string &Root,
                                       const std::vector<std::string> &Names,
                                       unsigned Threads) const;

  /// Is given a file; false if it wants no more.
  using IncluderVisitor = std::function<bool(const std::string &)>;

  /// Shows \p Visit the files that include \p Path, directly or through others, nearest first, in
  /// path order at equal distance. By text: conditions and search paths are not looked at. What it
  /// finds is kept for the next time: not to be called from several threads at once.
  void visitIncluders(const std::string &Path, const IncluderVisitor &Visit) const;

  /// The files that include the one at \p Path themselves, by its name: another of that name may be
  /// meant.
  std::vector<std::string> filesIncluding(const std::string &Path) const;

  /// All of them, and the file at \p Path itself, by their numbers in files(). Likewise.
  llvm::BitVector withIncluders(llvm::StringRef Path) const;

  /// The paths of all files, in order.
  const std::vector<std::string> &files() const { return Files; }

private:
  llvm::Error scanForwarders(const std::string &Root, const Catalog &Names, unsigned Threads,
                             TextCache &Cache);

  std::optional<unsigned> numberOf(llvm::StringRef Path) const;

  /// Shows \p Take the files that include \p Path, those at one distance at a time, until it
  /// returns false. Returns what was seen, with the file itself.
  template <typename LayerFunction>
  llvm::BitVector walkIncluders(llvm::StringRef Path, const LayerFunction &Take) const;

  /// The files that include \p Header directly, by number, in order.
  const std::vector<unsigned> &directIncluders(llvm::StringRef Header) const;

  std::vector<std::string> Files; ///< in order
  TextCache *Cache = nullptr;
  std::map<std::string, std::vector<Occurrence>> Found;
  std::map<std::string, LicenseText> Licenses;
  TextHashes Texts;
  std::set<std::string> ForwarderUsers;
  std::set<std::string> ForwarderHeaders;
  llvm::StringMap<std::vector<unsigned>> IncludersBySpelling; ///< by the name as it is included
  /// What keys of these end in → the keys.
  llvm::StringMap<std::vector<llvm::StringRef>> SpellingsByBaseName;
  mutable llvm::StringMap<std::vector<unsigned>> DirectIncluders; ///< of headers asked for
};

} // namespace kphys

#endif
