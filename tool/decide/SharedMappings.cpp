// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/SharedMappings.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Words.h"
#include "tool/decide/Chooser.h"
#include "tool/decide/MappingUsers.h"
#include "clang/Basic/CharInfo.h"

using namespace kphys;

namespace {

using Carrier = MappingCarrier::Kind;

class SharedMappings {
public:
  SharedMappings(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                 const std::string &Root, ProgramEffects &Effects, unsigned Threads)
      : Sites(Sites), Names(Names), Text(Text), Root(Root), Effects(Effects), Threads(Threads) {}

  void rewrite() {
    using Key = std::tuple<std::string, Carrier, std::string, std::string>;
    std::map<Key, std::vector<Site *>> Mappings;
    for (Site &Each : Sites)
      if (const MappingCarrier &By = Each.Plan.Carrier;
          By.Is != Carrier::None && !Each.Plan.Alternatives.empty())
        Mappings[{Each.File, By.Is, By.Record, By.Field}].push_back(&Each);
    for (const auto &[Of, Halves] : Mappings) {
      std::string Why = obstacle(Halves);
      for (Site *Each : Halves) {
        if (Why.empty())
          rewrite(*Each);
        else
          Each->Detail += "; " + Why;
      }
    }
  }

private:
  static void rewrite(Site &Half) {
    const MappingCarrier &By = Half.Plan.Carrier;
    Half.Plan.Group = By.Is == Carrier::Field ? "mapping in " + By.Record + "." + By.Field
                                              : "mapping between functions";
    Chooser::choose(Half);
  }

  /// What keeps the mapping of \p Halves, all of one file and carrier; empty if nothing does.
  std::string obstacle(const std::vector<Site *> &Halves) {
    auto Maps = [](const Site *Each) { return Each->Plan.Carrier.Maps; };
    if (llvm::all_of(Halves, Maps) || llvm::none_of(Halves, Maps))
      return "no other half was found";
    MappingUsers Users(Text, Root, Halves.front()->Plan.Carrier.Is == Carrier::Field, Threads);
    for (const Site *Each : Halves)
      Users.add(Each->Function, Each->File, Each->Plan.Carrier.Maps);
    if (std::string Why = Users.findAll(); !Why.empty())
      return Why;
    std::map<std::string, const Site *> Staying; // by the function or macro that it is in
    for (const Site *Each : staying(Halves)) {
      if (mayBeHalf(*Each, *Halves.front(), Users))
        return otherHalf(*Each);
      if (std::string Around = nameAround(*Each); !Names.find(Around))
        Staying[Around] = Each;
    }
    return obstacleIn(Users.bodies(), Staying);
  }

  static std::string otherHalf(const Site &Other) {
    return Other.File + ", line " + std::to_string(Other.Where.Line) +
           " may have another half of it";
  }

  /// The calls that map or unmap with page faults and preemption off and are not rewritten, but for
  /// \p Halves.
  std::vector<const Site *> staying(const std::vector<Site *> &Halves) const {
    std::vector<const Site *> Result;
    for (const Site &Each : Sites) {
      const std::optional<Mapping> &Effect = Names.apis()[Each.Where.Name].Maps;
      if (Effect && Effect->IsAtomic && Each.Status != SiteStatus::Rewritten &&
          !llvm::is_contained(Halves, &Each))
        Result.push_back(&Each);
    }
    return Result;
  }

  /// True if \p Other may end the mapping of which \p One is a half, or make it.
  bool mayBeHalf(const Site &Other, const Site &One, const MappingUsers &Users) {
    return Other.File == One.File || Users.runsAt(Other.File, Other.Where.Offset) ||
           (One.Plan.Carrier.Is == Carrier::Field && mayNameField(Other, One.Plan.Carrier));
  }

  /// True if the file of \p Other names the record, or what has the address there may be the field
  /// or get it from there.
  bool mayNameField(const Site &Other, const MappingCarrier &Half) {
    auto Source = readRegularFile(Root + "/" + Other.File);
    if (!Source)
      return false;
    llvm::StringRef All = (*Source)->getBuffer();
    std::vector<Occurrence> Found = OccurrenceScan({Half.Field, Half.Record}).in(All);
    if (Found.empty())
      return false;
    const FunctionTexts::Body *Around = around(Other);
    std::vector<llvm::StringRef> Handle = handleAt(Other, All);
    return llvm::any_of(Found, [&](const Occurrence &Each) {
      if (Each.Name == 1)
        return true;
      if (Each.How != Access::Member || (Around && !Around->contains(Each.Offset)))
        return false;
      if (Handle.size() > 1)
        return Handle.back() == Half.Field;
      return Handle.empty() ||
             llvm::any_of(tokensIn(All, statementAround(All, Each.Offset)),
                          [&](TextRange Token) { return Token.in(All) == Handle.front(); });
    });
  }

  /// The variable that has the address at \p Of, with the members of it that follow; empty if the
  /// text does not tell.
  std::vector<llvm::StringRef> handleAt(const Site &Of, llvm::StringRef Source) const {
    CallText Call = readCallText(Source, Of.Where.Offset, !Of.Where.Macro.empty());
    if (Call.Wrong != CallText::Problem::None || Call.Arguments.size() != 1)
      return {};
    TextRange Handle = Call.Arguments.front();
    bool IsMap = Names.apis()[Of.Where.Name].Maps->Does == Mapping::Effect::Map;
    if (IsMap) {
      Handle = {statementAround(Source, Of.Where.Offset).Begin, Of.Where.Offset};
      llvm::StringRef Before = Handle.in(Source).rtrim();
      if (!Before.consume_back("="))
        return {};
      Handle.End = Handle.Begin + Before.size();
    }
    std::vector<TextRange> Tokens = tokensIn(Source, Handle);
    std::vector<llvm::StringRef> Result;
    while (!Tokens.empty() && isWord(Tokens.back().in(Source))) {
      Result.insert(Result.begin(), Tokens.back().in(Source));
      Tokens.pop_back();
      if (Tokens.empty() || (Tokens.back().in(Source) != "." && Tokens.back().in(Source) != "->"))
        break;
      Tokens.pop_back();
    }
    return IsMap || Tokens.empty() ? Result : std::vector<llvm::StringRef>();
  }

  static TextRange statementAround(llvm::StringRef Source, unsigned At) {
    size_t Before = Source.find_last_of(";{}", At);
    return {Before == llvm::StringRef::npos ? 0 : static_cast<unsigned>(Before + 1),
            static_cast<unsigned>(std::min(Source.find_first_of(";{}", At), Source.size()))};
  }

  /// What \p Of is in.
  const FunctionTexts::Body *around(const Site &Of) {
    auto [Known, IsNew] = OfFiles.try_emplace(Of.File);
    if (IsNew)
      if (auto Source = readRegularFile(Root + "/" + Of.File))
        Known->second.add(Of.File, std::move(*Source));
    return Known->second.around(Of.File, Of.Where.Offset);
  }

  std::string nameAround(const Site &Of) {
    const FunctionTexts::Body *Around = around(Of);
    return Around ? Around->Name : Of.Function;
  }

  /// What \p Users, or what they call, have against a change: they rely on what kmap_atomic() does
  /// besides, or call or are one of \p Staying.
  std::string obstacleIn(const std::vector<const FunctionTexts::Body *> &Users,
                         const std::map<std::string, const Site *> &Staying) {
    std::set<std::string> Wanted;
    for (const FunctionTexts::Body *Each : Users)
      Wanted.insert(Each->IsStatic ? Each->Name + "@" + Each->File : Each->Name);
    Effects.find(Wanted);
    for (const auto &[Name, Effect] : Effects.of(Wanted).Running) {
      const Reliance &Found = Effect.OnAtomic;
      if (Found.Parts != 0)
        return Found.Reason;
      if (!Found.Unknown.empty())
        return Found.Unknown + ": what it relies on is not known";
      for (const std::string &Each : Found.Seen)
        if (auto Other = Staying.find(Each); Other != Staying.end())
          return otherHalf(*Other->second);
    }
    return {};
  }

  SiteTable &Sites;
  const Catalog &Names;
  const TreeScan &Text;
  const std::string &Root;
  ProgramEffects &Effects;
  const unsigned Threads;
  std::map<std::string, FunctionTexts> OfFiles; ///< by file, of those with a site
};

} // namespace

void kphys::rewriteSharedMappings(SiteTable &Sites, const Catalog &Names, const TreeScan &Text,
                                  const std::string &Root, ProgramEffects &Effects,
                                  unsigned Threads) {
  SharedMappings(Sites, Names, Text, Root, Effects, Threads).rewrite();
}
