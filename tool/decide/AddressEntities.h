// What is declared as a physical address, each with all its declarations, and which of it gets a
// type of its own.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_DECIDE_ADDRESSENTITIES_H
#define KPHYS_TOOL_DECIDE_ADDRESSENTITIES_H

#include "checks/sources/IdentifierScan.h"
#include "rewriters/annotate/Typing.h"
#include "tool/collect/ProgramKinds.h"

namespace kphys {

/// What tells one declaration from another, in every build: file, line, and the key of the slot as
/// a unit has it.
using DeclaredAt = std::tuple<std::string, unsigned, std::string>;
DeclaredAt placeOf(const Slot &Of);
DeclaredAt placeOf(const AddressDeclaration &Of);

/// One slot with all its declarations.
struct AddressEntity {
  std::vector<AddressDeclaration> Declarations;
  std::string Kind;       ///< as in a report, or empty
  bool IsInScope = false; ///< or it follows what is
  Reason Refusal = Reason::None;
  std::string Detail;

  /// That of its kind, if there is one.
  std::optional<AddressType> type() const;
  bool isChosen() const { return IsInScope && Refusal == Reason::None && type(); }
  /// Only the first refusal counts.
  void refuse(Reason Why, std::string About);
};

/// What is known of declarations, by their place.
struct KnownDeclarations {
  std::map<DeclaredAt, std::string> Kinds;
  std::function<bool(const DeclaredAt &)> IsInScope;
};

class AddressEntities {
public:
  /// \p Converts: uses have to agree with the types. \p Known must outlive it.
  AddressEntities(const KnownDeclarations &Known, TreeText Text, bool Converts)
      : Known(Known), Text(std::move(Text)), Converts(Converts) {}

  /// Starts anew with what \p Uses say.
  void make(const AddressUses &Uses);

  const std::map<std::string, AddressEntity> &byKey() const { return Entities; }
  ChosenTypes chosen() const;
  /// Those of all entities.
  std::vector<AddressDeclaration> declarations() const;

  void refuse(const std::set<std::string> &Keys, Reason Why, const std::string &Detail);

  /// What is joined with an entity that gets a type follows, wherever it is declared, if it is of
  /// the same kind; else neither gets one. To be called after refuse().
  void settle();

private:
  /// Two entities that have one type if they can.
  struct Joint {
    std::string One, Other;
    Reason Why; ///< neither has one if they cannot; None: they need not
    std::string Where;
  };

  void addDeclarations(const AddressUses &Uses);
  void joinSharedTypes();
  void addUnseen(const std::vector<NamePlace> &Seen);
  void addUnseen(AddressEntity &Of, const std::string &File, const Occurrence &Where);
  std::optional<AddressType> typeOf(const std::string &Key) const;
  bool settle(const Joint &By, const std::string &Own, const std::string &Other);
  bool follow(const std::string &Own, const std::string &Other);

  const KnownDeclarations &Known;
  const TreeText Text;
  const bool Converts;
  std::map<std::string, AddressEntity> Entities; ///< by key
  std::vector<Joint> Joints;
};

} // namespace kphys

#endif
