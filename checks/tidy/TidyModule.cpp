// The checks of kphys for clang-tidy: clang-tidy --load libKphysTidyModule.so.
//
// A front, like the program: it is built of all layers, and nothing includes it. Each row of
// checkTable() that is about units is one check; they share one look at the unit (UnitShare).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/Paths.h"
#include "checks/tidy/UnitShare.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#if LLVM_VERSION_MAJOR < 22 // part of ClangTidyModule.h since
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

using namespace kphys;
namespace tidy = clang::tidy;

namespace {

class KphysCheck : public tidy::ClangTidyCheck {
public:
  KphysCheck(llvm::StringRef Name, tidy::ClangTidyContext *Context, CheckRow Row,
             std::shared_ptr<UnitShare> Share)
      : ClangTidyCheck(Name, Context), Row(std::move(Row)), Share(std::move(Share)),
        Tree(this->Options.getLocalOrGlobal("Tree", "").str()) {
    Shown.AssumePrepared = this->Options.getLocalOrGlobal("AssumePrepared", false);
    Shown.Index = this->Options.getLocalOrGlobal("Index", "").str();
    Shown.Level = this->Options.getLocalOrGlobal("Level", 0U);
    this->Share->want(this->Row.From);
  }

  bool isLanguageVersionSupported(const clang::LangOptions &Language) const override {
    return !Language.CPlusPlus;
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &Into) override {
    this->Options.store(Into, "Tree", Tree);
    this->Options.store(Into, "AssumePrepared", Shown.AssumePrepared);
    this->Options.store(Into, "Index", Shown.Index);
    this->Options.store(Into, "Level", Shown.Level);
  }

  void registerPPCallbacks(const clang::SourceManager &, clang::Preprocessor *Macros,
                           clang::Preprocessor *) override {
    llvm::Expected<std::shared_ptr<SharedUnit>> Known = Share->unit(Tree, Shown, *Macros);
    if (Known)
      Unit = std::move(*Known);
    else
      configurationDiag("%0") << llvm::toString(Known.takeError());
  }

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override {
    Finder->addMatcher(clang::ast_matchers::translationUnitDecl(), this);
  }

  void check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override {
    if (!Unit)
      return;
    const std::vector<Finding> &All = Unit->findings(*Result.Context);
    if (std::string Problem = Unit->takeProblem(); !Problem.empty())
      configurationDiag("%0") << Problem;
    for (const Finding &Each : All)
      if (Each.Check == Row.Name)
        report(Each, *Result.SourceManager);
  }

private:
  /// The first byte of \p File; invalid where this unit does not read it.
  clang::SourceLocation startOf(const std::string &File, const clang::SourceManager &Sources) {
    auto Entry = Sources.getFileManager().getOptionalFileRef(absolutePath(File, Unit->treeRoot()));
    return Entry ? Sources.getLocForStartOfFile(Sources.translateFile(*Entry))
                 : clang::SourceLocation();
  }

  clang::SourceLocation locate(const std::string &File, unsigned Line, unsigned Column,
                               const clang::SourceManager &Sources) {
    clang::SourceLocation Start = startOf(File, Sources);
    return Start.isInvalid() || Line == 0
               ? clang::SourceLocation()
               : Sources.translateLineCol(Sources.getFileID(Start), Line, std::max(1U, Column));
  }

  void report(const Finding &Of, const clang::SourceManager &Sources) {
    clang::SourceLocation Where = locate(Of.File, Of.Line, Of.Column, Sources);
    clang::SourceLocation Start = startOf(Of.File, Sources);
    {
      auto Said = diag(Where, "%0") << Of.Text;
      for (const TextEdit &Edit : Of.Fix) {
        clang::SourceLocation Begin = Start.getLocWithOffset(Edit.Offset);
        Said << clang::FixItHint::CreateReplacement(
            clang::CharSourceRange::getCharRange(Begin, Begin.getLocWithOffset(Edit.Length)),
            Edit.Text);
      }
    }
    for (const PlaceNote &Each : Of.Notes) {
      clang::SourceLocation Place = locate(Each.File, Each.Line, Each.Column, Sources);
      bool IsElsewhere = Place.isInvalid() && Each.Line != 0; // in a file that this unit never read
      std::string From = IsElsewhere ? Each.File + ":" + std::to_string(Each.Line) + ": " : "";
      diag(IsElsewhere ? Where : Place, "%0", clang::DiagnosticIDs::Note) << From + Each.Text;
    }
  }

  const CheckRow Row;
  const std::shared_ptr<UnitShare> Share;
  const std::string Tree;
  UnitOptions Shown;
  std::shared_ptr<SharedUnit> Unit;
};

class KphysModule : public tidy::ClangTidyModule {
public:
  void addCheckFactories(tidy::ClangTidyCheckFactories &Factories) override {
    llvm::Expected<Catalog> Names = Catalog::embedded();
    if (!Names)
      return llvm::consumeError(Names.takeError());
    auto Share = std::make_shared<UnitShare>();
    for (const CheckRow &Row : checkTable(*Names)) {
      if (Row.From == CheckRow::Source::Patch)
        continue;
      Factories.registerCheckFactory(
          Row.Name, [Row, Share](llvm::StringRef Name, tidy::ClangTidyContext *Context) {
            return std::make_unique<KphysCheck>(Name, Context, Row, Share);
          });
    }
  }
};

const tidy::ClangTidyModuleRegistry::Add<KphysModule> Registered("kphys-module",
                                                                 "Checks of kphys.");

} // namespace
