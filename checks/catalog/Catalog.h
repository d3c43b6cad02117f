// The catalog: which kernel names kphys looks for and what each is replaced by.
//
// Kernel facts are data (names.json, embedded in the program; docs/catalog.md describes the
// format). Nothing else in kphys knows a kernel name.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_CATALOG_H
#define KPHYS_CHECKS_CATALOG_CATALOG_H

#include "checks/catalog/MappingNames.h"
#include "checks/catalog/PageContract.h"
#include "checks/catalog/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

struct CatalogFile;
struct NameRow;

class Catalog {
public:
  static constexpr unsigned AllLevels = ~0U;

  /// The embedded catalog. Names of a level above \p Level are left out, here and where it is
  /// extended.
  static llvm::Expected<Catalog> embedded(unsigned Level = 0);

  /// Adds the entries of the JSON file at \p Path. An entry of a known name replaces that one.
  /// Errors name the file and the entry.
  llvm::Error extend(llvm::StringRef Path);

  /// Adds \p New to the names, and a rule for its calls; false if there is no room for it: one such
  /// is known, or another function is called so.
  bool learn(const Relay &New);

  /// True if learn() was given a relay with that key.
  bool isRelay(const std::string &Key) const { return Relays.count(Key) != 0; }

  /// Changes whenever an entry does.
  const std::string &fingerprint() const { return Fingerprint; }

  const std::vector<Api> &apis() const { return Apis; }
  const std::vector<Feature> &features() const { return Features; }

  /// The index in apis() of \p Name, if it is one of them.
  std::optional<unsigned> find(llvm::StringRef Name) const;
  /// Every name with its index in apis().
  const llvm::StringMap<unsigned> &names() const { return ByName; }
  const Feature *findFeature(llvm::StringRef Name) const;

  /// True if the kernel takes a module with the MODULE_LICENSE() \p License for one that may use
  /// GPL-only symbols.
  bool isGplCompatible(llvm::StringRef License) const {
    return GplCompatible.count(License.str()) != 0;
  }

  /// The idioms, those to be tried first before others.
  const std::vector<PhysicalIdiom> &idioms() const { return Idioms; }

  /// The function that makes a physical address of a kernel address.
  const std::string &ofVirtual() const { return Physical.OfVirtual; }

  /// True if a call with a kernel address is wanted in \p File rather than one with a physical one.
  bool prefersVirtual(llvm::StringRef File) const {
    return llvm::any_of(Physical.VirtualIn,
                        [&](llvm::StringRef Each) { return File.starts_with(Each); });
  }

  const std::vector<VirtualIdiom> &virtualIdioms() const { return VirtualIdioms; }

  /// What has to do with mappings of pages besides the calls that make and end them.
  const MappingNames &mappings() const { return ForMappings; }

  /// Those to be tried first before others.
  const std::vector<CopyHelper> &copyHelpers() const { return CopyHelpers; }

  /// The macro that is the size of a page.
  llvm::StringRef pageSize() const { return PageSize; }

  /// What \p Function does if it makes or ends a thread-local mapping, or nullptr.
  const Mapping *localMapping(llvm::StringRef Function) const {
    auto Found = LocalMappings.find(Function);
    return Found == LocalMappings.end() ? nullptr : &Found->second;
  }

  /// What \p Function does if it makes or ends a mapping of any kind, or nullptr.
  const Mapping *mappingOf(llvm::StringRef Function) const {
    std::optional<unsigned> Index = find(Function);
    return Index && Apis[*Index].Maps ? &*Apis[*Index].Maps : localMapping(Function);
  }

  /// How functions that get a page and an offset are converted.
  const PageContract &contract() const { return Contract; }

private:
  llvm::Error add(const CatalogFile &File);
  llvm::Error add(const CatalogFile &File, const NameRow &Row);

  std::string Fingerprint;
  PhysicalFunction Physical;
  std::vector<Api> Apis;
  std::vector<Feature> Features;
  std::vector<PhysicalIdiom> Idioms;
  std::vector<VirtualIdiom> VirtualIdioms;
  unsigned Level = 0; ///< of names that are wanted
  PageContract Contract;
  llvm::StringMap<unsigned> ByName;
  std::set<std::string> GplCompatible;
  MappingNames ForMappings;
  llvm::StringMap<Mapping> LocalMappings;
  std::vector<CopyHelper> CopyHelpers;
  std::string PageSize;
  std::set<std::string> Relays; ///< by key
};

} // namespace kphys

#endif
