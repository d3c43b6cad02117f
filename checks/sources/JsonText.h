// Reads JSON that a worker, a file or a stranger wrote. Without exceptions the library's own
// conversions end the process where a text is not what they expect; these say so instead.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_SOURCES_JSONTEXT_H
#define KPHYS_CHECKS_SOURCES_JSONTEXT_H

#include "nlohmann/json.hpp"
#include "llvm/ADT/StringRef.h"
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// Arrays and objects may lie in one another so deep: what copies or writes them calls itself.
constexpr unsigned MostJsonLevels = 512;

/// True if \p Text, JSON or not, is nested deeper than that.
bool isNestedTooDeep(llvm::StringRef Text);

/// \p Text as JSON, or nothing if it is none or is nested too deep.
std::optional<nlohmann::json> parseJson(llvm::StringRef Text);

/// \p Json on one line. Bytes that are no UTF-8 are replaced.
std::string writeJson(const nlohmann::json &Json);

// readJson(Json, Into): false if Json has not the shape of Into, which may have changed then. To be
// overloaded beside other types, by KPHYS_JSON_MEMBERS if they are a number of members.

inline bool readJson(const nlohmann::json &Json, bool &Into) {
  Into = Json.is_boolean() && Json.get<bool>();
  return Json.is_boolean();
}

inline bool readJson(const nlohmann::json &Json, std::string &Into) {
  if (Json.is_string())
    Into = Json.get_ref<const std::string &>();
  return Json.is_string();
}

template <std::unsigned_integral T> bool readJson(const nlohmann::json &Json, T &Into) {
  if (!Json.is_number_unsigned() || Json.get<uint64_t>() > std::numeric_limits<T>::max())
    return false;
  Into = static_cast<T>(Json.get<uint64_t>());
  return true;
}

/// An enumeration that says which is its last one, with lastOf(T), and has all before it.
template <typename T>
  requires std::is_enum_v<T>
bool readJson(const nlohmann::json &Json, T &Into) {
  uint64_t Number = 0;
  if (!readJson(Json, Number) || Number > static_cast<uint64_t>(lastOf(T())))
    return false;
  Into = static_cast<T>(Number);
  return true;
}

template <typename T> bool readJson(const nlohmann::json &Json, std::vector<T> &Into) {
  Into.clear();
  if (!Json.is_array())
    return false;
  Into.reserve(Json.size());
  for (const nlohmann::json &Each : Json)
    if (!readJson(Each, Into.emplace_back()))
      return false;
  return true;
}

template <typename T> bool readJson(const nlohmann::json &Json, std::set<T> &Into) {
  std::vector<T> Elements;
  if (!readJson(Json, Elements))
    return false;
  Into = {std::make_move_iterator(Elements.begin()), std::make_move_iterator(Elements.end())};
  return true;
}

template <typename T> bool readJson(const nlohmann::json &Json, std::map<std::string, T> &Into) {
  Into.clear();
  if (!Json.is_object())
    return false;
  for (const auto &[Key, Value] : Json.items())
    if (!readJson(Value, Into[Key]))
      return false;
  return true;
}

/// Reads an array of just so many elements, each of its own type.
template <typename... T> bool readJsonElements(const nlohmann::json &Json, T &...Into) {
  size_t I = 0;
  return Json.is_array() && Json.size() == sizeof...(T) && (readJson(Json[I++], Into) && ...);
}

/// Reads one member of an object.
template <typename T> bool readJsonMember(const nlohmann::json &Object, const char *Key, T &Into) {
  if (!Object.is_object())
    return false;
  auto Found = Object.find(Key);
  return Found != Object.end() && readJson(*Found, Into);
}

/// \p Text as a T, or nothing if that is not what it is.
template <typename T> std::optional<T> readJsonText(llvm::StringRef Text) {
  std::optional<nlohmann::json> Json = parseJson(Text);
  T Result;
  if (!Json || !readJson(*Json, Result))
    return std::nullopt;
  return Result;
}

#define KPHYS_JSON_WRITE(Member) Json[#Member] = Value.Member;
#define KPHYS_JSON_READ(Member) &&kphys::readJsonMember(Json, #Member, Value.Member)

/// Makes an object with these members of a Type, and reads one. Stands in the Type's namespace.
#define KPHYS_JSON_MEMBERS(Type, ...)                                                              \
  [[maybe_unused]] inline void to_json(nlohmann::json &Json, const Type &Value) {                  \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(KPHYS_JSON_WRITE, __VA_ARGS__))                       \
  }                                                                                                \
  [[maybe_unused]] inline bool readJson(const nlohmann::json &Json, Type &Value) {                 \
    return true NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(KPHYS_JSON_READ, __VA_ARGS__));           \
  }

} // namespace kphys

#endif
