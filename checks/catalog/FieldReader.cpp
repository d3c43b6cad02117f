// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/FieldReader.h"

using namespace kphys;

static constexpr unsigned MostArguments = 64;

void FieldReader::failAt(llvm::StringRef Place, const llvm::Twine &Problem) {
  if (Source.Problem.empty())
    Source.Problem = (Entry + Place + (Place.empty() ? "" : ": ") + Problem).str();
}

void FieldReader::convert(const nlohmann::json &Json, const std::string &Place,
                          std::string &Result) {
  if (Json.is_string() && !Json.get_ref<const std::string &>().empty())
    Result = Json.get<std::string>();
  else
    failAt(Place, "must be a text");
}

void FieldReader::convert(const nlohmann::json &Json, const std::string &Place, unsigned &Result) {
  if (Json.is_number_unsigned() && Json.get<uint64_t>() <= MostArguments)
    Result = Json.get<unsigned>();
  else
    failAt(Place, "must be a number from 0 to " + llvm::Twine(MostArguments));
}

void FieldReader::convert(const nlohmann::json &Json, const std::string &Place, bool &Result) {
  if (Json.is_boolean())
    Result = Json.get<bool>();
  else
    failAt(Place, "must be true or false");
}

unsigned FieldReader::argumentNumber(llvm::StringRef Text, const std::string &Place) {
  unsigned Number = 0;
  if (Text.getAsInteger(10, Number) || Number > MostArguments)
    failAt(Place, "must be an object whose keys are argument numbers");
  return Number;
}

FieldReader FieldReader::inside(const nlohmann::json &Json, const std::string &Place) {
  FieldReader Inner(Source, Entry);
  if (!Json.is_object()) {
    failAt(Place, "must be an object");
    return Inner;
  }
  Inner.Object = &Json;
  if (auto Name = Json.find("name"); Name != Json.end() && Name->is_string())
    Inner.Entry = "entry " + Name->get<std::string>() + ": ";
  else if (!Place.empty())
    Inner.Path = Place + ".";
  return Inner;
}

void FieldReader::refuseOthers() {
  for (const auto &[Key, Value] : Object->items())
    if (!Fields.contains(Key))
      fail(Key, "there is no such field");
}
