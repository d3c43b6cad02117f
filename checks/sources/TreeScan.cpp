// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/TreeScan.h"

#include "checks/sources/Paths.h"
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
        for (llvm::StringRef Name : includesIn(Text))
          Includes[I].push_back(Name.str());
        if (Scan.mentionsName(Text))
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
          if (Scan.mentionsName(Text))
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

void TreeScan::visitIncluders(const std::string &Path, const IncluderVisitor &Visit) const {
  std::set<llvm::StringRef> Seen = {Path}, Layer = {Path};
  while (!Layer.empty()) {
    std::set<llvm::StringRef> Next;
    for (llvm::StringRef Header : Layer) {
      auto Candidates = IncludersByBaseName.find(llvm::sys::path::filename(Header));
      if (Candidates == IncludersByBaseName.end())
        continue;
      for (const auto &[File, Spelled] : Candidates->second)
        if (mayMean(Spelled, Files[File], Header) && Seen.insert(Files[File]).second)
          Next.insert(Files[File]);
    }
    for (llvm::StringRef File : Next)
      if (!Visit(File.str()))
        return;
    Layer = std::move(Next);
  }
}
