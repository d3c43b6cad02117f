// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/ProjectFile.h"

#include "checks/catalog/FieldReader.h"
#include "checks/sources/JsonText.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/apply/AtomicFile.h"
#include "llvm/Support/Path.h"

using namespace kphys;
namespace path = llvm::sys::path;

static constexpr const char *Schema = "kphys-project/1";

namespace kphys {

static void readFields(FieldReader &Fields, ProjectFile &Result) {
  std::string Said;
  Fields.required("schema", Said);
  if (Said != Schema)
    Fields.fail("schema", "must be " + llvm::Twine(Schema));
  Fields.optional("tree", Result.Tree);
  Fields.required("builds", Result.Builds);
  Fields.optional("catalogs", Result.Catalogs);
  Fields.optional("excludes", Result.Excludes);
  if (Result.Builds.empty())
    Fields.fail("builds", "must name a build directory");
}

} // namespace kphys

/// \p Name as seen from the directory that \p File is in.
static void resolve(std::string &Name, const std::string &File) {
  if (Name.empty() || path::is_absolute(Name))
    return;
  llvm::SmallString<256> Result = path::parent_path(File);
  path::append(Result, Name);
  Name = Result.str();
}

llvm::Error ProjectFile::write() const {
  nlohmann::ordered_json Json = {{"schema", Schema}};
  if (!Tree.empty())
    Json["tree"] = Tree;
  Json["builds"] = Builds;
  if (!Catalogs.empty())
    Json["catalogs"] = Catalogs;
  if (!Excludes.empty())
    Json["excludes"] = Excludes;
  return writeAtomically(Path,
                         Json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

llvm::Expected<ProjectFile> ProjectFile::read(const std::string &Path) {
  auto Text = readRegularFile(Path);
  if (!Text)
    return llvm::createStringError("cannot read " + Path + ": " + Text.getError().message());
  std::optional<nlohmann::json> Json = parseJson((*Text)->getBuffer());
  if (!Json)
    return llvm::createStringError(Path + " is not valid JSON");
  ProjectFile Result;
  if (llvm::Error E = FieldReader::read(*Json, Path, Result))
    return std::move(E);
  Result.Path = Path;
  resolve(Result.Tree, Path);
  for (std::string &Build : Result.Builds)
    resolve(Build, Path);
  for (std::string &Catalog : Result.Catalogs)
    resolve(Catalog, Path);
  for (std::string &Exclude : Result.Excludes) {
    llvm::SmallString<256> Plain = llvm::StringRef(Exclude);
    path::remove_dots(Plain, /*remove_dot_dot=*/true);
    Exclude = Plain.str().rtrim('/');
    if (Exclude.empty() || path::is_absolute(Exclude) || llvm::StringRef(Exclude).starts_with(".."))
      return llvm::createStringError(Path + ": excludes: must be a path below the tree's top");
  }
  return Result;
}
