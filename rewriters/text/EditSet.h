// Collects changes to one text, in any order, some of them inside others.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_TEXT_EDITSET_H
#define KPHYS_REWRITERS_TEXT_EDITSET_H

#include "checks/TextEdit.h"
#include "checks/bodies/CallText.h"
#include <optional>

namespace kphys {

class EditSet {
public:
  explicit EditSet(llvm::StringRef Text) : Text(Text) {}

  /// Puts \p New in the place of \p Range. What is changed inside of it is dropped.
  void replace(TextRange Range, std::string New);
  void remove(TextRange Range) { replace(Range, ""); }

  /// Inserts at \p Offset; at one place, in the order of the calls.
  void insert(unsigned Offset, std::string New) { replace({Offset, Offset}, std::move(New)); }

  /// \p Range with the changes so far that are inside of it.
  std::string edited(TextRange Range) const;

  /// Takes the changes that are inside of \p Range out of the set.
  std::vector<TextEdit> take(TextRange Range);

  /// True if a change so far has a byte of \p Range, or is between two of them.
  bool touches(TextRange Range) const;

  /// All changes: sorted, without overlaps. Changes that meet are one, or, if \p Apart, only what
  /// is inserted at one place is. If two cut into each other there is no result.
  std::optional<std::vector<TextEdit>> finish(bool Apart = false) const;

private:
  struct Change {
    TextRange Where;
    std::string New;
    size_t Order;
  };

  static bool isInside(TextRange Inner, TextRange Outer) {
    return Inner.Begin >= Outer.Begin && Inner.End <= Outer.End;
  }

  /// The changes in order of place.
  std::vector<Change> sorted() const;

  llvm::StringRef Text;
  std::vector<Change> Changes;
};

} // namespace kphys

#endif
