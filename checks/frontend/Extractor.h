// What is asked of a unit while it is parsed, so that one parse answers several questions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_EXTRACTOR_H
#define KPHYS_CHECKS_FRONTEND_EXTRACTOR_H

#include "checks/frontend/HeaderUse.h"
#include "nlohmann/json.hpp"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace kphys {

/// Whose bodies a parse is to have. Each has those of the ones before it.
enum class Bodies {
  Needed, ///< of the functions that an extractor asks for
  Own,    ///< of all functions of the unit's own file
  All,    ///< of every function of every header
};

/// Gets facts of one kind out of one unit while it is parsed.
class Extractor {
public:
  virtual ~Extractor() = default;

  /// False for a function whose body has nothing to extract.
  virtual bool needsBody(const clang::Decl &Function) = 0;

  /// True if it must hear of the macros in bodies that it does not need.
  virtual bool hearsSkippedBodies() const { return true; }

  /// Looks at the top-level declarations, in order, once all are parsed.
  virtual void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) = 0;

  /// Takes what is known at the end of the parse only: \p SkippedOwn are the functions of the
  /// unit's own file whose bodies were not parsed. May add to \p Use.
  virtual void finish([[maybe_unused]] const std::set<std::string> &SkippedOwn,
                      [[maybe_unused]] HeaderUse &Use) {}

  /// The bodies that a further parse must have for facts that can be relied on.
  virtual Bodies wantedBodies() const { return Bodies::Needed; }

  /// The facts, in a form that can be sent from a worker process.
  virtual nlohmann::json facts() const = 0;
};

/// Makes an extractor for a unit that is about to be read: it may listen to the preprocessor.
using MakeExtractor = std::function<std::unique_ptr<Extractor>(clang::Preprocessor &)>;

/// The extractors of the last attempt at a parse: where a flag had to be dropped, or a precompiled
/// header does not suit, there is another one.
class Extraction {
public:
  explicit Extraction(std::vector<MakeExtractor> Makers, Bodies Parsed = Bodies::Needed)
      : Makers(std::move(Makers)), Parsed(Parsed) {}

  /// Creates the action for parseUnit(), which runs new extractors. Bodies that none of them needs
  /// are skipped. \p Use gets what the unit takes from other files. Both must outlive the action.
  std::unique_ptr<clang::FrontendAction> action(HeaderUse &Use);

  /// In the order of their makers; empty before the first attempt.
  const std::vector<std::unique_ptr<Extractor>> &extractors() const { return Extractors; }

private:
  const std::vector<MakeExtractor> Makers;
  const Bodies Parsed;
  std::vector<std::unique_ptr<Extractor>> Extractors;
};

} // namespace kphys

#endif
