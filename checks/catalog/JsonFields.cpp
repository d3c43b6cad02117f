// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/JsonFields.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;

llvm::Error JsonFields::error(const std::string &Message) const {
  return llvm::createStringError(File + ": " + Path + (Path.empty() ? "" : ": ") + Message);
}

llvm::Error JsonFields::only(std::initializer_list<llvm::StringRef> Known) const {
  if (!Object.is_object())
    return error("must be an object");
  for (const auto &[Key, Value] : Object.items())
    if (!llvm::is_contained(Known, llvm::StringRef(Key)))
      return error("unknown key '" + Key + "'");
  return llvm::Error::success();
}

llvm::Expected<std::string> JsonFields::string(const char *Key) const {
  if (!has(Key) || !Object[Key].is_string())
    return error("'" + std::string(Key) + "' must be a string");
  return Object[Key].get<std::string>();
}

llvm::Expected<unsigned> JsonFields::index(const char *Key) const {
  if (!has(Key) || !Object[Key].is_number_unsigned() || Object[Key].get<uint64_t>() > 64)
    return error("'" + std::string(Key) + "' must be an argument number");
  return Object[Key].get<unsigned>();
}

llvm::Expected<std::vector<unsigned>> JsonFields::indices(const char *Key) const {
  bool AllNumbers = has(Key) && Object[Key].is_array() && !Object[Key].empty() &&
                    llvm::all_of(Object[Key], [](const auto &E) {
                      return E.is_number_unsigned() && E.template get<uint64_t>() <= 64;
                    });
  if (!AllNumbers)
    return error("'" + std::string(Key) + "' must be an array of argument numbers");
  return Object[Key].get<std::vector<unsigned>>();
}

llvm::Expected<std::vector<std::string>> JsonFields::strings(const char *Key) const {
  bool AllStrings = has(Key) && Object[Key].is_array() &&
                    llvm::all_of(Object[Key], [](const auto &E) { return E.is_string(); });
  if (!AllStrings)
    return error("'" + std::string(Key) + "' must be an array of strings");
  return Object[Key].get<std::vector<std::string>>();
}

llvm::Expected<JsonFields> JsonFields::object(const char *Key) const {
  if (!has(Key) || !Object[Key].is_object())
    return error("'" + std::string(Key) + "' must be an object");
  return JsonFields(Object[Key], File, pathOf(Key));
}

llvm::Expected<std::vector<JsonFields>> JsonFields::array(const char *Key) const {
  std::vector<JsonFields> Result;
  if (!has(Key))
    return Result;
  if (!Object[Key].is_array())
    return error("'" + std::string(Key) + "' must be an array");
  for (size_t I = 0; I < Object[Key].size(); ++I) {
    const nlohmann::json &Element = Object[Key][I];
    std::string Name = pathOf(Key) + "[" + std::to_string(I) + "]";
    if (Element.is_object() && Element.contains("name") && Element["name"].is_string())
      Name += " (" + Element["name"].get<std::string>() + ")";
    Result.emplace_back(Element, File, Name);
  }
  return Result;
}
