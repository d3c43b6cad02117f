// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/scan/TreeScan.h"

#include "checks/scan/CatalogScan.h"
#include "checks/sources/JsonText.h"
#include "checks/sources/Paths.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace kphys {

static bool readJson(const nlohmann::json &Json, Occurrence &Into) {
  return readJsonElements(Json, Into.Name, Into.Offset, Into.Line, Into.Column, Into.How,
                          Into.Macro, Into.NamesMacro);
}

} // namespace kphys

namespace {

Expected<std::vector<std::string>> listSources(const TreeNames &Tree,
                                               llvm::ArrayRef<std::string> Skip,
                                               const std::set<std::string> &Built) {
  if (!Tree.problem().empty())
    return llvm::createStringError(Tree.problem());
  std::set<std::string> Files(Built);
  for (llvm::StringRef Each : Tree.sources())
    if (llvm::none_of(Skip, [&](const std::string &Part) { return Each.starts_with(Part + "/"); }))
      Files.insert(Each.str());
  return std::vector<std::string>(Files.begin(), Files.end());
}

/// The paths of \p Files, names in \p Root.
std::vector<std::string> pathsIn(const std::string &Root, const std::vector<std::string> &Files) {
  std::vector<std::string> Result;
  for (const std::string &Each : Files)
    Result.push_back(Root + "/" + Each);
  return Result;
}

/// askTexts(), where a file that cannot be read is an error.
template <typename AskFunction, typename FitsFunction>
Expected<std::vector<std::string>>
askReadable(const std::string &Question, const std::vector<std::string> &Paths, unsigned Threads,
            TextCache &Cache, const AskFunction &Ask, const FitsFunction &Fits) {
  std::vector<std::error_code> Errors(Paths.size());
  auto Note = [&](size_t I, std::error_code Code) {
    Errors[I] = Code;
    return std::string();
  };
  std::vector<std::string> Result = askTexts(Question, Paths, Threads, Cache, Ask, Note, Fits);
  for (size_t I = 0; I < Paths.size(); ++I)
    if (Errors[I])
      return llvm::createStringError("cannot read " + Paths[I] + ": " + Errors[I].message());
  return Result;
}

/// A name for a question that depends on \p Names, in that order.
std::string questionOf(llvm::StringRef What, const std::vector<std::string> &Names) {
  return (What + " " + llvm::utohexstr(llvm::xxh3_64bits(llvm::join(Names, "\n")))).str();
}

/// \p Mentions as a line of text; empty if there are none.
std::string write(const std::vector<Occurrence> &Mentions) {
  if (Mentions.empty())
    return {};
  nlohmann::json Json = nlohmann::json::array();
  for (const Occurrence &O : Mentions)
    Json.push_back(
        {O.Name, O.Offset, O.Line, O.Column, static_cast<int>(O.How), O.Macro, O.NamesMacro});
  return writeJson(Json);
}

/// The same of a licence.
std::string write(const LicenseText &Said) { return Said.saysNothing() ? "" : writeJson(Said); }

/// What one file's text says.
struct FileAnswer {
  std::string Includes; ///< line by line
  LicenseText License;
  uint64_t Hash = 0; ///< of a text with occurrences
  std::vector<Occurrence> Mentions;
};

std::string write(const FileAnswer &Said) {
  std::string Mentions = write(Said.Mentions);
  if (!Mentions.empty())
    Mentions = llvm::utohexstr(Said.Hash) + " " + Mentions;
  return Said.Includes + "\n" + write(Said.License) + "\n" + Mentions;
}

/// What write() made of mentions of \p Names names, or nothing if \p Text is no such thing.
std::optional<std::vector<Occurrence>> readOccurrences(llvm::StringRef Text, size_t Names) {
  if (Text.empty())
    return std::vector<Occurrence>();
  auto Result = readJsonText<std::vector<Occurrence>>(Text);
  if (Result && llvm::any_of(*Result, [&](const Occurrence &Each) { return Each.Name >= Names; }))
    return std::nullopt;
  return Result;
}

/// What write() made of an answer about \p Names names, or nothing if \p Text is no such thing.
std::optional<FileAnswer> readAnswer(llvm::StringRef Text, size_t Names) {
  FileAnswer Result;
  auto [Rest, Mentions] = Text.rsplit('\n');
  auto [Includes, License] = Rest.rsplit('\n');
  Result.Includes = Includes.str();
  if (!License.empty()) {
    auto Said = readJsonText<LicenseText>(License);
    if (!Said)
      return std::nullopt;
    Result.License = std::move(*Said);
  }
  auto [Hash, List] = Mentions.split(' ');
  auto Found = readOccurrences(List, Names);
  if (!Found || (!Hash.empty() && Hash.getAsInteger(16, Result.Hash)))
    return std::nullopt;
  Result.Mentions = std::move(*Found);
  return Result;
}

/// The macros of header \p Path whose body has one of \p Mentions, but for those of the catalog:
/// where they are used there are occurrences.
std::set<std::string> forwarders(const Catalog &Names, llvm::StringRef Path,
                                 const std::vector<Occurrence> &Mentions) {
  std::set<std::string> Macros;
  if (Path.ends_with(".h"))
    for (const Occurrence &Mention : Mentions)
      if (!Mention.Macro.empty() && !Mention.NamesMacro && !Names.find(Mention.Macro))
        Macros.insert(Mention.Macro);
  return Macros;
}

} // namespace

Expected<TreeScan> TreeScan::read(const TreeNames &Tree, llvm::ArrayRef<std::string> Skip,
                                  const std::set<std::string> &Built, const Catalog &Names,
                                  unsigned Threads, TextCache &Cache) {
  const std::string &Root = Tree.root();
  Expected<std::vector<std::string>> Files = listSources(Tree, Skip, Built);
  if (!Files)
    return Files.takeError();
  TreeScan Result;
  Result.Files = std::move(*Files);
  Result.Cache = &Cache;

  std::vector<std::string> Described;
  for (const Api &Known : Names.apis()) {
    Described.push_back(Known.Name + (Known.How == Api::Form::Member ? " " + Known.Header : ""));
    for (const Api &Each : Known.OfOtherRecords)
      Described.back() += " " + Each.Header;
  }
  CatalogScan Scan(Names);
  std::vector<FileAnswer> Answers(Result.Files.size());
  auto Asked = askReadable(
      questionOf("catalog", Described), pathsIn(Root, Result.Files), Threads, Cache,
      [&](size_t I, llvm::StringRef Text) {
        FileAnswer Said = {llvm::join(includesIn(Text), "\n"), licensesIn(Text), 0,
                           Scan.mentions(Result.Files[I], Text)};
        if (!Said.Mentions.empty())
          Said.Hash = hashOfText(Text);
        std::string Written = write(Said);
        // What is not UTF-8 is the same now and when it was remembered.
        Answers[I] = readAnswer(Written, Described.size()).value_or(FileAnswer());
        return Written;
      },
      [&](size_t I, llvm::StringRef Known) {
        std::optional<FileAnswer> Said = readAnswer(Known, Described.size());
        if (Said)
          Answers[I] = std::move(*Said);
        return Said.has_value();
      });
  if (!Asked)
    return Asked.takeError();

  for (size_t I = 0; I < Result.Files.size(); ++I) {
    FileAnswer &Said = Answers[I];
    if (!Said.License.saysNothing())
      Result.Licenses.emplace(Result.Files[I], std::move(Said.License));
    if (!Said.Mentions.empty()) {
      Result.Texts[Result.Files[I]] = Said.Hash;
      Result.Found.emplace(Result.Files[I], std::move(Said.Mentions));
    }
    llvm::SmallVector<llvm::StringRef> Names;
    llvm::StringRef(Said.Includes).split(Names, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    for (llvm::StringRef Name : Names) {
      auto [Spelling, IsNew] = Result.IncludersBySpelling.try_emplace(Name);
      if (IsNew)
        Result.SpellingsByBaseName[llvm::sys::path::filename(Name)].push_back(Spelling->getKey());
      if (Spelling->second.empty() || Spelling->second.back() != I)
        Spelling->second.push_back(I);
    }
  }
  if (Error E = Result.scanForwarders(Root, Names, Threads, Cache))
    return std::move(E);
  return Result;
}

Expected<std::map<std::string, std::vector<Occurrence>>>
TreeScan::mentionsOf(const std::vector<std::string> &Names, const TreeNames &Tree,
                     llvm::ArrayRef<std::string> Skip, const std::set<std::string> &Built,
                     unsigned Threads, TextCache &Cache) {
  Expected<std::vector<std::string>> Files = listSources(Tree, Skip, Built);
  if (!Files)
    return Files.takeError();
  const OccurrenceScan Scan(Names);
  Expected<std::vector<std::string>> Answers = askReadable(
      questionOf("mentions", Names), pathsIn(Tree.root(), *Files), Threads, Cache,
      [&](size_t, llvm::StringRef Text) { return write(Scan.in(Text)); },
      [&](size_t, llvm::StringRef Known) {
        return readOccurrences(Known, Names.size()).has_value();
      });
  if (!Answers)
    return Answers.takeError();
  std::map<std::string, std::vector<Occurrence>> Result;
  for (size_t I = 0; I < Files->size(); ++I)
    if (!(*Answers)[I].empty())
      Result.emplace((*Files)[I], *readOccurrences((*Answers)[I], Names.size()));
  return Result;
}

Error TreeScan::scanForwarders(const std::string &Root, const Catalog &Names, unsigned Threads,
                               TextCache &Cache) {
  std::set<std::string> Known, Round;
  auto Add = [&](const std::string &Path, const std::vector<Occurrence> &Mentions) {
    std::set<std::string> Macros = forwarders(Names, Path, Mentions);
    if (!Macros.empty())
      ForwarderHeaders.insert(Path);
    Round.merge(Macros);
  };
  for (const auto &[Path, Mentions] : Found)
    Add(Path, Mentions);
  while (!Round.empty()) {
    Known.insert(Round.begin(), Round.end());
    llvm::StringMap<unsigned> Macros;
    for (const std::string &Name : Round)
      Macros[Name] = 0;
    std::vector<std::string> Wanted(Round.begin(), Round.end());
    IdentifierScan Scan(Wanted);
    Expected<std::vector<std::string>> Answers = askReadable(
        questionOf("macros", Wanted), pathsIn(Root, Files), Threads, Cache,
        [&](size_t, llvm::StringRef Text) {
          return Scan.mentionsName(Text) ? write(lexOccurrences(Macros, Text)) : std::string();
        },
        [&](size_t, llvm::StringRef Known) {
          return readOccurrences(Known, Wanted.size()).has_value();
        });
    if (!Answers)
      return Answers.takeError();
    Round.clear();
    for (size_t I = 0; I < Files.size(); ++I)
      if (!(*Answers)[I].empty()) {
        ForwarderUsers.insert(Files[I]);
        Add(Files[I], *readOccurrences((*Answers)[I], Wanted.size()));
      }
    std::erase_if(Round, [&](const std::string &Name) { return Known.count(Name) != 0; });
  }
  return Error::success();
}

/// Can an #include of \p Spelled in \p File mean \p Header? One that the whole kernel shares is
/// named from its include directory, or by another one; programs in tools/ have their own headers.
static bool mayMean(llvm::StringRef Spelled, llvm::StringRef File, llvm::StringRef Header) {
  llvm::StringRef Tail = Spelled;
  while (Tail.consume_front("../") || Tail.consume_front("./"))
    ;
  if (!Header.ends_with(Tail) || Header.starts_with("tools/") != File.starts_with("tools/"))
    return false;
  if (!isSharedHeader(Header) || Tail != Spelled || isSharedHeader(File))
    return true;
  llvm::StringRef Below = Header.split("include/").second;
  return Tail == Below || (Below.consume_front("uapi/") && Tail == Below);
}

const std::vector<unsigned> &TreeScan::directIncluders(llvm::StringRef Header) const {
  auto [Known, IsNew] = DirectIncluders.try_emplace(Header);
  std::vector<unsigned> &Result = Known->second;
  if (!IsNew)
    return Result;
  for (llvm::StringRef Spelled : SpellingsByBaseName.lookup(llvm::sys::path::filename(Header)))
    for (unsigned File : IncludersBySpelling.find(Spelled)->second)
      if (mayMean(Spelled, Files[File], Header))
        Result.push_back(File);
  llvm::sort(Result);
  Result.erase(std::unique(Result.begin(), Result.end()), Result.end());
  return Result;
}

template <typename LayerFunction>
llvm::BitVector TreeScan::walkIncluders(llvm::StringRef Path, const LayerFunction &Take) const {
  llvm::BitVector Seen(Files.size());
  if (std::optional<unsigned> Own = numberOf(Path))
    Seen.set(*Own);
  std::vector<unsigned> Next;
  auto AddIncluders = [&](llvm::StringRef Header) {
    for (unsigned File : directIncluders(Header))
      if (!Seen.test(File)) {
        Seen.set(File);
        Next.push_back(File);
      }
  };
  AddIncluders(Path);
  while (!Next.empty()) {
    std::vector<unsigned> Layer = std::exchange(Next, {});
    llvm::sort(Layer);
    if (!Take(Layer))
      break;
    for (unsigned File : Layer)
      AddIncluders(Files[File]);
  }
  return Seen;
}

void TreeScan::visitIncluders(const std::string &Path, const IncluderVisitor &Visit) const {
  walkIncluders(Path, [&](const std::vector<unsigned> &Layer) {
    return llvm::all_of(Layer, [&](unsigned File) { return Visit(Files[File]); });
  });
}

std::vector<std::string> TreeScan::filesIncluding(const std::string &Path) const {
  std::vector<std::string> Result;
  for (unsigned File : directIncluders(Path))
    Result.push_back(Files[File]);
  return Result;
}

llvm::BitVector TreeScan::withIncluders(llvm::StringRef Path) const {
  return walkIncluders(Path, [](const std::vector<unsigned> &) { return true; });
}

std::optional<unsigned> TreeScan::numberOf(llvm::StringRef Path) const {
  auto Found = llvm::lower_bound(Files, Path);
  return Found != Files.end() && *Found == Path ? std::optional<unsigned>(Found - Files.begin())
                                                : std::nullopt;
}

std::vector<std::string> TreeScan::filesNaming(const std::string &Root,
                                               const std::vector<std::string> &Names,
                                               unsigned Threads) const {
  const IdentifierScan Scan(Names);
  std::vector<std::string> Answers = askTexts(
      questionOf("naming", Names), pathsIn(Root, Files), Threads, *Cache,
      [&](size_t, llvm::StringRef Text) { return Scan.mentionsName(Text) ? "yes" : ""; },
      [](size_t, std::error_code) { return "yes"; });
  std::vector<std::string> Result;
  for (size_t I = 0; I < Files.size(); ++I)
    if (!Answers[I].empty())
      Result.push_back(Files[I]);
  return Result;
}
