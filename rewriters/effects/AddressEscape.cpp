// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/effects/AddressEscape.h"

#include "rewriters/effects/AddressWalk.h"

using namespace kphys;

std::optional<Escape> AddressEscapes::of(const clang::FunctionDecl &Function,
                                         llvm::ArrayRef<const clang::Expr *> Values) {
  AddressWalk Walk(*this, bodyOf(Function), AddressWalk::Of::Mapper);
  for (const clang::Expr *Value : Values)
    Walk.addValue(*Value);
  Walk.run();
  if (Walk.found())
    return Walk.found();
  if (Walk.returned())
    return Escape{Escape::How::Returned, Walk.returnedAt(), "the address is returned"};
  return std::nullopt;
}

AddressEffect &AddressEffect::operator|=(const AddressEffect &Other) {
  bool IsSure = !Escape.empty() && Demands.empty();
  bool OtherIsSure = !Other.Escape.empty() && Other.Demands.empty();
  if (!Other.Escape.empty() && (Escape.empty() || (OtherIsSure && !IsSure)))
    std::tie(Escape, IsStored) = std::tie(Other.Escape, Other.IsStored);
  Demands.insert(Other.Demands.begin(), Other.Demands.end());
  if (IsSure || OtherIsSure)
    Demands.clear();
  IsReturned |= Other.IsReturned;
  IsDerivedReturned |= Other.IsDerivedReturned;
  Beside.insert(Other.Beside.begin(), Other.Beside.end());
  return *this;
}

AddressEffect AddressEscapes::effectOf(const clang::FunctionDecl &Function, unsigned Parameter) {
  ParameterUse Use = useOf(Function, Parameter, AddressPart::Whole);
  AddressEffect Result;
  if (Use.Escapes) {
    Result.Escape = Use.Escapes->What;
    Result.IsStored = Use.Escapes->Is != Escape::How::Callee;
    Result.Demands = Use.Escapes->Demands;
    LackedBody |= Use.Escapes->LacksBody;
  }
  Result.IsReturned = Use.Returned == AddressPart::Whole;
  Result.IsDerivedReturned = Use.Returned == AddressPart::Derived;
  Result.Beside = Use.Beside;
  return Result;
}

FunctionBody &AddressEscapes::bodyOf(const clang::FunctionDecl &Function) {
  std::unique_ptr<FunctionBody> &Made = Bodies[&Function];
  if (!Made)
    Made = std::make_unique<FunctionBody>(Function, Context);
  return *Made;
}

AddressEscapes::ParameterUse AddressEscapes::useOf(const clang::FunctionDecl &Function,
                                                   unsigned Parameter, AddressPart Part) {
  constexpr unsigned MaxDepth = 8;
  auto [Result, IsNew] = Known.try_emplace({&Function, Parameter, Part});
  if (!IsNew)
    return Result->second;
  // What is said while it is looked into, should it call itself.
  Result->second.Escapes = Escape{Escape::How::Callee, nullptr, "functions that call each other"};
  if (Depth == MaxDepth)
    return Result->second;
  ++Depth;
  AddressWalk Walk(*this, bodyOf(Function), AddressWalk::Of::Callee);
  Walk.addVariable(*Function.getParamDecl(Parameter), Part);
  Walk.run();
  --Depth;
  Result->second = {Walk.found(), Walk.returned(), Walk.beside()};
  return Result->second;
}
