// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/CodeComparison.h"

#include "rewriters/verify/CodeText.h"
#include "rewriters/verify/GeneratedCode.h"
#include "llvm/ADT/STLExtras.h"

using namespace kphys;

namespace {

/// Code that is the same before it is optimized stays the same. Where it is not, what the optimizer
/// makes of both decides, and in the end the machine's code.
class CodeComparer {
public:
  explicit CodeComparer(const CodeSides &Of) : Of(Of) {}

  Comparison run() {
    if (!generate(Of.WithUnused))
      return std::move(Result);
    if (!Of.WithUnused && isCodeMissing() && !generate(/*WithUnused=*/true))
      return std::move(Result);
    compareAsItIs();
    if (!Result.Roots.empty())
      compareOptimized();
    return std::move(Result);
  }

private:
  /// Compiles both sides. False where that failed.
  bool generate(bool WithUnused) {
    Result = {};
    Wanted.clear();
    for (bool IsAfter : {false, true}) {
      HeaderUse Use;
      ParseOutcome Outcome = parseUnit(
          Of.Command, IsAfter ? Of.After : Of.Before,
          [&] { return GeneratedCode::generate(Sides[IsAfter], Of.Asked[IsAfter], Use); },
          GeneratedCode::comparableArguments(WithUnused));
      Result.Files = Use.files(Of.Command.File);
      auto Wrong = llvm::find_if(Outcome.Diagnostics,
                                 [](const UnitDiagnostic &Each) { return Each.IsError; });
      if (Wrong != Outcome.Diagnostics.end() || !Sides[IsAfter].module()) {
        Result.Problem = Wrong != Outcome.Diagnostics.end() ? Wrong->Message : "no code was made";
        return false;
      }
      Symbols[IsAfter].clear();
      for (const llvm::Function &Each : *Sides[IsAfter].module())
        if (!Each.isDeclaration())
          Symbols[IsAfter][Sides[IsAfter].sourceName(Each.getName())].insert(Each.getName().str());
    }
    for (const GeneratedCode &Side : Sides) {
      for (const auto &[Macro, Functions] : Side.Expansions)
        Result.Expansions[Macro].insert(Functions.begin(), Functions.end());
      for (const auto &[Place, Functions] : Side.Holders) {
        Result.Holders[Place].insert(Functions.begin(), Functions.end());
        Wanted.insert(Functions.begin(), Functions.end());
      }
    }
    return true;
  }

  /// True if there is no code of what matters: perhaps because nothing uses it.
  bool isCodeMissing() const {
    for (const std::string &Place : Of.Needed)
      if (!Sides[false].Holders.count(Place) || !Sides[true].Holders.count(Place))
        return true;
    return llvm::any_of(Result.Expansions,
                        [](const auto &Each) { return Each.second.count("") != 0; });
  }

  void readTexts() {
    for (bool IsAfter : {false, true})
      Texts[IsAfter] = textsOf(*Sides[IsAfter].module());
  }

  void compareAsItIs() {
    readTexts();
    for (bool IsAfter : {false, true})
      Users[IsAfter] = usersIn(*Sides[IsAfter].module());
    for (bool IsAfter : {false, true})
      for (const auto &[Name, Its] : Symbols[IsAfter])
        if (Its != symbolsOf(Name, !IsAfter)) {
          Result.OneSided.insert(Name);
          if (Wanted.count(Name))
            Result.Roots.try_emplace(Name, Name + "(): only one of original and result has it");
        } else {
          note(Name, differenceIn(Name, /*InObjects=*/false), /*IsRoot=*/true);
        }
    compareData();
  }

  /// What is inlined is looked for in what it is inlined into.
  void compareOptimized() {
    std::map<std::string, std::string> Functions = std::exchange(Result.Functions, {});
    std::map<std::string, std::string> Roots = std::exchange(Result.Roots, {});
    for (bool IsAfter : {false, true}) {
      for (const std::string &Name : Wanted) // what nobody calls would be thrown away
        for (const std::string &Symbol : symbolsOf(Name, IsAfter))
          if (llvm::Function *Each = Sides[IsAfter].module()->getFunction(Symbol);
              Each->hasLocalLinkage() && !Users[IsAfter].count(Symbol))
            Each->setLinkage(llvm::GlobalValue::ExternalLinkage);
      Result.Problem = Sides[IsAfter].optimize();
      if (!Result.Problem.empty())
        return;
    }
    readTexts();
    compareData();
    std::vector<std::string> Gone;
    for (const auto &[Name, Difference] : Functions) {
      bool IsThere[2] = {hasCode(Name, false), hasCode(Name, true)};
      if (IsThere[false] && IsThere[true])
        note(Name, differenceIn(Name, /*InObjects=*/true), Roots.count(Name) != 0);
      else if (Difference.empty())
        Result.Functions[Name] = "";
      else
        Gone.push_back(Name);
    }
    for (const std::string &Name : Gone)
      judgeByCallers(Name);
    for (const std::string &Name : Result.OneSided)
      if (Roots.count(Name))
        Result.Roots[Name] = Roots[Name];
  }

  void note(const std::string &Name, std::string Difference, bool IsRoot) {
    if (IsRoot && !Difference.empty())
      Result.Roots[Name] = Difference;
    Result.Functions[Name] = std::move(Difference);
  }

  bool hasCode(const std::string &Name, bool IsAfter) const {
    auto Its = Symbols[IsAfter].find(Name);
    return Its != Symbols[IsAfter].end() &&
           llvm::any_of(Its->second, [&](const std::string &Symbol) {
             return Texts[IsAfter].Functions.count(Symbol) != 0;
           });
  }

  const std::set<std::string> &symbolsOf(const std::string &Name, bool IsAfter) const {
    static const std::set<std::string> None;
    auto Found = Symbols[IsAfter].find(Name);
    return Found == Symbols[IsAfter].end() ? None : Found->second;
  }

  /// Of the code of function \p Name; with parts that the optimizer split off.
  std::string differenceIn(const std::string &Name, bool InObjects) const {
    std::map<std::string, std::pair<std::string, std::string>> Pairs;
    for (bool IsAfter : {false, true})
      for (const std::string &Symbol : symbolsOf(Name, IsAfter)) {
        auto &Functions = Texts[IsAfter].Functions;
        for (auto Each = Functions.lower_bound(Symbol);
             Each != Functions.end() && llvm::StringRef(Each->first).starts_with(Symbol); ++Each)
          if (Each->first == Symbol || Each->first[Symbol.size()] == '.')
            (IsAfter ? Pairs[Each->first].second : Pairs[Each->first].first) = Each->second;
      }
    for (const auto &[Symbol, Both] : Pairs) {
      std::string Difference = firstDifference(Both.first, Both.second);
      if (!Difference.empty() && !(InObjects && isSameObject(Symbol)))
        return Name + "(): " + Difference;
    }
    return {};
  }

  bool isSameObject(const std::string &Symbol) const {
    std::string Problem, Objects[2];
    for (bool IsAfter : {false, true})
      Objects[IsAfter] = Sides[IsAfter].objectOf(Symbol, Problem);
    return Problem.empty() && !Objects[false].empty() && Objects[false] == Objects[true];
  }

  /// \p Name has no code of its own: what has it in it speaks for it.
  void judgeByCallers(const std::string &Name) {
    std::set<std::string> Seen, Into;
    std::vector<std::string> Open;
    for (bool IsAfter : {false, true})
      Open.insert(Open.end(), symbolsOf(Name, IsAfter).begin(), symbolsOf(Name, IsAfter).end());
    while (!Open.empty()) {
      std::string Symbol = std::move(Open.back());
      Open.pop_back();
      if (!Seen.insert(Symbol).second)
        continue;
      std::string Caller = Sides[false].sourceName(Symbol);
      if (Caller != Name && hasCode(Caller, false) && hasCode(Caller, true)) {
        Into.insert(Caller);
        continue;
      }
      for (const auto &Side : Users)
        if (auto Its = Side.find(Symbol); Its != Side.end())
          Open.insert(Open.end(), Its->second.begin(), Its->second.end());
    }
    std::string Names, Difference;
    for (const std::string &Each : Into) {
      Names += (Names.empty() ? "" : ", ") + Each + "()";
      if (Difference.empty())
        Difference = Result.Functions[Each];
    }
    if (Into.empty())
      Difference = Name + "(): nothing is left of it to be compared";
    Result.Parts[Name] = Names;
    note(Name, Difference, /*IsRoot=*/true);
  }

  /// Names that end in a number may have been given another one.
  void compareData() {
    std::map<std::string, std::multiset<std::string>> Others[2];
    std::map<std::string, std::string> FirstNames;
    for (bool IsAfter : {false, true})
      for (const auto &[Name, Text] : Texts[IsAfter].Data)
        if (auto Same = Texts[!IsAfter].Data.find(Name);
            Same == Texts[!IsAfter].Data.end() || Same->second != Text) {
          std::string Base = llvm::StringRef(Name).rtrim("0123456789.").str();
          Others[IsAfter][Base].insert(Text);
          FirstNames.try_emplace(Base, Name);
        }
    for (const auto &[Base, Name] : FirstNames)
      if (Others[false][Base] != Others[true][Base]) {
        auto First = [&](bool IsAfter) {
          return Others[IsAfter][Base].empty() ? std::string() : *Others[IsAfter][Base].begin();
        };
        for (bool IsAfter : {false, true})
          if (auto Its = Users[IsAfter].find(Name); Its != Users[IsAfter].end())
            for (const std::string &Symbol : Its->second)
              Result.DataUsers["data " + Name].insert(Sides[IsAfter].sourceName(Symbol));
        Result.Roots["data " + Name] = Name + ": " + firstDifference(First(false), First(true));
      }
  }

  const CodeSides &Of;
  GeneratedCode Sides[2];
  CodeTexts Texts[2];
  std::set<std::string> Wanted; ///< functions that have something in them that was asked about
  std::map<std::string, std::set<std::string>> Symbols[2]; ///< by function of the source
  std::map<std::string, std::set<std::string>> Users[2];   ///< before anything is optimized
  Comparison Result;
};

} // namespace

Comparison kphys::compareCode(const CodeSides &Of) { return CodeComparer(Of).run(); }

std::string Comparison::firstDifference() const {
  if (!Problem.empty())
    return Problem;
  if (!Roots.empty())
    return Roots.begin()->second;
  for (const auto &[Name, Difference] : Functions)
    if (!Difference.empty())
      return Difference;
  return {};
}
