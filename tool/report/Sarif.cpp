// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/Sarif.h"

#include "checks/sources/Lines.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::StringRef;
using Json = nlohmann::ordered_json;

namespace {

// What GitHub takes of a file; it refuses one with more.
constexpr size_t MaxResults = 25000;
constexpr size_t MaxSteps = 1000;

/// Places in the text of one file, as SARIF counts them: lines and characters from 1.
class Places {
public:
  explicit Places(std::string Contents) : Text(std::move(Contents)), Lines(Text) {}
  Places(const Places &) = delete;

  /// The column in characters of byte \p Column of line \p Line; the same where the text is not at
  /// hand.
  unsigned column(unsigned Line, unsigned Column) const {
    size_t Start = Lines.start(Line);
    if (Line == 0 || Line > Lines.count() || Start + Column - 1 > Text.size())
      return Column;
    return characters(Start, Start + Column - 1) + 1;
  }

  /// The region of \p Length bytes from \p Offset, if there are as many.
  std::optional<Json> region(unsigned Offset, unsigned Length) const {
    if (Text.empty() || Offset + size_t(Length) > Text.size())
      return std::nullopt;
    auto [Line, Column] = locate(Offset);
    auto [EndLine, EndColumn] = locate(Offset + Length);
    return Json{{"startLine", Line},
                {"startColumn", Column},
                {"endLine", EndLine},
                {"endColumn", EndColumn}};
  }

private:
  std::pair<unsigned, unsigned> locate(unsigned Offset) const {
    unsigned Line = Lines.numberAt(Offset);
    return {Line, characters(Lines.start(Line), Offset) + 1};
  }

  /// Bytes that do not continue a character of UTF-8.
  unsigned characters(size_t From, size_t To) const {
    return llvm::count_if(StringRef(Text).slice(From, To),
                          [](char C) { return (static_cast<unsigned char>(C) & 0xC0) != 0x80; });
  }

  const std::string Text;
  const LineTable Lines;
};

std::string encoded(StringRef Path) {
  std::string Result;
  for (char C : Path)
    if (llvm::isAlnum(C) || StringRef("-._~/+").contains(C))
      Result += C;
    else
      Result += "%" + llvm::toHex(StringRef(&C, 1));
  return Result;
}

class Writer {
public:
  Writer(const std::vector<CheckRow> &Table, const TextOfFile &Read) : Table(Table), Read(Read) {}

  SarifLog write(std::vector<Finding> Findings) {
    cut(Findings);
    std::set<std::string> Names;
    for (const Finding &Each : Findings)
      Names.insert(Each.Check);
    Json Results = Json::array();
    for (const Finding &Each : Findings)
      Results.push_back(result(Each, std::distance(Names.begin(), Names.find(Each.Check))));
    Json Driver = {{"name", "kphys"}, {"version", KPHYS_VERSION}, {"rules", Json::array()}};
    for (const std::string &Name : Names)
      Driver["rules"].push_back(rule(Name));
    Json Notifications = Json::array();
    for (const std::string &Text : Log.Cuts)
      Notifications.push_back({{"level", "warning"}, {"message", {{"text", Text}}}});
    Json Invocation = {{"executionSuccessful", true},
                       {"toolExecutionNotifications", std::move(Notifications)}};
    Json Run = {
        {"tool", {{"driver", std::move(Driver)}}},
        {"columnKind", "unicodeCodePoints"},
        {"originalUriBaseIds",
         {{"SRCROOT", {{"description", {{"text", "the top of the kernel tree"}}}}}}},
        {"invocations", Json::array({std::move(Invocation)})},
        {"results", std::move(Results)},
    };
    Json Document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                     {"version", "2.1.0"},
                     {"runs", Json::array({std::move(Run)})}};
    Log.Text = Document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return std::move(Log);
  }

private:
  /// Keeps the findings that matter most where there are too many.
  void cut(std::vector<Finding> &Findings) {
    llvm::sort(Findings);
    if (Findings.size() <= MaxResults)
      return;
    Log.Cuts.push_back("only " + std::to_string(MaxResults) + " of " +
                       std::to_string(Findings.size()) +
                       " findings are in this file, the most severe: more are not accepted");
    llvm::sort(Findings, [](const Finding &A, const Finding &B) {
      return A.IsA != B.IsA ? A.IsA < B.IsA : A < B;
    });
    Findings.resize(MaxResults);
    llvm::sort(Findings);
  }

  Json rule(const std::string &Name) const {
    auto Row = llvm::find_if(Table, [&](const CheckRow &Each) { return Each.Name == Name; });
    std::string Summary = Row == Table.end() ? Name : Row->Summary;
    Json Result = {{"id", Name}, {"shortDescription", {{"text", Summary}}}};
    if (Row == Table.end())
      return Result;
    std::string Page = "docs/" + Row->Page;
    Result["help"] = {{"text", Summary + ". Described in " + Page + " of kphys."},
                      {"markdown", Summary + ". Described in `" + Page + "` of kphys."}};
    if (StringRef Base = KPHYS_DOCS_URI; !Base.empty())
      Result["helpUri"] = Base.str() + "/" + Row->Page;
    return Result;
  }

  const Places &places(const std::string &File) {
    auto Known = Texts.find(File);
    if (Known == Texts.end())
      Known = Texts.try_emplace(File, Read(File)).first;
    return Known->second;
  }

  static Json artifact(const std::string &File) {
    if (llvm::sys::path::is_absolute(File))
      return {{"uri", "file://" + encoded(File)}};
    return {{"uri", encoded(File)}, {"uriBaseId", "SRCROOT"}};
  }

  Json physical(const std::string &File, unsigned Line, unsigned Column) {
    Json Result = {{"artifactLocation", artifact(File)}};
    if (Line == 0)
      return Result;
    Result["region"] = {{"startLine", Line}};
    if (Column != 0)
      Result["region"]["startColumn"] = places(File).column(Line, Column);
    return Result;
  }

  Json step(const PlaceNote &Of) {
    return {{"physicalLocation", physical(Of.File, Of.Line, Of.Column)},
            {"message", {{"text", Of.Text}}}};
  }

  Json result(const Finding &Of, ptrdiff_t Rule) {
    Json Location = {{"physicalLocation", physical(Of.File, Of.Line, Of.Column)}};
    if (!Of.Function.empty())
      Location["logicalLocations"] = Json::array({{{"name", Of.Function}, {"kind", "function"}}});
    Json Result = {{"ruleId", Of.Check},
                   {"ruleIndex", Rule},
                   {"level", name(Of.IsA)},
                   {"message", {{"text", Of.Text}}},
                   {"locations", Json::array({std::move(Location)})},
                   {"partialFingerprints", {{"kphys/v1", fingerprint(Of)}}}};
    if (!Of.Notes.empty()) {
      if (Of.NotesAreWay)
        Result["codeFlows"] = Json::array({codeFlow(Of)});
      else
        for (const PlaceNote &Each : Of.Notes)
          Result["relatedLocations"].push_back(step(Each));
    }
    if (std::optional<Json> Fix = fix(Of))
      Result["fixes"] = Json::array({std::move(*Fix)});
    return Result;
  }

  /// The same for the same code, wherever in its file it moves: no line is in it.
  std::string fingerprint(const Finding &Of) {
    std::string Key = llvm::join_items('\0', Of.Check, Of.File, Of.Function,
                                       Of.NotesAreWay ? Of.Text : Of.Subject);
    unsigned Ordinal = Ordinals[Key]++;
    return llvm::utohexstr(llvm::xxh3_64bits(Key + '\0' + std::to_string(Ordinal)),
                           /*LowerCase=*/true, /*Width=*/16);
  }

  Json codeFlow(const Finding &Of) {
    Json Steps = Json::array();
    for (size_t I = 0; I < Of.Notes.size(); ++I) {
      if (Of.Notes.size() > MaxSteps && I == MaxSteps / 2) { // both ends tell most
        size_t Left = Of.Notes.size() - MaxSteps;
        Log.Cuts.push_back(Of.File + ":" + std::to_string(Of.Line) + ": " + std::to_string(Left) +
                           " of " + std::to_string(Of.Notes.size()) +
                           " steps are not in this file: more are not accepted");
        I += Left;
      }
      Steps.push_back({{"location", step(Of.Notes[I])}});
    }
    return {{"threadFlows", Json::array({{{"locations", std::move(Steps)}}})}};
  }

  std::optional<Json> fix(const Finding &Of) {
    Json Replacements = Json::array();
    for (const TextEdit &Edit : Of.Fix) {
      std::optional<Json> Region = places(Of.File).region(Edit.Offset, Edit.Length);
      if (!Region)
        return std::nullopt;
      Replacements.push_back(
          {{"deletedRegion", std::move(*Region)}, {"insertedContent", {{"text", Edit.Text}}}});
    }
    if (Replacements.empty())
      return std::nullopt;
    return Json{{"description", {{"text", Of.Text}}},
                {"artifactChanges", Json::array({{{"artifactLocation", artifact(Of.File)},
                                                  {"replacements", std::move(Replacements)}}})}};
  }

  const std::vector<CheckRow> &Table;
  const TextOfFile &Read;
  std::map<std::string, Places> Texts;
  std::map<std::string, unsigned> Ordinals;
  SarifLog Log;
};

} // namespace

SarifLog kphys::sarifLog(std::vector<Finding> Findings, const std::vector<CheckRow> &Table,
                         const TextOfFile &Read) {
  return Writer(Table, Read).write(std::move(Findings));
}
