// A precompiled header that units of one flag class share.
//
// Most of a unit's parse is the same few hundred headers. A unit may start from a precompiled form
// of them, and of others beside them, if nothing can tell: neither its command nor its source
// defines a macro before them that they mention, and neither it nor a header that it reads uses a
// macro of a header that it does not read. (What else such a header declares can only clash, which
// is an error: then the unit is parsed without. Only code that was edited may name what is not
// declared at all: of that it is checked, too, what functions and variables it names.) Then only
// the order of the includes differs. It is all checked for each unit.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_SHAREDPCH_H
#define KPHYS_CHECKS_FRONTEND_SHAREDPCH_H

#include "checks/frontend/HeaderGraph.h"
#include "checks/frontend/HeaderWords.h"

namespace kphys {

/// A macro that a source defines after some of its includes.
struct LateMacro {
  std::set<std::string> Before;     ///< precompiled headers that it has read by then
  std::set<std::string> Mentioners; ///< those that mention the macro, without Before
};

class SharedPch {
public:
  /// A source that includes \p Headers, as one would.
  static std::string sourceOf(const std::vector<std::string> &Headers);

  /// What became of such a source.
  struct Precompiled {
    HeaderUse Use;
    std::string Bytes; ///< of the precompiled header; empty where there is none
  };

  /// Precompiles \p Source, a file that sourceOf() made, without bodies of functions, with the
  /// flags of \p Like, but for those that differ from unit to unit. Where that fails the units of
  /// this class are parsed without.
  static Precompiled build(const CompileCommand &Like, const std::string &Source,
                           const FileOverlay &Overlay);

  /// The header at \p Place, with what build() returned for the same command and the overlay of
  /// \p Words, which must outlive it.
  SharedPch(std::string Place, HeaderUse Use, const CompileCommand &Like, HeaderWords &Words);

  const std::string &path() const { return Path; }
  bool has(llvm::StringRef File) const { return Graph.has(File); }

  /// Nothing if the headers mention a macro that \p Command, of the same headerClass(), defines
  /// otherwise than theirs did. Else the macros that \p Source defines before its last include and
  /// that headers mention: whether it reads those headers, its parse must show.
  std::optional<std::vector<LateMacro>> suits(const CompileCommand &Command,
                                              llvm::StringRef Source) const;

  /// The headers of this one that unit \p Main reads, which was parsed with it and uses \p Unit
  /// beside it; nothing if the parse may not be what it would be without.
  std::optional<std::set<std::string>> covered(const std::string &Main, const HeaderUse &Unit,
                                               const std::vector<LateMacro> &Late) const;

private:
  /// True if a header mentions \p Word, in a comment perhaps.
  bool mentions(llvm::StringRef Word) const;

  /// \p Macro, for a source that has included \p Included.
  LateMacro lateMacro(llvm::StringRef Macro, const std::vector<std::string> &Included) const;

  /// True if each header of \p Read that mentions \p Macro was read once more by the unit itself,
  /// which then saw the definition of \p Main, and by no precompiled header after the definition.
  bool isReadAgain(const LateMacro &Macro, const std::set<std::string> &Read,
                   const std::string &Main, const HeaderUse &Unit) const;

  std::string Path;
  HeaderUse Own;
  std::set<std::string> Definitions; ///< of the command, `NAME=VALUE`
  const HeaderWords &Words;
  std::set<std::string> Files;
  HeaderGraph Graph;                                       ///< of Files
  mutable llvm::StringMap<std::set<std::string>> Mentions; ///< by macro: files, where it was asked
};

} // namespace kphys

#endif
