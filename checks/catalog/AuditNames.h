// The kernel's names that the audit needs beyond their kinds: what part each plays in a mistake.
//
// Data (names.json, embedded). docs/catalog.md describes it.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_AUDITNAMES_H
#define KPHYS_CHECKS_CATALOG_AUDITNAMES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class FieldReader;

/// What a function, macro or field does that a check asks about.
enum class AuditRole : unsigned char {
  OffsetInPage,        ///< the offset of its argument, an address, in a page
  PageToVirtual,       ///< where the page that is its argument is mapped: the start of it
  PhysicalToPage,      ///< the page that an address is in
  FrameToPage,         ///< the page of a frame number
  PhysicalToFrame,     ///< the number of the frame that an address is in
  MmioAttribute,       ///< the attribute of a mapping that says: this is device memory
  AttributesParameter, ///< what a parameter with the attributes of a mapping is called
  MapCallback,        ///< the field, as STRUCT.FIELD, whose functions map what may be device memory
  DmaType,            ///< a type of addresses as devices see them
  SizeType,           ///< a type of lengths
  LinearMap,          ///< where the kernel's own mapping of RAM has an address
  MapOnePage,         ///< maps one page, be its folio or segment larger
  SegmentLength,      ///< a function or field, the length of what may have several pages
  CountsPages,        ///< the number of pages that a range touches; its first argument is the start
  AnyAddress,         ///< takes a virtual address in a type of physical ones, or one of each sort
  PageContainer,      ///< puts its second argument, a page, into something that holds pages
  SharedAttribute,    ///< an attribute that map and unmap must have in common
  PageAddress,        ///< where a page is mapped for good, if it is
  SinglePageIterator, ///< a loop over segments that cuts them at the ends of pages
  MultiPageIterator,  ///< one that does not
  ErrorPointer,       ///< asks whether its argument, a pointer, is an error
  ErrorOrNull,        ///< or no pointer at all
  EndingWord,         ///< in the name of a function that may end what it is given
  ReversingWord,      ///< in the name of a function that does something the other way round
};

/// A function or macro that makes, or ends, the mapping of one address for a device.
struct DmaMapping {
  bool Maps = false;
  bool IsMmio = false;                ///< of device memory, whatever the attributes
  std::optional<unsigned> Attributes; ///< the argument that has them
  unsigned Handle = 0;                ///< of an unmap: the argument that says what to end
};

/// A function that makes a mapping for the running thread alone, or ends one.
struct LocalMapping {
  bool Maps = false;
  unsigned Argument = 0; ///< what is mapped, or the address that is no longer
};

/// A function that copies, fills or compares memory.
struct MemoryCopier {
  std::vector<unsigned> Pointers;
  unsigned Length = 0;
};

/// A name that has to do with the numbers of frames of some size.
struct FrameDemand {
  enum class Part {
    Shift,           ///< how far an address is shifted to make one of it
    Result,          ///< it yields one
    ResultOfAddress, ///< from an address
    Argument,        ///< it is given one
  };
  std::string Unit; ///< "page of the kernel" and the like
  Part Is = Part::Shift;
  unsigned Argument = 0;
};

/// What a row of the catalog says for the audit.
struct AuditFacts {
  std::vector<AuditRole> Roles;
  std::optional<DmaMapping> Dma;
  std::optional<LocalMapping> Local;
  std::optional<MemoryCopier> Copies;
  std::optional<FrameDemand> Frame;
  std::optional<unsigned> HandsOver, WholePages, RamFlag; ///< numbers of arguments

  bool isEmpty() const {
    return Roles.empty() && !Dma && !Local && !Copies && !Frame && !HandsOver && !WholePages &&
           !RamFlag;
  }
};

/// Reads them from a row.
void readAuditFacts(FieldReader &Row, AuditFacts &Result);

class AuditNames {
public:
  static llvm::Expected<AuditNames> embedded();

  bool is(AuditRole Role, llvm::StringRef Name) const {
    auto Found = Roles.find(Name);
    return Found != Roles.end() && Found->second.count(Role) != 0;
  }

  /// The names with \p Role. Sorted.
  std::vector<std::string> names(AuditRole Role) const;

  const DmaMapping *mapping(llvm::StringRef Name) const { return find(Name, &AuditFacts::Dma); }

  const LocalMapping *localMapping(llvm::StringRef Name) const {
    return find(Name, &AuditFacts::Local);
  }

  /// The argument of \p Name that another thread, or an interrupt, gets.
  const unsigned *handsOver(llvm::StringRef Name) const {
    return find(Name, &AuditFacts::HandsOver);
  }

  /// True for the two ends of a direction, `src` and `dst`.
  bool areOpposites(llvm::StringRef A, llvm::StringRef B) const {
    return Opposites.count({A.str(), B.str()}) || Opposites.count({B.str(), A.str()});
  }

  /// True if one of the words that \p Name is made of has \p Role.
  bool hasWord(AuditRole Role, llvm::StringRef Name) const;

  const MemoryCopier *copier(llvm::StringRef Name) const { return find(Name, &AuditFacts::Copies); }

  /// The argument of \p Name that is the address of whole pages.
  const unsigned *wholePages(llvm::StringRef Name) const {
    return find(Name, &AuditFacts::WholePages);
  }

  /// The argument of \p Name that says, where true, that the memory is RAM.
  const unsigned *ramFlag(llvm::StringRef Name) const { return find(Name, &AuditFacts::RamFlag); }

  /// The unit of frames whose numbers \p Name yields, or takes, or by whose size it shifts.
  const std::string *yieldsFrame(llvm::StringRef Name) const;
  const FrameDemand *frameDemand(llvm::StringRef Name) const;
  const std::string *shift(llvm::StringRef Name) const;

  /// True if \p Name makes a frame number from an address, not from something else.
  bool takesAddress(llvm::StringRef Name) const;

  /// Every name of the data. A file that mentions none, and no address type, has nothing to find.
  std::vector<std::string> vocabulary() const;

private:
  template <typename Value>
  const Value *find(llvm::StringRef Name, std::optional<Value> AuditFacts::*Fact) const {
    auto Found = Names.find(Name);
    return Found != Names.end() && Found->second.*Fact ? &*(Found->second.*Fact) : nullptr;
  }

  llvm::StringMap<AuditFacts> Names;
  llvm::StringMap<std::set<AuditRole>> Roles; ///< of names, types and words
  std::set<std::pair<std::string, std::string>> Opposites;
};

} // namespace kphys

#endif
