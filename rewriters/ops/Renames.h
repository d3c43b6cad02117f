// Names: of a function everywhere in its file, of its parameters in the comment above it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_RENAMES_H
#define KPHYS_REWRITERS_OPS_RENAMES_H

#include "checks/catalog/PageContract.h"
#include "rewriters/text/EditSet.h"
#include "rewriters/text/SourceText.h"
#include <set>

namespace kphys {

/// Where what begins at \p Begin does with the comment right above it.
unsigned beginWithComment(const SourceText &Where, unsigned Begin);
/// The same of a function.
unsigned beginWithComment(const SourceText &Where, const clang::FunctionDecl &Function);

/// \p Name with the contract's word in it; as it is if it does not have the old one.
std::string nameWithAddress(std::string Name, const PageContract &Contract);

/// A mention of \p Name in the code of the file, members aside, that is not in \p Seen.
std::optional<unsigned> unseenMention(const SourceText &Where, llvm::StringRef Name,
                                      const std::set<unsigned> &Seen);

/// The name of \p Function with the contract's word in it; its own if that has no such word, or if
/// the new one is taken.
std::string nameWithAddress(const clang::FunctionDecl &Function, const PageContract &Contract,
                            const SourceText &Where);

/// True if \p Function keeps its name for one that a header declares: perhaps one that the unit
/// does not read, and that only a precompiled header brings in.
bool keepsNameForHeader(const clang::FunctionDecl &Function, const PageContract &Contract,
                        const SourceText &Where);

/// A name for the address that nothing in \p Function, whose source can be edited, has; empty if
/// the contract has none that is free.
std::string freeAddressName(const clang::FunctionDecl &Function, const PageContract &Contract,
                            const SourceText &Where);

/// Gives \p Function, which no other file sees, the contract's word in its name, in code and
/// comments: see nameWithAddress().
void renameFunction(const clang::FunctionDecl &Function, const PageContract &Contract,
                    const SourceText &Where, EditSet &Edits);

/// The description that begins at \p Begin, `page: where it starts`, in a comment that ends at \p
/// End: up to an empty line, to the next one, or to the comment's end.
TextRange descriptionAt(const SourceText &Where, unsigned Begin, unsigned End);

/// Removes the lines of the description \p Of, but for the end of the comment.
void removeDescription(const SourceText &Where, TextRange Of, EditSet &Edits);

/// In the comment above \p Function, the line of the first of \p Old becomes that of \p New; those
/// of the others go.
void renameInComment(const clang::FunctionDecl &Function, const std::vector<llvm::StringRef> &Old,
                     const std::string &New, const SourceText &Where, EditSet &Edits);

} // namespace kphys

#endif
