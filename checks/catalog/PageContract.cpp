// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/PageContract.h"

#include "llvm/ADT/STLExtras.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

const PageForm *PageContract::form(llvm::StringRef Function) const {
  auto Found =
      llvm::find_if(Forms, [&](const PageForm &Each) { return Each.Function == Function; });
  return Found == Forms.end() ? nullptr : &*Found;
}

namespace {

/// Reads fields until one is wrong.
class Reader {
public:
  explicit Reader(const JsonFields &Fields) : Fields(Fields) {}

  void only(std::initializer_list<llvm::StringRef> Known) {
    if (!Wrong)
      Wrong = Fields.only(Known);
  }

  void take(const char *Key, std::string &Into) { store(Fields.string(Key), Into); }

  void takeIfThere(const char *Key, std::string &Into) {
    if (Fields.has(Key))
      take(Key, Into);
  }

  template <typename Container> void takeAll(const char *Key, Container &Into) {
    std::vector<std::string> Texts;
    store(Fields.strings(Key), Texts);
    Into = Container(Texts.begin(), Texts.end());
  }

  template <typename Function> void takeEach(const char *Key, Function Take) {
    std::vector<JsonFields> Entries;
    if (Wrong)
      return;
    Expected<std::vector<JsonFields>> Read = Fields.array(Key);
    if (!Read) {
      Wrong = Read.takeError();
      return;
    }
    for (const JsonFields &Entry : *Read) {
      Reader Inner(Entry);
      Take(Inner, Entry);
      if (!Wrong)
        Wrong = std::move(Inner.Wrong);
      else
        llvm::consumeError(std::move(Inner.Wrong));
    }
  }

  Error Wrong = Error::success();

private:
  template <typename T> void store(Expected<T> Value, T &Into) {
    if (!Value)
      Wrong = llvm::joinErrors(std::move(Wrong), Value.takeError());
    else
      Into = std::move(*Value);
  }

  const JsonFields &Fields;
};

void readText(Reader &From, ContractText &Into, const char *Key) {
  From.take(Key, Into.Text);
  From.takeIfThere("needs", Into.Needs);
  From.takeIfThere("header", Into.Header);
}

} // namespace

Expected<PageContract> kphys::readPageContract(const JsonFields &Fields) {
  PageContract Result;
  Reader From(Fields);
  From.only({"page_type", "type", "names", "old_word", "new_word", "forms", "page", "offset",
             "page_start", "wide_page_start", "highmem_test", "highmem_option", "raw_flag", "error",
             "arithmetic", "implemented_by"});
  for (auto [Key, Into] :
       {std::pair("page_type", &Result.PageType), std::pair("type", &Result.Type),
        std::pair("old_word", &Result.OldWord), std::pair("new_word", &Result.NewWord),
        std::pair("offset", &Result.Offset), std::pair("page_start", &Result.PageStart),
        std::pair("wide_page_start", &Result.WidePageStart),
        std::pair("highmem_test", &Result.HighmemTest),
        std::pair("highmem_option", &Result.HighmemOption), std::pair("raw_flag", &Result.RawFlag),
        std::pair("error", &Result.Error)})
    From.take(Key, *Into);
  From.takeAll("names", Result.Names);
  From.takeAll("arithmetic", Result.Arithmetic);
  From.takeAll("implemented_by", Result.ImplementedBy);
  From.takeEach("page", [&](Reader &Entry, const JsonFields &) {
    Entry.only({"becomes", "needs", "header"});
    readText(Entry, Result.Page.emplace_back(), "becomes");
  });
  From.takeEach("forms", [&](Reader &Entry, const JsonFields &Object) {
    PageForm &Form = Result.Forms.emplace_back();
    Entry.only({"function", "sum", "alone", "needs", "header", "lowmem"});
    Entry.take("function", Form.Function);
    Entry.takeIfThere("sum", Form.Sum);
    readText(Entry, Form.Alone, "alone");
    Form.NeedsLowmem = Object.has("lowmem") && Object["lowmem"] == true;
  });
  if (From.Wrong)
    return std::move(From.Wrong);
  return Result;
}
