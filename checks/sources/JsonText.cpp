// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/sources/JsonText.h"

using namespace kphys;

bool kphys::isNestedTooDeep(llvm::StringRef Text) {
  unsigned Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (InString) {
      I += C == '\\';
      InString = C != '"';
    } else if (C == '"') {
      InString = true;
    } else if ((C == '[' || C == '{') && ++Depth > MostJsonLevels) {
      return true;
    } else if ((C == ']' || C == '}') && Depth > 0) {
      --Depth;
    }
  }
  return false;
}

std::optional<nlohmann::json> kphys::parseJson(llvm::StringRef Text) {
  if (isNestedTooDeep(Text))
    return std::nullopt;
  nlohmann::json Result =
      nlohmann::json::parse(Text.begin(), Text.end(), nullptr, /*allow_exceptions=*/false);
  return Result.is_discarded() ? std::nullopt : std::optional(std::move(Result));
}

std::string kphys::writeJson(const nlohmann::json &Json) {
  return Json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
