// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/UnitFinding.h"

#include "checks/sources/Escapes.h"

using namespace kphys;

static std::string place(const std::string &File, unsigned Line, unsigned Column) {
  std::string Result = printableName(File) + ":";
  if (Line != 0)
    Result += std::to_string(Line) + ":";
  if (Line != 0 && Column != 0)
    Result += std::to_string(Column) + ":";
  return Result;
}

std::string kphys::spellFinding(const UnitFinding &Of) {
  std::string Result =
      place(Of.File, Of.Line, Of.Column) + " warning: " + Of.Message + " [" + Of.Check + "]\n";
  for (const FindingNote &Each : Of.Notes)
    Result += place(Each.File, Each.Line, Each.Column) + " note: " + Each.Text + "\n";
  return Result;
}

std::string kphys::siteMessage(const std::string &Api, bool HasRewrite, const std::string &After,
                               const std::string &Reason, const std::string &Detail) {
  std::string Name = Api + (llvm::StringRef(Api).starts_with(".") ? "" : "()"); // a member has none
  if (HasRewrite)
    return Name + " can be written " + After;
  return Name + " is left for a person: " + Reason + (Detail.empty() ? "" : " (" + Detail + ")");
}
