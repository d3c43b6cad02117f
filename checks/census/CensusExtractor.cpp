// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/census/CensusExtractor.h"

#include "checks/census/NameMentions.h"
#include "checks/census/PageUseFinder.h"

using namespace kphys;

namespace {

class CensusExtractor : public Extractor {
public:
  CensusExtractor(const CensusOptions &Options, const std::set<std::string> &Headers,
                  clang::Preprocessor &Macros)
      : Options(Options), Wanted(partsFor(Headers)),
        Parts(Options, Wanted, Macros.getSourceManager()) {
    recordMentions(Macros, Options.Names.vocabulary(), Mentions);
  }

  bool needsBody(const clang::Decl &Function) override { return Parts.needsBody(Function); }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    Parts.add(Declarations);
    PageUseFinder Finder(Options.Names, Parts.Files, Context);
    for (const auto &[Part, Declared] : Parts.Declarations)
      for (const clang::Decl *Each : Declared)
        if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Each);
            Function && Function->doesThisDeclarationHaveABody())
          Finder.add(*Function);
    Found.Uses = Finder.take();
  }

  void finish(const std::set<std::string> &, HeaderUse &) override {
    for (const auto &[Id, Offsets] : Mentions)
      if (const std::string &File = Parts.Files.path(Id); !File.empty())
        Found.Mentions[File].insert(Offsets.begin(), Offsets.end());
  }

  nlohmann::json facts() const override { return Found; }

private:
  const CensusOptions &Options;
  const WantedParts Wanted;
  UnitParts Parts;
  MentionsByFile Mentions;
  UnitCensus Found;
};

} // namespace

std::unique_ptr<Extractor> kphys::censusExtractor(const CensusOptions &Options,
                                                  const std::set<std::string> &Headers,
                                                  clang::Preprocessor &Macros) {
  return std::make_unique<CensusExtractor>(Options, Headers, Macros);
}
