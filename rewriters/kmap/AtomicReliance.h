// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H

#include "checks/facts/NeighbourFunctions.h"
#include "rewriters/kmap/TextReliance.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// Knows names (Catalog::atomicParts), and looks into the functions that the unit defines and, by
/// their text, into those beside it.
class AtomicReliance {
public:
  /// \p Context and \p Neighbours must outlive it.
  AtomicReliance(const Catalog &Names, const clang::ASTContext &Context,
                 NeighbourFunctions &Neighbours);

  /// What \p Part itself relies on, not what is below it.
  Reliance in(const clang::Stmt &Part);

  /// The same with what is below it.
  Reliance below(const clang::Stmt &Part);

private:
  /// A function or macro that is named, and its body if the unit has parsed one.
  struct Mention {
    std::string Name;
    const clang::Stmt *Body = nullptr;
    Reliance Elsewhere = {}; ///< of the bodies that the sources beside have instead
  };

  std::vector<Mention> mentionsIn(const clang::Stmt &Part);
  void addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To);
  const std::vector<Mention> &mentionsInBody(const clang::Stmt &Body);
  const Mention &mentionOf(const clang::FunctionDecl &Named);
  Reliance of(const Mention &Named);

  TextReliance Texts;
  const clang::ASTContext &Context;
  NeighbourFunctions &Neighbours;
  std::map<const clang::FunctionDecl *, Mention> Known; ///< by canonical declaration
  std::map<const clang::Stmt *, std::vector<Mention>> InBodies;
};

} // namespace kphys

#endif
