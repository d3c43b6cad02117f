// dma_map_resource() ended by dma_unmap_page(): device memory is unmapped as if it were RAM.
//
// The attributes of the unmap must be those of the map, DMA_ATTR_MMIO above all: without it the
// unmap flushes caches of, or copies bounce buffers to, what is no memory. (dma_map_single(),
// dma_map_page() and dma_map_phys() are one mapping under three names, so mixing these is no
// mistake.) Handles are followed through locals, and through fields that this unit sets.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/facts/AddressValues.h"

using namespace kphys;
using clang::Expr;
using llvm::dyn_cast;

namespace {

class Pairs {
public:
  Pairs(const AuditInput &In, const AuditReporter &Report)
      : In(In), Unit(In.Unit), Report(Report) {}

  void find() {
    forEachUse(
        In.Body, Unit.Context,
        [&](llvm::StringRef Name) {
          const DmaMapping *Known = Unit.Names.mapping(Name);
          return Known && !Known->Maps;
        },
        [&](const Expr &, const NamedUse &Unmap) {
          if (!Unmap.argument(Unit.Names.mapping(Unmap.Name)->Handle))
            return;
          if (std::optional<bool> IsMmio = isMmio(Unmap, In.Body))
            compare(Unmap, *IsMmio);
        });
  }

private:
  struct Made {
    NamedUse By;
    std::optional<bool> IsMmio;
  };

  /// Whether attributes say device memory; nothing if that is known at run time only.
  std::optional<bool> saysMmio(const Expr &Attributes, FunctionBody &Body) const {
    const Expr *Value = originOf(&Attributes, Body);
    if (useWith(*Value, AuditRole::MmioAttribute, Unit))
      return true;
    if (const auto *Or = dyn_cast<clang::BinaryOperator>(bare(Value));
        Or && Or->getOpcode() == clang::BO_Or) {
      std::optional<bool> Left = saysMmio(*Or->getLHS(), Body);
      std::optional<bool> Right = saysMmio(*Or->getRHS(), Body);
      if (Left.value_or(false) || Right.value_or(false))
        return true;
      return Left && Right ? std::optional(false) : std::nullopt;
    }
    return constantOf(*Value, Unit.Context) ? std::optional(false) : std::nullopt;
  }

  std::optional<bool> isMmio(const NamedUse &Of, FunctionBody &Body) const {
    const DmaMapping &Known = *Unit.Names.mapping(Of.Name);
    if (Known.IsMmio)
      return true;
    if (!Known.Attributes)
      return false;
    const Expr *Attributes = Of.argument(*Known.Attributes);
    return Attributes ? saysMmio(*Attributes, Body) : std::nullopt;
  }

  /// Adds what \p Value, a handle, was mapped by; false if that is not known.
  bool addMapping(const Expr *Value, FunctionBody &Body, std::vector<Made> &Into) const {
    if (constantOf(*Value, Unit.Context)) // no mapping: an initial value, or an error
      return true;
    std::optional<NamedUse> Map =
        namedUse(*originOf(Value, Body), Unit.Context, [&](llvm::StringRef Name) {
          const DmaMapping *Known = Unit.Names.mapping(Name);
          return Known && Known->Maps;
        });
    if (Map)
      Into.push_back({*Map, isMmio(*Map, Body)});
    return Map.has_value();
  }

  /// The mappings that may have given \p Handle its value; none if one is not known.
  std::vector<Made> mappingsOf(const Expr &Handle) const {
    std::vector<Made> Result;
    if (const clang::VarDecl *Variable = variableOf(&Handle)) {
      const ReachingDefinitions *Flow = In.Body.definitions();
      if (!Flow)
        return {};
      for (const Definition *Each : Flow->reaching(*Variable, Handle))
        if (!Each->Value || !addMapping(Each->Value, In.Body, Result))
          return {};
    } else if (const auto *Member = dyn_cast<clang::MemberExpr>(bare(&Handle))) {
      for (const clang::FunctionDecl *Function : Unit.functions()) {
        FunctionBody &Body = Unit.bodyOf(*Function);
        for (const auto *Binary : Body.all<clang::BinaryOperator>()) {
          const auto *Into = dyn_cast<clang::MemberExpr>(bare(Binary->getLHS()));
          if (Binary->getOpcode() == clang::BO_Assign && Into &&
              Into->getMemberDecl() == Member->getMemberDecl() &&
              !addMapping(Binary->getRHS(), Body, Result))
            return {};
        }
      }
    }
    return Result;
  }

  void compare(const NamedUse &Unmap, bool IsMmio) const {
    const Expr &Handle = *Unmap.argument(Unit.Names.mapping(Unmap.Name)->Handle);
    std::vector<Made> Mappings = mappingsOf(Handle);
    bool Differs = !Mappings.empty() && llvm::all_of(Mappings, [&](const Made &Each) {
      return Each.IsMmio && *Each.IsMmio != IsMmio;
    });
    if (!Differs)
      return;
    AuditFinding Found = {Unmap.Where,
                          Unmap.Name.str() + (IsMmio ? "() ends a mapping of RAM as one of device "
                                                       "memory"
                                                     : "() ends a mapping of device memory as one "
                                                       "of RAM")};
    for (const Made &Each : Mappings)
      Found.Notes.push_back({Each.By.Where, "it was made by " + Each.By.Name.str() + "() here"});
    Report(std::move(Found));
  }

  const AuditInput &In;
  AuditUnit &Unit;
  const AuditReporter &Report;
};

} // namespace

void kphys::checkUnmapMismatch(const AuditInput &In, const AuditReporter &Report) {
  Pairs(In, Report).find();
}
