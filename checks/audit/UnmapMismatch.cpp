// dma_map_resource() ended by dma_unmap_page(): device memory is unmapped as if it were RAM.
//
// Some attributes of the unmap must be those of the map, DMA_ATTR_MMIO above all: without it the
// unmap flushes caches of, or copies bounce buffers to, what is no memory. The catalog has those
// that dma-debug compares; others may differ, and often do on purpose. (dma_map_single(),
// dma_map_page() and dma_map_phys() are one mapping under three names, so mixing these is no
// mistake.) Handles are followed through locals, and through fields that this unit sets.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/audit/Checks.h"
#include "checks/audit/Uses.h"
#include "checks/bodies/AddressValues.h"
#include "checks/bodies/ValueFlow.h"

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
          compare(made(Unmap, In.Body));
        });
  }

private:
  /// A mapping or its end. Bits: what is known of its attributes.
  struct Made {
    NamedUse By;
    llvm::KnownBits Bits;
    bool IsMmio;
  };

  const ValueFlow &flowOf(FunctionBody &Body) {
    std::unique_ptr<ValueFlow> &Flow = Flows[&Body];
    if (!Flow)
      Flow = std::make_unique<ValueFlow>(Body, Unit.Context, Bodies, FlowArguments());
    return *Flow;
  }

  Made made(const NamedUse &By, FunctionBody &Body) {
    const DmaMapping &Known = *Unit.Names.mapping(By.Name);
    Made Result = {By, llvm::KnownBits(64), Known.IsMmio};
    const Expr *Attributes = Known.Attributes ? By.argument(*Known.Attributes) : nullptr;
    if (!Known.Attributes) {
      Result.Bits.setAllZero();
    } else if (Attributes) {
      if (std::optional<FlowValue> Value = flowOf(Body).valueOf(*Attributes))
        Result.Bits = Value->Bits.zextOrTrunc(64);
    }
    return Result;
  }

  /// Whether \p Of has attribute \p Name; nothing if that is known at run time only.
  std::optional<bool> has(llvm::StringRef Name, const Made &Of) {
    bool IsMmio = Unit.Names.is(AuditRole::MmioAttribute, Name);
    if (IsMmio && Of.IsMmio)
      return true;
    std::optional<uint64_t> Value = Unit.attributeValue(Name, false);
    if (!Value) // not named in the unit, so no constant has it
      return Of.Bits.isConstant() ? std::optional(false) : std::nullopt;
    llvm::APInt Mask(64, *Value);
    if (Mask.isSubsetOf(Of.Bits.One))
      return true;
    return Mask.intersects(Of.Bits.Zero) ? std::optional(false) : std::nullopt;
  }

  /// Adds what \p Value, a handle, was mapped by; false if that is not known.
  bool addMapping(const Expr *Value, FunctionBody &Body, std::vector<Made> &Into) {
    if (constantOf(*Value, Unit.Context)) // no mapping: an initial value, or an error
      return true;
    std::optional<NamedUse> Map =
        namedUse(*originOf(Value, Body), Unit.Context, [&](llvm::StringRef Name) {
          const DmaMapping *Known = Unit.Names.mapping(Name);
          return Known && Known->Maps;
        });
    if (Map)
      Into.push_back(made(*Map, Body));
    return Map.has_value();
  }

  /// The mappings that may have given \p Handle its value; none if one is not known.
  std::vector<Made> mappingsOf(const Expr &Handle) {
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

  void compare(const Made &Unmap) {
    const Expr &Handle = *Unmap.By.argument(Unit.Names.mapping(Unmap.By.Name)->Handle);
    std::vector<Made> Mappings = mappingsOf(Handle);
    for (const std::string &Name : Unit.Names.names(AuditRole::SharedAttribute)) {
      std::optional<bool> IsSet = has(Name, Unmap);
      bool Differs = IsSet && !Mappings.empty() && llvm::all_of(Mappings, [&](const Made &Each) {
                       std::optional<bool> WasSet = has(Name, Each);
                       return WasSet && *WasSet != *IsSet;
                     });
      if (Differs)
        tell(Unmap, Mappings, Name, *IsSet);
    }
  }

  void tell(const Made &Unmap, const std::vector<Made> &Mappings, const std::string &Attribute,
            bool IsSet) {
    bool IsMmio = Unit.Names.is(AuditRole::MmioAttribute, Attribute);
    AuditFinding Found = {Unmap.By.Where, Unmap.By.Name.str()};
    if (IsMmio)
      Found.Text += IsSet ? "() ends a mapping of RAM as one of device memory"
                          : "() ends a mapping of device memory as one of RAM";
    else
      Found.Text += IsSet ? "() has " + Attribute + ", which the mapping that it ends has not"
                          : "() lacks " + Attribute + ", which the mapping that it ends has";
    for (const Made &Each : Mappings)
      Found.Notes.push_back({Each.By.Where, "it was made by " + Each.By.Name.str() + "() here"});
    Report(std::move(Found));
  }

  const AuditInput &In;
  AuditUnit &Unit;
  const AuditReporter &Report;
  const BodySource Bodies = [this](const clang::FunctionDecl &Function) -> FunctionBody * {
    const clang::FunctionDecl *Known = Function.getDefinition();
    return Known && llvm::is_contained(Unit.functions(), Known) ? &Unit.bodyOf(*Known) : nullptr;
  };
  std::map<FunctionBody *, std::unique_ptr<ValueFlow>> Flows;
};

} // namespace

void kphys::checkUnmapMismatch(const AuditInput &In, const AuditReporter &Report) {
  Pairs(In, Report).find();
}
