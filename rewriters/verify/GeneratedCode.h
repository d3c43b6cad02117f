// The code that Clang generates for a unit: as it comes from the source, optimized, and as an
// object file.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_VERIFY_GENERATEDCODE_H
#define KPHYS_REWRITERS_VERIFY_GENERATEDCODE_H

#include "checks/frontend/HeaderUse.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/IR/Module.h"
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// The code of one unit. It is LLVM's, which has functions on every target and knows their names;
/// what a function is called in assembly, or how that marks one, does not matter.
class GeneratedCode {
public:
  /// What to add to a unit's arguments so that its code can be compared: neither line numbers nor
  /// what sanitizers and debug information say of source locations. \p WithUnused also makes code
  /// of functions that the unit defines and does not use.
  static std::vector<std::string> comparableArguments(bool WithUnused);

  /// What to find the functions of.
  struct Questions {
    std::set<std::string> Macros; ///< which functions expand them?
    /// By absolute path, offsets in the text: which functions have them in them? Each has a name.
    std::map<std::string, std::vector<std::pair<unsigned, std::string>>> Places;
  };

  /// Creates the action for parseUnit(), which fills \p Into and answers \p Asked; \p Use gets what
  /// the unit takes from other files. All three must outlive it.
  static std::unique_ptr<clang::FrontendAction> generate(GeneratedCode &Into,
                                                         const Questions &Asked, HeaderUse &Use);

  /// Null where the unit does not compile.
  llvm::Module *module() const { return Module.get(); }

  /// The function of the source that has the code of \p Symbol.
  std::string sourceName(llvm::StringRef Symbol) const;

  /// By macro, the functions of the source that expand it; an empty name for a place outside.
  std::map<std::string, std::set<std::string>> Expansions;

  /// By name of a place, the functions of the source that have it in them.
  std::map<std::string, std::set<std::string>> Holders;

  /// What Clang's optimizer makes of it, as the command of the unit has it. What is wrong, if
  /// anything is.
  std::string optimize();

  /// The object file of function \p Symbol alone: all that it needs of others is a name there.
  /// Names of data must not depend on where it stands (CodeText).
  std::string objectOf(llvm::StringRef Symbol, std::string &Problem) const;

private:
  friend class GenerateAction;

  enum class Output { Nothing, Object };
  std::string runBackend(llvm::Module &Of, bool Optimize, Output To, std::string &Problem) const;

  std::unique_ptr<llvm::LLVMContext> Context; ///< outlives Module
  std::unique_ptr<llvm::Module> Module;
  std::shared_ptr<clang::CompilerInvocation> Invocation;
  std::string DataLayout;
  std::map<std::string, std::string> SourceNames; ///< by symbol, where they are not the same
};

} // namespace kphys

#endif
