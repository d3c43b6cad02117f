// What becomes of code that is handed a page and an offset once it is handed a physical address.
//
// Data of the catalog ("page_contract"; docs/catalog.md). In texts `X` stands for the address and
// `S` for the start of the page that it is in.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_PAGECONTRACT_H
#define KPHYS_CHECKS_CATALOG_PAGECONTRACT_H

#include "llvm/ADT/StringRef.h"
#include <set>
#include <string>
#include <vector>

namespace kphys {

class FieldReader;

/// A text that uses what not every tree has.
struct ContractText {
  std::string Text;
  std::string Needs, Header; ///< what it uses and where that is declared; empty: every tree has it
};

/// What a function or macro of a page says of the address.
struct PageForm {
  std::string Function;
  ContractText Alone;       ///< for `Function(page)`
  std::string Sum;          ///< for `Function(page) + offset`; empty: there is no such thing
  bool NeedsLowmem = false; ///< only for a page that has a kernel address all the time
};

struct PageContract {
  std::string PageType, Type;     ///< of the old parameter and of the new one, as C spells them
  std::vector<std::string> Names; ///< for the new parameter; the first that is free
  std::string OldWord, NewWord;   ///< in names of functions
  std::vector<PageForm> Forms;
  std::vector<ContractText> Page; ///< the page itself: the last resort; the first that is there
  std::string Offset;
  std::string PageStart;
  std::string WidePageStart; ///< where the address is wider than a long
  std::string HighmemTest, HighmemOption;
  /// Options of which one makes sure that the address of a page is calculated without looking at
  /// it.
  std::vector<std::string> ArithmeticIf;
  std::string RawFlag,
      Error; ///< the attribute of an address that is no memory; what to return then
  std::set<std::string> Arithmetic;    ///< functions and macros that only calculate
  std::set<std::string> ExportedBy;    ///< macros that declare a function to export it
  std::set<std::string> ImplementedBy; ///< files whose uses of the members are taken care of

  const PageForm *form(llvm::StringRef Function) const;
};

/// Reads all but the functions that only calculate: those are rows of the catalog.
void readFields(FieldReader &Fields, PageContract &Result);

} // namespace kphys

#endif
