// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Annotation.h"

#include "checks/extract/SlotKey.h"
#include "checks/sources/IdentifierScan.h"
#include "checks/sources/RegularFile.h"
#include "checks/sources/Threads.h"
#include "rewriters/annotate/Stripping.h"
#include "tool/collect/Indexing.h"
#include "tool/collect/TypeCollection.h"
#include "tool/decide/AnnotationRows.h"
#include "tool/decide/Decision.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

std::vector<TypedFunction> kphys::typedFunctions(const KindCatalog &Kinds) {
  std::vector<TypedFunction> Result;
  for (const auto &Entry : Kinds.names()) {
    const KnownName &Known = Entry.second;
    if (Known.Typed.empty())
      continue;
    TypedFunction Next;
    Next.Name = Entry.first().str();
    Next.Typed = Known.Typed;
    Next.IsResult = !Known.Demands.count(0);
    Next.Type =
        (Next.IsResult ? Known.Result.value_or(Kind::Kphys) : Known.Demands.at(0)) == Kind::Raw
            ? AddressType::Raw
            : AddressType::Kphys;
    Result.push_back(std::move(Next));
  }
  llvm::sort(Result, [](const auto &A, const auto &B) { return A.Name < B.Name; });
  return Result;
}

namespace {

class Annotator {
public:
  Annotator(Session &In, const AnnotationOptions &Options)
      : In(In), Options(Options), Functions(typedFunctions(In.Known.Kinds)),
        Entities(
            Known, [this](const std::string &File) { return text(File); },
            /*Converts=*/Options.Style == TypeStyle::Bitwise) {
    Result.Style = Options.Style;
  }

  Expected<Annotation> run() {
    if (Error E = findKinds())
      return std::move(E);
    collect();
    if (Error E = prepareHeader())
      return std::move(E);
    if (Error E = choose())
      return std::move(E);
    describe(Entities, Conversions, Result);
    return std::move(Result);
  }

private:
  // What is known.

  Error findKinds() {
    Expected<IndexingResult> Indexed = updateIndex(In, {.AllPaths = true});
    if (!Indexed)
      return Indexed.takeError();
    for (const Build &Each : In.Program.Builds) {
      Expected<std::unique_ptr<SolvedIndex>> Solved =
          SolvedIndex::read(Each.indexPath(), In.Known.Kinds);
      if (!Solved)
        return Solved.takeError();
      Kinds.add(**Solved);
      if (!Options.Chain.empty())
        for (const DemandLink &Link : (*Solved)->demandChain(Options.Chain))
          InChain.insert(placeOf((*Solved)->slots()[Link.Slot]));
    }
    if (!Options.Chain.empty() && InChain.empty())
      return llvm::createStringError("--chain: no parameter of '" + Options.Chain +
                                     "' must be kernel-mapped RAM, as the index has it");
    for (const ProgramKinds::Value *Each : Kinds.values())
      Known.Kinds[placeOf(Each->Declared)] = Each->is().Kind;
    Known.IsInScope = [&](const DeclaredAt &Place) {
      return In.Program.Filter.contains(std::get<0>(Place)) &&
             (Options.Chain.empty() || (InChain.count(Place) && isKphys(Place)));
    };
    return Error::success();
  }

  bool isKphys(const DeclaredAt &Place) const {
    auto Kind = Known.Kinds.find(Place);
    return Kind != Known.Kinds.end() && Kind->second == KphysNames.Kind;
  }

  /// Asks until nobody is left who may use what is to have a type.
  void collect() {
    WantedTypes Wanted;
    for (const ProgramKinds::Value *Each : Kinds.values())
      if (Each->Declared.IsAddress && Known.IsInScope(placeOf(Each->Declared)))
        want(Each->Declared.Key, Each->Declared.File, Wanted);
    for (size_t Before = 0; Before != Wanted.Names.size() + Wanted.Files.size();) {
      Before = Wanted.Names.size() + Wanted.Files.size();
      Found = collectTypes(In, Wanted);
      Entities.make(Found.Uses);
      for (const auto &[Key, Each] : Entities.byKey())
        if (Each.IsInScope)
          for (const AddressDeclaration &Declared : Each.Declarations)
            want(Key, Declared.File, Wanted);
    }
    Found.Uses.Declarations = Entities.declarations(); // with those that no build sees
    Result.Units = std::move(Found.Units);
    for (const auto &[File, Same] : TargetProfile::equivalences()) // what a proof puts them into
      if (!text(File).empty())
        Found.Texts.note({{File, hashOfText(text(File))}});
    Result.Texts = std::move(Found.Texts);
  }

  /// Who may use the slot \p Key, which \p File declares.
  static void want(StringRef Key, const std::string &File, WantedTypes &Wanted) {
    Wanted.Files.insert(File);
    StringRef Symbol = SlotKey(SlotKey::declared(Key)).Symbol;
    if (Symbol.contains(".c::"))
      return; // the file alone
    StringRef Word = plainName(Symbol);
    Word = Word.contains('.') ? Word.rsplit('.').second : Word;
    if (!Word.empty())
      Wanted.Names.insert(Word.str());
  }

  StringRef text(const std::string &File) {
    auto [Read, IsNew] = TextOf.try_emplace(File);
    if (IsNew)
      if (auto Buffer = readRegularFile(In.Program.Tree.Root + "/" + File))
        Read->second = (*Buffer)->getBuffer().str();
    return Read->second;
  }

  Error prepareHeader() {
    std::string Text = typeHeader(Options.Style, Functions);
    if (Text.empty())
      return Error::success();
    std::string Problem;
    const std::string Types = text(TypesFile.str()).str();
    if (std::optional<TextEdit> Edit = includeTypeHeader(Types, Problem))
      Preparation[TypesFile.str()].push_back(std::move(*Edit));
    if (!Problem.empty())
      return llvm::createStringError(Problem);
    Result.Texts.note({{TypesFile.str(), hashOfText(Types)}});
    StringRef Old = text(TypeHeaderFile.str());
    if (Old.empty()) {
      if (Error E = checkNamesAreFree())
        return E;
      Preparation[TypeHeaderFile.str()].push_back({0, 0, std::move(Text)});
    } else if (Old != Text)
      return llvm::createStringError(
          TypeHeaderFile +
          " is there already, with another text: 'kphys annotate --strip' takes it out");
    return Error::success();
  }

  /// The header's names are macros: nobody else in the tree may have one of them.
  Error checkNamesAreFree() {
    const std::vector<std::string> Names = annotationWords(Functions);
    const OccurrenceScan Scan(Names);
    const std::vector<std::string> &Sources = In.Program.Names.sources();
    std::vector<std::string> Taken(Sources.size());
    onThreads(Sources.size(), In.Options.Workers, [&](size_t I) {
      auto Text = readRegularFile(In.Program.Tree.Root + "/" + Sources[I]);
      if (Text && Scan.mentionsName((*Text)->getBuffer()))
        if (std::vector<Occurrence> Found = Scan.in((*Text)->getBuffer()); !Found.empty())
          Taken[I] = Names[Found.front().Name];
    });
    for (size_t I = 0; I < Sources.size(); ++I)
      if (!Taken[I].empty())
        return llvm::createStringError(Sources[I] + " has the name " + Taken[I] + ", which " +
                                       TypeHeaderFile + " is to declare");
    return Error::success();
  }

  // What it takes.

  /// Drops what cannot be typed until all the rest can.
  Error choose() {
    for (;;) {
      const ChosenTypes Before = Entities.chosen();
      TypedProgram Typed = typed(Before);
      Expected<bool> IsDone = holds(Typed);
      if (!IsDone)
        return IsDone.takeError();
      if (*IsDone) {
        Conversions = std::move(Typed.Conversions);
        return Error::success();
      }
      Entities.settle();
      if (Entities.chosen() == Before)
        return llvm::createStringError("what is annotated already does not agree with its uses: " +
                                       LastProblem);
    }
  }

  /// False if some of \p Typed cannot stand: then it is refused.
  Expected<bool> holds(const TypedProgram &Typed) {
    for (const auto &[Key, Each] : Typed.Failed)
      refuse({Key}, Each.Why, Each.File, Each.Line);
    if (!Typed.Failed.empty() || refuseUnstrippable(Typed))
      return false;
    return check(Typed);
  }

  void refuse(const std::set<std::string> &Keys, Reason Why, const std::string &File, unsigned Line,
              const std::string &Detail = {}) {
    LastProblem = File + ":" + std::to_string(Line) + (Detail.empty() ? "" : ": " + Detail);
    Entities.refuse(Keys, Why, LastProblem);
  }

  TypedProgram typed(const ChosenTypes &Chosen) {
    Typing Types(Found.Uses, Functions, [this](const std::string &File) { return text(File); });
    switch (Options.Style) {
    case TypeStyle::Bitwise:
      return Types.apply(Chosen, /*Converts=*/true);
    case TypeStyle::Typedef:
      return Types.apply(Chosen, /*Converts=*/false);
    case TypeStyle::Attribute:
      return Types.mark(Chosen);
    case TypeStyle::Comment:
      break;
    }
    return Types.describe(Chosen);
  }

  /// Refuses what could not be taken out again byte for byte; true if there is any.
  bool refuseUnstrippable(const TypedProgram &Typed) {
    std::map<std::string, std::vector<const TypedLines *>> ByFile;
    for (const TypedLines &Each : Typed.Lines)
      ByFile[Each.File].push_back(&Each);
    bool Any = false;
    for (const auto &[File, Lines] : ByFile) {
      StringRef Before = text(File);
      const std::string Plain = stripped(Before); // it may be annotated already
      std::vector<TextEdit> All;
      for (const TypedLines *Each : Lines)
        llvm::append_range(All, Each->Edits);
      if (stripped(applyEdits(Before, All)) == Plain)
        continue;
      for (const TypedLines *Each : Lines)
        if (stripped(applyEdits(Before, Each->Edits)) != Plain) {
          refuse(Each->Keys, Reason::NotRestorable, File, Each->Line);
          Any = true;
        }
    }
    return Any;
  }

  std::string stripped(StringRef Text) const {
    return applyEdits(Text, stripEdits(Text, Functions));
  }

  SiteTable sitesOf(const TypedProgram &Typed) const {
    SiteTable Sites;
    for (const TypedLines &Each : Typed.Lines) {
      Site &Next = Sites.emplace_back();
      Next.File = Each.File;
      Next.Function = Each.Function;
      Next.Where.Offset = Each.Offset;
      Next.Where.Line = Each.Line;
      Next.Where.Column = Each.Column;
      Next.Plan.Rule = "annotate";
      if (Each.Function.empty()) // there is no code of it
        Next.Plan.Code = CodeDemand::NotCompared;
      Next.Plan.Alternatives.push_back({Each.Edits, {}, {}, {}});
      Chooser::choose(Next);
    }
    return Sites;
  }

  /// Verifies \p Typed; false if some of it was refused.
  Expected<bool> check(const TypedProgram &Typed) {
    SiteTable Sites = sitesOf(Typed);
    noteSites(Sites);
    if (!Sites.empty())
      if (Error E =
              decide({In, Preparation, Result.Texts, Found.Parsed, Result.Code, Result.Unanswered},
                     Sites, Options.ProvesCode, LineBreaks::Kept))
        return std::move(E);
    bool AllStand = true;
    for (size_t I = 0; I < Sites.size(); ++I)
      if (!Sites[I].isRewritten()) {
        refuse(Typed.Lines[I].Keys, Sites[I].Reason, Sites[I].File, Sites[I].Where.Line,
               Sites[I].Detail);
        AllStand = false;
      }
    if (AllStand && !Sites.empty())
      Result.Edits = collectEdits(Sites, Preparation);
    return AllStand;
  }

  /// Tells each unit which sites it sees.
  void noteSites(const SiteTable &Sites) {
    std::map<std::string, std::vector<const Site *>> ByFile;
    for (const Site &Each : Sites)
      ByFile[Each.File].push_back(&Each);
    for (auto &[Unit, Facts] : Found.Parsed) {
      Facts.Sites.clear();
      for (const std::string &File : In.Program.treeFiles(Facts.Parse.Files))
        if (auto Known = ByFile.find(File); Known != ByFile.end())
          for (const Site *Each : Known->second) {
            UnitSiteFact &Fact = Facts.Sites.emplace_back();
            Fact.File = File;
            Fact.Offset = Each->Where.Offset;
            Fact.Function = Each->Function;
            Fact.Is = Each->Function.empty() ? Role::Declaration : Role::Call;
          }
    }
  }

  Session &In;
  const AnnotationOptions &Options;
  const std::vector<TypedFunction> Functions;
  Annotation Result;
  ProgramKinds Kinds;
  std::set<DeclaredAt> InChain;
  KnownDeclarations Known;
  TypeCollection Found;
  std::map<std::string, std::string> TextOf; ///< by file
  EditsByFile Preparation;
  AddressEntities Entities;
  std::set<TypeConversion> Conversions;
  std::string LastProblem; ///< why something was refused
};

} // namespace

Expected<Annotation> kphys::annotate(Session &In, const AnnotationOptions &Options) {
  return Annotator(In, Options).run();
}
