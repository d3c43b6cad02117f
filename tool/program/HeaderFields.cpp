// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/HeaderFields.h"

#include "checks/sources/IncludeName.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr const char *Quoted = "quoted headers", *Declared = "declared addresses",
                     *Used = "used addresses ";

/// The lines of an answer.
std::vector<std::string> lines(StringRef Text) {
  std::vector<std::string> Result;
  for (StringRef Each : llvm::split(Text, '\n'))
    if (!Each.empty())
      Result.push_back(Each.str());
  return Result;
}

/// What \p Text includes in quotes, a line each.
std::string quotedHeaders(StringRef Text) {
  std::string Result;
  for (size_t At = 0; (At = Text.find('#', At)) != StringRef::npos; ++At)
    if (IncludeName Included = includeAt(Text, At); Included.IsQuoted)
      Result += Included.File.str() + "\n";
  return Result;
}

/// The names that \p Text declares with one of \p Types, a line each.
std::string declaredNames(StringRef Text, const std::set<std::string> &Types) {
  std::set<std::string> Names;
  for (const std::string &Type : Types)
    for (size_t At = 0; (At = findWord(Text, Type, At)) != StringRef::npos; At += Type.size()) {
      StringRef Name = leadingWord(Text.substr(At + Type.size()).ltrim(" \t\n*"));
      if (isWord(Name))
        Names.insert(Name.str());
    }
  return llvm::join(Names, "\n");
}

/// True if \p Text takes a member of one of \p Names, or calls it.
bool uses(StringRef Text, const llvm::StringSet<> &Names) {
  return anyWordUse(Text, [&](const WordUse &Each) {
    return (Each.IsMember || Each.IsCall) && Names.contains(Each.Word);
  });
}

class Finder {
public:
  Finder(const Project &Of, const std::set<std::string> &Types, RunCache &Cache, unsigned Threads)
      : Of(Of), Types(Types), Cache(Cache), Threads(Threads) {}

  void find(std::vector<char> &Deals) {
    Cache.load(Quoted);
    Cache.load(Declared);
    for (size_t I = 0; I < Deals.size(); ++I)
      if (!Deals[I] && !Of.Units[I].isAssembly())
        Asked.push_back(I);
    std::vector<std::string> Headers = answers(
        Asked.size(), [](size_t) { return Quoted; },
        [](size_t, StringRef Text) { return quotedHeaders(Text); });
    std::vector<size_t> Left;
    for (size_t K = 0; K < Asked.size(); ++K) {
      llvm::StringSet<> Names;
      std::set<std::string> Seen;
      addNames(pathOf(K), Headers[K], Names, Seen);
      if (!Names.empty()) {
        Left.push_back(Asked[K]);
        NamesOf.push_back(std::move(Names));
      }
    }
    Asked = std::move(Left);
    std::vector<std::string> Questions;
    for (const llvm::StringSet<> &Names : NamesOf)
      Questions.push_back(question(Names));
    for (const std::string &Each : std::set<std::string>(Questions.begin(), Questions.end()))
      Cache.load(Each);
    std::vector<std::string> Uses = answers(
        Asked.size(), [&](size_t K) -> const std::string & { return Questions[K]; },
        [&](size_t K, StringRef Text) { return uses(Text, NamesOf[K]) ? "yes" : "no"; });
    for (size_t K = 0; K < Asked.size(); ++K)
      Deals[Asked[K]] = Uses[K] == "yes";
  }

private:
  const std::string &pathOf(size_t K) const { return Of.Units[Asked[K]].Command.File; }

  static std::string question(const llvm::StringSet<> &Names) {
    std::vector<StringRef> Sorted;
    for (const auto &Each : Names)
      Sorted.push_back(Each.getKey());
    llvm::sort(Sorted);
    return Used + llvm::utohexstr(llvm::xxh3_64bits(llvm::join(Sorted, " ")));
  }

  /// The answers of earlier runs, and of \p Work, about the units that are asked.
  template <typename Question, typename Function>
  std::vector<std::string> answers(size_t Count, const Question &Ask, const Function &Work) {
    std::vector<std::string> Result(Count);
    std::vector<char> IsNew(Count);
    onThreads(Count, Threads, [&](size_t K) {
      if (std::optional<std::string> Known = Cache.recall(Ask(K), pathOf(K))) {
        Result[K] = std::move(*Known);
        return;
      }
      auto Text = readRegularFile(pathOf(K));
      Result[K] = Text ? Work(K, (*Text)->getBuffer()) : std::string();
      IsNew[K] = 1;
    });
    for (size_t K = 0; K < Count; ++K)
      if (IsNew[K])
        Cache.remember(Ask(K), pathOf(K), Result[K]);
    return Result;
  }

  /// Adds what the headers \p Quoted of \p Includer declare, and those that they include.
  void addNames(StringRef Includer, StringRef Headers, llvm::StringSet<> &Names,
                std::set<std::string> &Seen) {
    for (const std::string &Header : lines(Headers)) {
      llvm::SmallString<256> Path = llvm::sys::path::parent_path(Includer);
      llvm::sys::path::append(Path, Header);
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      if (!Seen.insert(Path.str().str()).second)
        continue;
      const File &Known = read(Path.str().str());
      for (const std::string &Name : lines(Known.Declares))
        Names.insert(Name);
      addNames(Path, Known.Quotes, Names, Seen);
    }
  }

  struct File {
    std::string Quotes, Declares;
  };

  const File &read(const std::string &Path) {
    auto [Known, IsNew] = Files.try_emplace(Path);
    if (!IsNew)
      return Known->second;
    std::optional<std::string> Quotes = Cache.recall(Quoted, Path),
                               Declares = Cache.recall(Declared, Path);
    if (!Quotes || !Declares)
      if (auto Text = readRegularFile(Path)) {
        Cache.remember(Quoted, Path, *(Quotes = quotedHeaders((*Text)->getBuffer())));
        Cache.remember(Declared, Path, *(Declares = declaredNames((*Text)->getBuffer(), Types)));
      }
    Known->second = {Quotes.value_or(""), Declares.value_or("")};
    return Known->second;
  }

  const Project &Of;
  const std::set<std::string> &Types;
  RunCache &Cache;
  const unsigned Threads;
  std::vector<size_t> Asked; ///< units, by number
  std::vector<llvm::StringSet<>> NamesOf;
  std::map<std::string, File> Files; ///< headers, by path; a map: read() hands out references
};

} // namespace

void kphys::addUsersOfHeaderFields(const Project &Of, const std::set<std::string> &Types,
                                   RunCache &Cache, unsigned Threads, std::vector<char> &Deals) {
  Finder(Of, Types, Cache, Threads).find(Deals);
}
