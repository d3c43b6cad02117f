// Reads a JSON document that a person wrote into structs, and says what is wrong with it.
//
// A struct lists its fields once, in an overload of readFields() beside it; their types say what
// they must look like in the document. What is no field of the struct is an error.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_CATALOG_FIELDREADER_H
#define KPHYS_CHECKS_CATALOG_FIELDREADER_H

#include "nlohmann/json.hpp"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kphys {

/// The words of an enumeration, as documents spell them.
template <typename Enum> using WordList = llvm::ArrayRef<std::pair<const char *, Enum>>;

class FieldReader {
public:
  /// The document that is read: its name, and the first thing that is wrong with it.
  struct Document {
    std::string Name;
    std::string Problem;
  };

  /// Reads the whole of \p Json, an object.
  template <typename Struct>
  static llvm::Error read(const nlohmann::json &Json, std::string Name, Struct &Result) {
    Document Source = {std::move(Name), ""};
    FieldReader(Source, "").convert(Json, "", Result);
    return Source.Problem.empty() ? llvm::Error::success()
                                  : llvm::createStringError(Source.Name + ": " + Source.Problem);
  }

  /// True if the object has a field \p Key.
  bool has(const char *Key) const { return Object->contains(Key); }

  /// True if \p Key is a field with the text \p Text.
  bool is(const char *Key, const char *Text) const { return has(Key) && (*Object)[Key] == Text; }

  /// Reads field \p Key; that it is missing is an error.
  template <typename T> void required(const char *Key, T &Result) {
    if (!optional(Key, Result))
      fail(Key, "is missing");
  }

  /// Reads field \p Key, if it is there. True if it is.
  template <typename T> bool optional(const char *Key, T &Result) {
    Fields.insert(Key);
    if (has(Key))
      convert((*Object)[Key], Path + Key, Result);
    return has(Key);
  }

  /// Says that something is wrong with field \p Key. What was wrong first is reported.
  void fail(llvm::StringRef Key, const llvm::Twine &Problem) { failAt(Path + Key.str(), Problem); }

private:
  FieldReader(Document &Source, std::string Entry) : Source(Source), Entry(std::move(Entry)) {}

  void failAt(llvm::StringRef Place, const llvm::Twine &Problem);

  /// Reads what is at \p Place, one kind of value each.
  void convert(const nlohmann::json &Json, const std::string &Place, std::string &Result);
  void convert(const nlohmann::json &Json, const std::string &Place, unsigned &Result);
  void convert(const nlohmann::json &Json, const std::string &Place, bool &Result);

  template <typename T>
  void convert(const nlohmann::json &Json, const std::string &Place, std::optional<T> &Result) {
    convert(Json, Place, Result.emplace());
  }

  /// An array; one element that is no object may stand for it.
  template <typename T>
  void convert(const nlohmann::json &Json, const std::string &Place, std::vector<T> &Result) {
    if (Json.is_object())
      return failAt(Place, "must be an array");
    if (!Json.is_array())
      return convert(Json, Place, Result.emplace_back());
    for (size_t I = 0; I < Json.size(); ++I)
      convert(Json[I], Place + "[" + std::to_string(I) + "]", Result.emplace_back());
  }

  template <typename T>
  void convert(const nlohmann::json &Json, const std::string &Place, std::set<T> &Result) {
    std::vector<T> Elements;
    convert(Json, Place, Elements);
    Result.insert(Elements.begin(), Elements.end());
  }

  /// An object whose keys are numbers of arguments.
  template <typename T>
  void convert(const nlohmann::json &Json, const std::string &Place,
               std::map<unsigned, T> &Result) {
    if (!Json.is_object())
      return failAt(Place, "must be an object whose keys are argument numbers");
    for (const auto &[Key, Value] : Json.items())
      convert(Value, Place + "." + Key, Result[argumentNumber(Key, Place)]);
  }

  /// A word of an enumeration, a text of a form of its own, or an object.
  template <typename T>
  void convert(const nlohmann::json &Json, const std::string &Place, T &Result) {
    if constexpr (requires { wordsOf(Result); }) {
      std::string Word, Expected;
      convert(Json, Place, Word);
      for (const auto &[Text, Value] : wordsOf(Result)) {
        if (Word == Text) {
          Result = Value;
          return;
        }
        Expected += (Expected.empty() ? "" : ", ") + std::string(Text);
      }
      failAt(Place, "must be one of " + Expected);
    } else if constexpr (requires { parseText("", Result); }) {
      std::string Text;
      convert(Json, Place, Text);
      if (const char *Problem = parseText(Text, Result))
        failAt(Place, Problem);
    } else {
      FieldReader Inner = inside(Json, Place);
      if (Inner.Object) {
        readFields(Inner, Result);
        Inner.refuseOthers();
      }
    }
  }

  unsigned argumentNumber(llvm::StringRef Text, const std::string &Place);
  FieldReader inside(const nlohmann::json &Json, const std::string &Place);
  void refuseOthers();

  Document &Source;
  const nlohmann::json *Object = nullptr;
  std::string Entry; ///< the entry that the object is or lies in, for messages
  std::string Path;  ///< where it lies in the entry
  llvm::StringSet<> Fields;
};

} // namespace kphys

#endif
