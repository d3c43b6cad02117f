// A document of the catalog as it is written: what it says of the kernel as a whole, and a row for
// each of the kernel's names. docs/catalog.md describes it, docs/catalog.schema.json its form.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_CATALOGFILE_H
#define KPHYS_CHECKS_CATALOG_CATALOGFILE_H

#include "checks/catalog/AuditNames.h"
#include "checks/catalog/CensusNames.h"
#include "checks/catalog/Kinds.h"
#include "checks/catalog/MappingNames.h"
#include "checks/catalog/PageContract.h"
#include "checks/catalog/Rules.h"
#include <optional>
#include <string>
#include <vector>

namespace kphys {

/// Everything the catalog says of one name.
struct NameRow {
  /// A function, macro or constant; a field, as STRUCT.FIELD; or `PREFIX*`, all that begin so.
  std::string Name;
  std::string Source; ///< where that is to be seen in the kernel
  std::string Why;
  RuleFacts Rules;
  std::optional<KnownName> Kind;
  MappingFacts Mapping;
  AuditFacts Audit;
  bool IsArithmetic = false; ///< it only calculates

  /// True if it says what cannot be said of all names that begin alike.
  bool isOfOneName() const {
    return Rules.Counted || Rules.LocalMapping || !Rules.CopyHelpers.empty() || Kind ||
           Mapping.Borrows || !Audit.isEmpty() || IsArithmetic;
  }
};

/// Types, as C spells them, by what their values are.
struct TypeNames {
  std::vector<std::string> Address, Page, Dma, Size;
};

/// Words that names of variables and functions are made of.
struct NameWords {
  std::vector<std::string> AttributesParameter; ///< names of parameters with attributes
  std::vector<std::string> Ending, Reversing;
  std::vector<std::string> Physical; ///< of what holds a physical address or a frame number
  std::vector<std::vector<std::string>> Opposites; ///< pairs, for the ends of a direction
};

struct CatalogFile {
  std::string Source; ///< what messages call it
  std::vector<Feature> Features;
  std::vector<std::string> GplCompatible;
  std::optional<PhysicalFunction> Physical;
  std::vector<Idiom> Idioms;
  std::optional<PageContract> Contract;
  std::string PageSize;
  std::vector<AtomicPart> AtomicParts;
  std::vector<std::string> IndependentAssembly;
  std::optional<TypeNames> Types;
  std::optional<NameWords> Words;
  std::optional<CensusFacts> Census;
  std::vector<NameRow> Names;
  std::string Fingerprint; ///< changes whenever the text does

  /// Reads \p Json. An error names \p Source, the entry and the field.
  static llvm::Expected<CatalogFile> read(llvm::StringRef Json, llvm::StringRef Source);

  /// The embedded one.
  static llvm::Expected<const CatalogFile *> embedded();

  /// The error of the first entry with what only the embedded catalog can say: kinds, and what the
  /// audit goes by.
  llvm::Error checkIsAddition() const;

  /// Says that something is wrong with \p Row.
  llvm::Error error(const NameRow &Row, const llvm::Twine &Problem) const;
};

} // namespace kphys

#endif
