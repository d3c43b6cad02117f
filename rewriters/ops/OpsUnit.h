// Which functions does a unit store in callbacks that the catalog converts, and who else uses them?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_OPSUNIT_H
#define KPHYS_REWRITERS_OPS_OPSUNIT_H

#include "checks/extract/SiteCollector.h"
#include "rewriters/text/SourceText.h"
#include <map>

namespace kphys {

/// A callback that is set: `.map_page = f` in an initializer, or `ops->map_page = f`.
struct CallbackStore {
  clang::SourceLocation Member;
  const Api *Known = nullptr;
  const clang::FunctionDecl *Function = nullptr; ///< none: not a function, or not its name
  std::string Table;                             ///< the same for the members of one struct
  bool IsPatch = false; ///< an assignment: it may change a copy of another driver's struct
  TextRange Whole;      ///< from `.` or the struct to the function's name; empty: made by a macro

  Callback::Effect effect() const { return Known->Converts->Does; }
};

/// A callback that is called, copied or compared.
struct CallbackRead {
  clang::SourceLocation Member;
  const Api *Known = nullptr;
};

/// A mention of a function.
struct FunctionUse {
  const clang::DeclRefExpr *Name = nullptr;
  const clang::CallExpr *Call = nullptr; ///< none: its address is taken
};

struct OpsUnit {
  std::vector<CallbackStore> Stores;
  std::vector<CallbackRead> Reads;
  /// By the function's canonical declaration.
  std::map<const clang::FunctionDecl *, std::vector<FunctionUse>> Uses;

  static OpsUnit in(const Catalog &Names, const UnitSite &Site, const SourceText &Where);
};

} // namespace kphys

#endif
