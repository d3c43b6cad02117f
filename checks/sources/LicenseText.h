// Which licences does a source name for its module, as far as the text tells?
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_LICENSETEXT_H
#define KPHYS_CHECKS_SOURCES_LICENSETEXT_H

#include "checks/sources/JsonText.h"
#include "llvm/ADT/StringRef.h"
#include <set>
#include <string>

namespace kphys {

/// `MODULE_LICENSE("…")` and what it is made of, `MODULE_INFO(license, "…")`.
constexpr const char *LicenseMacro = "MODULE_LICENSE";
constexpr const char *InfoMacro = "MODULE_INFO";
constexpr const char *LicenseTag = "license";

/// What the text says, conditions not looked at.
struct LicenseText {
  std::set<std::string> Names; ///< the strings that are written out
  /// Some are made by macros, or may be made where a macro is used: it takes a preprocessor.
  bool NeedsMacros = false;

  void add(const LicenseText &Other) {
    Names.insert(Other.Names.begin(), Other.Names.end());
    NeedsMacros |= Other.NeedsMacros;
  }
  bool saysNothing() const { return Names.empty() && !NeedsMacros; }
};

KPHYS_JSON_MEMBERS(LicenseText, Names, NeedsMacros)

LicenseText licensesIn(llvm::StringRef Text);

} // namespace kphys

#endif
