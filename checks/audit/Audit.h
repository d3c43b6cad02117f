// The audit: what people get wrong in code that uses physical addresses already.
//
// One check, one mistake, one .cpp file; Checks.def is the one table of them, for `kphys audit` and
// for the clang-tidy module. What a check may assume:
// - It is asked about every function definition that the front names, in the order of the unit.
// - It looks at that function; of the rest of the unit it knows what AuditUnit tells.
// - It names no kernel API: those are in the catalogs.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_AUDIT_H
#define KPHYS_CHECKS_AUDIT_AUDIT_H

#include "checks/catalog/AuditNames.h"
#include "checks/catalog/Kinds.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include <functional>
#include <memory>

namespace kphys {

class FunctionBody;
struct AuditCheck;

/// One step of the way to a finding. Locations are of the AST: in a macro's expansion, perhaps.
struct AuditNote {
  clang::SourceLocation Where;
  std::string Text;
};

/// What a check has to say, while the unit is at hand: see Finding.
struct AuditFinding {
  clang::SourceLocation Where;
  std::string Text;
  std::vector<AuditNote> Notes = {}; ///< the witness, in the order in which it happens
  std::vector<clang::FixItHint> Fixes = {};
  const AuditCheck *Check = nullptr; ///< this and In are set by runAudit()
  const clang::FunctionDecl *In = nullptr;
};

/// What the checks may know of a unit beyond the function in question.
class AuditUnit {
public:
  /// \p Declarations: the unit's own top-level declarations, and those of headers that are to be
  /// looked at, all of them parsed. Everything must outlive the unit.
  AuditUnit(clang::ASTContext &Context, llvm::ArrayRef<const clang::Decl *> Declarations,
            const KindCatalog &Kinds, const AuditNames &Names);

  clang::ASTContext &Context;
  const KindCatalog &Kinds;
  const AuditNames &Names;

  /// The functions that are defined by the declarations, in their order.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const { return Functions; }

  /// The fields, as STRUCT.FIELD, that \p Function is stored in by initializers and assignments of
  /// the declarations. Sorted.
  std::vector<std::string> fieldsWith(const clang::FunctionDecl &Function);

  /// The body of one of functions(); made once.
  FunctionBody &bodyOf(const clang::FunctionDecl &Function);

  /// The body of any function that is defined in the unit or its headers; nullptr if there is none,
  /// or if it was not parsed, which missesBodies() tells.
  FunctionBody *bodyOfCallee(const clang::FunctionDecl &Function);

  /// True if a finding may depend on a body that this parse skipped.
  bool missesBodies() const { return MissesBodies; }

  /// The value of attribute \p Name, as an expansion of it has it: in a function or an initializer
  /// of the declarations, or, if \p InHeaders, in any that was parsed.
  std::optional<uint64_t> attributeValue(llvm::StringRef Name, bool InHeaders);

  ~AuditUnit();

private:
  llvm::ArrayRef<const clang::Decl *> Declarations;
  std::vector<const clang::FunctionDecl *> Functions;
  std::map<const clang::FunctionDecl *, std::unique_ptr<FunctionBody>> Bodies;
  std::optional<std::map<const clang::FunctionDecl *, std::set<std::string>>> Stored;
  std::map<std::pair<std::string, bool>, std::optional<uint64_t>> AttributeValues;
  bool MissesBodies = false;
};

struct AuditInput {
  const clang::FunctionDecl &Function; ///< with a body
  FunctionBody &Body;                  ///< of Function
  AuditUnit &Unit;
};

/// Takes one finding.
using AuditReporter = std::function<void(AuditFinding)>;

struct AuditCheck {
  llvm::StringRef Name; ///< kphys-…, the name of its page in docs/checks/
  /// 0: no false positive is known on Linux 6.12. 1: right more often than not. 2: a hint.
  unsigned Level;
  llvm::StringRef Summary; ///< one line, for --help and lists
  void (*Run)(const AuditInput &In, const AuditReporter &Report);
};

/// Every check, in the order of their names.
llvm::ArrayRef<AuditCheck> auditChecks();

/// Asks \p Checks about every function of \p Unit. The same place is told once for each check.
void runAudit(AuditUnit &Unit, llvm::ArrayRef<const AuditCheck *> Checks,
              const AuditReporter &Report);

} // namespace kphys

#endif
