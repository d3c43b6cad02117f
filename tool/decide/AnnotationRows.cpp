// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/AnnotationRows.h"

using namespace kphys;

llvm::StringRef kphys::name(BoundaryConversion::Cause Of) {
  using Cause = BoundaryConversion::Cause;
  switch (Of) {
  case Cause::Api:
    return "api";
  case Cause::Arithmetic:
    return "arithmetic";
  case Cause::Outside:
    return "outside";
  case Cause::Refused:
    return "refused";
  case Cause::Guarded:
    return "guarded";
  case Cause::Both:
    return "both";
  case Cause::Unknown:
    break;
  }
  return "unknown";
}

llvm::StringRef kphys::name(AnnotatedDeclaration::Status Of) {
  using Status = AnnotatedDeclaration::Status;
  return Of == Status::Annotated ? "annotated" : Of == Status::Refused ? "refused" : "left";
}

static AnnotatedDeclaration rowOf(const AddressDeclaration &Declared, const AddressEntity &Of) {
  AnnotatedDeclaration Result;
  Result.Declared = Declared;
  Result.Kind = Of.Kind.empty() ? "unknown" : Of.Kind;
  if (Of.isChosen()) {
    Result.Is = AnnotatedDeclaration::Status::Annotated;
  } else if (Of.type()) {
    Result.Is = AnnotatedDeclaration::Status::Refused;
    Result.Why = Of.Refusal;
    Result.Detail = Of.Detail;
  }
  return Result;
}

static BoundaryConversion rowOf(const TypeConversion &Of, const AddressEntities &Entities) {
  using Cause = BoundaryConversion::Cause;
  BoundaryConversion Result{Of, Cause::Unknown, {}};
  if (Of.Because != TypeConversion::Cause::Neighbour) {
    Result.Because = Of.Because == TypeConversion::Cause::Call ? Cause::Api : Cause::Arithmetic;
    return Result;
  }
  auto Other = Entities.byKey().find(Of.Neighbour), Typed = Entities.byKey().find(Of.Typed);
  if (Other == Entities.byKey().end())
    return Result;
  const AddressEntity &Neighbour = Other->second;
  if (!Neighbour.Declarations.empty())
    Result.Neighbour = Neighbour.Declarations.front();
  bool IsGiven = Of.From == AddressType::Plain; // to who has a type
  if (Neighbour.Kind == "either")
    Result.Because = IsGiven ? Cause::Guarded : Cause::Both;
  else if (Typed != Entities.byKey().end() && Neighbour.type() &&
           Neighbour.Kind == Typed->second.Kind)
    Result.Because = Neighbour.IsInScope ? Cause::Refused : Cause::Outside;
  return Result;
}

void kphys::describe(const AddressEntities &Entities, const std::set<TypeConversion> &Conversions,
                     Annotation &Into) {
  for (const auto &[Key, Each] : Entities.byKey())
    for (const AddressDeclaration &Declared : Each.Declarations)
      if (Each.IsInScope)
        Into.Declarations.push_back(rowOf(Declared, Each));
  llvm::sort(Into.Declarations, [](const auto &A, const auto &B) {
    return std::tie(A.Declared.File, A.Declared.Line, A.Declared.Name, A.Declared) <
           std::tie(B.Declared.File, B.Declared.Line, B.Declared.Name, B.Declared);
  });
  std::map<std::string, unsigned> Spared;
  for (const TypeConversion &Each : Conversions) {
    BoundaryConversion Next = rowOf(Each, Entities);
    if (Next.Because == BoundaryConversion::Cause::Outside && Next.Neighbour)
      ++Spared[Next.Neighbour->File];
    Into.Conversions.push_back(std::move(Next));
  }
  Into.Frontier = {Spared.begin(), Spared.end()};
  llvm::sort(Into.Frontier, [](const auto &A, const auto &B) {
    return std::tie(B.second, A.first) < std::tie(A.second, B.first);
  });
}
