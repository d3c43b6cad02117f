// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/LowmemRegions.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;

namespace {

class BranchVisitor : public clang::RecursiveASTVisitor<BranchVisitor> {
public:
  BranchVisitor(const SourceText &Where, llvm::StringRef Test, llvm::StringRef Page)
      : Where(Where), Wanted{Test, "(", Page, ")"} {}

  std::vector<TextRange> Regions;

  bool VisitIfStmt(clang::IfStmt *If) {
    std::optional<TextRange> Condition = Where.range(If->getCond()->getSourceRange());
    if (!Condition)
      return true;
    std::vector<llvm::StringRef> Tokens;
    for (TextRange Token : tokensIn(Where.Text, *Condition))
      Tokens.push_back(Token.in(Where.Text));
    auto At = std::search(Tokens.begin(), Tokens.end(), Wanted.begin(), Wanted.end());
    if (At == Tokens.end())
      return true;
    if (Tokens == Wanted)
      note(If->getElse());
    else if (At != Tokens.begin() && *std::prev(At) == "!" && isConjunction(Tokens, At))
      note(If->getThen());
    return true;
  }

private:
  using Place = std::vector<llvm::StringRef>::const_iterator;

  /// True if the negated test that begins before \p At is one of several that must all be true.
  bool isConjunction(const std::vector<llvm::StringRef> &Tokens, Place At) const {
    Place Before = std::prev(At), After = At + Wanted.size();
    bool IsPart = (Before == Tokens.begin() || *std::prev(Before) == "&&") &&
                  (After == Tokens.end() || *After == "&&");
    return IsPart && !llvm::is_contained(Tokens, "||") && !llvm::is_contained(Tokens, "?");
  }

  void note(const clang::Stmt *Branch) {
    if (!Branch)
      return;
    if (std::optional<TextRange> Region = Where.range(Branch->getSourceRange()))
      Regions.push_back(*Region);
  }

  const SourceText &Where;
  const std::vector<llvm::StringRef> Wanted;
};

} // namespace

std::vector<TextRange> kphys::lowmemRegions(const clang::FunctionDecl &Function,
                                            const SourceText &Where, llvm::StringRef Test,
                                            llvm::StringRef Page) {
  BranchVisitor Visitor(Where, Test, Page);
  Visitor.TraverseStmt(Function.getBody());
  return std::move(Visitor.Regions);
}
