// Is what a call copies from or to a mapping shown to be in the page, so that a helper may do it?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_COPYBOUND_H
#define KPHYS_REWRITERS_KMAP_COPYBOUND_H

#include "rewriters/kmap/FunctionText.h"
#include "rewriters/kmap/PageBound.h"

namespace kphys {

class CopyBound {
public:
  CopyBound(const Catalog &Names, FunctionBody &Body, const FunctionText &In,
            const clang::ASTContext &Context)
      : Names(Names), Body(Body), In(In), Context(Context) {}

  /// True if the call \p Copy, written in the statement \p Copied, of addresses in mappings stays
  /// in the page of each: the helper that is to replace it does not look at more.
  bool holds(const CopyHelper &Helper, const CallText &Copy, const clang::Stmt &Copied);

private:
  const clang::Expr *writtenAs(TextRange Argument, const clang::Stmt &Part) const;

  const Catalog &Names;
  FunctionBody &Body;
  const FunctionText &In;
  const clang::ASTContext &Context;
  std::optional<PageBound> Bound; ///< once somebody asked
};

} // namespace kphys

#endif
