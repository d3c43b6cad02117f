// Does code rely on page faults or preemption being switched off?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_ATOMICRELIANCE_H
#define KPHYS_REWRITERS_EFFECTS_ATOMICRELIANCE_H

#include "checks/catalog/Catalog.h"
#include "checks/extract/TreeFiles.h"
#include "rewriters/effects/FunctionEffects.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include <map>

namespace kphys {

/// Whose functions are looked into.
enum class LookInto {
  Unit,    ///< all but those of headers that the whole kernel shares
  Headers, ///< those as well: the parse has their bodies
};

/// Knows names and headers (MappingNames), takes inline assembly for what may rely on anything,
/// looks into the functions that the parse has bodies of, and asks what is known of the others.
class AtomicReliance {
public:
  /// All but \p On and \p Into must outlive it.
  AtomicReliance(const Catalog &Names, MappingKind On, const clang::ASTContext &Context,
                 TreeFiles &Files, const KnownEffects &Elsewhere, LookInto Into);

  /// What \p Part itself relies on, not what is below it.
  Reliance in(const clang::Stmt &Part);

  /// The same with what is below it.
  Reliance below(const clang::Stmt &Part);

  /// What \p Function, which may have a body, relies on while it runs.
  Reliance of(const clang::FunctionDecl &Function) { return of(mentionOf(Function)); }

private:
  /// A function or macro that is named, and its body if the parse has one.
  struct Mention {
    std::string Name;
    uint64_t Parts = 0; ///< that it relies on itself
    const clang::Stmt *Body = nullptr;
    std::string Further = {}; ///< what is to be found out elsewhere; see Reliance
    bool IsUnknown = false;   ///< nobody can tell
    /// The pointer is what the caller hands the function: it is looked into there.
    const clang::ParmVarDecl *Parameter = nullptr;
  };

  uint64_t partsOf(llvm::StringRef Name);
  bool isIndependent(llvm::StringRef Name) const;
  uint64_t partsOfHeader(clang::SourceLocation Where) const;
  uint64_t partsOfAssembly(llvm::StringRef Code) const;
  /// The file that \p Where is written in, if the whole kernel shares it; otherwise empty.
  llvm::StringRef sharedHeaderAt(clang::SourceLocation Where) const;

  std::vector<Mention> mentionsIn(const clang::Stmt &Part);
  void addPointers(const clang::CallExpr &Call, std::vector<Mention> &To);
  void addValue(const clang::Expr &Value, unsigned Depth, std::vector<Mention> &To);
  void addPointer(const clang::Expr &Value, unsigned Depth, std::vector<Mention> &To);
  bool isNoPointer(const clang::Expr &Value) const;
  /// Adds the macros that \p Part comes out of; false if one of them relies on nothing, whatever it
  /// is made of.
  bool addMacros(const clang::Stmt &Part, std::vector<Mention> &To);
  std::optional<Mention> assembly(const clang::Stmt &Part) const;
  void addMentionsBelow(const clang::Stmt &Part, std::vector<Mention> &To);
  const std::vector<Mention> &mentionsInBody(const clang::Stmt &Body);
  bool isMadeByIndependent(const clang::FunctionDecl &Named) const;
  const Mention &mentionOf(const clang::FunctionDecl &Named);
  void lookFor(const clang::FunctionDecl &Named, Mention &Result) const;
  void addElsewhere(const Mention &Named, const std::string &Way, Reliance &To) const;
  Reliance of(const Mention &Named);
  std::vector<Mention> handedTo(const clang::ParmVarDecl &Parameter, unsigned Depth);

  const Catalog &Names;
  const MappingKind On;
  const clang::ASTContext &Context;
  TreeFiles &Files;
  const KnownEffects &Elsewhere;
  const LookInto Into;
  llvm::StringMap<uint64_t> PartsOf;                    ///< by name, of those that were asked for
  std::map<const clang::FunctionDecl *, Mention> Known; ///< by canonical declaration
  std::map<const clang::Stmt *, std::vector<Mention>> InBodies;
};

} // namespace kphys

#endif
