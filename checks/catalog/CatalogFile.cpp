// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/CatalogFile.h"

#include "checks/catalog/EmbeddedNames.inc"
#include "checks/catalog/FieldReader.h"
#include "checks/sources/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

namespace kphys {

static void readFields(FieldReader &Fields, TypeNames &Result) {
  Fields.required("address", Result.Address);
  Fields.required("page", Result.Page);
  Fields.required("dma", Result.Dma);
  Fields.required("size", Result.Size);
}

static void readFields(FieldReader &Fields, NameWords &Result) {
  Fields.required("attributes_parameter", Result.AttributesParameter);
  Fields.required("ending", Result.Ending);
  Fields.required("reversing", Result.Reversing);
  Fields.required("physical", Result.Physical);
  Fields.required("opposites", Result.Opposites);
  if (llvm::any_of(Result.Opposites, [](const auto &Each) { return Each.size() != 2; }))
    Fields.fail("opposites", "must have pairs of words");
}

static void readFields(FieldReader &Row, NameRow &Result) {
  static const llvm::Regex Name("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*|\\*)?$");
  Row.required("name", Result.Name);
  if (!Name.match(Result.Name))
    Row.fail("name", "must be a name, STRUCT.FIELD, or PREFIX*");
  Row.optional("source", Result.Source);
  Row.optional("why", Result.Why);
  Row.optional("arithmetic", Result.IsArithmetic);
  readRules(Row, Result.Name, Result.Rules);
  readKind(Row, Result.Name, Result.Kind);
  readMappingFacts(Row, Result.Mapping);
  readAuditFacts(Row, Result.Audit);
  if (Result.isOfOneName() && llvm::StringRef(Result.Name).ends_with("*"))
    Row.fail("name", "can be PREFIX* only for relies_on and independent_of_atomic");
}

/// What takes the place of the form of old documents, for whoever has one.
static constexpr char OldForm[] =
    "kphys-catalog/1 is no longer read. Write \"schema\": \"kphys-catalog/2\", and each entry of "
    "'apis' as a row of 'names' without 'form', its 'replacement' as a rule that is one line: "
    "{\"name\": \"old_map\", \"header\": \"include/linux/foo.h\", \"rule\": \"old-map\", "
    "\"feature\": \"...\", \"rewrite\": \"old_map(D, P, O, S) => new_map(D, phys(P, O), S, 0)\"}. "
    "docs/catalog.md has the rest";

static void readFields(FieldReader &Fields, CatalogFile &Result) {
  std::string Schema;
  Fields.required("schema", Schema);
  if (Schema != "kphys-catalog/2")
    return Fields.fail("schema",
                       Schema == "kphys-catalog/1" ? OldForm : "must be \"kphys-catalog/2\"");
  Fields.optional("features", Result.Features);
  Fields.optional("gpl_compatible", Result.GplCompatible);
  Fields.optional("physical", Result.Physical);
  Fields.optional("idioms", Result.Idioms);
  Fields.optional("page_contract", Result.Contract);
  Fields.optional("page_size", Result.PageSize);
  Fields.optional("atomic_parts", Result.AtomicParts);
  Fields.optional("independent_assembly", Result.IndependentAssembly);
  Fields.optional("types", Result.Types);
  Fields.optional("words", Result.Words);
  Fields.optional("census", Result.Census);
  Fields.optional("names", Result.Names);
  llvm::StringSet<> Seen;
  for (const NameRow &Row : Result.Names) {
    if (!Seen.insert(Row.Name).second)
      Fields.fail("names", "has two entries " + Row.Name);
    if (!Row.isOfOneName() && Row.Mapping.ReliesOn.empty() && Row.Mapping.IsIndependent.empty())
      Fields.fail("names", "has nothing to say in entry " + Row.Name);
  }
}

} // namespace kphys

Expected<CatalogFile> CatalogFile::read(llvm::StringRef Json, llvm::StringRef Source) {
  std::optional<nlohmann::json> Document = parseJson(Json);
  if (!Document)
    return llvm::createStringError(Source + ": is not valid JSON, or nested too deep");
  CatalogFile Result;
  Result.Source = Source.str();
  Result.Fingerprint = llvm::utohexstr(llvm::xxh3_64bits(Json));
  if (Error E = FieldReader::read(*Document, Source.str(), Result))
    return std::move(E);
  return Result;
}

Expected<const CatalogFile *> CatalogFile::embedded() {
  static const auto Read = [] {
    std::pair<CatalogFile, std::string> Result;
    Expected<CatalogFile> File = read(EmbeddedNames, "the embedded catalog");
    if (File)
      Result.first = std::move(*File);
    else
      Result.second = llvm::toString(File.takeError());
    return Result;
  }();
  if (!Read.second.empty())
    return llvm::createStringError(Read.second);
  return &Read.first;
}

Error CatalogFile::error(const NameRow &Row, const llvm::Twine &Problem) const {
  return llvm::createStringError(Source + ": entry " + Row.Name + ": " + Problem);
}

Error CatalogFile::checkIsAddition() const {
  if (Types || Words || Census)
    return llvm::createStringError(Source +
                                   (Types   ? ": types"
                                    : Words ? ": words"
                                            : ": census") +
                                   ": only the embedded catalog has that");
  for (const NameRow &Row : Names)
    if (Row.Kind || !Row.Audit.isEmpty())
      return error(Row, "only the embedded catalog says what kind of address a name has to do "
                        "with, and what the audit goes by");
  return Error::success();
}
