// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/patch/OldApiGate.h"

#include "tool/patch/NewUses.h"

using namespace kphys;

namespace {

using Place = std::tuple<std::string, unsigned, unsigned>; ///< file, line, column

/// What the units of one side make of the names at their places.
class Verdicts {
public:
  explicit Verdicts(const OldApiSaid &Said) {
    for (const Finding &Each : Said.Rewrites)
      Rewrites.try_emplace({Each.File, Each.Line, Each.Column}, &Each);
    for (const SeenName &Each : Said.Names)
      Reasons[{Each.File, Each.Line, Each.Column}].insert(Each.Why);
  }

  /// The finding of the call there, or nullptr.
  const Finding *rewriteAt(const Place &At) const {
    auto Found = Rewrites.find(At);
    return Found == Rewrites.end() ? nullptr : Found->second;
  }

  /// True if a unit gives \p Why for what is there.
  bool isSaid(const Place &At, Reason Why) const {
    auto Found = Reasons.find(At);
    return Found != Reasons.end() && Found->second.count(Why) != 0;
  }

  /// True if \p Use is one: a unit that knows a call of the API there counts for more than one that
  /// knows something else, and both count for more than the text.
  bool isUse(const Place &At, const OldApiUse &Use) const {
    if (rewriteAt(At))
      return true;
    auto IsSaid = [&](Reason Each) { return isSaid(At, Each); };
    bool IsCall = Use.Text.find('(') != std::string::npos;
    bool IsOther = IsSaid(Reason::OtherEntity) || IsSaid(Reason::ApiImplementation) ||
                   IsSaid(Reason::ApiDeclaration);
    return Use.IsUse && !IsOther && (IsCall || !IsSaid(Reason::NotCode));
  }

private:
  std::map<Place, const Finding *> Rewrites;
  std::map<Place, std::set<Reason>> Reasons;
};

bool isSource(llvm::StringRef Name) { return Name.ends_with(".c") || Name.ends_with(".h"); }

/// \p Name of the API of \p Form, as it is spoken of.
std::string spoken(const std::string &Name, Api::Form Form) {
  return Form == Api::Form::Member ? "." + Name : Name + "()";
}

class OldApiGate {
public:
  OldApiGate(const Knowledge &Known, const OldApiSaid &Before, const OldApiSaid &After,
             const TextOfFile &Read)
      : Known(Known), Scan(Known.Names, Read), Before(Before), After(After) {}

  std::vector<Finding> run(const std::vector<ChangedFile> &Changed,
                           std::vector<std::string> &Notes) {
    OldApiTexts Old, New;
    for (const ChangedFile &Each : Changed) {
      if (Each.Before && isSource(Each.OldName))
        Old[Each.OldName] = usesIn(Each.OldName, *Each.Before, Before);
      if (Each.After && isSource(Each.NewName))
        New[Each.NewName] = usesIn(Each.NewName, *Each.After, After);
    }
    std::vector<Finding> Result;
    std::map<std::string, unsigned> Without; // uses for which there is nothing better
    for (const NewUse &Each : newUses(Old, New, Changed, Known.Names))
      if (std::string Why = whyNot(Each); Why.empty())
        Result.push_back(findingOf(Each));
      else
        ++Without[Why];
    for (const auto &[Why, Count] : Without)
      Notes.push_back(std::to_string(Count) + " new " + (Count == 1 ? "use" : "uses") + " of " +
                      Why);
    return Result;
  }

private:
  OldApiText usesIn(const std::string &File, const std::string &Text, const Verdicts &Said) const {
    OldApiText Result = Scan.read(File, Text);
    llvm::erase_if(Result.Uses, [&](const OldApiUse &Each) {
      return !Said.isUse({File, Each.Line, Each.Column}, Each);
    });
    return Result;
  }

  const Api &apiOf(const NewUse &Use) const { return Known.Names.apis()[Use.Is->Name]; }

  /// Why there is nothing better to use than what \p Use has, or an empty string.
  std::string whyNot(const NewUse &Use) const {
    const Api &Old = apiOf(Use);
    const std::string Feature = Old.feature().str();
    const std::string Name = spoken(Old.Name, Old.How),
                      Better = spoken(replacementOf(Old), Old.How);
    if (Known.Profile.missing().count(Feature) || Known.Profile.problems().count(Feature))
      return Name + " not counted: this tree does not offer " + Better;
    if (After.isSaid({Use.File, Use.Is->Line, Use.Is->Column}, Reason::NonGplModule))
      return Name + " not counted: the module's licence does not let it use " + Better;
    return {};
  }

  Finding findingOf(const NewUse &Use) const {
    const Api &Old = apiOf(Use);
    Finding Result;
    Result.File = Use.File;
    Result.Line = Use.Is->Line;
    Result.Column = Use.Is->Column;
    Result.Check = NewOldApiCheck;
    Result.Text =
        "new use of " + spoken(Old.Name, Old.How) + ": use " + spoken(replacementOf(Old), Old.How);
    Result.Function = Use.Is->Function;
    Result.Subject = Use.Is->Text;
    if (const Finding *Rewrite = After.rewriteAt({Use.File, Use.Is->Line, Use.Is->Column})) {
      Result.Function = Rewrite->Function;
      Result.Notes = {{Use.File, Use.Is->Line, Use.Is->Column, Rewrite->Text}};
      llvm::append_range(Result.Notes, Rewrite->Notes);
      Result.Fix = Rewrite->Fix;
    }
    return Result;
  }

  const Knowledge &Known;
  const OldApiScan Scan;
  const Verdicts Before, After;
};

} // namespace

std::vector<Finding> kphys::newUsesOfOldApi(const Knowledge &Known,
                                            const std::vector<ChangedFile> &Changed,
                                            const OldApiSaid &Before, const OldApiSaid &After,
                                            const TextOfFile &Read,
                                            std::vector<std::string> &Notes) {
  return OldApiGate(Known, Before, After, Read).run(Changed, Notes);
}
