// Which functions and macros of the kernel a mapping of a page has to do with.
//
// Data of the catalog ("relies_on_atomic", "independent_of_atomic", "independent_assembly",
// "relies_on_kmap", "borrowers"; docs/catalog.md).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_MAPPINGNAMES_H
#define KPHYS_CHECKS_CATALOG_MAPPINGNAMES_H

#include "checks/catalog/JsonFields.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// Functions and macros, one by one and by how they begin.
struct NameSet {
  std::set<std::string> Names;
  std::vector<std::string> Prefixes;

  bool contains(llvm::StringRef Name) const;
};

/// Something that is switched off while a kmap_atomic() mapping is there.
struct AtomicPart {
  /// Functions without an argument that do just that; they nest. Empty: nothing spells it out.
  std::string Disable, Enable;
  NameSet Relying;
  /// Headers as they are included (`linux/preempt.h`, `asm/percpu.h`): whatever they define or
  /// declare relies on it.
  std::set<std::string> Headers;
};

/// A function that looks at memory for its caller and keeps no pointer to it.
struct Borrower {
  std::set<unsigned> Arguments;
  std::optional<unsigned> RestFrom; ///< this argument and all that follow
  std::optional<unsigned> Returned; ///< the argument that the result points into

  bool borrows(unsigned Argument) const {
    return Arguments.count(Argument) != 0 || (RestFrom && Argument >= *RestFrom);
  }
};

class MappingNames {
public:
  /// Adds what \p Top, a whole catalog, has; an error names the file and the entry.
  llvm::Error add(const JsonFields &Top);

  const std::vector<AtomicPart> &atomicParts() const { return Parts; }

  /// A bit for each of atomicParts() that what is called \p Name relies on.
  uint64_t partsOf(llvm::StringRef Name) const;

  /// The same for whatever \p Path, a header of the tree, defines or declares.
  uint64_t partsOfHeader(llvm::StringRef Path) const;

  /// True for what does not mind kmap_atomic()'s side effects, whatever it is made of.
  bool isIndependent(llvm::StringRef Name) const { return Independent.contains(Name); }

  /// True for an instruction that does nothing but to caches, or nothing at all.
  bool isIndependentInstruction(llvm::StringRef Mnemonic) const {
    return Instructions.count(Mnemonic.str()) != 0;
  }

  /// True for what answers otherwise where a page is mapped by kmap().
  bool reliesOnKmap(llvm::StringRef Name) const { return OnKmap.contains(Name); }

  /// nullptr if it is not known to be one.
  const Borrower *borrower(llvm::StringRef Function) const;

private:
  llvm::Error addPart(const JsonFields &Entry);
  llvm::Error addBorrower(const JsonFields &Entry);

  std::vector<AtomicPart> Parts;
  NameSet Independent, OnKmap;
  std::set<std::string> Instructions;
  llvm::StringMap<Borrower> Borrowers;
};

} // namespace kphys

#endif
