// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/catalog/Rules.h"

#include "checks/catalog/FieldReader.h"
#include "checks/catalog/RewritePattern.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <set>

using namespace kphys;
using llvm::StringRef;

namespace kphys {

static WordList<Mapping::Effect> wordsOf(Mapping::Effect) {
  using Word = Mapping::Effect;
  static constexpr std::pair<const char *, Word> Words[] = {
      {"map", Word::Map}, {"unmap", Word::Unmap}, {"unmap-page", Word::UnmapPage}};
  return Words;
}

static WordList<Callback::Effect> wordsOf(Callback::Effect) {
  using Word = Callback::Effect;
  static constexpr std::pair<const char *, Word> Words[] = {{"map", Word::Map},
                                                            {"unmap", Word::Unmap},
                                                            {"map-raw", Word::MapRaw},
                                                            {"unmap-raw", Word::UnmapRaw}};
  return Words;
}

/// Reads `memcpy(map(P) + O, S, L) => memcpy_to_page(P, O, S, L)`.
static const char *parseText(StringRef Text, CopyHelper &Result);

} // namespace kphys

unsigned Replacement::oldArity() const {
  unsigned Arity = 0;
  for (const ArgumentRule &Rule : Arguments)
    if (Rule.How != ArgumentRule::Kind::Literal)
      Arity = std::max({Arity, Rule.Index + 1, Rule.Offset + 1});
  return Arity;
}

const ArgumentRule *Replacement::physical() const {
  auto Found = llvm::find_if(
      Arguments, [](const ArgumentRule &Each) { return Each.How == ArgumentRule::Kind::Physical; });
  return Found == Arguments.end() ? nullptr : &*Found;
}

bool Replacement::keepsOrder() const {
  unsigned Next = 0;
  for (const ArgumentRule &Rule : Arguments) {
    if (Rule.How == ArgumentRule::Kind::Literal) {
      if (Next == 0)
        return false;
      continue;
    }
    if (Rule.Index != Next++)
      return false;
    if (Rule.How == ArgumentRule::Kind::Physical && Rule.Offset != Next++)
      return false;
  }
  return Next > 0;
}

const Api *Api::memberOf(llvm::StringRef Of) const {
  if (How == Form::Member && Record == Of)
    return this;
  for (const Api &Each : OfOtherRecords)
    if (Each.Record == Of)
      return &Each;
  return nullptr;
}

std::set<std::string> Api::relays() const {
  std::set<std::string> Result;
  if (Relays)
    Result.insert(Relays->key());
  for (const Api &Each : OfOtherRecords)
    Result.insert(Each.Relays->key());
  return Result;
}

namespace {

/// What the rules call the way from a page and an offset, or a kernel address, to the physical one.
constexpr char Physical[] = "phys";
/// What they call the way from a page to where it is mapped.
constexpr char Mapped[] = "map";

/// Reads an argument of a new call: `phys(P, O)`, `phys(V)`, `A | FLAG`, `A`, or a text without
/// letters. The letters are \p Old's. False if it is none of these.
bool parseArgument(StringRef Text, const CallPattern &Old, ArgumentRule &Result) {
  auto Is = [&](ArgumentRule::Kind Kind, StringRef Letter) {
    std::optional<unsigned> Index = Old.find(Letter);
    Result.How = Kind;
    Result.Index = Index.value_or(0);
    return Index.has_value();
  };
  if (Is(ArgumentRule::Kind::Keep, Text))
    return true;
  std::optional<CallPattern> Call = parseCall(Text);
  size_t Count = Call && Call->Name == Physical ? Call->Arguments.size() : 0;
  if (Count == 1)
    return Is(ArgumentRule::Kind::Virtual, Call->Arguments[0]);
  if (Count == 2) {
    std::optional<unsigned> Offset = Old.find(Call->Arguments[1]);
    Result.Offset = Offset.value_or(0);
    return Is(ArgumentRule::Kind::Physical, Call->Arguments[0]) && Offset;
  }
  auto [Argument, Flag] = splitOutside(Text, "|");
  Result.Text = Flag.str();
  if (!Flag.empty() && Is(ArgumentRule::Kind::OrFlag, Argument))
    return true;
  Result = {ArgumentRule::Kind::Literal, 0, 0, Text.str(), "", ""};
  return llvm::none_of(llvm::seq_inclusive('A', 'Z'),
                       [&](char Letter) { return mentions(Text, Letter); });
}

/// Reads the rule for a call, and its left side. What is wrong with it, or nothing.
std::string parseReplacement(const RewritePattern &Pattern, StringRef Name, Replacement &Result,
                             CallPattern &OldCall) {
  std::optional<CallPattern> Old = parseCall(Pattern.Old), New = parseCall(Pattern.New);
  bool HasLetters =
      Old && Old->Name == Name && llvm::all_of(Old->Arguments, isLetter) &&
      std::set(Old->Arguments.begin(), Old->Arguments.end()).size() == Old->Arguments.size();
  if (!HasLetters || !New)
    return "must be " + Name.str() +
           "(A, B, ...) => NEW(...), each argument a capital letter of its own";
  for (const std::string &Text : New->Arguments)
    if (!parseArgument(Text, *Old, Result.Arguments.emplace_back()))
      return "cannot make the argument " + Text;
  Result.Callee = New->Name;
  OldCall = std::move(*Old);
  bool UsesAll = Result.keepsOrder() && Result.oldArity() == OldCall.Arguments.size();
  return UsesAll ? ""
                 : "must use every old argument once and in order, a page and its offset "
                   "side by side, a text of its own after the first";
}

/// Reads `NAME(P) => NEW(P)`, and perhaps `NAME(THROUGH(N)) => NEW(N)`.
std::string parseMapping(llvm::ArrayRef<RewritePattern> Patterns, StringRef Name, Mapping &Result) {
  std::string Wrong = ("must be " + Name + "(P) => NEW(P), or for unmap-page " + Name +
                       "(P) => NEW(V); " + Name + "(FUNCTION(N)) => NEW(N) may stand beside")
                          .str();
  for (const RewritePattern &Each : Patterns) {
    std::optional<CallPattern> Old = parseCall(Each.Old), New = parseCall(Each.New);
    if (!Old || !New || Old->Name != Name || Old->Arguments.size() != 1 ||
        New->Arguments.size() != 1 || !isLetter(New->Arguments[0]))
      return Wrong;
    std::optional<CallPattern> Frame = parseCall(Old->Arguments[0]);
    bool IsSame = (Frame ? Frame : Old)->Arguments == New->Arguments;
    bool IsOther = !Frame && Result.Does == Mapping::Effect::UnmapPage;
    std::string &Becomes = Frame ? Result.FrameBecomes : Result.Becomes;
    if (!Becomes.empty() || IsSame == IsOther || !(Frame || isLetter(Old->Arguments[0])))
      return Wrong;
    Becomes = New->Name;
    if (Frame)
      Result.FrameToPage = Frame->Name;
  }
  return Result.Becomes.empty() ? Wrong : "";
}

/// Reads `.NAME(D, P, O, S, R, A) => .NEW(D, phys(P, O), S, R, A)`.
std::string parseCallback(RewritePattern Pattern, StringRef Name, Callback &Result) {
  if (Pattern.Old.front() != '.' || Pattern.New.front() != '.')
    return ("must be ." + Name + "(...) => .NEW(...)").str();
  Pattern = {Pattern.Old.substr(1), Pattern.New.substr(1)};
  CallPattern Old;
  Replacement Read;
  if (std::string Wrong = parseReplacement(Pattern, Name, Read, Old); !Wrong.empty())
    return Wrong;
  std::optional<unsigned> Flags = Old.find("A");
  bool HasPage = false, HasFlag = false;
  for (const ArgumentRule &Rule : Read.Arguments) {
    HasFlag |= Rule.How == ArgumentRule::Kind::OrFlag && Rule.Index == Flags;
    if (Rule.How != ArgumentRule::Kind::Physical)
      continue;
    HasPage = true;
    Result.Page = Rule.Index;
  }
  Result.Becomes = Read.Callee;
  Result.Attributes = Flags.value_or(0);
  bool IsRaw = Result.Does == Callback::Effect::MapRaw || Result.Does == Callback::Effect::UnmapRaw;
  bool IsRight = Flags && HasPage == (Result.Does == Callback::Effect::Map) && HasFlag == IsRaw;
  return IsRight ? ""
                 : "must have a parameter A for the flags, phys(P, O) for map alone, and "
                   "A | FLAG for map-raw and unmap-raw alone";
}

/// Reads the rule of a row.
void readRewrite(FieldReader &Row, Api &Result) {
  std::vector<RewritePattern> Patterns;
  std::string Rule, Feature, Wrong;
  Row.required("rewrite", Patterns);
  Row.required("rule", Rule);
  if (!Row.optional("feature", Feature) && !Result.Maps)
    Row.fail("feature", "is missing");
  if (Result.Maps)
    Row.optional("atomic", Result.Maps->IsAtomic);
  if ((Result.How == Api::Form::Member) != Result.Converts.has_value())
    Row.fail("callback", "is for STRUCT.FIELD, and for that alone");
  if (Result.Maps && Result.Converts)
    Row.fail("callback", "cannot stand beside mapping");
  if (Patterns.empty() || (Patterns.size() != 1 && !Result.Maps))
    return Row.fail("rewrite", "must be one rule");
  if (Result.Maps) {
    Wrong = parseMapping(Patterns, Result.Name, *Result.Maps);
    Result.Maps->Rule = Rule;
    Result.Maps->Feature = Feature;
  } else if (Result.Converts) {
    Wrong = parseCallback(Patterns[0], Result.Name, *Result.Converts);
    Result.Converts->Rule = Rule;
    Result.Converts->Feature = Feature;
  } else {
    CallPattern Old;
    Wrong = parseReplacement(Patterns[0], Result.Name, Result.Replace.emplace(), Old);
    Result.Replace->Rule = Rule;
    Result.Replace->Feature = Feature;
    Row.optional("refuses", Result.Replace->Refuses);
    Row.optional("peers_by", Result.Replace->PeersBy);
    Row.optional("of_virtual", Result.Replace->OfVirtual);
  }
  if (!Wrong.empty())
    Row.fail("rewrite", Wrong);
}

} // namespace

void kphys::readRules(FieldReader &Row, StringRef Name, RuleFacts &Result) {
  Row.optional("copy_helpers", Result.CopyHelpers);
  if (llvm::any_of(Result.CopyHelpers, [&](const auto &Each) { return Each.Copier != Name; }))
    Row.fail("copy_helpers", "must be rules for " + Name);
  Api Read;
  bool HasMapping = Row.has("mapping"), HasRule = Row.has("rewrite") || Row.has("rule");
  if (HasMapping)
    Row.optional("mapping", Read.Maps.emplace().Does);
  if (!Row.optional("header", Read.Header)) {
    if (HasRule)
      Row.fail("header", "is missing");
    Result.LocalMapping = std::move(Read.Maps);
    return;
  }
  if (Name.contains('.')) {
    Read.How = Api::Form::Member;
    Read.Record = Name.split('.').first.str();
  }
  Read.Name = Name.substr(Name.find('.') + 1).str();
  Row.optional("level", Read.Level);
  if (Row.has("callback"))
    Row.optional("callback", Read.Converts.emplace().Does);
  if (HasRule || HasMapping || Read.Converts)
    readRewrite(Row, Read);
  Result.Counted = std::move(Read);
}

static const char *kphys::parseText(StringRef Text, CopyHelper &Result) {
  static constexpr char Wrong[] = "must be OLD(...) => NEW(...) with map(P) + O, or map(P) alone, "
                                  "for the address of a page, L for how many bytes, and perhaps 0";
  RewritePattern Pattern;
  if (const char *Problem = parseText(Text, Pattern))
    return Problem;
  std::optional<CallPattern> Old = parseCall(Pattern.Old), New = parseCall(Pattern.New);
  if (!Old || !New)
    return Wrong;
  Result.Copier = Old->Name;
  Result.Becomes = New->Name;
  std::vector<std::string> Expected; // of the new call
  unsigned Offsets = 0;
  for (unsigned I = 0; I < Old->Arguments.size(); ++I) {
    const std::string &Argument = Old->Arguments[I];
    auto [Address, Offset] = splitOutside(Argument, "+");
    std::optional<CallPattern> Page = parseCall(Address);
    if (Argument == "0") {
      Result.ZeroArgument = I;
    } else if (Page && Page->Name == Mapped && Page->Arguments.size() == 1) {
      Result.PageArguments.push_back(I);
      Expected.push_back(Page->Arguments[0]);
      if (!Offset.empty())
        Expected.push_back(Offset.str());
      Offsets += !Offset.empty();
    } else {
      Expected.push_back(Argument);
    }
  }
  std::optional<unsigned> Length = Old->find("L");
  Result.LengthArgument = Length.value_or(0);
  Result.IsWholePage = Offsets == 0;
  std::set<std::string> Letters(Expected.begin(), Expected.end());
  bool IsRight = New->Arguments == Expected && llvm::all_of(Expected, isLetter) &&
                 Letters.size() == Expected.size() && !Result.PageArguments.empty() &&
                 (Offsets == 0 || (Offsets == Result.PageArguments.size() && Length));
  return IsRight ? nullptr : Wrong;
}

void kphys::readFields(FieldReader &Fields, PhysicalFunction &Result) {
  Fields.required("through", Result.Name);
  Fields.required("type", Result.Type);
  Fields.optional("of_virtual", Result.OfVirtual);
  Fields.optional("virtual_in", Result.VirtualIn);
}

void kphys::readFields(FieldReader &Fields, Feature &Result) {
  std::vector<RewritePattern> Mixes;
  Fields.required("name", Result.Name);
  Fields.required("header", Result.Header);
  Fields.required("provides", Result.Provides);
  Fields.optional("preparation", Result.Preparation);
  Fields.optional("gpl_only", Result.IsGplOnly);
  Fields.optional("builds_on", Result.BuildsOn);
  if (Fields.optional("mixes", Mixes))
    Fields.required("defined_in", Result.DefinedIn);
  for (RewritePattern &Each : Mixes)
    Result.Mixes.emplace_back(std::move(Each.Old), std::move(Each.New));
}

void kphys::readFields(FieldReader &Fields, Idiom &Result) {
  std::vector<RewritePattern> Patterns;
  PhysicalIdiom ForPage;
  VirtualIdiom ForVirtual;
  Fields.required("rewrite", Patterns);
  Fields.required("type", ForPage.Type);
  for (const RewritePattern &Each : Patterns) {
    std::optional<CallPattern> Old = parseCall(Each.Old);
    size_t Count = Old && Old->Name == Physical ? Old->Arguments.size() : 0;
    bool IsAnyOffset = Count == 2 && Old->Arguments[1] == "O";
    bool AddsMore = Count == 2 && StringRef(Old->Arguments[1]).ends_with(" + O");
    StringRef New = Each.New;
    if ((IsAnyOffset || AddsMore) && !New.consume_back(" + O"))
      Count = 0;
    bool IsFirst = &Each == &Patterns.front();
    bool FitsFirst = IsFirst || (Count == 2 && !IsAnyOffset && ForPage.Page == Old->Arguments[0] &&
                                 ForPage.Becomes == New && !ForPage.Offsets.empty());
    bool HasHoles =
        mentions(New, 'X') && Count != 0 &&
        llvm::all_of(Old->Arguments, [&](const std::string &Argument) {
          return mentions(Argument, 'X') || (IsAnyOffset && Argument == "O") || Argument == "0";
        });
    if (Count == 0 || Count > 2 || !FitsFirst || !HasHoles)
      return Fields.fail("rewrite",
                         "must be phys(PAGE, OFFSET) => NEW, once for each way to write the "
                         "offset, phys(PAGE, O) => NEW + O, phys(PAGE, OFFSET + O) => NEW + O, or "
                         "phys(ADDRESS) => NEW; with X in all of them, but for an offset of 0");
    if (Count == 1) {
      Result.ForVirtual = {Old->Arguments[0], Each.New, ForPage.Type};
      continue;
    }
    ForPage.Page = Old->Arguments[0];
    ForPage.Becomes = New.str();
    if (!IsAnyOffset)
      ForPage.Offsets.push_back(Old->Arguments[1]);
  }
  if (Result.ForVirtual)
    return;
  Fields.required("needs", ForPage.Needs);
  Fields.required("header", ForPage.Header);
  Fields.optional("include", ForPage.Include);
  Fields.optional("made_by", ForPage.MadeBy);
  Result.ForPage = std::move(ForPage);
}
