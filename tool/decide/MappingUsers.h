// Which functions of a tree run while a page is mapped that one of them maps and another unmaps?
//
// By the text of the tree. A participant is a function behind which the page may be mapped, or
// before which it may have been: one with a half of the mapping, and one that calls participants,
// unless it is taken to have the mapping from end to end: the first that it calls maps, the last
// unmaps, and where a field has the address, which stays when the function is left, neither depends
// on a condition. Where one that calls some more that unmap, say, calls such a function, that is
// taken to have left a mapping for it, and is a participant all the same.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_MAPPINGUSERS_H
#define KPHYS_TOOL_DECIDE_MAPPINGUSERS_H

#include "checks/scan/TreeScan.h"
#include "checks/sources/FunctionTexts.h"

namespace kphys {

class MappingUsers {
public:
  /// Both must outlive it; \p Root is that of the tree. \p IsInField: the address is.
  MappingUsers(const TreeScan &Text, const std::string &Root, bool IsInField, unsigned Threads)
      : Text(Text), Root(Root), IsInField(IsInField), Threads(Threads) {}

  /// The function \p Name of \p File has a half.
  void add(const std::string &Name, const std::string &File, bool Maps);

  /// Finds the others. Returns why they cannot all be known, or an empty string.
  std::string findAll();

  /// The participants and those that call them; File is the path in the tree.
  std::vector<const FunctionTexts::Body *> bodies() const;

  /// True if offset \p At of \p File is in one of them, or in no function of a file that names a
  /// participant.
  bool runsAt(const std::string &File, unsigned At) const;

private:
  struct Participant {
    std::string File;
    bool Maps = false, Unmaps = false;
    bool IsLookedFor = false; ///< all files that may call it were looked at
  };
  using Participants = std::map<std::string, Participant>; ///< by name

  std::string readCallersOf(const std::string &Name, const Participant &Of);
  std::string readIfNamed(const std::string &Name, const OccurrenceScan &Scan,
                          const std::string &File);
  std::string unclearName() const;
  Participants newParticipants(const std::set<std::string> &Files);
  std::vector<unsigned> callsIn(const FunctionTexts::Body &Caller) const;
  Participant callsOf(const FunctionTexts::Body &Caller) const;
  bool isEndToEnd(const FunctionTexts::Body &Caller) const;
  const FunctionTexts::Body *endToEndCallee(const FunctionTexts::Body &Caller) const;
  bool take(const Participants &New);
  bool isParticipant(const FunctionTexts::Body &Function) const;
  bool runs(const FunctionTexts::Body &Function) const;

  const TreeScan &Text;
  const std::string &Root;
  const bool IsInField;
  const unsigned Threads;
  Participants Known;
  FunctionTexts Callers;      ///< all functions of the files that name a participant
  std::set<std::string> Read; ///< those files
  std::set<const FunctionTexts::Body *> EndToEnd;
};

} // namespace kphys

#endif
