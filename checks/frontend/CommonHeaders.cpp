// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/CommonHeaders.h"

#include "checks/frontend/EmbeddedPchHeaders.inc"
#include "checks/sources/JsonText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace kphys {

static bool readJson(const nlohmann::json &Json, CommonHeaders &Result) {
  return readJsonMember(Json, "below", Result.Below) &&
         readJsonMember(Json, "headers", Result.Headers);
}

} // namespace kphys

using namespace kphys;

bool CommonHeaders::isFor(llvm::StringRef Source) const {
  return llvm::any_of(Below, [&](llvm::StringRef Directory) {
    return Directory.empty() || Source.starts_with(Directory.str() + "/");
  });
}

const std::vector<CommonHeaders> &kphys::commonHeaders() {
  static const std::vector<CommonHeaders> All = [] {
    auto Read = readJsonText<std::vector<CommonHeaders>>(EmbeddedPchHeaders);
    if (!Read)
      llvm::report_fatal_error("the embedded pch-headers.json has not the form of its schema");
    return *Read;
  }();
  return All;
}
