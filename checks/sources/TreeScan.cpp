// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/TreeScan.h"

#include "checks/sources/Threads.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <mutex>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
namespace fs = llvm::sys::fs;

namespace {

Expected<std::vector<std::string>> listSources(const std::string &Root, const std::string &Skip) {
  std::vector<std::string> Files;
  std::error_code Code;
  for (fs::recursive_directory_iterator It(Root, Code, /*follow_symlinks=*/false), End; It != End;
       It.increment(Code)) {
    if (Code)
      return llvm::createStringError(Root + ": " + Code.message());
    llvm::StringRef Path = It->path();
    if (It->type() == fs::file_type::directory_file) {
      if (llvm::sys::path::filename(Path).starts_with(".") || Path == Skip)
        It.no_push();
    } else if (It->type() == fs::file_type::regular_file &&
               (Path.ends_with(".c") || Path.ends_with(".h"))) {
      Files.push_back(Path.drop_front(Root.size() + 1).str());
    }
  }
  if (Code)
    return llvm::createStringError(Root + ": " + Code.message());
  llvm::sort(Files);
  return Files;
}

/// Hands the text of every file to \p Look(index, text), on several threads at once.
template <typename Function>
Error forEachText(const std::string &Root, const std::vector<std::string> &Files, unsigned Threads,
                  Function Look) {
  std::mutex ErrorLock;
  std::map<size_t, std::string> Errors;
  onThreads(Files.size(), Threads, [&](size_t I) {
    std::string Path = Root + "/" + Files[I];
    auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/true);
    if (!Buffer) {
      std::lock_guard Guard(ErrorLock);
      Errors[I] = "cannot read " + Path + ": " + Buffer.getError().message();
      return;
    }
    Look(I, (*Buffer)->getBuffer());
  });
  if (!Errors.empty())
    return llvm::createStringError(Errors.begin()->second);
  return Error::success();
}

/// The mentions of catalog names in \p Text. A member counts where it is used, and in the header
/// that declares it.
std::vector<Occurrence> catalogOccurrences(const Catalog &Names, const std::string &Path,
                                           llvm::StringRef Text) {
  std::vector<Occurrence> Result = lexOccurrences(Names.names(), Text);
  llvm::erase_if(Result, [&](const Occurrence &Found) {
    const Api &Known = Names.apis()[Found.Name];
    return Known.How == Api::Form::Member && Found.How != Access::Member &&
           !(Found.How == Access::Declarator && Path == Known.Header);
  });
  return Result;
}

/// The macros of header \p Path whose body has one of \p Mentions.
std::set<std::string> forwarders(llvm::StringRef Path, const std::vector<Occurrence> &Mentions) {
  std::set<std::string> Macros;
  if (Path.ends_with(".h"))
    for (const Occurrence &Mention : Mentions)
      if (!Mention.Macro.empty() && !Mention.NamesMacro)
        Macros.insert(Mention.Macro);
  return Macros;
}

} // namespace

Expected<TreeScan> TreeScan::read(const std::string &Root, const std::string &Skip,
                                  const Catalog &Names, unsigned Threads) {
  Expected<std::vector<std::string>> Files = listSources(Root, Skip);
  if (!Files)
    return Files.takeError();
  TreeScan Result;
  Result.Files = std::move(*Files);

  std::vector<std::string> Wanted;
  for (const Api &Known : Names.apis())
    Wanted.push_back(Known.Name);
  IdentifierScan Scan(Wanted);
  std::vector<std::vector<Occurrence>> Occurrences(Result.Files.size());
  std::vector<std::vector<std::string>> Includes(Result.Files.size());
  if (Error E = forEachText(Root, Result.Files, Threads, [&](size_t I, llvm::StringRef Text) {
        QuickScan Quick = Scan.look(Text);
        Includes[I].assign(Quick.Includes.begin(), Quick.Includes.end());
        if (Quick.MentionsName)
          Occurrences[I] = catalogOccurrences(Names, Result.Files[I], Text);
      }))
    return std::move(E);

  for (size_t I = 0; I < Result.Files.size(); ++I) {
    if (!Occurrences[I].empty())
      Result.Found.emplace(Result.Files[I], std::move(Occurrences[I]));
    for (std::string &Name : Includes[I]) {
      llvm::StringRef Base = llvm::sys::path::filename(Name);
      Result.IncludersByBaseName[Base].emplace_back(I, std::move(Name));
    }
  }
  if (Error E = Result.scanForwarders(Root, Threads))
    return std::move(E);
  return Result;
}

Error TreeScan::scanForwarders(const std::string &Root, unsigned Threads) {
  std::set<std::string> Known, Round;
  auto Add = [&](const std::string &Path, const std::vector<Occurrence> &Mentions) {
    std::set<std::string> Macros = forwarders(Path, Mentions);
    if (!Macros.empty())
      ForwarderHeaders.insert(Path);
    Round.merge(Macros);
  };
  for (const auto &[Path, Mentions] : Found)
    Add(Path, Mentions);
  while (!Round.empty()) {
    Known.insert(Round.begin(), Round.end());
    llvm::StringMap<unsigned> Names;
    for (const std::string &Name : Round)
      Names[Name] = 0;
    IdentifierScan Scan({Round.begin(), Round.end()});
    std::vector<std::vector<Occurrence>> Mentions(Files.size());
    if (Error E = forEachText(Root, Files, Threads, [&](size_t I, llvm::StringRef Text) {
          if (Scan.look(Text).MentionsName)
            Mentions[I] = lexOccurrences(Names, Text);
        }))
      return E;
    Round.clear();
    for (size_t I = 0; I < Files.size(); ++I) {
      if (!Mentions[I].empty())
        ForwarderUsers.insert(Files[I]);
      Add(Files[I], Mentions[I]);
    }
    std::erase_if(Round, [&](const std::string &Name) { return Known.count(Name) != 0; });
  }
  return Error::success();
}

std::vector<std::string> TreeScan::includers(const std::string &Path) const {
  std::vector<std::string> Result;
  std::set<std::string> Seen = {Path};
  std::vector<std::string> Layer = {Path};
  while (!Layer.empty()) {
    std::set<std::string> Next;
    for (const std::string &Header : Layer) {
      auto Candidates = IncludersByBaseName.find(llvm::sys::path::filename(Header));
      if (Candidates == IncludersByBaseName.end())
        continue;
      for (const auto &[File, Spelled] : Candidates->second) {
        llvm::StringRef Tail = llvm::StringRef(Spelled);
        while (Tail.consume_front("../") || Tail.consume_front("./"))
          ;
        if (llvm::StringRef(Header).ends_with(Tail) && Seen.insert(Files[File]).second)
          Next.insert(Files[File]);
      }
    }
    Layer.assign(Next.begin(), Next.end());
    Result.insert(Result.end(), Layer.begin(), Layer.end());
  }
  return Result;
}
