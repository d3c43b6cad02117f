// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/SeriesPlan.h"

#include "checks/sources/Paths.h"
#include "tool/decide/StaleMentions.h"
#include "tool/series/Mail.h"
#include "tool/series/PatchStack.h"
#include "tool/series/SubjectHistory.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace {

/// Where a patch of several trees goes: it comes first, so that those of single trees build on it.
constexpr const char *AllTrees = "treewide";
constexpr const char *PreparationName = "preparation";

class Planner {
public:
  Planner(const Analysis &Of, const TargetProfile &Profile, const SeriesOptions &Options)
      : Of(Of), Profile(Profile), Options(Options), Stack(Of.Of.Tree.Root, Of.Texts) {}

  Expected<SeriesPlan> run() {
    const std::vector<SiteGroup> Groups = groupSites(Of.Sites);
    if (!Groups.empty())
      addPreparation();
    askAboutFiles(Groups);
    for (const SiteGroup &Each : Groups)
      addToPatch(Each);
    arrange();
    number();
    for (PlannedSeries &Each : Result.Series)
      if (Error E = complete(Each))
        return std::move(E);
    if (Error E = compareWithWhole())
      return std::move(E);
    return std::move(Result);
  }

private:
  void addPreparation() {
    EditsByFile Before;
    std::vector<PlannedPatch> Preparing;
    for (const std::string &Name : Of.NeededFeatures) {
      PlannedPatch &Next = Preparing.emplace_back();
      Next.Feature = Name;
      for (const auto &[File, Edits] : Profile.preparation({Name}))
        for (const TextEdit &Edit : Edits)
          if (!llvm::is_contained(Before[File], Edit)) {
            Before[File].push_back(Edit);
            Next.Edits[File].push_back(Edit);
            Next.Files.insert(File);
          }
      if (Next.Edits.empty()) // another one has introduced it
        Preparing.pop_back();
    }
    addSeries(PreparationName, std::move(Preparing));
  }

  void askAboutFiles(const std::vector<SiteGroup> &Groups) {
    std::set<std::string> All;
    for (const SiteGroup &Each : Groups)
      All.merge(Each.files());
    for (const PlannedSeries &Each : Result.Series)
      for (const PlannedPatch &Patch : Each.Patches)
        All.insert(Patch.Files.begin(), Patch.Files.end());
    for (const auto &[File, Edits] : Of.Besides)
      All.insert(File);
    const std::vector<std::string> Files(All.begin(), All.end());
    const std::string &Root = Of.Of.Tree.Root;
    std::string Problem;
    if (Options.AsksMaintainers)
      Result.ByFile = recipientsOf(Files, Root, Options.Threads, Problem);
    if (!Problem.empty())
      Result.Notes.push_back("not all recipients are known: " + Problem);
    std::map<std::string, std::string> OfHistory = prefixesOfHistory(Files, Root, Options.Threads);
    for (const std::string &Each : Files) {
      auto Known = OfHistory.find(Each);
      Prefixes[Each] =
          Known == OfHistory.end() ? Wording::embedded().subjectPrefix(Each) : Known->second;
    }
  }

  /// What \p Values have in common: the value of them all, or nothing.
  template <typename Function>
  static std::optional<std::string> common(const std::set<std::string> &Files,
                                           const Function &ValueOf) {
    std::set<std::string> Values;
    for (const std::string &Each : Files)
      Values.insert(ValueOf(Each));
    return Values.size() == 1 ? std::optional(*Values.begin()) : std::nullopt;
  }

  /// The tree of \p File, or the part of the kernel that it is in where MAINTAINERS names none.
  std::string treeOf(const std::string &File) const {
    auto Known = Result.ByFile.find(File);
    return Known == Result.ByFile.end() || Known->second.Tree.empty() ? subsystemOf(File)
                                                                      : Known->second.Tree;
  }

  void addToPatch(const SiteGroup &Group) {
    const std::set<std::string> Files = Group.files();
    auto Tree = common(Files, [&](const std::string &File) { return treeOf(File); });
    auto Prefix = common(Files, [&](const std::string &File) { return Prefixes.at(File); });
    if (!Prefix && !Group.Family->Prefix.empty())
      Prefix = Group.Family->Prefix;
    bool IsOfOne = Tree && Prefix;
    PlannedPatch &Into = Patches[{IsOfOne ? *Tree : AllTrees, Prefix.value_or("treewide: "),
                                  Group.Family - Wording::embedded().families().data(),
                                  // Of several trees each is a patch of its own.
                                  IsOfOne ? nullptr : Group.Sites.front()}];
    Into.Family = Group.Family;
    Into.Prefix = Prefix.value_or("treewide: ");
    Into.Files.insert(Files.begin(), Files.end());
    llvm::append_range(Into.Sites, Group.Sites);
  }

  /// Makes series of Patches.
  void arrange() {
    std::map<std::string, std::vector<PlannedPatch>> ByTree;
    for (auto &[Key, Patch] : Patches)
      ByTree[std::get<0>(Key)].push_back(std::move(Patch));
    addSeries(AllTrees, std::move(ByTree[AllTrees]));
    ByTree.erase(AllTrees);
    for (auto &[Tree, InTree] : ByTree)
      addSeries(directoryName(Tree), std::move(InTree));
  }

  /// Adds \p Patches in as few series as may be, which are equally long but for one patch.
  void addSeries(const std::string &Name, std::vector<PlannedPatch> Patches) {
    size_t Parts = (Patches.size() + Options.MostPatches - 1) / Options.MostPatches;
    for (size_t Part = 0; Part < Parts; ++Part) {
      PlannedSeries &Next = Result.Series.emplace_back();
      Next.Name = Name + (Parts > 1 ? "-" + std::to_string(Part + 1) : "");
      auto Begin = Patches.begin() + Part * Patches.size() / Parts;
      auto End = Patches.begin() + (Part + 1) * Patches.size() / Parts;
      Next.Patches.assign(std::make_move_iterator(Begin), std::make_move_iterator(End));
    }
  }

  /// Gives the series names in the order in which they apply.
  void number() {
    size_t Digits = std::max<size_t>(2, std::to_string(Result.Series.size()).size());
    for (size_t I = 0; I < Result.Series.size(); ++I) {
      std::string &Name = Result.Series[I].Name;
      Name = zeroPadded(I + 1, Digits) + "-" + Name;
      if (Result.Series[I].Patches.front().Family == nullptr)
        Preparations.insert(Name);
    }
  }

  static std::string directoryName(llvm::StringRef Tree) {
    std::string Result;
    for (char Each : Tree)
      Result += llvm::isAlnum(Each) || Each == '.' || Each == '_' ? llvm::toLower(Each) : '-';
    return Result;
  }

  Error complete(PlannedSeries &Series) {
    std::set<std::string> All;
    for (PlannedPatch &Each : Series.Patches) {
      if (Each.Family) {
        if (Error E = addEdits(Each, Series))
          return E;
        Series.Needs.insert(Preparations.begin(), Preparations.end());
      }
      Expected<std::vector<EditedFile>> Changes = Stack.apply(Each.Edits);
      if (!Changes)
        return Changes.takeError();
      Each.Changes = std::move(*Changes);
      for (const EditedFile &File : Each.Changes) {
        All.insert(File.Path);
        Series.Needs.insert(ChangedBy[File.Path].begin(), ChangedBy[File.Path].end());
        if (auto Known = Result.ByFile.find(File.Path); Known != Result.ByFile.end())
          add(Each.For, Known->second);
      }
      add(Series.For, Each.For);
    }
    Series.Needs.erase(Series.Name);
    for (const std::string &Each : All)
      ChangedBy[Each].insert(Series.Name);
    std::set<std::string> Words; // a header may be nobody's
    for (const std::string &Each : All)
      if (std::string Word = Wording::embedded().treeWord(Each); !Word.empty())
        Words.insert(Word);
    if (Words.size() == 1)
      Series.TreeWord = *Words.begin();
    return Error::success();
  }

  /// What \p Patch changes: its sites, comments that speak of them, and stand-ins for headers.
  Error addEdits(PlannedPatch &Patch, PlannedSeries &Series) {
    std::set<const Site *> Own(Patch.Sites.begin(), Patch.Sites.end());
    SiteTable Sites; // all of these files, so that what stays in them is known
    for (const Site &Each : Of.Sites)
      if (Patch.Files.count(Each.File)) {
        Sites.push_back(Each);
        if (!Own.count(&Each))
          Sites.back().Status = SiteStatus::Manual;
      }
    Patch.Edits = collectEdits(Sites, {});
    Expected<std::vector<EditedFile>> Files =
        readEditedFiles(Of.Of.Tree.Root, Patch.Edits, Of.Texts);
    if (!Files)
      return Files.takeError();
    for (const EditsByFile &More :
         {staleMentions(Sites, Of.Names, *Files).Edits, Of.Beside->edits(Patch.Files)})
      for (const auto &[File, Edits] : More)
        for (const TextEdit &Edit : Edits) {
          auto [Made, IsNew] = MadeBesides.try_emplace({File, Edit}, Series.Name);
          if (IsNew)
            Patch.Edits[File].push_back(Edit);
          else
            Series.Needs.insert(Made->second);
        }
    return Error::success();
  }

  /// The patches together must come to what `kphys fix --with-prep` writes.
  Error compareWithWhole() const {
    bool IsAny = !Result.Series.empty();
    EditsByFile Whole = IsAny ? Of.Preparation : EditsByFile();
    for (const auto &[File, Edits] : Of.Besides)
      llvm::append_range(Whole[File], Edits);
    Whole = collectEdits(Of.Sites, Whole);
    Expected<std::vector<EditedFile>> Files = readEditedFiles(Of.Of.Tree.Root, Whole, Of.Texts);
    if (!Files)
      return Files.takeError();
    if (Files->size() < Stack.files().size())
      return llvm::createStringError("the patches change files that no rewrite is in");
    for (const EditedFile &Each : *Files) {
      auto Made = Stack.files().find(Each.Path);
      if (Made == Stack.files().end() ? !Each.Edits.empty() : Made->second.after() != Each.after())
        return llvm::createStringError(Each.Path +
                                       ": the patches do not come to what the rewrites come to");
    }
    return Error::success();
  }

  const Analysis &Of;
  const TargetProfile &Profile;
  const SeriesOptions &Options;
  SeriesPlan Result;
  PatchStack Stack;
  std::map<std::string, std::string> Prefixes; ///< by file
  std::set<std::string> Preparations;          ///< names of series
  /// The series that have changed a file so far, by file.
  std::map<std::string, std::set<std::string>> ChangedBy;
  /// The series that made an edit of no site, by file and edit.
  std::map<std::pair<std::string, TextEdit>, std::string> MadeBesides;
  /// By tree, prefix of the subject, number of the family; and by the first site where the patch is
  /// of several trees.
  std::map<std::tuple<std::string, std::string, ptrdiff_t, const Site *>, PlannedPatch> Patches;
};

} // namespace

Expected<SeriesPlan> kphys::planSeries(const Analysis &Of, const TargetProfile &Profile,
                                       const SeriesOptions &Options) {
  return Planner(Of, Profile, Options).run();
}
