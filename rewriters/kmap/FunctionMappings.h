// Which mappings of a function can become local ones, and what keeps the others as they are?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_FUNCTIONMAPPINGS_H
#define KPHYS_REWRITERS_KMAP_FUNCTIONMAPPINGS_H

#include "rewriters/Change.h"
#include "rewriters/effects/AddressEscape.h"
#include "rewriters/kmap/AtomicGuards.h"
#include "rewriters/kmap/CopyHelpers.h"
#include "rewriters/kmap/MappingOrder.h"

namespace kphys {

/// Why a mapping stays as it is.
struct MappingRefusal {
  Reason Why = Reason::None;
  std::string Detail;       ///< the statement that forces it
  bool IsTentative = false; ///< another parse, with all bodies of headers, may say otherwise
  std::set<std::string> Demands = {}; ///< of which others have to tell; see Change
};

/// What is asked of the functions of a unit, those that a mapping's function calls included.
struct MappingQuestions {
  AtomicReliance OnAtomic, OnKmap;
  AddressEscapes Escapes;
};

class FunctionMappings {
public:
  /// \p Self is what the function does for its callers, if it is a helper.
  FunctionMappings(const Catalog &Names, MappingQuestions &Asked, Mappings InSite,
                   const MappingHelper *Self, const FunctionSite &Site);

  FunctionSite Site;
  Mappings Found;
  MappingFlow Flow;
  CopyHelpers Shorter;
  /// Of mappings whose code relies on something, where it can be spelled out.
  std::map<const clang::CallExpr *, GuardLines> Guards;

  /// What keeps the mapping of \p Call, as far as this function can tell.
  std::optional<MappingRefusal> refusal(const MappingCall &Call) const;

  /// Takes note of what \p Order has found wrong.
  void add(const MappingOrder &Order);

  /// Takes note of the functions of the unit, \p Ends, that may unmap what others have mapped.
  void addEnders(const std::set<const clang::FunctionDecl *> &Ends);

  /// What all that runs while the mappings of \p Group are there relies on: of it others have to
  /// tell Reliance::Further.
  Reliance reliedOn(unsigned Group) const;

  /// What has the address of which \p Call is a half, where all that keeps it is that one unit does
  /// not see the others; Kind::None if it is no such half.
  MappingCarrier carrier(const MappingCall &Call) const;

  /// The handle of the mapping that \p Call ends in the new code.
  const clang::ValueDecl *endedBy(const MappingCall &Call) const;

private:
  void follow(MappingQuestions &Asked);
  void note(clang::SourceLocation Where, Reliance Here, std::map<unsigned, Reliance> &Into,
            llvm::ArrayRef<unsigned> Groups);
  void findEscapes(AddressEscapes &Escapes);
  void checkAddresses(const Catalog &Names, FunctionBody &Body);
  void findMoves(const FunctionBody &Body);
  std::optional<MappingRefusal> unseenCallRefusal() const;
  std::optional<MappingRefusal> leaving(const MappingCall &Call) const;
  std::optional<MappingRefusal> whileMapped(const MappingCall &Call) const;
  std::optional<MappingRefusal> endedElsewhere(const MappingCall &Call) const;
  std::optional<MappingRefusal> refusalOfKmap(const MappingCall &Call) const;
  MappingRefusal refusalOf(const Escape &Found) const;
  static std::optional<MappingRefusal> unknownCallee(const Reliance &Of);
  bool isParameter(unsigned Group) const;
  bool reliesOnAtomic(unsigned Group) const;
  MappingRefusal because(Reason Why, const clang::Stmt *Where, llvm::StringRef What) const;

  const MappingHelper *Self;
  std::optional<size_t> UnseenLine; ///< of a call that this configuration leaves out
  /// What is relied on while a group is mapped: of kmap_atomic(), and of kmap().
  std::map<unsigned, Reliance> Relied, ReliedOnKmap;
  /// Of groups of kmap(), and of those that may be mapped at the end.
  std::map<unsigned, Escape> Escaped;
  std::map<unsigned, MappingRefusal> Wrong;         ///< by group: what was wrong before
  std::map<unsigned, MappingRefusal> UsedUnclearly; ///< by group: after it was unmapped, perhaps
  /// By group: the first that unmaps by page, of which the new argument may be in another page.
  std::map<unsigned, const clang::Stmt *> OutOfPage;
  /// The first that unmaps where the handle has another name, or none.
  std::map<unsigned, const clang::Stmt *> Hidden;
  /// What compares the addresses of two mappings of kmap().
  std::map<unsigned, const clang::Stmt *> Compared;
  /// What gives a handle of a group another value while the page may be mapped.
  std::map<unsigned, const clang::Stmt *> Changed;
  /// The same for what the page is written with.
  std::map<unsigned, const clang::Stmt *> PageChanged;
};

} // namespace kphys

#endif
