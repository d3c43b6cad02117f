// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/types/AddressUseFinder.h"

#include "checks/types/UseFinder.h"

using namespace kphys;

namespace {

class AddressUseExtractor : public Extractor {
public:
  AddressUseExtractor(const FlowOptions &Options, const std::set<std::string> &Headers,
                      const clang::SourceManager &Sources)
      : Options(Options), Wanted(partsFor(Headers)), Parts(Options, Wanted, Sources) {}

  bool needsBody(const clang::Decl &Function) override { return Parts.needsBody(Function); }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    Parts.add(Declarations);
    Found = addressUses(Parts, Options.Kinds, Context);
  }

  nlohmann::json facts() const override { return Found; }

private:
  const FlowOptions &Options;
  const WantedParts Wanted;
  UnitParts Parts;
  AddressUses Found;
};

} // namespace

AddressUses kphys::addressUses(UnitParts &Parts, const KindCatalog &Kinds,
                               clang::ASTContext &Context) {
  UseFinder Finder(Kinds, Parts.Files, Context);
  const clang::SourceManager &Sources = Context.getSourceManager();
  TextHashes Texts;
  for (const auto &[Part, Declared] : Parts.Declarations)
    for (const clang::Decl *Each : Declared) {
      Finder.add(*Each);
      clang::FileID Id = Sources.getFileID(Sources.getFileLoc(Each->getBeginLoc()));
      if (const std::string &File = Parts.Files.path(Id); !File.empty() && !Texts.count(File))
        Texts[File] = hashOfText(Sources.getBufferData(Id));
    }
  AddressUses Result = Finder.take();
  Result.Texts = std::move(Texts);
  return Result;
}

std::unique_ptr<Extractor> kphys::addressUseExtractor(const FlowOptions &Options,
                                                      const std::set<std::string> &Headers,
                                                      clang::Preprocessor &Macros) {
  return std::make_unique<AddressUseExtractor>(Options, Headers, Macros.getSourceManager());
}
