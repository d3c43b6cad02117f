// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_KMAP_ATOMICRELIANCE_H

#include "checks/extract/NeighbourFunctions.h"
#include "rewriters/kmap/TextReliance.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// Knows names and headers (MappingNames), takes inline assembly for what may rely on anything, and
/// looks into the functions that the unit defines and, by their text, into those beside it.
class AtomicReliance {
public:
  /// \p Context and \p Neighbours must outlive it.
  AtomicReliance(const Catalog &Names, MappingKind On, const clang::ASTContext &Context,
                 NeighbourFunctions &Neighbours);

  /// What \p Part itself relies on, not what is below it.
  Reliance in(const clang::Stmt &Part);

  /// The same with what is below it.
  Reliance below(const clang::Stmt &Part);

private:
  /// A function or macro that is named, and its body if the unit has parsed one.
  struct Mention {
    std::string Name;
    uint64_t Parts = 0; ///< that it relies on itself
    const clang::Stmt *Body = nullptr;
    Reliance Elsewhere = {}; ///< of the bodies that the sources beside have instead
  };

  std::vector<Mention> mentionsIn(const clang::Stmt &Part);
  /// Adds the macros that \p Part comes out of; false if one of them relies on nothing, whatever it
  /// is made of.
  bool addMacros(const clang::Stmt &Part, std::vector<Mention> &To);
  std::optional<Mention> assembly(const clang::Stmt &Part) const;
  uint64_t partsOfHeader(clang::SourceLocation Where) const;
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
