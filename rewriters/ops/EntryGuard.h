// Puts a test at the beginning of a function, before anything that it may have to prevent.
//
// C wants declarations first here, and their initializers run. Those that only calculate stay;
// those that may have an effect, or that do more with the address than to calculate with it, become
// assignments after the test, in the same order. A declaration that is more than a type, a name and
// a value (attributes, guard() and its like, __free, auto, macros) is never taken apart: then the
// test goes in front of the first one that must wait, as code with cleanup.h has it, and no exit is
// added to the scope of what is cleaned up.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_ENTRYGUARD_H
#define KPHYS_REWRITERS_OPS_ENTRYGUARD_H

#include "checks/Reasons.h"
#include "rewriters/ops/BodyConversion.h"

namespace kphys {

struct EntryGuard {
  const clang::FunctionDecl &Function;
  std::string Test; ///< an if statement, its lines without the indentation of the first
  /// Locals to be declared before all others.
  std::vector<HoistedLocal> Hoisted;
  /// True for what stands for the address in the body.
  std::function<bool(const clang::ValueDecl *)> IsAddress;
  const clang::VarDecl *Removed = nullptr; ///< a local whose declaration goes
};

struct GuardOutcome {
  Reason Refusal = Reason::None; ///< why it cannot be done
  bool LacksBodies = false;      ///< an initializer calls a function whose body was skipped
};

/// Makes the edits; an empty Test only declares the hoisted locals.
GuardOutcome insertGuard(const EntryGuard &Guard, const SourceText &Where,
                         const PageContract &Contract, EditSet &Edits);

} // namespace kphys

#endif
