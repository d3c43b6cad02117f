// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/HeaderFields.h"

#include "checks/sources/IncludeName.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;

namespace {

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
  Finder(const Project &Of, const std::set<std::string> &Types, TextCache &Cache, unsigned Threads)
      : Of(Of), Types(Types), Cache(Cache), Threads(Threads) {}

  void find(std::vector<char> &Deals) {
    std::vector<size_t> Units;
    std::vector<std::string> Sources;
    for (size_t I = 0; I < Deals.size(); ++I)
      if (!Deals[I] && !Of.Units[I].isAssembly()) {
        Units.push_back(I);
        Sources.push_back(Of.Units[I].Command.File);
      }
    std::vector<std::vector<size_t>> Own; // headers, by unit
    std::vector<std::string> Quotes = quotesOf(Sources);
    for (size_t K = 0; K < Sources.size(); ++K)
      Own.push_back(numbersOf(Sources[K], Quotes[K]));
    readHeaders();

    std::vector<size_t> Left;
    std::vector<std::string> LeftSources;
    std::vector<llvm::StringSet<>> Names;
    for (size_t K = 0; K < Units.size(); ++K)
      if (llvm::StringSet<> Found = namesIn(std::move(Own[K])); !Found.empty()) {
        Left.push_back(Units[K]);
        LeftSources.push_back(std::move(Sources[K]));
        Names.push_back(std::move(Found));
      }
    std::vector<std::string> Marks; // what tells one set of names from another
    for (const llvm::StringSet<> &Each : Names)
      Marks.push_back(markOf(Each));
    std::vector<std::string> Uses = askTexts(
        "used addresses", LeftSources, Threads, Cache,
        [&](size_t K, StringRef Text) { return Marks[K] + (uses(Text, Names[K]) ? "yes" : "no"); },
        [](size_t, std::error_code) { return ""; },
        [&](size_t K, StringRef Known) { return Known.starts_with(Marks[K]); });
    for (size_t K = 0; K < Left.size(); ++K)
      Deals[Left[K]] = StringRef(Uses[K]).ends_with("yes");
  }

private:
  struct Header {
    std::vector<std::string> Declares;
    std::vector<size_t> Quotes; ///< by number
  };

  static std::string markOf(const llvm::StringSet<> &Names) {
    std::vector<StringRef> Sorted;
    for (const auto &Each : Names)
      Sorted.push_back(Each.getKey());
    llvm::sort(Sorted);
    return llvm::utohexstr(llvm::xxh3_64bits(llvm::join(Sorted, " "))) + " ";
  }

  std::vector<std::string> quotesOf(const std::vector<std::string> &Paths) {
    return askTexts("quoted headers", Paths, Threads, Cache,
                    [](size_t, StringRef Text) { return quotedHeaders(Text); });
  }

  /// The numbers of the headers that \p Includer quotes, as \p Quotes, lines, have them.
  std::vector<size_t> numbersOf(StringRef Includer, StringRef Quotes) {
    std::vector<size_t> Result;
    for (const std::string &Each : lines(Quotes)) {
      llvm::SmallString<256> Path = llvm::sys::path::parent_path(Includer);
      llvm::sys::path::append(Path, Each);
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      auto [Known, IsNew] = NumberOf.try_emplace(Path, HeaderPaths.size());
      if (IsNew)
        HeaderPaths.push_back(Path.str().str());
      Result.push_back(Known->second);
    }
    return Result;
  }

  /// Reads the headers that have a number, and those that they quote.
  void readHeaders() {
    while (Headers.size() < HeaderPaths.size()) {
      const std::vector<std::string> Next(HeaderPaths.begin() + Headers.size(), HeaderPaths.end());
      std::vector<std::string> Quotes = quotesOf(Next);
      std::vector<std::string> Declares =
          askTexts("declared addresses", Next, Threads, Cache,
                   [&](size_t, StringRef Text) { return declaredNames(Text, Types); });
      for (size_t I = 0; I < Next.size(); ++I)
        Headers.push_back({lines(Declares[I]), numbersOf(Next[I], Quotes[I])});
    }
  }

  /// What the headers \p Of declare, and those that they quote.
  llvm::StringSet<> namesIn(std::vector<size_t> Of) const {
    llvm::StringSet<> Result;
    llvm::DenseSet<size_t> Seen;
    while (!Of.empty()) {
      size_t Number = Of.back();
      Of.pop_back();
      if (!Seen.insert(Number).second)
        continue;
      for (const std::string &Name : Headers[Number].Declares)
        Result.insert(Name);
      llvm::append_range(Of, Headers[Number].Quotes);
    }
    return Result;
  }

  const Project &Of;
  const std::set<std::string> &Types;
  TextCache &Cache;
  const unsigned Threads;
  llvm::StringMap<size_t> NumberOf; ///< of headers, by path
  std::vector<std::string> HeaderPaths;
  std::vector<Header> Headers;
};

} // namespace

void kphys::addUsersOfHeaderFields(const Project &Of, const std::set<std::string> &Types,
                                   TextCache &Cache, unsigned Threads, std::vector<char> &Deals) {
  Finder(Of, Types, Cache, Threads).find(Deals);
}
