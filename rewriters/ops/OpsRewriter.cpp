// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/ops/OpsRewriter.h"

#include "rewriters/CallSpelling.h"
#include "rewriters/ops/FamilyConversion.h"
#include "llvm/ADT/IntEqClasses.h"

using namespace kphys;

namespace {

class OpsRewriter {
public:
  OpsRewriter(const OpsTarget &Target, const UnitSite &Site)
      : Target(Target), Site(Site), Where(Site.Context),
        Unit(OpsUnit::in(Target.Names, Site, Where)) {}

  std::vector<std::pair<clang::SourceLocation, Candidate>> run() {
    if (Target.Contract.ImplementedBy.count(Site.File))
      return {};
    for (const CallbackRead &Read : Unit.Reads)
      noteRead(Read);
    for (const OpsFamily &Family : families())
      convert(Family);
    return std::move(Result);
  }

private:
  /// Who reads the old member does not find what is in the new one.
  void noteRead(const CallbackRead &Read) {
    Candidate Found;
    Found.Rule = Read.Known->Converts->Rule;
    Found.Before = Read.Known->displayName();
    Found.Refusal = Reason::MemberRead;
    Found.BindsRule = true;
    Result.emplace_back(Read.Member, std::move(Found));
  }

  /// Stores that must change together, in order of the first of them.
  std::vector<OpsFamily> families() const {
    std::map<std::string, unsigned> Members; // tables and functions, numbered
    llvm::IntEqClasses Together;
    auto Member = [&](const std::string &Name) {
      auto [Known, IsNew] = Members.try_emplace(Name, Members.size());
      if (IsNew)
        Together.grow(Members.size());
      return Known->second;
    };
    auto Table = [&](const CallbackStore &Store) { return Member("table " + Store.Table); };
    auto Function = [&](const std::string &Name) { return Member("function " + Name); };
    for (const CallbackStore &Store : Unit.Stores)
      if (unsigned Of = Table(Store); Store.Function)
        Together.join(Of, Function(Store.Function->getNameAsString()));
    for (const auto &[Caller, Helper] : helperPairs(Target, Site, Where, Unit)) {
      unsigned From = Function(Caller);
      Together.join(From, Function(Helper));
    }
    std::map<unsigned, size_t> Numbers;
    std::vector<OpsFamily> Found;
    for (const CallbackStore &Store : Unit.Stores) {
      auto [Number, IsNew] = Numbers.try_emplace(Together.findLeader(Table(Store)), Found.size());
      if (IsNew)
        Found.emplace_back();
      Found[Number->second].push_back(&Store);
    }
    return Found;
  }

  void convert(const OpsFamily &Family) {
    ConvertedFamily Converted = convertFamily(Target, Site, Where, Unit, Family);
    std::string Group = "ops " + Family.front()->Table;
    bool IsFirst = true;
    for (const CallbackStore *Store : Family) {
      Candidate Found;
      Found.Rule = Store->Known->Converts->Rule;
      Found.Group = Group;
      Found.BindsRule = Store->IsPatch;
      Found.Before = foldSpace(Store->Whole.in(Where.Text));
      Found.Refusal = Converted.Refusal;
      Found.Detail = Converted.Detail;
      Found.IsTentative = Converted.IsTentative;
      if (Found.Refusal == Reason::None) {
        Found.Edits = Converted.Edits[Store];
        Found.After = foldSpace(editedText(Where.Text, Store->Whole, inside(Store->Whole, Found)));
        if (Found.After == Found.Before) // the member goes, its function is called by another
          Found.After = "/* part of ." + Store->Known->Converts->Becomes + " */";
        // One site carries what is done to the functions.
        if (std::exchange(IsFirst, false)) {
          Found.Edits.insert(Found.Edits.end(), Converted.Common.begin(), Converted.Common.end());
          llvm::sort(Found.Edits);
        } else {
          Found.Detail.clear();
        }
      }
      Result.emplace_back(Store->Member, std::move(Found));
    }
  }

  static std::vector<TextEdit> inside(TextRange Whole, const Candidate &Of) {
    std::vector<TextEdit> Result;
    for (const TextEdit &Edit : Of.Edits)
      if (Edit.Offset >= Whole.Begin && Edit.Offset + Edit.Length <= Whole.End)
        Result.push_back(Edit);
    return Result;
  }

  const OpsTarget &Target;
  const UnitSite &Site;
  const SourceText Where;
  const OpsUnit Unit;
  std::vector<std::pair<clang::SourceLocation, Candidate>> Result;
};

} // namespace

std::vector<std::pair<clang::SourceLocation, Candidate>> kphys::rewriteOps(const OpsTarget &Target,
                                                                           const UnitSite &Site) {
  return OpsRewriter(Target, Site).run();
}
