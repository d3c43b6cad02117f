// What the catalog says of a name that kphys looks for, and of what takes its place.
//
// Rules are written as patterns, `OLD => NEW` (docs/catalog.md), and held as what is to be done.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_RULES_H
#define KPHYS_CHECKS_CATALOG_RULES_H

#include "checks/catalog/Relay.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kphys {

class FieldReader;

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
  /// The function that does with kernel addresses what the old call does with pages: it has one
  /// argument instead of two, and no others. Empty: there is none.
  std::string OfVirtual;
  /// Flags that the old call refuses and the new one does not, by the argument they are in.
  std::map<unsigned, std::string> Refuses;
  /// What drivers name that map memory of a peer on their bus, which has an API of its own. Where
  /// the unit defines the first, a struct, and the driver's own files name one of them, the rule is
  /// one of level 1.
  std::vector<std::string> PeersBy;

  /// Number of arguments of the old call.
  unsigned oldArity() const;

  /// The argument that is made of a page and an offset, or nullptr.
  const ArgumentRule *physical() const;

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
  std::string Feature; ///< what the target tree must offer
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
  /// What this is, if it is none of the kernel's API: see Catalog::learn(). Replace is for its
  /// calls.
  std::optional<Relay> Relays;
  std::vector<Api> OfOtherRecords; ///< relays among the members of that name

  /// That member of \p Record, or nullptr.
  const Api *memberOf(llvm::StringRef Of) const;

  /// The keys of all relays of that name.
  std::set<std::string> relays() const;

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
    return Replace    ? Replace->Feature
           : Maps     ? Maps->Feature
           : Converts ? Converts->Feature
                      : llvm::StringRef();
  }

  /// The name as reports show it: `dma_map_page`, `.map_page`.
  std::string displayName() const { return How == Form::Member ? "." + Name : Name; }
};

/// Something a tree may or may not offer, probed in its headers; Preparation names the patch that
/// introduces it, if there is one.
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
  /// Any of them; empty: the offset is none of its business. One that ends with ` + O` is the first
  /// part of a sum: what it is for takes its place there.
  std::vector<std::string> Offsets;
  std::string Becomes;
  /// Of X: `pointer` (to what is not const), `frame number` (unsigned, no narrower than long), or
  /// as C spells it.
  std::string Type;
  std::string Needs, Header; ///< what Becomes uses, and the header that declares it
  /// The header to be included for Becomes, without `include/`, and those that do as well.
  std::vector<std::string> Include;
  /// Where X must be a local with what one of these functions returned; empty: it need not be.
  std::vector<std::string> MadeBy;
};

/// What makes a kernel address of a physical one, or of a page: the way back needs no calculation.
struct VirtualIdiom {
  std::string Virtual, Becomes; ///< with `X`
  std::string Type;             ///< of X, as C spells it
};

/// What is between a page and its physical address: the rules call it `phys`.
struct PhysicalFunction {
  std::string Name;
  std::string Type;      ///< of its argument
  std::string OfVirtual; ///< what makes it of a kernel address
  /// Directories, with a slash at the end, whose maintainers want calls with kernel addresses.
  std::vector<std::string> VirtualIn;
};

/// How calls with memory of the kernel are made.
enum class Preference {
  ByDirectory, ///< as its maintainers want it: see PhysicalFunction::VirtualIn
  Physical,    ///< with the physical address
  Virtual,     ///< with the kernel address, where the API has that
};

void readFields(FieldReader &Fields, PhysicalFunction &Result);
void readFields(FieldReader &Fields, Feature &Result);

/// An entry of the idioms: one of the two.
struct Idiom {
  std::optional<PhysicalIdiom> ForPage;
  std::optional<VirtualIdiom> ForVirtual;
};

void readFields(FieldReader &Fields, Idiom &Result);

/// What a row of the catalog says of uses of its name.
struct RuleFacts {
  std::optional<Api> Counted;
  std::optional<Mapping> LocalMapping; ///< what the name does, if it has no rule
  std::vector<CopyHelper> CopyHelpers;
};

/// Reads it from the row of \p Name.
void readRules(FieldReader &Row, llvm::StringRef Name, RuleFacts &Result);

} // namespace kphys

#endif
