// Where in a control flow graph the parts of a function are evaluated.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_CFGPOSITIONS_H
#define KPHYS_CHECKS_BODIES_CFGPOSITIONS_H

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"

namespace kphys {

/// Before element Index of Block.
struct CfgPosition {
  const clang::CFGBlock *Block = nullptr;
  unsigned Index = 0;
};

class CfgPositions {
public:
  /// Notes every statement that \p Graph has as an element.
  void addElements(const clang::CFG &Graph) {
    for (const clang::CFGBlock *Block : Graph)
      for (unsigned I = 0; I < Block->size(); ++I)
        if (auto Statement = (*Block)[I].getAs<clang::CFGStmt>())
          Known[Statement->getStmt()] = {Block, I};
  }

  /// Notes declarations of several variables, of which \p Graph has one statement each.
  void addSplitDeclarations(const clang::CFG &Graph) {
    for (const auto &[Part, Whole] : Graph.synthetic_stmts())
      if (auto Found = Known.find(Part); Found != Known.end())
        Known[Whole] = CfgPosition(Found->second);
  }

  /// Where \p Part is evaluated, or the first of its parts that the graph has.
  CfgPosition of(const clang::Stmt *Part) const {
    if (!Part)
      return {};
    if (auto Found = Known.find(Part); Found != Known.end())
      return Found->second;
    for (const clang::Stmt *Child : Part->children())
      if (CfgPosition Found = of(Child); Found.Block)
        return Found;
    return {};
  }

private:
  llvm::DenseMap<const clang::Stmt *, CfgPosition> Known;
};

} // namespace kphys

#endif
