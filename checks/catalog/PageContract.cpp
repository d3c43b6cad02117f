// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/PageContract.h"

#include "checks/catalog/FieldReader.h"
#include "checks/catalog/RewritePattern.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;

namespace {

/// An entry of `forms`: what becomes of a page, of its offset, or of a function of it.
struct FormEntry {
  std::vector<RewritePattern> Patterns;
  std::string Needs, Header;
  bool NeedsLowmem = false;
};

/// Adds what \p Entry says to \p Result: `P => NEW`, `O => NEW`, `FUNCTION(P) => NEW`, or
/// `FUNCTION(P) + O => NEW`. False if that is none of these.
bool addForm(const FormEntry &Entry, PageContract &Result) {
  PageForm Form;
  Form.NeedsLowmem = Entry.NeedsLowmem;
  for (const RewritePattern &Each : Entry.Patterns) {
    ContractText Text = {Each.New, Entry.Needs, Entry.Header};
    if (Each.Old == "P" || Each.Old == "O") {
      if (Entry.Patterns.size() != 1 || Entry.NeedsLowmem)
        return false;
      if (Each.Old == "P")
        Result.Page.push_back(std::move(Text));
      else
        Result.Offset = Each.New;
      return true;
    }
    auto [Function, Offset] = splitOutside(Each.Old, "+");
    std::optional<CallPattern> Call = parseCall(Function);
    if (!Call || Call->Arguments != std::vector<std::string>{"P"} ||
        (!Form.Function.empty() && Form.Function != Call->Name) ||
        (!Offset.empty() && Offset != "O"))
      return false;
    Form.Function = Call->Name;
    if (Offset.empty())
      Form.Alone = std::move(Text);
    else
      Form.Sum = Each.New;
  }
  Result.Forms.push_back(std::move(Form));
  return !Result.Forms.back().Alone.Text.empty();
}

} // namespace

namespace kphys {

static void readFields(FieldReader &Fields, FormEntry &Result) {
  Fields.required("rewrite", Result.Patterns);
  Fields.optional("lowmem", Result.NeedsLowmem);
  if (Fields.optional("needs", Result.Needs))
    Fields.required("header", Result.Header);
}

} // namespace kphys

const PageForm *PageContract::form(llvm::StringRef Function) const {
  auto Found =
      llvm::find_if(Forms, [&](const PageForm &Each) { return Each.Function == Function; });
  return Found == Forms.end() ? nullptr : &*Found;
}

void kphys::readFields(FieldReader &Fields, PageContract &Result) {
  std::vector<FormEntry> Forms;
  Fields.required("page_type", Result.PageType);
  Fields.required("type", Result.Type);
  Fields.required("names", Result.Names);
  Fields.required("old_word", Result.OldWord);
  Fields.required("new_word", Result.NewWord);
  Fields.required("page_start", Result.PageStart);
  Fields.required("wide_page_start", Result.WidePageStart);
  Fields.required("highmem_test", Result.HighmemTest);
  Fields.required("highmem_option", Result.HighmemOption);
  Fields.optional("arithmetic_if", Result.ArithmeticIf);
  Fields.required("raw_flag", Result.RawFlag);
  Fields.required("error", Result.Error);
  Fields.optional("exported_by", Result.ExportedBy);
  Fields.optional("implemented_by", Result.ImplementedBy);
  Fields.required("forms", Forms);
  for (size_t I = 0; I < Forms.size(); ++I)
    if (!addForm(Forms[I], Result))
      Fields.fail("forms[" + std::to_string(I) + "].rewrite",
                  "must be P => NEW, O => NEW, or FUNCTION(P) => NEW and perhaps "
                  "FUNCTION(P) + O => NEW");
  if (Result.Page.empty() || Result.Offset.empty())
    Fields.fail("forms", "must have P => NEW and O => NEW");
}
