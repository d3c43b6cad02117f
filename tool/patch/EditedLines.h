// A text while hunks are applied to it, one after the other from its start.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_PATCH_EDITEDLINES_H
#define KPHYS_TOOL_PATCH_EDITEDLINES_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace kphys {

using LineList = std::vector<std::string>;

class EditedLines {
public:
  /// \p Text must outlive it, and so must all that is put in.
  explicit EditedLines(llvm::StringRef Text);

  size_t size() const { return Done.size() + Rest.size() - Next; }
  /// The first line that can still be replaced.
  size_t firstOpen() const { return Done.size(); }

  bool isAt(const LineList &Wanted, size_t At) const;

  /// The lines from firstOpen() on where \p Wanted, which is not empty, stands, in order. Takes
  /// time for as many lines as there are, whatever they are.
  std::vector<size_t> find(const LineList &Wanted) const;

  /// Replaces \p Count lines from \p At on, which must not be before firstOpen().
  void replace(size_t At, size_t Count, const LineList &New);

  std::string text() const;

private:
  llvm::StringRef line(size_t I) const {
    return I < Done.size() ? Done[I] : Rest[I - Done.size() + Next];
  }

  std::vector<llvm::StringRef> Done;
  std::vector<llvm::StringRef> Rest; ///< from Next on
  size_t Next = 0;
};

} // namespace kphys

#endif
