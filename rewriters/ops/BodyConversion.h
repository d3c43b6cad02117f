// What becomes of a function's body whose page and offset are replaced by the physical address?
//
// The new body does at an address what the old one does for the page that the address is in and the
// address's offset in that page. What is said of the page and the offset together gets shorter
// (page_to_phys(page) + offset is the address itself), each for itself is calculated
// (offset_in_page()), and a parameter that the body changes becomes a local that starts with the
// old value: so nothing is ever read later than it was.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_BODYCONVERSION_H
#define KPHYS_REWRITERS_OPS_BODYCONVERSION_H

#include "checks/Reasons.h"
#include "checks/catalog/PageContract.h"
#include "rewriters/ops/ValueUses.h"
#include "rewriters/text/EditSet.h"
#include <functional>

namespace kphys {

/// A function that gets a page and an offset, in parameters that follow each other.
struct PageFunction {
  const clang::FunctionDecl *Definition = nullptr;
  unsigned Page = 0; ///< the number of the page's parameter

  const clang::ParmVarDecl *page() const { return Definition->getParamDecl(Page); }
  const clang::ParmVarDecl *offset() const { return Definition->getParamDecl(Page + 1); }
  auto operator<=>(const PageFunction &) const = default;
};

/// A parameter that lives on as a local.
struct HoistedLocal {
  std::string Declaration; ///< `struct page *page`
  std::string Name, Value;
};

/// What came of a body.
struct ConvertedBody {
  Reason Refusal = Reason::None; ///< why it cannot be done
  std::string Detail;
  std::string Name;                         ///< of the new parameter
  ValueUses Uses;                           ///< of the old body
  const clang::VarDecl *Absorbed = nullptr; ///< a local whose place the parameter takes
  std::vector<HoistedLocal> Hoisted;
  /// Places of arguments `page, offset` that are the address now, or become it with their calls.
  std::set<unsigned> HandedOn;
  std::vector<std::string> Residues; ///< where the page is still needed: `line 10: …`

  /// True for what stands for the address in the old body.
  bool isAddress(const clang::ValueDecl *Value, const PageFunction &Of) const {
    return Value == Of.page() || Value == Of.offset() || (Absorbed && Value == Absorbed);
  }
};

struct BodyOptions {
  const PageContract &Contract;
  const SourceText &Where;
  bool HasHighmem = false; ///< the configuration has pages without a kernel address
  /// True for a function whose parameter of that number, a page, becomes an address.
  std::function<bool(const clang::FunctionDecl *, unsigned)> IsConverted;
  /// The function is to be a relay (see Relay): nothing may be asked of the page or the offset for
  /// itself, and calls that both are handed on to are changed by who changes those.
  bool IsRelay = false;
};

/// Makes the edits of the body, but for the declarations of hoisted locals.
ConvertedBody convertBody(const BodyOptions &Options, const PageFunction &Of, EditSet &Edits);

} // namespace kphys

#endif
