// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/LicenseMacros.h"

#include "checks/frontend/ParseUnit.h"
#include "checks/sources/LicenseText.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/MacroArgs.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include <optional>

using namespace kphys;
using clang::Token;

namespace {

/// Enough for a licence that is named by way of others; a macro may name itself.
constexpr unsigned MostMacros = 16;

class LicenseCallbacks : public clang::PPCallbacks {
public:
  LicenseCallbacks(clang::Preprocessor &Macros, ExpandedLicenses &Into)
      : Macros(Macros), Into(Into), License(Macros.getIdentifierInfo(LicenseMacro)),
        Info(Macros.getIdentifierInfo(InfoMacro)) {}

  void MacroExpands(const Token &Name, const clang::MacroDefinition &, clang::SourceRange,
                    const clang::MacroArgs *Arguments) override {
    bool IsInfo = Name.getIdentifierInfo() == Info;
    if (!IsInfo && Name.getIdentifierInfo() != License)
      return;
    if (!Arguments || Arguments->getNumMacroArguments() != (IsInfo ? 2 : 1)) {
      if (!IsInfo)
        Into.Problem = std::string(LicenseMacro) + "() is used in a way of its own";
      return;
    }
    if (IsInfo && !isLicenseTag(*Arguments->getUnexpArgument(0)))
      return;
    std::string Text;
    if (take(Arguments->getUnexpArgument(IsInfo ? 1 : 0), nullptr, 0, Text) && !Text.empty())
      Into.Names.insert(std::move(Text));
    else
      Into.Problem = "the argument of " + Macros.getSpelling(Name) + "() is no string";
  }

private:
  bool isLicenseTag(const Token &First) const {
    return First.getIdentifierInfo() && First.getIdentifierInfo()->isStr(LicenseTag);
  }

  /// Puts the strings from \p At up to the end of the argument, or to \p End, together, those that
  /// macros stand for among them; false if anything else is there.
  bool take(const Token *At, const Token *End, unsigned Depth, std::string &Into) const {
    for (; At != End && !At->is(clang::tok::eof); ++At) {
      if (At->is(clang::tok::string_literal)) {
        llvm::StringRef Spelled(At->getLiteralData(), At->getLength());
        if (Spelled.contains('\\'))
          return false;
        Into += Spelled.drop_front().drop_back();
        continue;
      }
      const clang::MacroInfo *Meant =
          At->getIdentifierInfo() ? Macros.getMacroInfo(At->getIdentifierInfo()) : nullptr;
      if (!Meant || !Meant->isObjectLike() || Depth == MostMacros)
        return false;
      const auto &Tokens = Meant->tokens();
      if (!take(Tokens.begin(), Tokens.end(), Depth + 1, Into))
        return false;
    }
    return true;
  }

  clang::Preprocessor &Macros;
  ExpandedLicenses &Into;
  const clang::IdentifierInfo *License, *Info;
};

class LicenseAction : public clang::PreprocessOnlyAction {
public:
  LicenseAction(ExpandedLicenses &Into, HeaderUse &Use) : Into(Into), Use(Use) {}

  void ExecuteAction() override {
    Into = {};
    Use = {};
    recordHeaderUse(getCompilerInstance().getPreprocessor(), Use);
    recordLicenses(getCompilerInstance().getPreprocessor(), Into);
    PreprocessOnlyAction::ExecuteAction();
  }

private:
  ExpandedLicenses &Into;
  HeaderUse &Use;
};

} // namespace

void kphys::recordLicenses(clang::Preprocessor &Macros, ExpandedLicenses &Into) {
  Macros.addPPCallbacks(std::make_unique<LicenseCallbacks>(Macros, Into));
}

ExpandedLicenses kphys::expandedLicenses(const CompileCommand &Command, HeaderUse &Use) {
  ExpandedLicenses Result;
  ParseOutcome Outcome =
      parseUnit(Command, {}, [&] { return std::make_unique<LicenseAction>(Result, Use); });
  for (const UnitDiagnostic &Each : Outcome.Diagnostics)
    if (Each.IsError && Result.Problem.empty())
      Result.Problem = Each.Message;
  return Result;
}
