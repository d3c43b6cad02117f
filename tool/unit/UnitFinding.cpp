// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/UnitFinding.h"

#include "llvm/Support/Path.h"

using namespace kphys;

namespace kphys {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FindingNote, File, Line, Column, Text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitFinding, File, Line, Column, Check, Message, Function,
                                   Subject, Notes, Edits)
} // namespace kphys

static std::string place(const std::string &File, unsigned Line, unsigned Column,
                         const std::string &Root) {
  std::string Result =
      Root.empty() || llvm::sys::path::is_absolute(File) ? File : Root + "/" + File;
  Result += ":";
  if (Line != 0)
    Result += std::to_string(Line) + ":";
  if (Line != 0 && Column != 0)
    Result += std::to_string(Column) + ":";
  return Result;
}

std::string kphys::spellFinding(const UnitFinding &Of, const std::string &Root) {
  std::string Result = place(Of.File, Of.Line, Of.Column, Root) + " warning: " + Of.Message + " [" +
                       Of.Check + "]\n";
  for (const FindingNote &Each : Of.Notes)
    Result += place(Each.File, Each.Line, Each.Column, Root) + " note: " + Each.Text + "\n";
  return Result;
}
