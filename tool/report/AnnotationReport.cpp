// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/AnnotationReport.h"

using namespace kphys;
using Json = nlohmann::ordered_json;

static const char *styleName(TypeStyle Of) {
  switch (Of) {
  case TypeStyle::Bitwise:
    return "bitwise";
  case TypeStyle::Typedef:
    return "typedef";
  case TypeStyle::Attribute:
    return "attribute";
  case TypeStyle::Comment:
    break;
  }
  return "comment";
}

static std::string typeName(AddressType Of) {
  return Of == AddressType::Plain ? "plain" : namesOf(Of).Kind.str();
}

static Json placeOf(const AddressDeclaration &Of) {
  return {{"name", Of.Name},
          {"decl", Of.Decl},
          {"file", Of.File},
          {"line", Of.Line},
          {"function", Of.Function}};
}

static Json rowOf(const AnnotatedDeclaration &Of) {
  Json Row = placeOf(Of.Declared);
  Row["kind"] = Of.Kind;
  Row["status"] = name(Of.Is).str();
  Row["reason"] = code(Of.Why);
  Row["detail"] = Of.Detail;
  return Row;
}

static Json rowOf(const BoundaryConversion &Of) {
  Json Row = {{"file", Of.At.File},
              {"line", Of.At.Line},
              {"column", Of.At.Column},
              {"function", Of.At.Function},
              {"from", typeName(Of.At.From)},
              {"to", typeName(Of.At.To)},
              {"cause", name(Of.Because).str()}};
  if (Of.Neighbour)
    Row["neighbour"] = placeOf(*Of.Neighbour);
  return Row;
}

Json kphys::annotationReport(const Annotation &Of) {
  Json Declarations = Json::array(), Conversions = Json::array(), Frontier = Json::array();
  for (const AnnotatedDeclaration &Each : Of.Declarations)
    Declarations.push_back(rowOf(Each));
  for (const BoundaryConversion &Each : Of.Conversions)
    Conversions.push_back(rowOf(Each));
  for (const auto &[File, Number] : Of.Frontier)
    Frontier.push_back({{"file", File}, {"conversions", Number}});
  return {{"style", styleName(Of.Style)},
          {"declarations", std::move(Declarations)},
          {"conversions", std::move(Conversions)},
          {"frontier", std::move(Frontier)}};
}
