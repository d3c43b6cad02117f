// Reads fields of a JSON object that a person wrote, with errors that name the file and the entry.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_JSONFIELDS_H
#define KPHYS_CHECKS_CATALOG_JSONFIELDS_H

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"
#include <initializer_list>
#include <string>
#include <vector>

namespace kphys {

/// One JSON object and where it stands, for messages ("catalog.json: apis[3]").
class JsonFields {
public:
  /// \p Path: where in \p File the object stands; empty for the whole document.
  JsonFields(const nlohmann::json &Object, std::string File, std::string Path = {})
      : Object(Object), File(std::move(File)), Path(std::move(Path)) {}

  /// Fails where this is no object or has a key that is not in \p Known.
  llvm::Error only(std::initializer_list<llvm::StringRef> Known) const;

  size_t size() const { return Object.size(); }
  bool has(const char *Key) const { return Object.contains(Key); }
  const nlohmann::json &operator[](const char *Key) const { return Object[Key]; }

  llvm::Expected<std::string> string(const char *Key) const;
  llvm::Expected<unsigned> index(const char *Key) const;
  llvm::Expected<std::vector<unsigned>> indices(const char *Key) const;
  llvm::Expected<std::vector<std::string>> strings(const char *Key) const;
  llvm::Expected<JsonFields> object(const char *Key) const;

  /// The elements of array \p Key; an absent array is empty.
  llvm::Expected<std::vector<JsonFields>> array(const char *Key) const;

  llvm::Error error(const std::string &Message) const;

private:
  std::string pathOf(const std::string &Key) const { return Path.empty() ? Key : Path + "." + Key; }

  const nlohmann::json &Object;
  std::string File;
  std::string Path;
};

} // namespace kphys

#endif
