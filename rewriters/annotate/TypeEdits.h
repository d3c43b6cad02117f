// The edits of one file that put calls around expressions: what is put at one place is in the order
// in which the expressions lie in each other.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ANNOTATE_TYPEEDITS_H
#define KPHYS_REWRITERS_ANNOTATE_TYPEEDITS_H

#include "rewriters/annotate/Typing.h"

namespace kphys {

class TypeEdits {
public:
  /// What an edit is made for.
  struct Purpose {
    std::set<std::string> Keys; ///< slots
    std::string Function;       ///< in whose body it is, or empty
  };

  /// Puts \p Open and \p Close around what is from \p Begin to \p End.
  void wrap(unsigned Begin, unsigned End, std::string Open, std::string Close, const Purpose &For) {
    add({Begin, End, std::move(Open), std::move(Close), /*IsWrap=*/true}, For);
  }
  /// Puts \p Text in the place of what is from \p Begin to \p End.
  void replace(unsigned Begin, unsigned End, std::string Text, const Purpose &For) {
    add({Begin, End, std::move(Text), "", /*IsWrap=*/false}, For);
  }

  /// All of them in \p Text, those that share a line together.
  std::vector<TypedLines> byLines(llvm::StringRef Text) const;

private:
  struct Part {
    unsigned Begin, End;
    std::string Open, Close;
    bool IsWrap;
    auto operator<=>(const Part &) const = default;
  };

  void add(Part New, const Purpose &For) {
    Purpose &Known = Parts[std::move(New)];
    Known.Keys.insert(For.Keys.begin(), For.Keys.end());
    Known.Function = For.Function;
  }

  static std::vector<TextEdit> textEdits(const std::vector<Part> &Some);

  std::map<Part, Purpose> Parts;
};

} // namespace kphys

#endif
