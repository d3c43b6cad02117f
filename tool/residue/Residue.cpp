// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/Residue.h"

#include "checks/sources/RegularFile.h"

using namespace kphys;
using llvm::StringRef;

/// Sources that include a header are tried so far.
static constexpr size_t MaxIncluders = 8;

/// The directory below arch/ that \p File is in, or nothing.
static std::string architectureOfFile(StringRef File) {
  return File.consume_front("arch/") ? File.split('/').first.str() : std::string();
}

/// True for what the kernel's build has nothing to do with.
static bool isOutsideKbuild(StringRef File) {
  for (const char *Top : {"tools/", "Documentation/", "scripts/", "usr/"})
    if (File.starts_with(Top))
      return true;
  return false;
}

const Needs &Residue::needsAround(const std::string &File, unsigned Line) {
  auto [Known, IsNew] = Around[File].try_emplace(Line);
  if (IsNew)
    if (auto Source = readRegularFile(Root + "/" + File))
      Known->second = needsOfLine((*Source)->getBuffer(), Line);
  return Known->second;
}

Revealing Residue::revealedBy(const std::string &Source, const Needs &Around) {
  Revealing Result = {Source, architectureOfFile(Source), {}};
  for (Needs Way : Conditions.of(Source)) {
    Way.add(Around);
    Result.Ways.insert(std::move(Way));
  }
  return Result;
}

std::vector<Revealing> Residue::revealing(const std::string &File, unsigned Line) {
  std::vector<Revealing> Result;
  const Needs &Around = needsAround(File, Line);
  if (isOutsideKbuild(File) || !Around.canBe())
    return Result;
  auto Add = [&](const std::string &Source) {
    Revealing Next = revealedBy(Source, Around);
    if (!Next.Ways.empty())
      Result.push_back(std::move(Next));
    return Result.size() < MaxIncluders;
  };
  if (StringRef(File).ends_with(".c"))
    Add(File);
  if (!Result.empty())
    return Result;
  std::string Architecture = architectureOfFile(File);
  Text.visitIncluders(File, [&](const std::string &Each) {
    if (!StringRef(Each).ends_with(".c") || isOutsideKbuild(Each))
      return true;
    // What another architecture compiles has other headers before this one.
    std::string Its = architectureOfFile(Each);
    return Its.empty() || Architecture.empty() || Its == Architecture ? Add(Each) : true;
  });
  if (!Architecture.empty())
    for (Revealing &Each : Result)
      Each.Architecture = Architecture;
  return Result;
}

std::string Residue::describe(const std::string &File, unsigned Line,
                              const std::vector<Revealing> &Ways) {
  if (isOutsideKbuild(File))
    return "not part of the kernel: " + StringRef(File).split('/').first.str() +
           "/ has makefiles of its own";
  const Needs &Around = needsAround(File, Line);
  if (!Around.canBe())
    return "never compiled: " + Around.describe();
  if (Ways.empty())
    return StringRef(File).ends_with(".c") ? "no Makefile names it"
                                           : "no source that Kbuild compiles includes it";
  const Revealing &First = Ways.front();
  if (llvm::none_of(First.Ways, [](const Needs &Each) { return Each.canBe(); }))
    return "never compiled: " + First.Ways.begin()->describe();
  std::string Result = First.Architecture.empty() ? "" : "arch/" + First.Architecture;
  if (std::string Needed = First.Ways.begin()->describe(); !Needed.empty())
    Result += (Result.empty() ? "needs " : ", needs ") + Needed;
  if (First.Source != File)
    Result += (Result.empty() ? "in " : "; in ") + First.Source;
  return Result.empty() ? "nothing that is known to be needed is missing" : Result;
}
