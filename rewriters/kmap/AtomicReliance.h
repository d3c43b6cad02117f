// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H

#include "checks/catalog/Catalog.h"
#include "checks/facts/NeighbourFunctions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// What some code relies on, and what in it does so first.
struct Reliance {
  uint64_t Parts = 0; ///< a bit for each of Catalog::atomicParts()
  std::string Reason; ///< a function or macro, with those that it is called through

  Reliance &operator|=(const Reliance &Other) {
    if (Parts == 0)
      Reason = Other.Reason;
    Parts |= Other.Parts;
    return *this;
  }
};

/// Knows names (Catalog::atomicParts), and looks into the functions that the unit defines and, by
/// their text, into those beside it.
class AtomicReliance {
public:
  /// All must outlive it.
  AtomicReliance(const Catalog &Names, const clang::ASTContext &Context,
                 NeighbourFunctions &Neighbours);

  /// What \p Part itself relies on, not what is below it.
  Reliance in(const clang::Stmt &Part);

  /// The same with what is below it.
  Reliance below(const clang::Stmt &Part);

private:
  /// Code that a name stands for: parsed, or a text in the sources beside.
  struct Body {
    const clang::Stmt *Parsed = nullptr;
    const DirectoryFunctions *Beside = nullptr;
    const DirectoryFunctions::Body *Text = nullptr;
    auto operator<=>(const Body &) const = default;
  };
  struct Mention {
    std::string Name;
    std::vector<Body> Bodies;
  };

  uint64_t partsOf(llvm::StringRef Name) const;
  std::vector<Mention> mentionsIn(const clang::Stmt &Part);
  void addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To);
  const std::vector<Mention> &mentionsIn(const Body &Of);
  Mention mentionOf(const clang::FunctionDecl &Named);
  Reliance of(const Mention &Named);

  llvm::StringMap<uint64_t> PartsOf; ///< by name
  const clang::ASTContext &Context;
  NeighbourFunctions &Neighbours;
  std::map<const clang::FunctionDecl *, Mention> Known; ///< by canonical declaration
  std::map<Body, std::vector<Mention>> Mentions;
};

} // namespace kphys

#endif
