// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/residue/KconfigHints.h"

#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace kphys;
using llvm::StringRef;
namespace fs = llvm::sys::fs;

/// What selects what selects a symbol is followed so far.
static constexpr unsigned MaxDepth = 4;

/// True for a file that \p Directory below arch/ may have a say in.
static bool isOfArchitecture(StringRef File, StringRef Directory) {
  return !File.consume_front("arch/") || !File.contains('/') || File.split('/').first == Directory;
}

KconfigHints::KconfigHints(const std::string &Root) {
  std::error_code Code;
  std::set<std::string> Files;
  for (fs::recursive_directory_iterator Each(Root, Code, /*follow_symlinks=*/false), End;
       Each != End && !Code; Each.increment(Code)) {
    StringRef Name = llvm::sys::path::filename(Each->path());
    if (Name.starts_with("."))
      Each.no_push();
    else if (Name.starts_with("Kconfig") && Each->type() == fs::file_type::regular_file)
      Files.insert(Each->path());
  }
  for (const std::string &File : Files)
    if (auto Text = readRegularFile(File))
      read(StringRef(File).drop_front(Root.size() + 1), (*Text)->getBuffer());
}

void KconfigHints::read(StringRef File, StringRef Text) {
  std::string Name;
  std::vector<std::string> Around; ///< conditions of the `if` blocks
  Symbol *Now = nullptr;
  for (StringRef Line : llvm::split(Text, '\n')) {
    Line = Line.trim();
    auto [Word, Rest] = Line.split(' ');
    Rest = Rest.trim();
    if (Word == "config" || Word == "menuconfig") {
      Name = Rest.str();
      Definitions &Known = Symbols[Name];
      Known.push_back({false, File.str(), Around});
      Now = &Known.back();
    } else if (Word == "if") {
      Around.push_back(Rest.str());
      Now = nullptr;
    } else if (Word == "endif") {
      if (!Around.empty())
        Around.pop_back();
      Now = nullptr;
    } else if (Word == "choice" || Word == "menu" || Word == "endmenu" || Word == "endchoice") {
      Now = nullptr;
    } else if (Now && (Word == "bool" || Word == "tristate" || Word == "prompt")) {
      Now->HasPrompt |= Rest.starts_with("\"");
    } else if (Now && Word == "depends" && Rest.consume_front("on ")) {
      Now->Depends.push_back(Rest.trim().str());
    } else if (Now && Word == "select") {
      SelectedBy[Rest.split(' ').first.str()].emplace_back(Name, File.str());
    }
  }
}

/// \p Text, a condition of Kconfig, as one of the preprocessor.
static std::string asCondition(StringRef Text) {
  std::string Result;
  while (!Text.empty()) {
    StringRef Word = leadingWord(Text);
    if (Word.empty()) {
      Result += Text.front();
      Text = Text.drop_front();
      continue;
    }
    Result += (Word == "n" || Word == "y" || Word == "m" ? "" : "CONFIG_") + Word.str();
    Text = Text.drop_front(Word.size());
  }
  return Result;
}

/// Where \p Name is defined for the architecture, with a prompt if it has one anywhere.
const KconfigHints::Symbol *KconfigHints::definition(const std::string &Name,
                                                     StringRef Directory) const {
  const Symbol *Result = nullptr;
  if (auto Known = Symbols.find(Name); Known != Symbols.end())
    for (const Symbol &Each : Known->second)
      if (isOfArchitecture(Each.File, Directory) && (!Result || Each.HasPrompt))
        Result = &Each;
  return Result;
}

void KconfigHints::widen(const std::string &Name, StringRef Directory, unsigned Depth,
                         Needs &Into) const {
  const Symbol *Defined = definition(Name, Directory);
  if (!Defined || Depth == MaxDepth)
    return;
  Needs Further;
  for (const std::string &Condition : Defined->Depends)
    Further.add(needsOfCondition(asCondition(Condition)));
  if (!Defined->HasPrompt)
    if (auto Selecting = SelectedBy.find(Name); Selecting != SelectedBy.end())
      for (const auto &[Other, File] : Selecting->second)
        if (isOfArchitecture(File, Directory)) {
          Further.add(Other, true);
          break;
        }
  for (const auto &[Symbol, IsSet] : Further.Symbols)
    if (Symbols.count(Symbol) && !Into.Symbols.count(Symbol)) {
      Into.add(Symbol, IsSet);
      if (IsSet)
        widen(Symbol, Directory, Depth + 1, Into);
      else
        unset(Symbol, Directory, Depth + 1, Into);
    }
}

void KconfigHints::unset(const std::string &Name, StringRef Directory, unsigned Depth,
                         Needs &Into) const {
  auto Selecting = SelectedBy.find(Name);
  if (Selecting == SelectedBy.end() || Depth >= MaxDepth)
    return;
  for (const auto &[Other, File] : Selecting->second)
    if (isOfArchitecture(File, Directory) && Into.Symbols.try_emplace(Other, false).second)
      unset(Other, Directory, Depth + 1, Into);
}

Needs KconfigHints::widened(const Needs &Of, StringRef Directory) const {
  Needs Result = Of;
  for (const auto &[Name, IsSet] : Of.Symbols)
    if (IsSet)
      widen(Name, Directory, 0, Result);
    else
      unset(Name, Directory, 0, Result);
  return Result;
}

std::string KconfigHints::describe(const std::string &Name) const {
  auto Known = Symbols.find(Name);
  if (Known == Symbols.end())
    return "no Kconfig has " + Name;
  const Symbol &First = Known->second.front();
  return Name + (First.Depends.empty() ? " is in " + First.File
                                       : " depends on " + llvm::join(First.Depends, " && "));
}
