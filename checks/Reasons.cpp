// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/Reasons.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

constexpr bool Told = true, Untold = false;
constexpr Lift Nothing{Remedy::Nothing}, Person{Remedy::Person}, Build{Remedy::Build},
    Catalog{Remedy::Catalog}, OtherSite{Remedy::OtherSite}, Unit{Remedy::Unit};
constexpr Lift Run(const char *Options) { return {Remedy::Run, Options}; }
constexpr Lift LookAndRun(const char *Options) { return {Remedy::LookAndRun, Options}; }

static constexpr ReasonRow Table[] = {
#define KPHYS_REASON(Name, Code, Status, Telling, Lift)                                            \
  {Reason::Name, Code, SiteStatus::Status, Telling, Lift},
#define KPHYS_UNIT_REASON(Name, Code) {Reason::Name, Code, std::nullopt, Told, Nothing},
#include "checks/Reasons.def"
};

/// The row of \p Of, which is not None: the enumerators have the table's order.
static const ReasonRow &rowOf(Reason Of) { return Table[static_cast<size_t>(Of) - 1]; }

llvm::ArrayRef<ReasonRow> kphys::allReasons() { return Table; }

const char *ReasonRow::heading() const {
  if (!Status)
    return "Units";
  return *Status == SiteStatus::Refused  ? "Refused"
         : *Status == SiteStatus::Manual ? "Manual"
                                         : "Unseen";
}

const char *kphys::code(Reason Of) { return Of == Reason::None ? "" : rowOf(Of).Code; }

std::optional<Reason> kphys::reasonWithCode(llvm::StringRef Code) {
  const auto *Row = llvm::find_if(Table, [&](const ReasonRow &Each) { return Code == Each.Code; });
  return Row == std::end(Table) ? std::nullopt : std::optional(Row->Is);
}

SiteStatus kphys::statusFor(Reason Of) {
  return Of == Reason::None ? SiteStatus::Rewritten : *rowOf(Of).Status;
}

const Lift &kphys::liftOf(Reason Of) { return rowOf(Of).Lifted; }

bool kphys::isWorthTelling(Reason Of) { return Of == Reason::None || rowOf(Of).IsWorthTelling; }
