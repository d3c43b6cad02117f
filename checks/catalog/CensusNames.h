// What is known of the kernel's own names for a census of `struct page *`: which of them hold,
// yield or take a page, and what the others use it for. docs/catalog.md describes the data.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_CENSUSNAMES_H
#define KPHYS_CHECKS_CATALOG_CENSUSNAMES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

class FieldReader;

/// What a page is used for. Where one place has several, the first of them counts: what is not
/// known may be anything, and an address can take the place of a page of which nothing else is
/// wanted.
enum class PageUse : unsigned char {
  Unknown,  ///< none of the forms that are known
  Lifetime, ///< it is held, or let go
  Flags,    ///< its flags, its mapping: what a folio has
  Passing,  ///< it is handed on
  Identity, ///< it is compared, or there at all
  Address,  ///< where its memory is
  Gone,     ///< it is no `struct page` any more
};
constexpr PageUse lastOf(PageUse) { return PageUse::Gone; }

const char *useName(PageUse Use);

/// Names by what they use a page for; `PREFIX*` stands for all that begin so.
struct NamesByUse {
  std::vector<std::string> Address, Lifetime, Flags, Identity, Gone;
};

/// A member of a struct that holds a page.
struct PageMember {
  std::string Name; ///< STRUCT.FIELD
  std::string Word; ///< what a text that uses it mentions: the field, or something less common
};

/// A function that is given a page.
struct PageTaker {
  std::string Name;
  std::vector<unsigned> Page; ///< numbers of arguments
};

/// Where a page comes from or goes to.
struct PageCarrier {
  std::string Name;
  std::optional<PageUse> Uses;     ///< what it takes a page for; else the page stays in it
  std::vector<PageMember> Members; ///< that hold one
  std::vector<std::string> Yields; ///< functions and macros whose result is one
  std::vector<PageTaker> Takes;
  NamesByUse Does; ///< what it is used for without a page in sight
};

/// The census as the catalog has it.
struct CensusFacts {
  std::vector<PageCarrier> Carriers;
  std::vector<std::string> SamePage; ///< functions whose result is a page beside their argument's
  NamesByUse Uses;
};

void readFields(FieldReader &Fields, CensusFacts &Result);

class CensusNames {
public:
  static llvm::Expected<CensusNames> embedded();

  /// What a name is to a carrier.
  struct Part {
    enum class Role { Holds, Yields, Takes, Does };
    unsigned Carrier = 0; ///< its number
    Role Is = Role::Holds;
    std::vector<unsigned> Page;     ///< numbers of arguments
    PageUse Use = PageUse::Passing; ///< of a name that takes a page, or does something
  };

  /// Members are called STRUCT.FIELD.
  const Part *part(llvm::StringRef Name) const;
  /// What the function, or the member of a page, called \p Name uses a page for.
  std::optional<PageUse> use(llvm::StringRef Name) const;
  bool isSamePage(llvm::StringRef Name) const { return SamePage.contains(Name); }

  const std::vector<std::string> &carriers() const { return Carriers; }
  const std::string &carrier(unsigned Number) const { return Carriers[Number]; }

  /// Words that a text with anything to count mentions. Sorted.
  const std::vector<std::string> &vocabulary() const { return Vocabulary; }
  /// True for a field that has a part.
  bool isField(llvm::StringRef Identifier) const { return Fields.contains(Identifier); }
  /// True for a word that may be no more than a type.
  bool isHint(llvm::StringRef Word) const { return Hints.contains(Word); }

private:
  void add(const PageCarrier &Each);

  std::vector<std::string> Carriers, Vocabulary;
  llvm::StringMap<Part> Parts;
  llvm::StringSet<> Fields, Hints, SamePage;
  llvm::StringMap<PageUse> Uses;
  std::vector<std::pair<std::string, PageUse>> Families; ///< by how their names begin
};

} // namespace kphys

#endif
