// What is each occurrence of a catalog name in this unit: a call, a member, a declaration, or code
// that this configuration leaves out?
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_EXTRACT_SITECOLLECTOR_H
#define KPHYS_CHECKS_EXTRACT_SITECOLLECTOR_H

#include "checks/bodies/CallText.h"
#include "checks/catalog/Catalog.h"
#include "checks/extract/SiteFact.h"
#include "checks/extract/TreeFiles.h"
#include "checks/sources/IdentifierScan.h"
#include "checks/sources/TextHashes.h"
#include "clang/AST/Expr.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace kphys {

class FunctionBody;

/// Finds the occurrences of catalog names in a file of a unit, or nullptr if there are none: given
/// its path in the tree, and its text, for who needs it. What it returns stays while the unit is
/// looked at.
using OccurrenceFinder = std::function<const std::vector<Occurrence> *(
    const std::string &Path, llvm::function_ref<llvm::StringRef()> Text)>;

/// A call of a catalog function, at hand while its unit is parsed.
struct CallSite {
  const Api &Called; ///< the name as written: dma_map_page, although dma_map_page_attrs is called
  std::string File;  ///< relative to the tree
  std::string Function;
  const Occurrence &Where;
  llvm::StringRef FileText;
  CallText Text;
  clang::SourceLocation Name;
  const clang::CallExpr &Call;
  clang::ASTContext &Context;
  FunctionBody *Body; ///< of the function around it; nullptr outside of functions
};

/// The mention of a catalog name that stands for a callee in the code.
struct SpelledName {
  clang::SourceLocation Location;
  const Api *Known = nullptr;
  unsigned Offset = 0; ///< in FileText
  llvm::StringRef FileText;
};

/// A function with a body, at hand while its unit is parsed.
struct FunctionSite {
  const clang::FunctionDecl &Function;
  clang::ASTContext &Context;
  /// The name in the code that makes the call, where it is one of the catalog outside of macros:
  /// the callee itself, or the macro that it came out of.
  std::function<std::optional<SpelledName>(const clang::CallExpr &)> SpelledAs;
};

/// A unit that was parsed and walked, at hand for what takes more than one function to tell.
struct UnitSite {
  clang::ASTContext &Context;
  /// Of the main file, and of other files with an occurrence.
  std::vector<clang::Decl *> Declarations;
  std::string File; ///< the main file, relative to the tree
  /// True for a macro that is defined at the end of the unit.
  std::function<bool(llvm::StringRef)> IsMacro;
};

/// Everything that does not change from unit to unit.
struct CollectorOptions {
  const Catalog &Names;
  OccurrenceFinder Find;
  TreeNames Tree;
  TreeFiles::Others Outside = TreeFiles::Others::Unnamed;
};

/// True if a file with the occurrences \p InFile may set callbacks that are converted, which may
/// depend on bodies of functions in any header.
bool mayConvertCallbacks(const Catalog &Names, const std::vector<Occurrence> &InFile);

class OccurrenceRoles;
class TakenNames;

/// Collects the facts of one unit, whoever parses it.
class UnitSites {
public:
  /// To be made before the first token is read: it listens to \p Macros, which must not outlive it
  /// by more than the end of the parse. \p Options must outlive it.
  UnitSites(const CollectorOptions &Options, clang::Preprocessor &Macros);
  ~UnitSites();

  /// The occurrences in the unit's own file.
  const std::vector<Occurrence> &inMainFile();

  /// False for a function whose body has nothing that is wanted.
  bool needsBody(const clang::Decl &Function);

  /// True if what is wanted may depend on bodies of functions in any header.
  bool dependsOnHeaders();

  /// Looks at the top-level declarations of the unit, all of them, once it is parsed.
  void visit(std::vector<clang::Decl *> Declarations, clang::ASTContext &Context);

  /// True if the catalog means \p Function where it has a function of that name.
  bool isMeant(const clang::FunctionDecl &Function);

  /// What the catalog has of \p Member, or nullptr.
  const Api *memberAs(const clang::FieldDecl &Member);

  // What it found, for who makes changes of it.
  const std::vector<CallSite> &calls() const;
  const std::vector<FunctionSite> &functions() const; ///< with a body
  const UnitSite &unit() const { return *Unit; }
  TreeFiles &treeFiles();
  TakenNames &takenNames();

  /// True if a function is in a file with a name that maps a page, or unmaps one.
  bool mapsPages();

  /// Takes note of a role of the occurrence that is spelled at \p Where, if there is one, and
  /// returns its place.
  std::optional<SitePlace> note(clang::SourceLocation Where, Role Is, const std::string &Function);

  /// True if the occurrence at \p Place, of which something was noted, stands in a #define.
  bool isInMacro(const SitePlace &Place) const;

  /// The files that may have occurrences, with their texts.
  std::map<std::string, llvm::StringRef> files() const;

  /// One fact for every occurrence in a file that the unit reads. Of a header that the whole kernel
  /// shares there are facts only if \p WithShared is set, but for its macros, which stand for what
  /// the unit does with them.
  std::vector<SiteFact> finish(bool WithShared);

  /// The unit's own file, as facts name it.
  const std::string &mainFile();

  /// The texts of the files that can have facts.
  TextHashes texts() const;

private:
  std::unique_ptr<OccurrenceRoles> State;
  std::optional<UnitSite> Unit;
};

} // namespace kphys

#endif
