// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Audit.h"

#include "checks/audit/Checks.h"
#include "checks/bodies/AddressValues.h"
#include "checks/bodies/FunctionBody.h"
#include "checks/bodies/MacroUses.h"

using namespace kphys;
using clang::FunctionDecl;
using llvm::dyn_cast;

namespace {

constexpr AuditCheck Table[] = {
#define KPHYS_CHECK(Function, Name, Level, Summary) {Name, Level, Summary, Function},
#include "checks/audit/Checks.def"
};

} // namespace

llvm::ArrayRef<AuditCheck> kphys::auditChecks() { return Table; }

AuditUnit::AuditUnit(clang::ASTContext &Context, llvm::ArrayRef<const clang::Decl *> Declarations,
                     const KindCatalog &Kinds, const AuditNames &Names)
    : Context(Context), Kinds(Kinds), Names(Names), Declarations(Declarations) {
  for (const clang::Decl *Each : Declarations)
    if (const auto *Function = dyn_cast<FunctionDecl>(Each))
      if (Function->doesThisDeclarationHaveABody() && !Function->hasSkippedBody())
        Functions.push_back(Function);
}

AuditUnit::~AuditUnit() = default;

FunctionBody &AuditUnit::bodyOf(const FunctionDecl &Function) {
  std::unique_ptr<FunctionBody> &Body = Bodies[&Function];
  if (!Body)
    Body = std::make_unique<FunctionBody>(Function, Context);
  return *Body;
}

FunctionBody *AuditUnit::bodyOfCallee(const FunctionDecl &Function) {
  const FunctionDecl *Definition = Function.getDefinition();
  if (!Definition)
    return nullptr;
  if (Definition->hasSkippedBody())
    MissesBodies = true;
  else if (Definition->doesThisDeclarationHaveABody())
    return &bodyOf(*Definition);
  return nullptr;
}

/// The value of the first expression in \p Whole that is an expansion of \p Macro.
static std::optional<uint64_t> valueIn(const clang::Stmt &Whole, llvm::StringRef Macro,
                                       const clang::ASTContext &Context) {
  const auto *Value = dyn_cast<clang::Expr>(&Whole);
  if (Value && Value->getBeginLoc().isMacroID() &&
      Value->getType()->isIntegralOrEnumerationType() &&
      namedUse(*Value, Context, [&](llvm::StringRef Name) { return Name == Macro; }))
    if (std::optional<uint64_t> Number = constantOf(*Value, Context))
      return Number;
  std::optional<uint64_t> Found;
  forEachPart(Whole, Context, [&](const clang::Stmt &Part) {
    if (!Found)
      Found = valueIn(Part, Macro, Context);
  });
  return Found;
}

static std::optional<uint64_t> valueIn(const clang::Decl &Declared, llvm::StringRef Macro,
                                       const clang::ASTContext &Context) {
  if (const auto *Function = dyn_cast<FunctionDecl>(&Declared)) {
    bool HasBody = Function->doesThisDeclarationHaveABody() && !Function->hasSkippedBody();
    return HasBody ? valueIn(*Function->getBody(), Macro, Context) : std::nullopt;
  }
  if (const auto *Variable = dyn_cast<clang::VarDecl>(&Declared))
    return Variable->getInit() ? valueIn(*Variable->getInit(), Macro, Context) : std::nullopt;
  if (const auto *Enum = dyn_cast<clang::EnumDecl>(&Declared))
    for (const clang::EnumConstantDecl *Each : Enum->enumerators())
      if (Each->getInitExpr())
        if (std::optional<uint64_t> Found = valueIn(*Each->getInitExpr(), Macro, Context))
          return Found;
  return std::nullopt;
}

std::optional<uint64_t> AuditUnit::attributeValue(llvm::StringRef Name, bool InHeaders) {
  auto [Known, IsNew] = AttributeValues.try_emplace({Name.str(), InHeaders});
  if (!IsNew || !Context.Idents.get(Name).hadMacroDefinition())
    return Known->second;
  for (const clang::Decl *Each : Declarations)
    if (!Known->second)
      Known->second = valueIn(*Each, Name, Context);
  if (!Known->second && InHeaders)
    for (const clang::Decl *Each : Context.getTranslationUnitDecl()->decls())
      if (!Known->second)
        Known->second = valueIn(*Each, Name, Context);
  return Known->second;
}

namespace {

using StoredFunctions = std::map<const FunctionDecl *, std::set<std::string>>;

std::string nameOf(const clang::FieldDecl &Field) {
  return (Field.getParent()->getName() + "." + Field.getName()).str();
}

/// Notes the functions that \p Init, of a variable, puts into fields.
void noteStored(const clang::Expr *Init, StoredFunctions &Into) {
  const auto *List = dyn_cast<clang::InitListExpr>(Init->IgnoreParenCasts());
  if (!List)
    return;
  if (const clang::InitListExpr *Semantic = List->getSemanticForm())
    List = Semantic;
  const auto *Record = List->getType()->getAsRecordDecl();
  bool HasFields = Record && !Record->isUnion();
  auto Field = HasFields ? Record->field_begin() : clang::RecordDecl::field_iterator();
  for (const clang::Expr *Each : List->inits()) {
    const clang::FieldDecl *Given = HasFields && Field != Record->field_end() ? *Field++ : nullptr;
    if (const FunctionDecl *Function = functionNamedBy(*Each)) {
      if (Given)
        Into[Function->getCanonicalDecl()].insert(nameOf(*Given));
    } else {
      noteStored(Each, Into);
    }
  }
}

/// Notes those that \p Body assigns to fields.
void noteStored(const FunctionBody &Body, StoredFunctions &Into) {
  for (const auto *Binary : Body.all<clang::BinaryOperator>()) {
    const auto *Member = dyn_cast<clang::MemberExpr>(Binary->getLHS()->IgnoreParenCasts());
    const auto *Field = Member ? dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    if (Binary->getOpcode() == clang::BO_Assign && Field)
      if (const FunctionDecl *Function = functionNamedBy(*Binary->getRHS()))
        Into[Function->getCanonicalDecl()].insert(nameOf(*Field));
  }
}

} // namespace

std::vector<std::string> AuditUnit::fieldsWith(const FunctionDecl &Function) {
  if (!Stored) {
    Stored.emplace();
    for (const clang::Decl *Each : Declarations)
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each); Variable && Variable->getInit())
        noteStored(Variable->getInit(), *Stored);
    for (const FunctionDecl *Each : Functions)
      noteStored(bodyOf(*Each), *Stored);
  }
  auto Found = Stored->find(Function.getCanonicalDecl());
  if (Found == Stored->end())
    return {};
  return {Found->second.begin(), Found->second.end()};
}

void kphys::runAudit(AuditUnit &Unit, llvm::ArrayRef<const AuditCheck *> Checks,
                     const AuditReporter &Report) {
  for (const FunctionDecl *Function : Unit.functions()) {
    AuditInput In = {*Function, Unit.bodyOf(*Function), Unit};
    for (const AuditCheck *Check : Checks) {
      std::set<std::pair<unsigned, std::string>> Seen; // a macro may be expanded into two places
      Check->Run(In, [&](AuditFinding Found) {
        clang::SourceLocation At = Unit.Context.getSourceManager().getFileLoc(Found.Where);
        Found.Check = Check;
        Found.In = Function;
        if (Seen.insert({At.getRawEncoding(), Found.Text}).second)
          Report(std::move(Found));
      });
    }
  }
}
