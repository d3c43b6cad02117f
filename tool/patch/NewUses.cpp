// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/NewUses.h"

#include "tool/patch/LineHistory.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace kphys;

namespace {

/// A use on one side, while it is looked for on the other.
struct OpenUse {
  std::string File;     ///< on its side
  std::string OldFile;  ///< that file before the patch; empty for a new one
  unsigned OldLine = 0; ///< its line before the patch; 0 for an added one
  const OldApiUse *Is = nullptr;
};

/// What two uses must have in common; empty for a use that is not looked for.
using Key = std::vector<std::string>;

class Matching {
public:
  Matching(const OldApiTexts &Old, const OldApiTexts &New, const std::vector<ChangedFile> &Changed)
      : Old(Old), New(New), History(Changed) {
    for (const ChangedFile &Each : Changed)
      NewNames[Each.OldName] = Each.NewName;
    for (const auto &[File, Text] : Old)
      for (const OldApiUse &Each : Text.Uses)
        Before.push_back({File, File, Each.Line, &Each});
    for (const auto &[File, Text] : New)
      for (const OldApiUse &Each : Text.Uses) {
        auto [OldFile, OldLine] = History.before(File, Each.Line);
        After.push_back({File, OldFile, OldLine, &Each});
      }
  }

  std::vector<NewUse> run(const Catalog &Names) {
    auto NameOf = [](const OpenUse &Each) { return std::to_string(Each.Is->Name); };
    pay([&](const OpenUse &Each) {
      return Each.OldLine == 0 ? Key()
                               : Key{NameOf(Each), Each.OldFile, std::to_string(Each.OldLine)};
    });
    pay([&](const OpenUse &Each) {
      return Each.OldFile.empty() ? Key() : Key{NameOf(Each), Each.OldFile, Each.Is->Function};
    });
    pay([&](const OpenUse &Each) {
      return Each.Is->Function.empty() ? Key() : Key{NameOf(Each), Each.Is->Function};
    });
    dropConverted(Names); // they are gone: nothing was moved from there
    pay([&](const OpenUse &Each) { return Key{NameOf(Each), Each.Is->Text}; });
    pay([&](const OpenUse &Each) {
      return Each.OldFile.empty() ? Key() : Key{NameOf(Each), Each.OldFile};
    });
    std::vector<NewUse> Result;
    for (const OpenUse &Each : After)
      Result.push_back({Each.File, Each.Is});
    return Result;
  }

private:
  /// Takes the pairs that \p KeyOf gives the same key off both sides.
  void pay(llvm::function_ref<Key(const OpenUse &)> KeyOf) {
    std::map<Key, unsigned> Open, Paid;
    for (const OpenUse &Each : Before)
      ++Open[KeyOf(Each)];
    auto Take = [&](std::map<Key, unsigned> &From, const OpenUse &Each) {
      auto Found = From.find(KeyOf(Each));
      if (Found == From.end() || Found->first.empty() || Found->second == 0)
        return false;
      --Found->second;
      return true;
    };
    std::erase_if(After, [&](const OpenUse &Each) {
      bool IsOld = Take(Open, Each);
      if (IsOld)
        ++Paid[KeyOf(Each)];
      return IsOld;
    });
    std::erase_if(Before, [&](const OpenUse &Each) { return Take(Paid, Each); });
  }

  /// Takes the old uses away that have become the new API where they stood.
  void dropConverted(const Catalog &Names) {
    std::map<Key, int> Converted;
    std::erase_if(Before, [&](const OpenUse &Each) {
      const std::string &Becomes = replacementOf(Names.apis()[Each.Is->Name]);
      auto [Left, IsNew] = Converted.try_emplace({Each.File, Each.Is->Function, Becomes}, 0);
      if (IsNew)
        Left->second = count(New, NewNames[Each.File], Each.Is->Function, Becomes) -
                       count(Old, Each.File, Each.Is->Function, Becomes);
      return Left->second-- > 0;
    });
  }

  static int count(const OldApiTexts &Of, const std::string &File, const std::string &Function,
                   const std::string &Name) {
    auto Text = Of.find(File);
    if (Text == Of.end())
      return 0;
    auto Known = Text->second.NewNames.find({Function, Name});
    return Known == Text->second.NewNames.end() ? 0 : Known->second;
  }

  const OldApiTexts &Old, &New;
  const LineHistory History;
  std::map<std::string, std::string> NewNames; ///< of files, by the old one
  std::vector<OpenUse> Before, After;          ///< those without a counterpart yet
};

} // namespace

std::vector<NewUse> kphys::newUses(const OldApiTexts &Before, const OldApiTexts &After,
                                   const std::vector<ChangedFile> &Changed, const Catalog &Names) {
  return Matching(Before, After, Changed).run(Names);
}
