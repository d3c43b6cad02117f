// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/analysis/SharedMappings.h"

#include "checks/sources/Paths.h"
#include "rewriters/kmap/TextReliance.h"
#include "tool/analysis/MappingUsers.h"

using namespace kphys;

namespace {

using Carrier = MappingHalf::Carrier;

class SharedMappings {
public:
  SharedMappings(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                 const std::string &Root)
      : Sites(Sites), Names(Names), Text(Text), Root(Root), Reliances(Names),
        Directories(*llvm::vfs::getRealFileSystem()) {}

  void rewrite() {
    using Key = std::tuple<std::string, Carrier, std::string, std::string>;
    std::map<Key, std::vector<Site *>> Mappings;
    for (Site &Each : Sites)
      if (Each.Half.MayChange)
        Mappings[{Each.File, Each.Half.By, Each.Half.Record, Each.Half.Field}].push_back(&Each);
    for (const auto &[Of, Halves] : Mappings) {
      std::string Why = obstacle(Halves);
      for (Site *Each : Halves) {
        if (Why.empty())
          rewrite(*Each);
        else
          Each->Detail += "; " + Why;
      }
    }
  }

private:
  static void rewrite(Site &Half) {
    Half.Status = SiteStatus::Rewritten;
    Half.Reason.clear();
    Half.Edits = std::move(Half.Half.Change.Edits);
    Half.After = std::move(Half.Half.Change.After);
    Half.Detail = std::move(Half.Half.Change.Detail);
    Half.Intended = std::move(Half.Half.Change.Intended);
    Half.Group = "shared mapping:" + Half.Half.Record + "." + Half.Half.Field;
  }

  /// What keeps the mapping of \p Halves, all of one file and carrier; empty if nothing does.
  std::string obstacle(const std::vector<Site *> &Halves) {
    auto Maps = [](const Site *Each) { return Each->Half.Maps; };
    if (llvm::all_of(Halves, Maps) || llvm::none_of(Halves, Maps))
      return "no other half was found";
    MappingUsers Users(Text, Root);
    for (const Site *Each : Halves)
      Users.add(Each->Function, Each->File, Each->Half.Maps);
    if (std::string Why = Users.findAll(); !Why.empty())
      return Why;
    for (const Site *Each : staying(Halves))
      if (mayBeHalf(*Each, *Halves.front(), Users))
        return Each->File + ", line " + std::to_string(Each->Where.Line) +
               " may have another half of it";
    for (const FunctionTexts::Body *Each : Users.bodies())
      if (std::string Why = obstacleIn(*Each, staying(Halves)); !Why.empty())
        return Why;
    return {};
  }

  /// The calls that map or unmap with page faults and preemption off and are not rewritten, but for
  /// \p Halves.
  std::vector<const Site *> staying(const std::vector<Site *> &Halves) const {
    std::vector<const Site *> Result;
    for (const Site &Each : Sites) {
      const std::optional<Mapping> &Effect = Names.apis()[Each.Where.Name].Maps;
      if (Effect && Effect->IsAtomic && Each.Status != SiteStatus::Rewritten &&
          !llvm::is_contained(Halves, &Each))
        Result.push_back(&Each);
    }
    return Result;
  }

  /// True if \p Other may end the mapping of which \p One is a half, or make it.
  bool mayBeHalf(const Site &Other, const Site &One, const MappingUsers &Users) const {
    bool IsInField = One.Half.By == Carrier::Field;
    if (IsInField && Other.Half.By == Carrier::Field)
      return Other.Half.Record == One.Half.Record && Other.Half.Field == One.Half.Field;
    return (Other.File == One.File && !Other.Half.MayChange) ||
           Users.runsAt(Other.File, Other.Where.Offset) ||
           (IsInField && mayNameField(Other, One.Half));
  }

  /// True if the file of \p Other names the record, or the call itself the field.
  bool mayNameField(const Site &Other, const MappingHalf &Half) const {
    auto Source = llvm::MemoryBuffer::getFile(Root + "/" + Other.File);
    if (!Source)
      return false;
    llvm::StringMap<unsigned> Wanted;
    Wanted[Half.Field] = 0;
    Wanted[Half.Record] = 1;
    return llvm::any_of(
        lexOccurrences(Wanted, (*Source)->getBuffer()), [&](const Occurrence &Each) {
          return Each.Name == 1 || (Each.How == Access::Member && Each.Line == Other.Where.Line);
        });
  }

  /// What \p User, or what it calls in its directory, has against a change: it relies on what
  /// kmap_atomic() does besides, or has one of \p Staying.
  std::string obstacleIn(const FunctionTexts::Body &User,
                         const std::vector<const Site *> &Staying) {
    llvm::StringRef Directory = llvm::sys::path::parent_path(User.File);
    const FunctionTexts &Beside = Directories.in((Root + "/" + Directory).str());
    std::map<const FunctionTexts::Body *, const Site *> StayingIn;
    for (const Site *Each : Staying)
      if (llvm::sys::path::parent_path(Each->File) == Directory)
        if (const FunctionTexts::Body *Around =
                Beside.around(llvm::sys::path::filename(Each->File), Each->Where.Offset))
          StayingIn[Around] = Each;
    for (const FunctionTexts::Body *Code : Beside.find(User.Name)) {
      if (Code->File != llvm::sys::path::filename(User.File))
        continue;
      if (const Reliance &Found = Reliances.of(Beside, *Code); Found.Parts != 0)
        return Found.Reason;
      for (const FunctionTexts::Body *Each : Reliances.reached(Beside, *Code))
        if (auto Found = StayingIn.find(Each); Found != StayingIn.end())
          return Found->second->File + ", line " + std::to_string(Found->second->Where.Line) +
                 " may have another half of it";
    }
    return {};
  }

  SiteTable &Sites;
  const Catalog &Names;
  const TreeScan &Text;
  const std::string &Root;
  TextReliance Reliances;
  DirectoryTexts Directories;
};

} // namespace

void kphys::rewriteSharedMappings(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                                  const std::string &Root) {
  SharedMappings(Sites, Names, Text, Root).rewrite();
}
