// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/TreeNames.h"

#include "checks/sources/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <map>

using namespace kphys;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace {

/// What \p Path has below \p Top, if it is that or lies in it.
std::optional<StringRef> below(StringRef Path, StringRef Top) {
  if (!Path.consume_front(Top) || !(Path.empty() || Path.consume_front("/")))
    return std::nullopt;
  return Path;
}

std::string joined(StringRef Directory, StringRef Rest) {
  if (Directory.empty() || Rest.empty())
    return (Directory + Rest).str();
  return (Directory + "/" + Rest).str();
}

bool isSourceName(StringRef Name) { return Name.ends_with(".c") || Name.ends_with(".h"); }

} // namespace

/// Walks the tree, and then what its links lead to.
class TreeNames::Finder {
public:
  Finder(const std::string &Root, const std::set<std::string> &Used) : Root(Root), Used(Used) {}

  Links find() {
    walk(Root, "");
    while (!Waiting.empty()) {
      auto Next = Waiting.begin();
      std::string Name = Next->first.second;
      std::string Place = Next->second;
      Waiting.erase(Next);
      follow(Name, Place);
    }
    llvm::sort(Found.Outward, [](const Link &A, const Link &B) {
      return std::pair(B.Target.size(), A.Name) < std::pair(A.Target.size(), B.Name);
    });
    nameSources();
    return std::move(Found);
  }

private:
  /// Notes what is in \p Directory, which the tree has as \p Name, and below. Does not follow
  /// links.
  void walk(const std::string &Directory, const std::string &Name) {
    std::error_code Code;
    for (fs::directory_iterator It(Directory, Code, /*follow_symlinks=*/false), End; It != End;
         It.increment(Code)) {
      if (Code)
        break;
      StringRef Base = llvm::sys::path::filename(It->path());
      std::string Own = joined(Name, Base);
      if (It->type() == fs::file_type::symlink_file)
        Waiting.emplace(std::pair(!isUsed(Own), Own), It->path());
      else if (It->type() == fs::file_type::regular_file && isSourceName(Base))
        Files.push_back(It->path());
      else if (It->type() == fs::file_type::directory_file && !Base.starts_with("."))
        walk(It->path(), Own);
    }
    if (Code && Found.Problem.empty())
      Found.Problem = Directory + ": " + Code.message();
  }

  bool isUsed(const std::string &Name) const {
    std::string Path = Root + "/" + Name;
    auto Next = Used.lower_bound(Path);
    return Next != Used.end() && below(*Next, Path);
  }

  void follow(const std::string &Name, const std::string &Place) {
    llvm::SmallString<256> Real;
    fs::file_status Status;
    if (fs::real_path(Place, Real) || fs::status(Real, Status)) // it leads nowhere
      return;
    bool IsDirectory = fs::is_directory(Status);
    if (!IsDirectory && !(fs::is_regular_file(Status) && isSourceName(Name)))
      return;
    if (std::optional<StringRef> InTree = below(Real, Root)) {
      Found.Inward.push_back({Name, InTree->str()});
      return;
    }
    if (below(Root, Real)) // around the tree: there is no end to that
      return;
    for (const Link &Each : Found.Outward)
      if (std::optional<StringRef> Rest = below(Real, Each.Target)) {
        Found.Inward.push_back({Name, joined(Each.Name, *Rest)});
        return;
      }
    if (StringRef(llvm::sys::path::filename(Name)).starts_with(".") && !isUsed(Name))
      return;
    Found.Outward.push_back({Name, Real.str().str()});
    if (IsDirectory)
      walk(Real.str().str(), Name);
    else
      Files.push_back(Real.str().str());
  }

  /// A file may be below several links' targets: it counts once.
  void nameSources() {
    std::set<std::string> Names;
    for (const std::string &File : Files) {
      if (std::optional<StringRef> InTree = below(File, Root)) {
        Names.insert(InTree->str());
        continue;
      }
      for (const Link &Each : Found.Outward)
        if (std::optional<StringRef> Rest = below(File, Each.Target)) {
          Names.insert(joined(Each.Name, *Rest));
          break;
        }
    }
    Found.Sources.assign(Names.begin(), Names.end());
  }

  const std::string &Root;
  const std::set<std::string> &Used;
  std::vector<std::string> Files; ///< paths
  /// Links to be followed, used ones first: → where they are.
  std::map<std::pair<bool, std::string>, std::string> Waiting;
  Links Found;
};

TreeNames::TreeNames(std::string Root) : Root(std::move(Root)) {}

TreeNames TreeNames::withLinks(const std::string &Root, const std::set<std::string> &Used) {
  TreeNames Result(Root);
  Result.Known = std::make_shared<const Links>(Finder(Result.Root, Used).find());
  return Result;
}

std::string TreeNames::nameOfReal(StringRef Path) const {
  if (std::optional<StringRef> InTree = below(Path, Root))
    return InTree->str();
  if (Known)
    for (const Link &Each : Known->Outward)
      if (std::optional<StringRef> Rest = below(Path, Each.Target))
        return joined(Each.Name, *Rest);
  return {};
}

std::string TreeNames::name(StringRef Path) const {
  llvm::SmallString<256> Real;
  if (fs::real_path(Path, Real)) // it is not on disk, but in an overlay, say
    return nameAsSpelled(absolutePath(Path, ""));
  std::string Result = nameOfReal(Real);
  if (!Result.empty() || Known)
    return Result;
  // The links are not known. The first directory on the way that is the tree's top counts.
  std::string Spelled = absolutePath(Path, "");
  for (size_t Slash = Spelled.find('/', 1); Slash != std::string::npos;
       Slash = Spelled.find('/', Slash + 1)) {
    llvm::SmallString<256> Top;
    if (!fs::real_path(StringRef(Spelled).take_front(Slash), Top) && Top == Root)
      return Spelled.substr(Slash + 1);
  }
  return {};
}

std::string TreeNames::nameAsSpelled(StringRef Path) const {
  std::string Result = nameOfReal(Path);
  if (Known)
    for (const Link &Each : Known->Inward)
      if (std::optional<StringRef> Rest = below(Result, Each.Name))
        return joined(Each.Target, *Rest);
  return Result;
}

std::vector<std::string> TreeNames::paths(StringRef Name,
                                          const std::vector<std::string> &Roots) const {
  std::vector<std::string> Names = {Name.str()}, Result;
  if (Known) {
    for (const Link &Each : Known->Inward)
      if (std::optional<StringRef> Rest = below(Name, Each.Target))
        Names.push_back(joined(Each.Name, *Rest));
    for (const Link &Each : Known->Outward)
      if (std::optional<StringRef> Rest = below(Name, Each.Name))
        Result.push_back(joined(Each.Target, *Rest));
  }
  for (const std::string &Each : Names)
    for (const std::string &Top : Roots)
      Result.push_back(Top + "/" + Each);
  return Result;
}

const std::vector<std::string> &TreeNames::sources() const {
  static const std::vector<std::string> None;
  return Known ? Known->Sources : None;
}

const std::string &TreeNames::problem() const {
  static const std::string None;
  return Known ? Known->Problem : None;
}

bool kphys::isObjectTree(StringRef Directory) {
  return fs::exists(Directory + "/include/generated/autoconf.h");
}

bool kphys::isInObjectTree(StringRef Path) {
  for (StringRef Directory = llvm::sys::path::parent_path(Path); !Directory.empty();
       Directory = llvm::sys::path::parent_path(Directory))
    if (isObjectTree(Directory))
      return true;
  return false;
}
