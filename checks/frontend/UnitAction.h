// What the actions that look at a unit have in common.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_FRONTEND_UNITACTION_H
#define KPHYS_CHECKS_FRONTEND_UNITACTION_H

#include "checks/frontend/HeaderUse.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"

namespace kphys {

/// Parses the bodies of those functions that the consumer does not skip, and records in \p Use,
/// which must outlive it, what the unit takes from other files.
class UnitAction : public clang::ASTFrontendAction {
public:
  explicit UnitAction(HeaderUse &Use) : Use(Use) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.getFrontendOpts().SkipFunctionBodies = true; // ask the consumer
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &Compiler,
                                                        llvm::StringRef) override {
    Use = {};
    recordHeaderUse(Compiler.getPreprocessor(), Use);
    return createConsumer(Compiler);
  }

protected:
  virtual std::unique_ptr<clang::ASTConsumer> createConsumer(clang::CompilerInstance &Compiler) = 0;

  HeaderUse &Use;
};

} // namespace kphys

#endif
