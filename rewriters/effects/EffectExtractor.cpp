// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/effects/EffectExtractor.h"

#include "checks/bodies/FunctionBody.h"
#include "rewriters/effects/AddressEscape.h"
#include "rewriters/effects/AtomicReliance.h"
#include "rewriters/effects/CalledPointer.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SetVector.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// Finds what is stored in fields that are asked about.
class Stores : public clang::RecursiveASTVisitor<Stores> {
public:
  Stores(const std::set<std::string> &Fields, TreeFiles &Files) : Fields(Fields), Files(Files) {}

  /// By field: the functions, in the order of the text, and nullptr for what is none.
  std::map<std::string, llvm::SetVector<const clang::FunctionDecl *>> Found;

  bool shouldVisitImplicitCode() const { return true; }

  bool VisitInitListExpr(clang::InitListExpr *List) {
    const clang::RecordDecl *Record = List->getType()->getAsRecordDecl();
    if (!Record || !List->isSemanticForm())
      return true;
    if (Record->isUnion()) {
      if (List->getInitializedFieldInUnion() && List->getNumInits() == 1)
        note(*List->getInitializedFieldInUnion(), *List->getInit(0));
      return true;
    }
    unsigned I = 0;
    for (const clang::FieldDecl *Field : Record->fields())
      if (!Field->isUnnamedBitField() && I < List->getNumInits())
        note(*Field, *List->getInit(I++));
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    const auto *Member = llvm::dyn_cast<clang::MemberExpr>(Operator->getLHS()->IgnoreParens());
    const auto *Field =
        Member ? llvm::dyn_cast<clang::FieldDecl>(Member->getMemberDecl()) : nullptr;
    if (Field && Operator->isAssignmentOp())
      note(*Field, *Operator->getRHS());
    return true;
  }

private:
  void note(const clang::FieldDecl &Field, const clang::Expr &Value) {
    if (!Field.getType()->isFunctionPointerType())
      return;
    auto Asked = Fields.find(pointerName(Field, Files));
    if (Asked == Fields.end())
      return;
    for (const clang::Expr *Each : choicesOf(Value, Field.getASTContext()))
      Found[*Asked].insert(functionNamedBy(*Each));
  }

  const std::set<std::string> &Fields;
  TreeFiles &Files;
};

class EffectsOfUnit : public Extractor {
public:
  EffectsOfUnit(const Catalog &Names, const TreeNames &Tree, const EffectQuestion &Question,
                const KnownEffects &Elsewhere, clang::Preprocessor &Macros)
      : Names(Names), Elsewhere(Elsewhere), Sources(Macros.getSourceManager()),
        Files(Tree, Sources, TreeFiles::Others::Absolute), OfHeaders(Question.IsOfHeaders) {
    for (StringRef Each : Question.Names) {
      if (auto [Function, Parameter] = Each.rsplit('#'); Function != Each)
        Parameters[Function.str()].insert(Parameter.str());
      else if (isPointer(Each))
        Pointers.insert(Each.str());
      else
        Functions.insert(Each.str());
    }
    for (const auto &[Function, Of] : Parameters)
      if (isPointer(Function))
        Pointers.insert(Function);
  }

  bool hearsSkippedBodies() const override { return false; }

  bool needsBody(const clang::Decl &Function) override {
    return OfHeaders || Sources.isInMainFile(Sources.getFileLoc(Function.getLocation()));
  }

  void extract(llvm::ArrayRef<clang::Decl *> Declarations, clang::ASTContext &Context) override {
    LookInto Into = OfHeaders ? LookInto::Headers : LookInto::Unit;
    AtomicReliance OnAtomic(Names, MappingKind::Atomic, Context, Files, NoEffects, Into);
    AtomicReliance OnKmap(Names, MappingKind::Kmap, Context, Files, NoEffects, Into);
    AddressEscapes Escapes(Names, Context, Files, Elsewhere);
    for (const clang::Decl *Each : Declarations)
      if (const auto *Function = llvm::dyn_cast<clang::FunctionDecl>(Each))
        if (Function->isThisDeclarationADefinition() && !Function->hasSkippedBody() &&
            Function->getBody() && !Function->isWeak()) // another may take its place
          add(*Function, nameOf(*Function), OnAtomic, OnKmap, Escapes);
    addPointers(Declarations, OnAtomic, OnKmap, Escapes);
  }

  nlohmann::json facts() const override { return Answer; }

  Bodies wantedBodies() const override { return LacksBodies ? Bodies::All : Bodies::Needed; }

private:
  /// What others call \p Function.
  std::string nameOf(const clang::FunctionDecl &Function) {
    std::string Result = Function.getNameAsString();
    clang::FileID File = Sources.getFileID(Sources.getExpansionLoc(Function.getLocation()));
    bool IsOfUnit = File == Sources.getMainFileID() && Function.hasExternalFormalLinkage();
    return IsOfUnit ? Result : Result + "@" + Files.path(File);
  }

  void add(const clang::FunctionDecl &Function, const std::string &Name, AtomicReliance &OnAtomic,
           AtomicReliance &OnKmap, AddressEscapes &Escapes) {
    if (Functions.count(Name) || Pointers.count(Name)) {
      RunningEffect &Into = Answer.Running[Name];
      Into.OnAtomic |= OnAtomic.of(Function);
      Into.OnKmap |= OnKmap.of(Function);
    }
    auto Asked = Parameters.find(Name);
    if (Asked == Parameters.end())
      return;
    for (const std::string &Each : Asked->second) {
      unsigned Number = 0;
      if (StringRef(Each).getAsInteger(10, Number))
        continue;
      AddressEffect Effect = effectOf(Function, Number, Escapes);
      Answer.Addresses[parameterName(Name, Number)] |= Effect;
    }
  }

  AddressEffect effectOf(const clang::FunctionDecl &Function, unsigned Parameter,
                         AddressEscapes &Escapes) {
    bool IsParsed = Function.getBody() && !Function.hasSkippedBody();
    if (!IsParsed || Parameter >= Function.getNumParams())
      return {.Escape = Function.getNameAsString() + "() gets it",
              .Demands = {parameterName(Function.getNameAsString(), Parameter)}};
    AddressEffect Result = Escapes.effectOf(Function, Parameter);
    LacksBodies |= Escapes.lackedBody();
    return Result;
  }

  /// A pointer does what the functions do that are stored in it.
  void addPointers(llvm::ArrayRef<clang::Decl *> Declarations, AtomicReliance &OnAtomic,
                   AtomicReliance &OnKmap, AddressEscapes &Escapes) {
    if (Pointers.empty())
      return;
    Stores Found(Pointers, Files);
    for (clang::Decl *Each : Declarations)
      Found.TraverseDecl(Each);
    for (const auto &[Pointer, Stored] : Found.Found)
      for (const clang::FunctionDecl *Each : Stored) {
        const clang::FunctionDecl *Definition = Each ? Each->getDefinition() : nullptr;
        if (Definition)
          Each = Definition;
        if (Each)
          add(*Each, Pointer, OnAtomic, OnKmap, Escapes);
        else
          addUnknown(Pointer);
      }
  }

  /// \p Pointer gets something that is no function by name.
  void addUnknown(const std::string &Pointer) {
    Reliance Unknown;
    Unknown.Unknown = StringRef(Pointer).split('@').first.str() + "()";
    Answer.Running[Pointer].OnAtomic |= Unknown;
    Answer.Running[Pointer].OnKmap |= Unknown;
    if (auto Asked = Parameters.find(Pointer); Asked != Parameters.end())
      for (const std::string &Each : Asked->second)
        Answer.Addresses[Pointer + "#" + Each] |=
            {.Escape = Pointer + " points to what is not known"};
  }

  const Catalog &Names;
  const KnownEffects &Elsewhere;
  const KnownEffects NoEffects;
  const clang::SourceManager &Sources;
  TreeFiles Files;
  const bool OfHeaders;
  std::set<std::string> Functions, Pointers;
  std::map<std::string, std::set<std::string>> Parameters; ///< by function or pointer
  bool LacksBodies = false;
  EffectAnswer Answer;
};

} // namespace

std::unique_ptr<Extractor> kphys::effectExtractor(const Catalog &Names, const TreeNames &Tree,
                                                  const EffectQuestion &Question,
                                                  const KnownEffects &Elsewhere,
                                                  clang::Preprocessor &Macros) {
  return std::make_unique<EffectsOfUnit>(Names, Tree, Question, Elsewhere, Macros);
}
