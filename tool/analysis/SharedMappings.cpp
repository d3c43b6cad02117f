// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SharedMappings.h"

#include "checks/sources/Paths.h"
#include "rewriters/kmap/TextReliance.h"
#include "tool/analysis/MappingUsers.h"

using namespace kphys;

namespace {

class HalfJoiner {
public:
  HalfJoiner(SiteTable &Sites, const Catalog &Names, const TreeScan &Text, const std::string &Root)
      : Sites(Sites), Names(Names), Text(Text), Root(Root), Reliances(Names) {}

  void run() {
    std::map<std::pair<std::string, std::string>, std::vector<Site *>> Mappings;
    std::map<std::string, std::set<std::string>> FilesOf; // by holder
    for (Site &Each : Sites)
      if (!Each.Half.Holder.empty()) {
        Mappings[{Each.Half.Holder, Each.File}].push_back(&Each);
        FilesOf[Each.Half.Holder].insert(Each.File);
      }
    for (const auto &[Key, Halves] : Mappings) {
      bool IsSpread = Key.first != MappingHalf::HandedOn && FilesOf[Key.first].size() > 1;
      std::string Why = IsSpread ? "another file has a half of it" : obstacle(Halves);
      for (Site *Each : Halves)
        Why.empty() ? join(*Each) : void(Each->Detail += "; " + Why);
    }
  }

private:
  static void join(Site &Half) {
    Half.Status = SiteStatus::Rewritten;
    Half.Reason.clear();
    Half.Edits = std::move(Half.Half.Change.Edits);
    Half.After = std::move(Half.Half.Change.After);
    Half.Detail = std::move(Half.Half.Change.Detail);
    Half.Intended = std::move(Half.Half.Change.Intended);
    Half.Group = "halves:" + Half.Half.Holder;
  }

  /// What keeps the mapping of \p Halves, all of one file; empty if nothing does.
  std::string obstacle(const std::vector<Site *> &Halves) {
    auto Maps = [](const Site *Each) { return Each->Half.Maps; };
    if (llvm::all_of(Halves, Maps) || llvm::none_of(Halves, Maps))
      return "no other half was found";
    MappingUsers Users(Text, Root);
    for (const Site *Each : Halves)
      Users.add(Each->Function, Each->File, Each->Half.Maps);
    if (std::string Why = Users.find(); !Why.empty())
      return Why;
    if (std::string Why = otherMapping(Halves, Users); !Why.empty())
      return Why;
    for (const FunctionTexts::Body *Each : Users.bodies())
      if (const Reliance &Found = relianceOf(*Each); Found.Parts != 0)
        return Found.Reason;
    return {};
  }

  /// A call in the functions of \p Users that maps or unmaps and is none of \p Halves, nor paired
  /// in its own function.
  std::string otherMapping(const std::vector<Site *> &Halves, const MappingUsers &Users) const {
    std::string Record = llvm::StringRef(Halves.front()->Half.Holder).split('.').first.str();
    bool IsInField = Halves.front()->Half.Holder != MappingHalf::HandedOn;
    for (const Site &Each : Sites) {
      const std::optional<Mapping> &Effect = Names.apis()[Each.Where.Name].Maps;
      if (!Effect || !Effect->IsAtomic || Each.Status == SiteStatus::Rewritten ||
          llvm::is_contained(Halves, &Each))
        continue;
      bool MayEndIt =
          Users.runsAt(Each.File, Each.Where.Offset) ||
          (IsInField && Each.Status == SiteStatus::Unseen && Users.mentions(Each.File, Record));
      if (MayEndIt)
        return Each.File + ", line " + std::to_string(Each.Where.Line) +
               " may have another half of it";
    }
    return {};
  }

  const Reliance &relianceOf(const FunctionTexts::Body &User) {
    llvm::StringRef Path = User.File;
    std::string Directory = llvm::sys::path::parent_path(Path).str();
    auto Beside = Directories.find(Directory);
    if (Beside == Directories.end())
      Beside = Directories
                   .emplace(Directory, FunctionTexts::inDirectory(*llvm::vfs::getRealFileSystem(),
                                                                  Root + "/" + Directory))
                   .first;
    static const Reliance None;
    for (const FunctionTexts::Body *Each :
         Beside->second.find(User.Name, llvm::sys::path::filename(Path)))
      if (const Reliance &Found = Reliances.of(Beside->second, *Each); Found.Parts != 0)
        return Found;
    return None;
  }

  SiteTable &Sites;
  const Catalog &Names;
  const TreeScan &Text;
  const std::string &Root;
  TextReliance Reliances;
  std::map<std::string, FunctionTexts> Directories; ///< by path in the tree
};

} // namespace

void kphys::joinMappingHalves(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                              const std::string &Root) {
  HalfJoiner(Sites, Names, Text, Root).run();
}
