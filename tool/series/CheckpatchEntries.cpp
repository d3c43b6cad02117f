// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/series/CheckpatchEntries.h"

#include "checks/sources/RegularFile.h"

using namespace kphys;
using llvm::StringRef;

static constexpr const char *Script = "scripts/checkpatch.pl";

/// One line of the table, in columns as it has them.
static std::string entry(const std::string &Old, const std::string &New) {
  constexpr size_t TabWidth = 8, Column = 48;
  std::string Line = "\t\"" + Old + "\"";
  size_t At = TabWidth + Old.size() + 2;
  do {
    Line += '\t';
    At = (At / TabWidth + 1) * TabWidth;
  } while (At < Column);
  return Line + "=> \"" + New + "\",\n";
}

llvm::Expected<EditedFile> kphys::checkpatchEntries(const std::string &TreeRoot,
                                                    const Catalog &Names,
                                                    const TargetProfile &Profile) {
  std::string Path = TreeRoot + "/" + Script;
  auto Buffer = readRegularFileIn(TreeRoot, Script);
  if (!Buffer)
    return llvm::createStringError("cannot read " + Path + ": " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  constexpr StringRef Head = "our %deprecated_apis = (\n";
  size_t Begin = Text.find(Head);
  size_t End = Text.find("\n);", Begin);
  if (Begin == StringRef::npos || End == StringRef::npos)
    return llvm::createStringError(Path + " has no table of deprecated functions");
  Begin += Head.size();
  StringRef Table = Text.slice(Begin, End);
  std::string Added;
  for (const Api &Each : Names.apis()) {
    if (Each.How != Api::Form::Call || Each.Level != 0 || !Each.hasRule() ||
        Profile.missing().count(Each.feature().str()) || Table.contains("\"" + Each.Name + "\""))
      continue;
    const std::string &New = Each.Replace ? Each.Replace->Callee : Each.Maps->Becomes;
    Added += entry(Each.Name, New);
  }
  if (Added.empty())
    return llvm::createStringError(Path + " has all of them already");
  return EditedFile{Script, Text.str(), {{static_cast<unsigned>(Begin), 0, std::move(Added)}}};
}
