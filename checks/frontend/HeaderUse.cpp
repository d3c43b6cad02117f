// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/HeaderUse.h"

#include "checks/sources/Paths.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include <filesystem>

using namespace kphys;
using clang::MacroDefinition;
using clang::SourceLocation;
using clang::SourceRange;
using clang::Token;

namespace {

class HeaderUseRecorder : public clang::PPCallbacks {
public:
  HeaderUseRecorder(const clang::SourceManager &Sources, HeaderUse &Use)
      : Sources(Sources), Use(Use), Directory(std::filesystem::current_path()) {}

  void InclusionDirective(SourceLocation Where, const Token &, llvm::StringRef, bool,
                          clang::CharSourceRange, clang::OptionalFileEntryRef File, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (File)
      Use.Includes[path(Sources.getFileID(Where))].insert(absolutePath(File->getName(), Directory));
  }

  void LexedFileChanged(clang::FileID Entered, LexedFileChangeReason,
                        clang::SrcMgr::CharacteristicKind, clang::FileID, SourceLocation) override {
    Current = Entered;
  }

  void MacroExpands(const Token &Name, const MacroDefinition &Macro, SourceRange,
                    const clang::MacroArgs *) override {
    noteMacro(Name.getLocation(), Macro);
  }
  void Defined(const Token &Name, const MacroDefinition &Macro, SourceRange) override {
    noteMacro(Name.getLocation(), Macro);
  }
  void Ifdef(SourceLocation Where, const Token &, const MacroDefinition &Macro) override {
    noteMacro(Where, Macro);
  }
  void Ifndef(SourceLocation Where, const Token &, const MacroDefinition &Macro) override {
    noteMacro(Where, Macro);
  }
  void Elifdef(SourceLocation Where, const Token &, const MacroDefinition &Macro) override {
    noteMacro(Where, Macro);
  }
  void Elifndef(SourceLocation Where, const Token &, const MacroDefinition &Macro) override {
    noteMacro(Where, Macro);
  }

private:
  void noteMacro(SourceLocation Where, const MacroDefinition &Macro) {
    const clang::MacroInfo *Info = Macro.getMacroInfo();
    if (!Info)
      return;
    // What a macro expands to is expanded in the file that the macro is used in.
    clang::FileID User = Where.isFileID() ? Sources.getFileID(Where) : Current;
    if (!Seen.insert({User, Info}).second)
      return;
    clang::FileID Definer = Sources.getFileID(Info->getDefinitionLoc());
    if (User == Definer)
      return;
    if (const std::string &From = path(Definer); !From.empty())
      Use.Macros[path(User)].insert(From);
  }

  /// An empty string for what is no file: HeaderUse::CommandLine.
  const std::string &path(clang::FileID Id) {
    auto [Known, IsNew] = Paths.try_emplace(Id);
    if (IsNew)
      if (clang::OptionalFileEntryRef File = Sources.getFileEntryRefForID(Id))
        Known->second = absolutePath(File->getName(), Directory);
    return Known->second;
  }

  const clang::SourceManager &Sources;
  HeaderUse &Use;
  std::string Directory;
  clang::FileID Current;                      ///< that is being lexed
  std::map<clang::FileID, std::string> Paths; // a map: path() hands out references
  llvm::DenseSet<std::pair<clang::FileID, const clang::MacroInfo *>> Seen;
};

} // namespace

std::vector<std::string> HeaderUse::files(const std::string &Main) const {
  std::set<std::string> Result = {Main};
  for (const auto &[File, Included] : Includes)
    Result.insert(Included.begin(), Included.end());
  return {Result.begin(), Result.end()};
}

void kphys::recordHeaderUse(clang::Preprocessor &Macros, HeaderUse &Use) {
  Macros.addPPCallbacks(std::make_unique<HeaderUseRecorder>(Macros.getSourceManager(), Use));
}

std::set<std::string> kphys::reach(const FileGraph &Graph, std::vector<std::string> Seeds) {
  std::set<std::string> Result;
  while (!Seeds.empty()) {
    std::string Next = std::move(Seeds.back());
    Seeds.pop_back();
    auto Known = Graph.find(Next);
    if (Result.insert(std::move(Next)).second && Known != Graph.end())
      Seeds.insert(Seeds.end(), Known->second.begin(), Known->second.end());
  }
  return Result;
}
