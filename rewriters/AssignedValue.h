// What were the local variables around a call given?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_ASSIGNEDVALUE_H
#define KPHYS_REWRITERS_ASSIGNEDVALUE_H

#include "checks/extract/SiteCollector.h"

namespace kphys {

/// The text of \p Value, an expression of the function around \p Site, if all of it is in the file
/// of the call and outside of macros' bodies; empty otherwise.
llvm::StringRef spelledValue(const CallSite &Site, const clang::Expr &Value);

/// True if every mention of \p Variables in the text between \p From, a part of the function, and
/// the call of \p Site is part of what was parsed, and no line of the preprocessor is in between:
/// another configuration may give them other values, and so may a macro that does nothing here.
bool isAllSeen(const CallSite &Site, llvm::ArrayRef<const clang::VarDecl *> Variables,
               const clang::Stmt &From);

/// The name of a local variable of type \p Type that holds, at the call of \p Site, a value for
/// whose text \p IsWanted is true, and that was made of \p Parts: local variables that did not
/// change since, or constants. Empty if there is none. Memory that the value depends on besides is
/// taken to be the same: give no text of which that is not so.
std::string localWith(const CallSite &Site, llvm::StringRef Type,
                      llvm::ArrayRef<const clang::Expr *> Parts,
                      llvm::function_ref<bool(llvm::StringRef Text)> IsWanted);

} // namespace kphys

#endif
