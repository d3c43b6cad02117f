// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Uses.h"

using namespace kphys;
using clang::Expr;

void kphys::forEachUse(const FunctionBody &Body, const clang::ASTContext &Context,
                       llvm::function_ref<bool(llvm::StringRef)> IsWanted,
                       llvm::function_ref<void(const Expr &, const NamedUse &)> Take) {
  // What a macro's parentheses and casts enclose is no other use.
  std::set<std::pair<unsigned, llvm::StringRef>> Seen;
  for (const Expr *Value : Body.all<Expr>()) {
    if (!llvm::isa<clang::CallExpr>(Value) && !Value->getBeginLoc().isMacroID())
      continue;
    std::optional<NamedUse> Use = namedUse(*Value, Context, IsWanted);
    if (Use && Seen.insert({Use->Where.getRawEncoding(), Use->Name}).second)
      Take(*Value, *Use);
  }
}

std::optional<NamedUse> kphys::useWith(const Expr &Value, AuditRole Role, const AuditUnit &Unit) {
  return namedUse(Value, Unit.Context,
                  [&](llvm::StringRef Name) { return Unit.Names.is(Role, Name); });
}
