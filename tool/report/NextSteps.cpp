// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/NextSteps.h"

#include "checks/Reasons.h"
#include "checks/sources/Escapes.h"
#include "checks/sources/Words.h"
#include "tool/compdb/NearestTarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <map>

using namespace kphys;
using llvm::StringRef;
using nlohmann::json;

namespace {

/// Names of one kind, with how often each was seen.
class Tally {
public:
  void add(const std::string &Name) { ++Counts[Name]; }
  bool empty() const { return Counts.empty(); }

  /// The most frequent one, the first in order where there are several.
  std::pair<std::string, size_t> most() const {
    return *llvm::max_element(Counts,
                              [](const auto &A, const auto &B) { return A.second < B.second; });
  }

private:
  std::map<std::string, size_t> Counts;
};

/// The sites that one step is for.
struct Open {
  size_t Sites = 0;
  Tally Named; ///< files, or what a detail names
};

/// The architecture below arch/ that \p Detail, of a place that no build has seen, begins with.
StringRef directoryIn(StringRef Detail) {
  return Detail.consume_front("arch/")
             ? Detail.take_until([](char C) { return C == ',' || C == ';'; })
             : StringRef();
}

/// True if a build of Kbuild may show the place that \p Detail is about.
bool maySomeBuildShow(StringRef Detail) {
  return Detail.empty() || Detail.starts_with("arch/") || Detail.starts_with("needs ") ||
         Detail.starts_with("in ") || Detail.starts_with("nothing that is known to be needed");
}

/// Kbuild's name of the architecture in \p Directory below arch/, or an empty string.
StringRef architectureIn(StringRef Directory) {
  for (const KernelArchitecture &Each : kernelArchitectures())
    if (Directory == Each.Directory)
      return Each.Name;
  return {};
}

/// \p Name, if it can be part of a command as it is, or else \p Instead.
std::string forCommand(const std::string &Name, const char *Instead) {
  bool IsPlain = !Name.empty() && llvm::all_of(Name, [](char C) {
    return isWordPart(C) || StringRef("/.+-").contains(C);
  });
  return IsPlain ? Name : Instead;
}

/// True if the tree of \p Report lacks something that rewrites need. Nobody has checked the
/// summary.
bool lacksApi(const json &Report) {
  auto Summary = Report.find("summary");
  if (Summary == Report.end() || !Summary->is_object())
    return false;
  auto Missing = Summary->find("missing_features");
  return Missing != Summary->end() && Missing->is_array() && !Missing->empty();
}

class Planner {
public:
  explicit Planner(const json &Report)
      : Tree(forCommand(Report["tree"].value("path", ""), "TREE")), LacksApi(lacksApi(Report)) {
    llvm::SmallVector<StringRef> Names;
    const auto Architectures = Report["tree"]["arch"].get<std::string>();
    StringRef(Architectures).split(Names, ',');
    for (StringRef Each : Names) {
      const KernelArchitecture *Known = kernelArchitecture(Each);
      Own.insert(Known ? Known->Directory : Each);
    }
    for (const json &Site : Report["sites"])
      add(Site);
  }

  std::vector<NextStep> run() {
    for (const auto &[Architecture, Sites] : Architectures)
      say(Sites, "in code of arch/" + Architecture + ": " + buildOf(Architecture));
    if (OtherConfiguration.Sites > 0)
      say(OtherConfiguration,
          "in another configuration" +
              (OtherConfiguration.Named.empty() ? ""
                                                : " (" + describe(OtherConfiguration.Named) + ")") +
              ": kphys scan -p BUILD --suggest-configs");
    for (const auto &[Why, Sites] : ByReason)
      say(Sites, std::string(code(Why)) + ": " + stepFor(Why, Sites));
    for (const auto &[Code, Sites] : OfOtherVersions)
      say(Sites, Code + ": this version of kphys does not know it");
    llvm::sort(Steps, [](const NextStep &A, const NextStep &B) {
      return A.Sites != B.Sites ? A.Sites > B.Sites : A.Text < B.Text;
    });
    return std::move(Steps);
  }

private:
  void add(const json &Site) {
    const auto Code = Site["reason"].get<std::string>();
    if (Code.empty()) // rewritten
      return;
    std::optional<Reason> Why = reasonWithCode(Code);
    if (!Why)
      return count(OfOtherVersions[Code], "");
    const auto Detail = Site.value("detail", "");
    if (liftOf(*Why).By == Remedy::OtherSite)
      Why = reasonIn(Detail).value_or(*Why);
    switch (liftOf(*Why).By) {
    case Remedy::Nothing:
      return;
    case Remedy::Build:
      if (maySomeBuildShow(Detail))
        return addUnseen(Detail);
      break;
    case Remedy::Catalog:
      return count(ByReason[*Why], trailingWord(StringRef(Detail).split("()").first).str());
    default:
      break;
    }
    count(ByReason[*Why], Site["file"].get<std::string>());
  }

  static void count(Open &Into, const std::string &Name) {
    ++Into.Sites;
    if (!Name.empty())
      Into.Named.add(Name);
  }

  /// The reason of the other site that \p Detail tells, where that is one of its own.
  static std::optional<Reason> reasonIn(StringRef Detail) {
    llvm::SmallVector<StringRef> Parts;
    Detail.split(Parts, ": ");
    for (StringRef Each : Parts)
      if (std::optional<Reason> Why = reasonWithCode(Each);
          Why && liftOf(*Why).By != Remedy::OtherSite)
        return Why;
    return std::nullopt;
  }

  void addUnseen(StringRef Detail) {
    StringRef Directory = directoryIn(Detail);
    if (!Directory.empty() && !Own.contains(Directory))
      return count(Architectures[Directory.str()], "");
    ++OtherConfiguration.Sites;
    for (size_t At = findSymbol(Detail, 0); At != StringRef::npos; At = findSymbol(Detail, At + 1))
      OtherConfiguration.Named.add(
          Detail.substr(At).take_until([](char C) { return C == ',' || C == ';'; }).str());
  }

  static size_t findSymbol(StringRef Detail, size_t From) { return Detail.find("CONFIG_", From); }

  static std::string describe(const Tally &Of) {
    auto [Name, Count] = Of.most();
    return std::to_string(Count) + (Count == 1 ? " needs " : " need ") + Name;
  }

  std::string buildOf(const std::string &Directory) const {
    StringRef Name = architectureIn(Directory);
    return Name.empty() ? "kphys compdb has no such architecture: convert by hand"
                        : "kphys compdb --tree " + Tree + " -o BUILDS/" + Name.str() + " --arch " +
                              Name.str();
  }

  std::string stepFor(Reason Why, const Open &Sites) const {
    const Lift &By = liftOf(Why);
    std::string Command = std::string("kphys fix -p BUILD") + (*By.Options ? " " : "") + By.Options;
    auto Most = [&](const char *Of) {
      auto [Name, Count] = Sites.Named.most();
      return printableName(Name) + Of +
             (Count < Sites.Sites ? " (" + std::to_string(Count) + ")" : "");
    };
    switch (By.By) {
    case Remedy::Run:
      return Command + (Why == Reason::RewriteAvailable && LacksApi ? " --with-prep" : "");
    case Remedy::LookAndRun:
      return "look at " + Most("") + "; where it is right, " + Command;
    case Remedy::Catalog:
      return "look at " + Most("()") + "; if it minds nothing, an entry for it: --catalog FILE";
    case Remedy::Unit:
      return "see why " + Most("") + " cannot be parsed";
    default:
      return "by hand, first " + Most("");
    }
  }

  void say(const Open &Sites, std::string Text) { Steps.push_back({Sites.Sites, std::move(Text)}); }

  const std::string Tree;
  const bool LacksApi;   ///< what rewrites need
  llvm::StringSet<> Own; ///< directories below arch/ that a build of the report is of
  std::map<std::string, Open> Architectures; ///< others
  Open OtherConfiguration;
  std::map<Reason, Open> ByReason;
  std::map<std::string, Open> OfOtherVersions; ///< by a code that is not known here
  std::vector<NextStep> Steps;
};

} // namespace

std::vector<NextStep> kphys::nextSteps(const json &Report) { return Planner(Report).run(); }
