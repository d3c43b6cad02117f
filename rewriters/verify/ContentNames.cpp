// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/ContentNames.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace kphys;

namespace {

constexpr llvm::StringRef Marker = ".kphys."; ///< stands before the hash of contents in a name

std::string hashOf(llvm::StringRef Text) {
  return llvm::utohexstr(llvm::xxh3_64bits(Text), /*LowerCase=*/true, /*Width=*/16);
}

/// \p Name as it was before it was marked, without a number that only tells it from others.
llvm::StringRef baseName(llvm::StringRef Name) {
  Name = Name.split(Marker).first;
  auto [Base, Number] = Name.rsplit('.');
  return !Number.empty() && llvm::all_of(Number, llvm::isDigit) ? Base : Name;
}

/// \p Name without the number that the kernel's __UNIQUE_ID() has from __COUNTER__: that is another
/// one where a header expands more before it.
std::string withoutCounter(llvm::StringRef Name) {
  if (!Name.contains("__UNIQUE_ID_"))
    return Name.str();
  return Name.rtrim("0123456789").str();
}

class ContentNamer {
public:
  explicit ContentNamer(llvm::Module &Of) : Of(Of) {}

  void run() {
    for (llvm::StructType *Each : Of.getIdentifiedStructTypes())
      if (!Each->isOpaque() && Each->hasName())
        nameType(*Each);
    for (llvm::GlobalVariable &Each : Of.globals())
      unmark(Each);
    for (llvm::GlobalVariable &Each : Of.globals())
      if (isNameless(Each))
        nameConstant(Each);
    // Only once all constants have their names: these variables may name each other in a circle.
    std::vector<std::pair<llvm::GlobalVariable *, std::string>> Names;
    for (llvm::GlobalVariable &Each : Of.globals())
      if (Each.hasLocalLinkage() && Each.hasInitializer() && !isNameless(Each))
        Names.emplace_back(&Each,
                           withoutCounter(Each.getName()) + (Marker + hashOf(textOf(Each))).str());
    for (auto &[Variable, Name] : Names)
      Variable->setName(Name);
    for (llvm::Function &Each : Of)
      nameAssertion(Each);
  }

private:
  /// An earlier name: the optimizer may have changed what it told.
  static void unmark(llvm::GlobalVariable &Of) {
    if (auto [Base, Hash] = Of.getName().split(Marker); !Hash.empty())
      Of.setName(Base.str());
  }

  /// What the kernel calls where a condition does not hold at compile time: no function has that
  /// name, which __COUNTER__ is a part of.
  static void nameAssertion(llvm::Function &Of) {
    constexpr llvm::StringLiteral Begin = "__compiletime_assert_";
    if (Of.isDeclaration() && Of.getName().starts_with(Begin))
      Of.setName((Begin + Marker + hashOf("")).str());
  }

  void nameType(llvm::StructType &Type) {
    if (!Named.insert(&Type).second)
      return;
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    for (llvm::Type *Member : Type.elements()) {
      nameTypesIn(Member);
      Member->print(Stream, /*IsForDebug=*/false, /*NoDetails=*/true);
      Stream << (Type.isPacked() ? "|" : ",");
    }
    Type.setName((baseName(Type.getName()) + Marker + hashOf(withoutCounts(Stream.str()))).str());
  }

  void nameTypesIn(llvm::Type *Part) {
    if (auto *Struct = llvm::dyn_cast<llvm::StructType>(Part);
        Struct && !Struct->isLiteral() && !Struct->isOpaque() && Struct->hasName())
      return nameType(*Struct);
    for (llvm::Type *Each : Part->subtypes())
      nameTypesIn(Each);
  }

  void nameConstant(llvm::GlobalVariable &Constant) {
    if (!Named.insert(&Constant).second)
      return;
    llvm::DenseSet<const llvm::Value *> Seen;
    nameConstantsIn(*Constant.getInitializer(), Seen);
    Constant.setName(("data" + Marker + hashOf(textOf(Constant))).str());
  }

  void nameConstantsIn(const llvm::Constant &Part, llvm::DenseSet<const llvm::Value *> &Seen) {
    for (const llvm::Use &Operand : Part.operands()) {
      if (!Seen.insert(Operand.get()).second)
        continue;
      if (auto *Variable = llvm::dyn_cast<llvm::GlobalVariable>(Operand.get())) {
        if (isNameless(*Variable))
          nameConstant(*Variable);
      } else if (auto *Nested = llvm::dyn_cast<llvm::Constant>(Operand.get());
                 Nested && !llvm::isa<llvm::GlobalValue>(Nested)) {
        nameConstantsIn(*Nested, Seen);
      }
    }
  }

  llvm::Module &Of;
  llvm::DenseSet<const void *> Named;
};

} // namespace

bool kphys::isNameless(const llvm::GlobalVariable &Of) {
  return Of.isConstant() && Of.hasInitializer() && Of.hasLocalLinkage() &&
         Of.hasGlobalUnnamedAddr();
}

void kphys::nameByContents(llvm::Module &Of) { ContentNamer(Of).run(); }

std::string kphys::withoutCounts(llvm::StringRef Text) {
  static const llvm::Regex Counted("(\\.kphys\\.[0-9a-f]{16})\\.?[0-9]+");
  std::string Result;
  llvm::SmallVector<llvm::StringRef> Groups;
  while (Text.contains(Marker) && Counted.match(Text, &Groups)) {
    size_t At = Groups[0].begin() - Text.begin();
    Result += (Text.take_front(At) + Groups[1]).str();
    Text = Text.drop_front(At + Groups[0].size());
  }
  return Result + Text.str();
}

std::string kphys::textOf(const llvm::GlobalVariable &Of) {
  std::string Text;
  llvm::raw_string_ostream Stream(Text);
  Stream << (Of.isConstant() ? "constant " : "variable ") << Of.getLinkage() << ' '
         << Of.getVisibility() << ' ' << Of.isThreadLocal() << ' ' << Of.getSection() << ' '
         << Of.getAlign().valueOrOne().value() << ' ';
  if (Of.hasInitializer())
    Of.getInitializer()->printAsOperand(Stream, /*PrintType=*/true, Of.getParent());
  return withoutCounts(Stream.str());
}
