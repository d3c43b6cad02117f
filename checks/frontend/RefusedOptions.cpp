// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/RefusedOptions.h"

#include "clang/Basic/DiagnosticDriver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// True for an option of which an error has the name alone, or the name without what is joined to
/// it.
bool isAboutWholeOption(unsigned Diagnostic) {
  return Diagnostic == clang::diag::err_drv_unsupported_opt_for_target ||
         Diagnostic == clang::diag::err_drv_unsupported_opt ||
         Diagnostic == clang::diag::err_drv_unknown_argument;
}

/// True for what a parse can do without: how code is generated, warned about and optimized. What
/// -mabi says of sizes is compared with what the parse had; of other values it is not known what
/// they change, but for those that are about registers.
bool isDroppable(StringRef Argument) {
  if (Argument.consume_front("-mabi="))
    return Argument.starts_with("lp64") || Argument.starts_with("ilp32") || Argument == "altivec" ||
           Argument == "no-altivec" || Argument == "ms" || Argument == "sysv";
  return llvm::any_of(std::initializer_list<StringRef>{"-m", "-f", "-g", "-O", "-W", "--param"},
                      [&](StringRef Group) { return Argument.starts_with(Group); }) &&
         !Argument.starts_with("-fpack-struct");
}

/// True if \p Argument is \p Option, which an error may have without its dash, with \p Value among
/// its values.
bool hasValue(StringRef Argument, StringRef Option, StringRef Value) {
  if (!Argument.consume_front(Option) &&
      !(Argument.consume_front("-") && Argument.consume_front(Option)))
    return false;
  Argument.consume_front("=");
  return Argument == Value || llvm::is_contained(llvm::split(Argument, ','), Value);
}

/// True if \p Argument is \p Text, which an error may have without its dash.
bool isOption(StringRef Argument, StringRef Text) {
  return Argument == Text || (Argument.consume_front("-") && Argument == Text);
}

/// True if \p Text stands behind the `=` of \p Argument.
bool isValue(StringRef Argument, StringRef Text) {
  auto [Option, Value] = Argument.split('=');
  return Option.size() != Argument.size() && Value == Text;
}

} // namespace

RefusedOption RefusedOption::of(const clang::Diagnostic &Info) {
  RefusedOption Result;
  Result.IsForAnyValue = isAboutWholeOption(Info.getID());
  for (unsigned I = 0; I < Info.getNumArgs(); ++I) {
    if (Info.getArgKind(I) == clang::DiagnosticsEngine::ak_std_string)
      Result.Quoted.push_back(Info.getArgStdStr(I));
    else if (Info.getArgKind(I) == clang::DiagnosticsEngine::ak_c_string && Info.getArgCStr(I))
      Result.Quoted.emplace_back(Info.getArgCStr(I));
  }
  llvm::erase(Result.Quoted, "");
  return Result;
}

bool kphys::dropRefused(const RefusedOption &Refused, std::vector<std::string> &Arguments,
                        std::set<std::string> &Dropped) {
  auto Drop = [&](auto Concerns) {
    return std::erase_if(Arguments, [&](const std::string &Argument) {
             bool IsRefused = Concerns(Argument);
             if (IsRefused)
               Dropped.insert(Argument);
             return IsRefused;
           }) > 0;
  };
  const std::vector<std::string> &Quoted = Refused.Quoted;
  if (!Quoted.empty() && Refused.IsForAnyValue)
    return Drop([&](StringRef Argument) { return Argument.starts_with(Quoted.front()); });
  if (Quoted.size() > 1 && Drop([&](StringRef Argument) {
        return isDroppable(Argument) && hasValue(Argument, Quoted[0], Quoted[1]);
      }))
    return true;
  for (const std::string &Text : Quoted)
    for (auto *IsAbout : {isOption, isValue})
      if (Drop(
              [&](StringRef Argument) { return isDroppable(Argument) && IsAbout(Argument, Text); }))
        return true;
  return false;
}
