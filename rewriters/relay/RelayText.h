// How relays are spelled once they are given the address: names, bodies, and what makes the old
// calls comparable with the new.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_RELAY_RELAYTEXT_H
#define KPHYS_REWRITERS_RELAY_RELAYTEXT_H

#include "rewriters/Rule.h"
#include "rewriters/ops/BodyConversion.h"

namespace kphys {

/// The file that \p Name is written in.
clang::FileID fileOf(const clang::ASTContext &Context, clang::SourceLocation Name);

/// The relay that \p Function is, or nullptr.
const Relay *relayOf(const Catalog &Names, UnitSites &Unit, const clang::FunctionDecl &Function);

/// The relay that \p Member is, or nullptr.
const Relay *relayOf(UnitSites &Unit, const clang::FieldDecl &Member);

/// True if the function or member that \p Call is of takes the address, for a page and an offset at
/// that place: it is a relay, or one of the catalog's.
bool takesAddress(const Catalog &Names, UnitSites &Unit, const PairCall &Call);

/// True if the address of a page is calculated in \p Unit without looking at the page: then it may
/// be made before it is known to be needed.
bool onlyCalculatesAddress(const PageContract &Contract, const UnitSite &Unit);

/// The body of \p Of as that of a relay; nothing of it may be in another file than \p Where.
ConvertedBody convertRelay(const RuleContext &Context, const UnitSite &Unit, const PageFunction &Of,
                           const SourceText &Where, EditSet &Edits);

/// Why \p Function, one that hands its parameter \p Page on, is no relay, as far as its own text
/// tells; empty if it may be one.
std::string whyNoRelay(const RuleContext &Context, const UnitSite &Unit,
                       const clang::FunctionDecl &Function, const clang::ParmVarDecl &Page);

/// A function or member, before and after.
struct AdaptedCall {
  std::string Old, New;
  unsigned Parameters = 0, Page = 0;
  std::string OffsetType; ///< as C spells it
};

/// A macro that lets calls of Of.Old call Of.New, which takes an address instead of argument
/// Of.Page and the one after it. Of an offset of 0, nothing is added.
std::string adapterMacro(const AdaptedCall &Of, const PageContract &Contract);

} // namespace kphys

#endif
