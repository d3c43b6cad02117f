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
  bool HasOffset = false; ///< it stands for the offset too
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

/// The spelling of the first of \p Idioms that is exactly the page argument \p Page of \p Site, or
/// that and its offset argument \p Offset; nothing if there is none. What is evaluated more often
/// in the old spelling has no side effects.
std::optional<PhysicalSpelling> shorterSpelling(const std::vector<PhysicalIdiom> &Idioms,
                                                const CallSite &Site, unsigned Page,
                                                unsigned Offset);

/// The same for a page and an offset that are written elsewhere in the file of \p Site, by idioms
/// that stand for both. The tokens of \p OffsetText are those of the offset.
std::optional<PhysicalSpelling> shorterSpelling(const std::vector<PhysicalIdiom> &Idioms,
                                                const CallSite &Site, const WrittenValue &Page,
                                                llvm::StringRef OffsetText);

} // namespace kphys

#endif
