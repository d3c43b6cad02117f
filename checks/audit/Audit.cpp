// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Audit.h"

#include "checks/audit/Checks.h"
#include "checks/facts/FunctionBody.h"

using namespace kphys;
using clang::FunctionDecl;
using llvm::dyn_cast;

namespace {

constexpr AuditCheck Table[] = {
    {"kphys-address-width", 1, "a flag beyond 32 bits in a variable of an address type",
     checkAddressWidth},
    {"kphys-dma-as-physical", 2, "a DMA address where a physical one is wanted, or the reverse",
     checkDmaAsPhysical},
    {"kphys-frame-unit", 0, "a frame number of other frames, or an address for a frame number",
     checkFrameUnit},
    {"kphys-lost-offset", 0, "a mapping of the page that an address is in, without its offset",
     checkLostOffset},
    {"kphys-map-length", 1, "a mapping of one page used for more", checkMapLength},
    {"kphys-mmio-guard", 0, "a .map_phys that uses device memory like RAM", checkMmioGuard},
    {"kphys-not-physical", 0, "a virtual address passed as a physical one", checkNotPhysical},
    {"kphys-offset-after-advance", 1, "the offset of an address after the loop that moved it on",
     checkOffsetAfterAdvance},
    {"kphys-offset-after-change", 0, "an offset of an address whose low bits were cleared before",
     checkOffsetAfterChange},
    {"kphys-offset-of-page", 0, "offset_in_page() of a pointer to struct page", checkOffsetOfPage},
    {"kphys-pfn-valid", 1, "pfn_valid() taken for a proof of a kernel mapping", checkPfnValid},
    {"kphys-raw-in-scatterlist", 1, "a page made from an address, put where pages are held",
     checkRawInScatterlist},
    {"kphys-swapped-arguments", 0, "two arguments in each other's place", checkSwappedArguments},
    {"kphys-unaligned-entry", 0, "table entries made of an address that has an offset still",
     checkUnalignedEntry},
    {"kphys-unmap-mismatch", 0, "device memory unmapped as RAM, or RAM as device memory",
     checkUnmapMismatch},
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

namespace {

/// Notes the functions that \p Init, of a variable, puts into fields.
void noteStored(const clang::Expr *Init,
                std::map<const FunctionDecl *, std::set<std::string>> &Into) {
  const auto *List = dyn_cast<clang::InitListExpr>(Init->IgnoreParenCasts());
  if (!List)
    return;
  if (const clang::InitListExpr *Semantic = List->getSemanticForm())
    List = Semantic;
  const auto *Record = List->getType()->getAsRecordDecl();
  auto Field = Record ? Record->field_begin() : clang::RecordDecl::field_iterator();
  for (const clang::Expr *Each : List->inits()) {
    std::string Name;
    if (Record && !Record->isUnion() && Field != Record->field_end())
      Name = (Record->getName() + "." + (*Field++)->getName()).str();
    const clang::Expr *Value = Each->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<clang::UnaryOperator>(Value))
      Value = Address->getSubExpr()->IgnoreParenCasts();
    const auto *Named = dyn_cast<clang::DeclRefExpr>(Value);
    if (const auto *Function = Named ? dyn_cast<FunctionDecl>(Named->getDecl()) : nullptr)
      Into[Function->getCanonicalDecl()].insert(Name);
    else
      noteStored(Each, Into);
  }
}

} // namespace

std::vector<std::string> AuditUnit::fieldsWith(const FunctionDecl &Function) const {
  if (!Stored) {
    Stored.emplace();
    for (const clang::Decl *Each : Declarations)
      if (const auto *Variable = dyn_cast<clang::VarDecl>(Each); Variable && Variable->getInit())
        noteStored(Variable->getInit(), *Stored);
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
        Found.Check = Check->Name;
        Found.In = Function;
        if (Seen.insert({At.getRawEncoding(), Found.Text}).second)
          Report(std::move(Found));
      });
    }
  }
}
