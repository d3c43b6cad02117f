// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/NewNames.h"

#include "llvm/ADT/StringExtras.h"

using namespace kphys;

namespace {

/// Adds the identifiers of \p Text, but for the letters that stand for expressions.
void addNames(llvm::StringRef Text, std::set<std::string> &Result) {
  auto IsPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    llvm::StringRef Word = Text.take_while(IsPart);
    if (Word.size() > 1 && !llvm::isDigit(Word.front()))
      Result.insert(Word.str());
    Text = Text.drop_front(std::max<size_t>(Word.size(), 1));
  }
}

} // namespace

std::set<std::string> kphys::newNames(const Catalog &Names) {
  std::set<std::string> Result;
  auto Add = [&](llvm::StringRef Text) { addNames(Text, Result); };
  const PageContract &Contract = Names.contract();
  for (const Api &Each : Names.apis()) {
    if (Each.Replace)
      for (llvm::StringRef Callee : {Each.Replace->Callee, Each.Replace->OfVirtual})
        Add(Callee);
    for (const ArgumentRule &Argument :
         Each.Replace ? Each.Replace->Arguments : std::vector<ArgumentRule>()) {
      Add(Argument.Text);
      Add(Argument.Through);
    }
    if (Each.Maps) {
      Add(Each.Maps->Becomes);
      Add(Each.Maps->FrameBecomes);
    }
  }
  for (const PhysicalIdiom &Each : Names.idioms())
    Add(Each.Becomes);
  for (const VirtualIdiom &Each : Names.virtualIdioms())
    Add(Each.Becomes);
  for (const CopyHelper &Each : Names.copyHelpers())
    Add(Each.Becomes);
  for (const AtomicPart &Each : Names.mappings().atomicParts()) {
    Add(Each.Disable);
    Add(Each.Enable);
  }
  for (const PageForm &Each : Contract.Forms) {
    Add(Each.Function);
    Add(Each.Alone.Text);
    Add(Each.Sum);
  }
  for (const ContractText &Each : Contract.Page)
    Add(Each.Text);
  for (const std::string *Each : {&Contract.Offset, &Contract.PageStart, &Contract.WidePageStart,
                                  &Contract.RawFlag, &Contract.Error})
    Add(*Each);
  return Result;
}

std::set<std::string> kphys::newMembers(const Catalog &Names) {
  std::set<std::string> Result;
  for (const Api &Each : Names.apis())
    if (Each.Converts)
      addNames(Each.Converts->Becomes, Result);
  return Result;
}
