// Does code that is only known by its text rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_TEXTRELIANCE_H
#define KPHYS_REWRITERS_KMAP_TEXTRELIANCE_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/FunctionTexts.h"
#include <map>

namespace kphys {

/// What some code relies on, and what in it does so first.
struct Reliance {
  uint64_t Parts = 0; ///< a bit for each of MappingNames::atomicParts()
  std::string Reason; ///< a function or macro, with those that it is called through

  Reliance &operator|=(const Reliance &Other) {
    if (Parts == 0)
      Reason = Other.Reason;
    Parts |= Other.Parts;
    return *this;
  }
};

/// What is asked for.
enum class MappingKind {
  Atomic, ///< what kmap_atomic() switches off
  Kmap,   ///< a mapping that page_address() and its like know; Reliance::Parts has one bit for it
};

/// Knows names (MappingNames::partsOf) and looks into what is called, but for functions of the
/// catalog itself.
class TextReliance {
public:
  /// \p Names must outlive it.
  explicit TextReliance(const Catalog &Names, MappingKind On = MappingKind::Atomic);

  /// Of what is called \p Name; 0 unless the catalog has it.
  uint64_t partsOf(llvm::StringRef Name) const;

  /// Of whatever the header at \p Path defines or declares.
  uint64_t partsOfHeader(llvm::StringRef Path) const {
    return On == MappingKind::Atomic ? Names.mappings().partsOfHeader(Path) : 0;
  }

  /// Of inline assembly of a driver.
  uint64_t partsOfAssembly(llvm::StringRef Code) const;

  /// True for what relies on nothing, and is not looked into: names of which the catalog says so,
  /// and those that make and end mappings.
  bool isIndependent(llvm::StringRef Name) const {
    return (On == MappingKind::Atomic && Names.mappings().isIndependent(Name)) ||
           Names.mappingOf(Name);
  }

  /// Of \p Code, with everything in \p Beside that it calls; both must outlive this. The reason
  /// begins with the name and the file of \p Code.
  const Reliance &of(const FunctionTexts &Beside, const FunctionTexts::Body &Code);

  /// \p Code and everything in \p Beside that is looked into for it, nearest first.
  std::vector<const FunctionTexts::Body *> reached(const FunctionTexts &Beside,
                                                   const FunctionTexts::Body &Code) const;

private:
  std::vector<const FunctionTexts::Body *>
  calledBy(const FunctionTexts &Beside, llvm::StringRef File, llvm::StringRef Name) const;
  Reliance search(const FunctionTexts &Beside, const FunctionTexts::Body &Code) const;

  const Catalog &Names;
  const MappingKind On;
  mutable llvm::StringMap<uint64_t> PartsOf; ///< by name, of those that were asked for
  std::map<const FunctionTexts::Body *, Reliance> Known;
};

} // namespace kphys

#endif
