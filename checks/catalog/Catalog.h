// The catalog: which kernel names kphys looks for and what each is replaced by.
//
// Kernel facts are data (catalog.json, embedded in the program; docs/catalog.md describes the
// format). This file holds them in memory; nothing else in kphys knows a kernel name.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_CATALOG_H
#define KPHYS_CHECKS_CATALOG_CATALOG_H

#include "checks/catalog/MappingNames.h"
#include "checks/catalog/PageContract.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class JsonFields;

/// How one argument of the new call is made from the arguments of the old one.
struct ArgumentRule {
  enum class Kind {
    Keep,     ///< argument Index as it is written
    Literal,  ///< Text
    Physical, ///< Through(page) + offset, from arguments Index (a page) and Offset (bytes)
    OrFlag,   ///< argument Index with the flag Text added
    Virtual,  ///< the physical address of argument Index, a kernel address; see VirtualIdiom
  };
  Kind How = Kind::Keep;
  unsigned Index = 0;
  unsigned Offset = 0;
  std::string Text;
  std::string Through;
  std::string Type; ///< what Through() must be given; another type gets a cast
};

/// The call an API's call is rewritten to.
struct Replacement {
  std::string Rule;
  std::string Callee;
  std::string Feature; ///< what the target tree must offer
  std::vector<ArgumentRule> Arguments;

  /// Number of arguments of the old call.
  unsigned oldArity() const;

  /// True if Arguments can be made by editing the old list from left to right.
  bool keepsOrder() const;
};

/// What a call does with a temporary mapping of a page, and what does the same for the thread
/// alone.
struct Mapping {
  enum class Effect {
    Map,
    Unmap,     ///< the argument is an address in the mapping
    UnmapPage, ///< the argument is the page
  };
  std::string Rule;
  Effect Does = Effect::Map;
  /// The new name; it takes a page (to map) or an address (to unmap). Empty: local already.
  std::string Becomes;
  /// A function whose call, as the argument, is dropped with this one's: what to call with its own
  /// argument instead. Empty: none.
  std::string FrameToPage, FrameBecomes;
  bool IsAtomic = false; ///< it switches preemption and page faults off, or on again
};

/// A function that does to pages what another one does to memory.
struct CopyHelper {
  std::string Copier; ///< the other one
  /// Numbers of its arguments that are addresses in mappings: each becomes a page and an offset, or
  /// a page alone.
  std::vector<unsigned> PageArguments;
  std::optional<unsigned> ZeroArgument; ///< must be written as 0, and is left out
  unsigned LengthArgument = 0;          ///< how many bytes are copied, unless it is the whole page
  bool IsWholePage = false;             ///< the addresses must be starts of pages; no offsets
  std::string Becomes;
};

/// A member of a struct of callbacks whose functions are converted, signature, body and all.
struct Callback {
  enum class Effect {
    Map,      ///< is given a page and an offset
    Unmap,    ///< only its name changes
    MapRaw,   ///< maps what is no memory: becomes a part of Map
    UnmapRaw, ///< the same for Unmap
  };
  std::string Rule;
  Effect Does = Effect::Map;
  std::string Becomes;     ///< the new member
  std::string Feature;     ///< what the target tree must offer
  unsigned Page = 0;       ///< of Map: the number of the parameter; the offset follows
  unsigned Attributes = 0; ///< the number of the parameter with the flags
};

/// One name kphys accounts for: every textual occurrence of it becomes a site.
struct Api {
  enum class Form {
    Call,   ///< a function or function-like macro
    Member, ///< a member of struct Record
  };
  std::string Name;
  Form How = Form::Call;
  std::string Record;
  std::string Header; ///< the header that declares it, relative to the tree
  unsigned Level = 0; ///< how far to trust its rule: 0, it does what the old call did
  std::optional<Replacement> Replace;
  std::optional<Mapping> Maps;
  std::optional<Callback> Converts;

  bool hasRule() const { return Replace || Maps || Converts; }

  /// The rule of its rewrite, or an empty string.
  llvm::StringRef rule() const {
    return Replace    ? Replace->Rule
           : Maps     ? Maps->Rule
           : Converts ? Converts->Rule
                      : llvm::StringRef();
  }

  /// The feature that a rewrite of this needs, or an empty string.
  llvm::StringRef feature() const {
    return Replace ? Replace->Feature : Converts ? Converts->Feature : llvm::StringRef();
  }

  /// The name as reports show it: `dma_map_page`, `.map_page`.
  std::string displayName() const { return How == Form::Member ? "." + Name : Name; }
};

/// Something a tree may or may not offer, probed in its headers; Preparation names the patch that
/// introduces it.
struct Feature {
  std::string Name;
  std::string Header;
  std::vector<std::string> Provides;
  std::string Preparation;
  bool IsGplOnly = false;            ///< modules of another licence cannot use it
  std::vector<std::string> BuildsOn; ///< features that Preparation uses
  /// Old functions and what takes their place. One must be made of the other in file DefinedIn, so
  /// that what the old one maps the new one may unmap, and the other way round.
  std::vector<std::pair<std::string, std::string>> Mixes;
  std::string DefinedIn;
};

/// A way to write the physical address of a page and an offset without the page. `X` stands in the
/// patterns for the expression that is kept.
struct PhysicalIdiom {
  std::string Page;
  std::vector<std::string> Offsets; ///< any of them; empty: the offset is none of its business
  std::string Becomes;
  std::string Type;          ///< of X: `pointer` (to what is not const), or as C spells it
  std::string Needs, Header; ///< what Becomes uses, and the header that declares it
};

/// What makes a kernel address of a physical one, or of a page: the way back needs no calculation.
struct VirtualIdiom {
  std::string Virtual, Becomes; ///< with `X`
  std::string Type;             ///< of X, as C spells it
};

class Catalog {
public:
  static constexpr unsigned AllLevels = ~0U;

  /// The embedded catalog. Names of a level above \p Level are left out, here and where it is
  /// extended.
  static llvm::Expected<Catalog> embedded(unsigned Level = 0);

  /// Adds the entries of the JSON file at \p Path. An entry of a known name replaces that one.
  /// Errors name the file and the entry.
  llvm::Error extend(llvm::StringRef Path);

  /// A text that is another one for a catalog with other entries.
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
    std::optional<unsigned> Known = find(Function);
    return Known && Apis[*Known].Maps ? &*Apis[*Known].Maps : localMapping(Function);
  }

  /// How functions that get a page and an offset are converted.
  const PageContract &contract() const { return Contract; }

private:
  llvm::Error add(llvm::StringRef Json, llvm::StringRef Source);
  llvm::Error addCopyHelpers(const JsonFields &Top);

  std::string Fingerprint;
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
};

} // namespace kphys

#endif
