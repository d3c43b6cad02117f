// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/unit/FindingText.h"

#include "checks/sources/Escapes.h"
#include "checks/sources/Lines.h"
#include "rewriters/CallSpelling.h"
#include <memory>

using namespace kphys;

std::string kphys::spellPlace(const std::string &File, unsigned Line, unsigned Column) {
  std::string Result = printableName(File) + ":";
  if (Line != 0)
    Result += std::to_string(Line) + ":";
  if (Line != 0 && Column != 0)
    Result += std::to_string(Column) + ":";
  return Result;
}

std::string kphys::spellFinding(const Finding &Of, const char *Label) {
  std::string Result = spellPlace(Of.File, Of.Line, Of.Column) + " " + Label + ": " + Of.Text +
                       " [" + Of.Check + "]\n";
  for (const PlaceNote &Each : Of.Notes)
    Result += spellPlace(Each.File, Each.Line, Each.Column) + " note: " + Each.Text + "\n";
  return Result;
}

std::string kphys::siteMessage(const std::string &Api, bool HasRewrite, const std::string &After,
                               const std::string &Reason, const std::string &Detail) {
  std::string Name = Api + (llvm::StringRef(Api).starts_with(".") ? "" : "()"); // a member has none
  if (HasRewrite)
    return Name + " can be written " + After;
  return Name + " is left for a person: " + Reason + (Detail.empty() ? "" : " (" + Detail + ")");
}

namespace {

/// The files whose lines are wanted, read once each.
class FileLines {
public:
  explicit FileLines(const TextOfFile &Read) : Read(Read) {}

  llvm::StringRef line(const std::string &File, unsigned Number) {
    std::unique_ptr<Content> &Known = Files[File];
    if (!Known)
      Known = std::make_unique<Content>(Read(File));
    return Known->Index.line(Number);
  }

private:
  struct Content {
    explicit Content(std::string From) : Text(std::move(From)), Index(Text) {}
    std::string Text;
    LineTable Index;
  };
  const TextOfFile &Read;
  std::map<std::string, std::unique_ptr<Content>> Files;
};

} // namespace

void kphys::completePlaces(std::vector<Finding> &Findings, const TextOfFile &Read) {
  FileLines Files(Read);
  auto Complete = [&](auto &Place) {
    llvm::StringRef Line = Files.line(Place.File, Place.Line);
    if (Place.Line != 0 && Place.Column == 0)
      Place.Column = Line.size() - Line.ltrim().size() + 1;
    return Line;
  };
  for (Finding &Each : Findings) {
    llvm::StringRef Line = Complete(Each);
    if (Each.Subject.empty())
      Each.Subject = foldSpace(Line);
    for (PlaceNote &Note : Each.Notes)
      Complete(Note);
  }
}
