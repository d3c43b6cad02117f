// Shorter spellings of the physical address that a page and an offset make.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ADDRESS_PHYSICALIDIOMS_H
#define KPHYS_REWRITERS_ADDRESS_PHYSICALIDIOMS_H

#include "checks/extract/SiteCollector.h"

namespace kphys {

/// How to spell an address: Before, then the text of Kept, then After.
struct PhysicalSpelling {
  std::string Before;
  TextRange Kept; ///< in the page argument
  std::string After;
  bool HasOffset = false;                ///< it stands for the offset too
  std::vector<std::string> Include = {}; ///< as PhysicalIdiom's
};

/// An expression where it is written: an argument of a call, or what a local was given that is one.
struct WrittenValue {
  const clang::Expr *Value;
  TextRange Where; ///< in the file of the call
  std::vector<TextRange> Tokens;
};

/// A local variable that holds the address of the page argument \p Page of \p Site and its offset
/// argument \p Offset already, as `Through(page)` or `Through(page) + offset` of type \p Type;
/// nothing if there is none.
std::optional<PhysicalSpelling> localSpelling(const CallSite &Site, unsigned Page, unsigned Offset,
                                              llvm::StringRef Through, llvm::StringRef Type);

/// Spells the address of a page and an offset by the first idiom of a list that is exactly the
/// page, or both. What is evaluated more often in the old spelling has no side effects; and no
/// function is used that gives fewer bits than an address has here.
class ShorterSpelling {
public:
  ShorterSpelling(const std::vector<PhysicalIdiom> &Idioms, const PageContract &Contract)
      : Idioms(Idioms), Contract(Contract) {}

  /// For the arguments \p Page and \p Offset of \p Site.
  std::optional<PhysicalSpelling> ofArguments(const CallSite &Site, unsigned Page,
                                              unsigned Offset) const;

  /// For a page and an offset that are written elsewhere in the file of \p Site, by an idiom that
  /// stands for both. The tokens of \p OffsetText are those of the offset.
  std::optional<PhysicalSpelling> ofBoth(const CallSite &Site, const WrittenValue &Page,
                                         llvm::StringRef OffsetText) const;

private:
  const std::vector<PhysicalIdiom> &Idioms;
  const PageContract &Contract;
};

} // namespace kphys

#endif
