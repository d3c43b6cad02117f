// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/census/NameMentions.h"

#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/DenseSet.h"
#include <memory>

using namespace kphys;

namespace {

class Recorder {
public:
  Recorder(clang::Preprocessor &Macros, const std::vector<std::string> &Names, MentionsByFile &Into)
      : Sources(Macros.getSourceManager()), Into(Into) {
    for (const std::string &Name : Names)
      Wanted.insert(Macros.getIdentifierInfo(Name));
  }

  void note(const clang::Token &Named) {
    if (Named.isAnnotation() || !Wanted.contains(Named.getIdentifierInfo()))
      return;
    auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Named.getLocation());
    Into[Id].insert(Offset);
  }

private:
  const clang::SourceManager &Sources;
  MentionsByFile &Into;
  llvm::DenseSet<const clang::IdentifierInfo *> Wanted;
};

/// Notes the names of macros, which are no tokens for the parser.
class MacroNames : public clang::PPCallbacks {
public:
  explicit MacroNames(std::shared_ptr<Recorder> Into) : Into(std::move(Into)) {}

  void MacroExpands(const clang::Token &Name, const clang::MacroDefinition &, clang::SourceRange,
                    const clang::MacroArgs *) override {
    Into->note(Name);
  }
  void MacroDefined(const clang::Token &Name, const clang::MacroDirective *) override {
    Into->note(Name);
  }
  void MacroUndefined(const clang::Token &Name, const clang::MacroDefinition &,
                      const clang::MacroDirective *) override {
    Into->note(Name);
  }
  void Ifdef(clang::SourceLocation, const clang::Token &Name,
             const clang::MacroDefinition &) override {
    Into->note(Name);
  }
  void Ifndef(clang::SourceLocation, const clang::Token &Name,
              const clang::MacroDefinition &) override {
    Into->note(Name);
  }
  void Defined(const clang::Token &Name, const clang::MacroDefinition &,
               clang::SourceRange) override {
    Into->note(Name);
  }

private:
  const std::shared_ptr<Recorder> Into;
};

} // namespace

void kphys::recordMentions(clang::Preprocessor &Macros, const std::vector<std::string> &Names,
                           MentionsByFile &Into) {
  auto Shared = std::make_shared<Recorder>(Macros, Names, Into);
  Macros.addPPCallbacks(std::make_unique<MacroNames>(Shared));
  Macros.setTokenWatcher([Shared](const clang::Token &Handed) { Shared->note(Handed); });
}
