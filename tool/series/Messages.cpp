// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/Messages.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/series/GitPatch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// A catalog name and what the rewrite calls instead; nothing where only that is gone.
using NamePair = std::pair<std::string, std::string>;

/// How often each is in a patch.
using NamePairs = std::map<NamePair, unsigned>;

std::string newName(const Site &Of) {
  StringRef After = StringRef(Of.chosen().After).ltrim();
  return After
      .take_while([](char Each) { return llvm::isAlnum(Each) || Each == '_' || Each == '.'; })
      .str();
}

/// True if \p Known makes what other calls of its family end.
bool maps(const Api &Known) {
  if (Known.Maps)
    return Known.Maps->Does == Mapping::Effect::Map;
  const RuleFamily *Family = Wording::embedded().familyOf(Known.rule());
  return !Family->Rules.empty() && Family->Rules.front() == Known.rule();
}

NamePairs pairsOf(llvm::ArrayRef<const Site *> Sites, const Catalog &Names) {
  NamePairs Result;
  for (const Site *Each : Sites)
    ++Result[{Names.apis()[Each->Where.Name].displayName(), newName(*Each)}];
  return Result;
}

/// `a`, `a and b`, `a, b and c`.
std::string listed(const std::vector<std::string> &Words) {
  if (Words.size() < 2)
    return Words.empty() ? std::string() : Words.front();
  return llvm::join(Words.begin(), Words.end() - 1, ", ") + " and " + Words.back();
}

std::string asCall(const std::string &Name) {
  return StringRef(Name).starts_with(".") ? Name : Name + "()";
}

std::string counted(size_t Number, StringRef One) {
  return std::to_string(Number) + " " + One.str() + (Number == 1 ? "" : "s");
}

std::string paragraph(StringRef Text) { return wrapped(Text) + "\n\n"; }

/// Where a patch comes from, as Documentation/process/generated-content.rst asks to say.
std::string origin(bool HasTag) {
  return "Made by kphys " KPHYS_VERSION ", without changes by hand.\n" +
         std::string(HasTag ? "\nAssisted-by: kphys\n" : "");
}

std::string withOldNames(StringRef Text, const NamePairs &Pairs) {
  std::vector<std::string> Old;
  for (const auto &[Pair, Count] : Pairs)
    if (!llvm::is_contained(Old, asCall(Pair.first)))
      Old.push_back(asCall(Pair.first));
  constexpr StringRef Mark = "{old}";
  size_t At = Text.find(Mark);
  if (At == StringRef::npos)
    return Text.str();
  // "a() and b() are …", where one "is"
  std::string Rest = Text.substr(At + Mark.size()).str();
  if (Old.size() > 1)
    for (auto [One, Several] : {std::pair(" is ", " are "), {" makes ", " make "}})
      if (StringRef(Rest).starts_with(One)) {
        Rest.replace(0, StringRef(One).size(), Several);
        break;
      }
  return Text.take_front(At).str() + listed(Old) + Rest;
}

/// \p Of for a mail: it names no line of its own.
std::string named(const Build &Of) {
  return printableName(Of.Architecture + (Of.Configuration.empty() ? "" : " " + Of.Configuration));
}

/// The architectures and configurations of the builds that have seen \p Sites.
std::string buildsOf(llvm::ArrayRef<const Site *> Sites, const Project &Of) {
  std::set<size_t> Builds;
  for (const Site *Each : Sites)
    Builds.insert(Each->Builds.begin(), Each->Builds.end());
  std::vector<std::string> Names;
  for (size_t Each : Builds)
    if (std::string Name = named(Of.Builds[Each]); !llvm::is_contained(Names, Name))
      Names.push_back(std::move(Name));
  return listed(Names);
}

/// What was done to be sure of \p Sites.
std::string checked(llvm::ArrayRef<const Site *> Sites, const MessageContext &Context) {
  std::map<SiteProof, size_t> Proofs;
  std::set<std::string> Intended;
  for (const Site *Each : Sites) {
    ++Proofs[Each->Proof];
    if (Each->Proof == SiteProof::Explained && !Each->chosen().Intended.empty())
      Intended.insert(Each->chosen().Intended);
  }
  std::string On = buildsOf(Sites, Context.Of);
  std::string Result = "Every file parses as it did" + (On.empty() ? "" : " for " + On) +
                       ", without a diagnostic that it did not have.";
  if (Context.WasChecked)
    Result = "What is changed was parsed with all patches before it in place.  " + Result;
  if (!Context.WasCompared)
    return Result;
  Result += "  Of " + counted(Sites.size(), "change") + ", " +
            std::to_string(Proofs[SiteProof::Identical]) +
            " are in functions whose code is the same before and after";
  if (size_t Differ = Proofs[SiteProof::Explained])
    Result += ", " + std::to_string(Differ) + " in some whose code differs as is intended" +
              (Intended.empty() ? "" : " (" + llvm::join(Intended, "; ") + ")");
  if (size_t Parsed = Proofs[SiteProof::Reparsed])
    Result += ", " + std::to_string(Parsed) + " in some whose code was not compared";
  return Result + ".";
}

/// How many functions were looked at for the mappings of \p Sites; 0 if there are none.
size_t functionsLookedAt(llvm::ArrayRef<const Site *> Sites) {
  size_t Most = 0;
  for (const Site *Each : Sites)
    Most = std::max(Most, Each->LookedAt.value_or(0));
  return Most;
}

/// Why what \p Sites become is the same.
std::string exactness(const RuleFamily &Family, llvm::ArrayRef<const Site *> Sites) {
  std::set<std::string> Names;
  for (const Site *Each : Sites) {
    std::string New = newName(*Each);
    if (!New.empty()) // else it goes with its other half
      Names.insert(Family.Exact.count(New) ? New : "");
    for (const auto &[Name, Text] : Family.Exact)
      if (!Name.empty() && StringRef(Each->chosen().After).contains(Name + "("))
        Names.insert(Name);
  }
  std::vector<std::string> Texts;
  for (const auto &[Name, Text] : Family.Exact)
    if (Names.count(Name) && !Text.empty())
      Texts.push_back(Text);
  return llvm::join(Texts, "  ");
}

/// What the old calls of \p Sites do besides, in the tree at \p TreeRoot.
std::string losses(llvm::ArrayRef<const Site *> Sites, const RuleFamily &Family,
                   const std::string &TreeRoot) {
  std::set<std::string> Lost;
  for (const Site *Each : Sites) {
    if (!Each->Plan.Loses.empty())
      Lost.insert("What is lost: " + Each->Plan.Loses + ".");
    auto Known = Family.Lost.find(newName(*Each));
    if (Known == Family.Lost.end() || Lost.count(Known->second.Text))
      continue;
    auto Text = readRegularFileIn(TreeRoot, Known->second.File);
    if (Text && (*Text)->getBuffer().contains(Known->second.If))
      Lost.insert(Known->second.Text);
  }
  return llvm::join(Lost, "  ");
}

/// What is done, for a subject: of the calls that map, if there are such, the most frequent.
std::string action(const NamePairs &Pairs, const Catalog &Names) {
  const NamePair *Most = nullptr;
  std::tuple<bool, bool, unsigned> Rank;
  for (const auto &[Pair, Count] : Pairs) {
    auto Known = llvm::find_if(Names.apis(),
                               [&](const Api &Each) { return Each.displayName() == Pair.first; });
    std::tuple<bool, bool, unsigned> Its = {!Pair.second.empty(),
                                            Known != Names.apis().end() && maps(*Known), Count};
    if (!Most || Its > Rank) {
      Most = &Pair;
      Rank = Its;
    }
  }
  if (!Most)
    return "use physical addresses";
  if (Most->second.empty())
    return "no longer use " + asCall(Most->first);
  return "use " + asCall(Most->second) + " instead of " + asCall(Most->first);
}

/// The beginning that all subjects of \p Of have, up to a colon.
std::string commonPrefix(const PlannedSeries &Of) {
  StringRef Result = Of.Patches.front().Prefix;
  for (const PlannedPatch &Each : Of.Patches)
    while (!StringRef(Each.Prefix).starts_with(Result)) {
      size_t Colon = Result.drop_back(2).rfind(": ");
      Result = Colon == StringRef::npos ? StringRef() : Result.take_front(Colon + 2);
    }
  if (!Result.empty())
    return Result.str();
  std::set<std::string> Parts; // of the kernel
  for (const PlannedPatch &Each : Of.Patches)
    for (const std::string &File : Each.Files)
      Parts.insert(StringRef(subsystemOf(File)).rsplit('/').second.str());
  return Parts.size() == 1 && !Parts.begin()->empty() ? *Parts.begin() + ": " : "";
}

class Writer {
public:
  Writer(const PlannedSeries &Of, const Catalog &Names, const MessageContext &Context)
      : Of(Of), Names(Names), Context(Context), HasTag(asksForAssistedBy(Context.Of.Tree.Root)) {}

  std::vector<Mail> write() const {
    std::vector<Mail> Result;
    unsigned Number = Of.Patches.size();
    if (Number > 1)
      Result.push_back(cover());
    for (unsigned I = 0; I < Number; ++I) {
      const PlannedPatch &Patch = Of.Patches[I];
      Mail &Next = Result.emplace_back(mail(I + 1, Patch.For));
      Next.Subject = subjectOf(Patch, Names);
      Next.Body = message(Patch);
      Next.Rest = "---\n" + (Number == 1 ? method() + needs() : std::string()) +
                  printed(diffStat(Patch.Changes)) + "\n" +
                  gitDiff(Patch.Changes, Context.Of.Tree.Root);
    }
    return Result;
  }

private:
  Mail mail(unsigned Number, const Recipients &For) const {
    Mail Result;
    Result.From = Context.From;
    Result.Date = Context.Date;
    Result.TreeWord = Of.TreeWord;
    Result.Number = Number;
    Result.Of = Of.Patches.size();
    Result.To = For.To;
    Result.Cc = For.Cc;
    return Result;
  }

  std::string message(const PlannedPatch &Patch) const {
    std::string Result;
    if (!Patch.Family) {
      for (const std::string &Each : Wording::embedded().feature(Patch.Feature).Text)
        Result += paragraph(Each);
    } else {
      NamePairs Pairs = pairsOf(Patch.Sites, Names);
      for (const std::string &Each : Patch.Family->Wanted)
        Result += paragraph(withOldNames(Each, Pairs));
      if (std::string Exact = exactness(*Patch.Family, Patch.Sites); !Exact.empty())
        Result += paragraph(Exact);
      if (std::string Lost = losses(Patch.Sites, *Patch.Family, Context.Of.Tree.Root);
          !Lost.empty())
        Result += paragraph(Lost);
      std::string Checks = checked(Patch.Sites, Context);
      if (size_t Functions = functionsLookedAt(Patch.Sites))
        Checks =
            "Functions that run while a page is mapped were looked at, wherever they are: up to " +
            std::to_string(Functions) + " for one mapping.  " + Checks;
      Result += paragraph(Checks);
    }
    return Result + origin(HasTag);
  }

  Mail cover() const {
    Mail Result = mail(0, Of.For);
    // All families are elements of one array: this is their order in it.
    std::map<const RuleFamily *, std::vector<const Site *>> ByFamily;
    std::vector<const Site *> All;
    DiffStat Total;
    for (const PlannedPatch &Each : Of.Patches) {
      if (Each.Family)
        llvm::append_range(ByFamily[Each.Family], Each.Sites);
      llvm::append_range(All, Each.Sites);
      for (const auto &[File, Count] : diffStat(Each.Changes)) {
        Total[File].Added += Count.Added;
        Total[File].Removed += Count.Removed;
      }
    }
    Result.Subject = printableName(commonPrefix(Of)) +
                     (ByFamily.empty()       ? "prepare for physical addresses"
                      : ByFamily.size() == 1 ? action(pairsOf(All, Names), Names)
                                             : "use physical addresses and local mappings");
    std::string &Text = Result.Body;
    if (ByFamily.empty())
      for (const PlannedPatch &Each : Of.Patches)
        Text += paragraph(Wording::embedded().feature(Each.Feature).Text.front());
    for (const auto &[Family, Sites] : ByFamily) {
      NamePairs Pairs = pairsOf(Sites, Names);
      for (const std::string &Each : Family->Wanted)
        Text += paragraph(withOldNames(Each, Pairs));
      for (const auto &[Pair, Count] : Pairs)
        Text += "  " +
                wrapped(counted(Count, "use") + " of " + asCall(Pair.first) +
                            (Count == 1 ? " becomes " : " become ") +
                            (Pair.second.empty() ? "part of what its other half becomes"
                                                 : asCall(Pair.second)),
                        "    ") +
                "\n";
      Text += "\n";
    }
    Text += method();
    if (!All.empty())
      Text += paragraph(checked(All, Context));
    Text += needs();
    Result.Rest = listOfPatches() + printed(Total) + "\n";
    return Result;
  }

  /// What must be there before, of other series.
  std::string needs() const {
    if (Of.Needs.empty())
      return {};
    return paragraph("This builds on what else was made in the same run: " +
                     listed({Of.Needs.begin(), Of.Needs.end()}) + ".");
  }

  std::string method() const {
    std::string Commands;
    std::string Named;
    for (const Build &Each : Context.Of.Builds) {
      std::string Place = "../build" + (Context.Of.Builds.size() > 1 ? "-" + Each.Name : "");
      Commands +=
          "  " +
          printableName("kphys compdb --tree . -o " + Place + " --arch " + Each.Architecture +
                        (Each.Configuration.empty() ? "" : " --config " + Each.Configuration)) +
          "\n";
      Named += " -p " + Place;
    }
    bool IsOne = Of.Patches.size() == 1;
    return paragraph(std::string(IsOne ? "The patch was" : "The patches were") +
                     " made by kphys " KPHYS_VERSION
                     ", which parses the kernel with Clang, rewrites what it can show to do the "
                     "same, and leaves the rest.  On Linux " +
                     Context.Of.Tree.Version + " these commands make " + (IsOne ? "it" : "them") +
                     " again:") +
           Commands + "  " +
           printableName("kphys series" + Named + " -o ../series" + Context.Arguments) + "\n\n";
  }

  std::string listOfPatches() const {
    std::string Result;
    for (const PlannedPatch &Each : Of.Patches)
      Result += "  " + wrapped(subjectOf(Each, Names), "    ", 74) + "\n";
    return Result + "\n";
  }

  const PlannedSeries &Of;
  const Catalog &Names;
  const MessageContext &Context;
  const bool HasTag;
};

} // namespace

std::string kphys::subjectOf(const PlannedPatch &Patch, const Catalog &Names) {
  if (!Patch.Family)
    return Wording::embedded().feature(Patch.Feature).Subject;
  return printableName(Patch.Prefix + action(pairsOf(Patch.Sites, Names), Names));
}

Mail kphys::checkpatchMail(const EditedFile &Change, const std::string &TreeRoot) {
  Mail Result;
  const FeatureWording &Words = Wording::embedded().checkpatch();
  Result.Subject = Words.Subject;
  for (const std::string &Each : Words.Text)
    Result.Body += paragraph(Each);
  Result.Body += origin(asksForAssistedBy(TreeRoot));
  Result.Rest = "---\n" + printed(diffStat({Change})) + "\n" + gitDiff({Change}, TreeRoot);
  return Result;
}

bool kphys::asksForAssistedBy(const std::string &TreeRoot) {
  auto Text = readRegularFileIn(TreeRoot, "Documentation/process/submitting-patches.rst");
  return Text && (*Text)->getBuffer().contains("Assisted-by:");
}

std::vector<Mail> kphys::mailsOf(const PlannedSeries &Series, const Catalog &Names,
                                 const MessageContext &Context) {
  return Writer(Series, Names, Context).write();
}
