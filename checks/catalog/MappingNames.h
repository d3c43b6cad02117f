// Which functions and macros of the kernel a mapping of a page has to do with.
//
// Data of the catalog ("atomic_parts", "independent_assembly", and of a row "relies_on",
// "independent_of_atomic" and "borrows"; docs/catalog.md).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_MAPPINGNAMES_H
#define KPHYS_CHECKS_CATALOG_MAPPINGNAMES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

class FieldReader;
struct CatalogFile;

/// Functions and macros, one by one and by how they begin.
struct NameSet {
  std::set<std::string> Names;
  std::vector<std::string> Prefixes;

  bool contains(llvm::StringRef Name) const;

  /// Adds \p Name, or all names that begin so if it ends with a star.
  void add(llvm::StringRef Name);
};

/// Something that is switched off while a kmap_atomic() mapping is there.
struct AtomicPart {
  std::string Name; ///< as rows of the catalog refer to it
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

/// What a row of the catalog says of its name.
struct MappingFacts {
  std::vector<std::string> ReliesOn; ///< atomic parts, or `kmap`
  std::string IsIndependent;         ///< why it does not mind kmap_atomic(); empty: it may
  std::optional<Borrower> Borrows;
};

void readFields(FieldReader &Fields, AtomicPart &Result);

/// Reads them from a row.
void readMappingFacts(FieldReader &Row, MappingFacts &Result);

class MappingNames {
public:
  /// Adds what \p File says. An error names the entry.
  llvm::Error add(const CatalogFile &File);

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
  std::vector<AtomicPart> Parts;
  NameSet Independent, OnKmap;
  std::set<std::string> Instructions;
  llvm::StringMap<Borrower> Borrowers;
};

} // namespace kphys

#endif
