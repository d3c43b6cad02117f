// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/extract/FlowVisitor.h"

#include "checks/bodies/AddressTypes.h"
#include "checks/bodies/AddressValues.h"
#include "checks/bodies/CallText.h"
#include "checks/bodies/FunctionBody.h"
#include "checks/bodies/GuardScopes.h"
#include "checks/bodies/MacroUses.h"
#include "checks/bodies/NumberVariables.h"
#include "checks/extract/SlotTable.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using clang::Expr;
using clang::QualType;
using llvm::dyn_cast;
using llvm::isa;

namespace {

/// A slot whose kind a value keeps.
struct Operand {
  unsigned Slot;
  clang::SourceLocation Where = {}; ///< of its own, in a larger expression
  bool IsAddend = false;            ///< as FlowEdge
  bool IsMoved = false;
};
using Operands = llvm::SmallVector<Operand, 4>;

class FlowVisitor : public clang::RecursiveASTVisitor<FlowVisitor> {
public:
  FlowVisitor(const FlowOptions &Options, clang::ASTContext &Context, TreeFiles &Files)
      : Options(Options), Context(Context), Files(Files), Sources(Context.getSourceManager()),
        Table(Context, Files, Options.Kinds), Guards(Sources, Context.getLangOpts(), Options.Kinds),
        Numbers(Context) {}

  AddressFacts take() {
    AddressFacts Facts;
    Facts.Slots = std::move(Table.Slots);
    Facts.Edges = std::move(Edges);
    return Facts;
  }

  bool TraverseFunctionDecl(clang::FunctionDecl *Function) {
    const clang::FunctionDecl *Outer = std::exchange(Current, Function);
    bool Continue = RecursiveASTVisitor::TraverseFunctionDecl(Function);
    Current = Outer;
    return Continue;
  }

  bool VisitFunctionDecl(clang::FunctionDecl *Function) {
    Table.declareAgain(*Function);
    if (!Function->doesThisDeclarationHaveABody())
      return true;
    Numbers.enter(*Function);
    Guards.read(Function->getBody());
    for (const clang::ParmVarDecl *Parameter : Function->parameters()) {
      Table.declarePointee(Parameter);
      if (Table.isTracked(Parameter->getType()))
        Table.of(Parameter);
    }
    if (Table.isTracked(Function->getReturnType()))
      Table.returnOf(Function);
    return true;
  }

  bool VisitVarDecl(clang::VarDecl *Variable) {
    if (isa<clang::ParmVarDecl>(Variable)) // a prototype's names say nothing
      return true;
    Table.declareAgain(*Variable);
    Table.declarePointee(Variable);
    if (const Expr *Init = Variable->getInit())
      flowPointer(*Init, Variable->getType(), [&] { return Table.of(Variable); });
    if (Table.isTracked(Variable->getType())) {
      unsigned To = Table.of(Variable);
      if (const Expr *Init = Variable->getInit())
        flow(*Init, To);
    }
    return true;
  }

  bool VisitFieldDecl(clang::FieldDecl *Field) {
    if (Table.isTracked(Field->getType()))
      Table.of(Field);
    Table.declarePointee(Field);
    Table.declareFunctionPointer(Field);
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator *Operator) {
    if (!Operator->isAssignmentOp())
      return true;
    if (const clang::FunctionDecl *Stored = functionNamedBy(*Operator->getRHS()))
      if (const auto *Member =
              dyn_cast<clang::MemberExpr>(Operator->getLHS()->IgnoreParenImpCasts()))
        bind(Member->getMemberDecl(), *Stored);
    const Expr &Target = *Operator->getLHS();
    if (Operator->getOpcode() == clang::BO_Assign && Target.getType()->isPointerType())
      if (std::optional<unsigned> Pointer = place(Target))
        flowPointer(*Operator->getRHS(), Target.getType(), [&] { return *Pointer; });
    std::optional<unsigned> To;
    if (Table.isTracked(Target.getType()))
      if (std::optional<unsigned> Place = place(Target))
        To = written(*Place, Target.getExprLoc());
    if (!To)
      return true;
    if (!Operator->isCompoundAssignmentOp()) {
      flow(*Operator->getRHS(), *To);
      return true;
    }
    Operands Changed; // `a += b` is `a = a + b`
    collectBinary(*Operator, Changed);
    for (const Operand &Each : Changed)
      edge(Each, *To, FlowEdge::Way::Copy, Operator->getExprLoc());
    return true;
  }

  bool VisitReturnStmt(clang::ReturnStmt *Return) {
    if (!Current || !Return->getRetValue())
      return true;
    if (Table.isTracked(Current->getReturnType()))
      flow(*Return->getRetValue(), Table.returnOf(Current));
    else
      flowPointer(*Return->getRetValue(), Current->getReturnType(),
                  [&] { return Table.returnOf(Current); });
    return true;
  }

  bool VisitInitListExpr(clang::InitListExpr *Written) {
    // As written, an initializer's order is the programmer's; the semantic form has the struct's.
    const clang::InitListExpr *List =
        Written->isSemanticForm() ? Written : Written->getSemanticForm();
    const auto *Record = List->getType()->getAsRecordDecl();
    if (!Record || Record->isUnion())
      return true;
    unsigned I = 0;
    for (const clang::FieldDecl *Field : Record->fields()) {
      if (I >= List->getNumInits())
        break;
      const Expr *Init = List->getInit(I++);
      if (!Init || isa<clang::ImplicitValueInitExpr>(Init))
        continue;
      if (const clang::FunctionDecl *Stored = functionNamedBy(*Init))
        bind(Field, *Stored);
      else if (Table.isTracked(Field->getType()))
        flow(*Init, Table.ofField(Field, Init->getBeginLoc()));
    }
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *Call) {
    valueOf(*Call);
    return true;
  }

  /// The arguments of a macro that the catalog knows, wherever it is used.
  bool VisitExpr(Expr *Expression) {
    if (!Expression->getBeginLoc().isMacroID())
      return true;
    if (std::optional<MacroUse> Use = knownMacro(*Expression, Options.Kinds, Context))
      if (!Use->Known->Demands.empty() && SeenMacros.insert(Use->Expansion).second)
        flowIntoMacro(*Expression, *Use, FlowEdge::NoCall);
    return true;
  }

private:
  /// False where there is none, from a slot to itself.
  bool edge(Operand From, unsigned To, FlowEdge::Way How, clang::SourceLocation Where,
            unsigned Call = FlowEdge::NoCall) {
    if (From.Slot == To)
      return false;
    clang::SourceLocation At = Sources.getFileLoc(Where);
    const clang::ValueDecl *Named = Table.declarationOf(From.Slot);
    clang::SourceLocation Asked = From.Where.isValid() ? From.Where : Where;
    std::string Guard = Named ? Guards.askedAbout(Named, Asked) : "";
    Edges.push_back({From.Slot, To, How, Call, From.IsAddend, From.IsMoved, std::move(Guard),
                     Sources.getSpellingLineNumber(At), Files.path(Sources.getFileID(At))});
    if (How == FlowEdge::Way::Enter)
      nameCall(At);
    return true;
  }

  /// Gives the last edge, which is at \p Where, the call that it belongs to.
  void nameCall(clang::SourceLocation Where) {
    if (Sources.getFileID(Called) == Sources.getFileID(Sources.getFileLoc(Where)))
      Edges.back().Name = Sources.getFileOffset(Called);
  }

  void flow(const Expr &From, unsigned To, FlowEdge::Way How = FlowEdge::Way::Copy,
            unsigned Call = FlowEdge::NoCall) {
    const clang::SourceLocation Name = Called; // there may be calls in From
    Operands Found;
    collect(From, Found);
    Called = Name;
    for (const Operand &Each : Found)
      edge(Each, To, How, From.getExprLoc(), Call);
  }

  /// A function pointer's field stands for every function stored in it.
  void bind(const clang::ValueDecl *Field, const clang::FunctionDecl &Stored) {
    for (unsigned I = 0; I < Stored.getNumParams(); ++I) {
      unsigned Outside = Table.parameterOf(Field, I), Inside = Table.parameterOf(&Stored, I);
      QualType Type = Stored.getParamDecl(I)->getType();
      QualType Pointee = Type->getPointeeType();
      if (Table.isTracked(Type)) {
        edge({Outside}, Inside, FlowEdge::Way::Copy, Stored.getLocation());
      } else if (!Pointee.isNull() && Table.isTracked(Pointee)) {
        Outside = Table.pointeeOf(Outside);
        Inside = Table.pointeeOf(Inside);
        edge({Outside}, Inside, FlowEdge::Way::Copy, Stored.getLocation());
        if (!Pointee.isConstQualified())
          edge({Table.writtenThrough(Inside)}, Table.writtenThrough(Outside), FlowEdge::Way::Copy,
               Stored.getLocation());
      }
    }
    if (Table.isTracked(Stored.getReturnType()))
      edge({Table.returnOf(&Stored)}, Table.returnOf(Field), FlowEdge::Way::Copy,
           Stored.getLocation());
  }

  /// The slot that the lvalue \p Where names, if it is a simple one.
  std::optional<unsigned> place(const Expr &Where) {
    const Expr *Stripped = Where.IgnoreParenCasts();
    if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Stripped)) {
      if (isa<clang::VarDecl>(Reference->getDecl()))
        return Table.of(Reference->getDecl());
    } else if (const auto *Member = dyn_cast<clang::MemberExpr>(Stripped)) {
      if (const auto *Field = dyn_cast<clang::FieldDecl>(Member->getMemberDecl()))
        return Table.ofField(Field, Member->getExprLoc());
    } else if (const auto *Element = dyn_cast<clang::ArraySubscriptExpr>(Stripped)) {
      return pointee(*Element->getBase());
    } else if (const auto *Deref = dyn_cast<clang::UnaryOperator>(Stripped)) {
      if (Deref->getOpcode() == clang::UO_Deref)
        return pointee(*Deref->getSubExpr());
    }
    return std::nullopt;
  }

  /// What \p Pointer points to. An array is one slot with its elements.
  std::optional<unsigned> pointee(const Expr &Pointer) {
    const Expr *Stripped = Pointer.IgnoreParenCasts();
    if (const auto *Address = dyn_cast<clang::UnaryOperator>(Stripped))
      if (Address->getOpcode() == clang::UO_AddrOf)
        return place(*Address->getSubExpr());
    if (const auto *Moved = dyn_cast<clang::BinaryOperator>(Stripped);
        Moved && Moved->isAdditiveOp() && Moved->getType()->isPointerType())
      return pointee(Moved->getLHS()->getType()->isPointerType() ? *Moved->getLHS()
                                                                 : *Moved->getRHS());
    if (const auto *Call = dyn_cast<clang::CallExpr>(Stripped)) {
      const clang::ValueDecl *Callee = calleeOf(*Call);
      return Callee ? std::optional(Table.pointeeOf(Table.returnOf(Callee))) : std::nullopt;
    }
    std::optional<unsigned> Base = place(*Stripped);
    if (!Base || Stripped->getType()->isArrayType())
      return Base;
    return Stripped->getType()->isPointerType() ? std::optional(Table.pointeeOf(*Base))
                                                : std::nullopt;
  }

  /// What \p To, of pointer type \p Type, points to may from now on be what \p From points to.
  void flowPointer(const Expr &From, QualType Type, llvm::function_ref<unsigned()> To) {
    if (!Type->isPointerType() || !Table.isTracked(Type->getPointeeType()))
      return;
    const Expr *Stripped = From.IgnoreParenCasts();
    if (const auto *Choice = dyn_cast<clang::AbstractConditionalOperator>(Stripped)) {
      flowPointer(*Choice->getTrueExpr(), Type, To);
      flowPointer(*Choice->getFalseExpr(), Type, To);
      return;
    }
    std::optional<unsigned> Source = pointee(*Stripped);
    if (!Source)
      return;
    unsigned Target = Table.pointeeOf(To());
    edge({*Source}, Target, FlowEdge::Way::Copy, From.getExprLoc());
    const clang::SourceLocation Where = From.getExprLoc();
    edge({written(Target, Where)}, written(*Source, Where), FlowEdge::Way::Copy, Where);
  }

  /// Where a store to \p Place goes: what is written through a pointer gets to all that it may
  /// point to, but what those hold does not get from one to the other.
  unsigned written(unsigned Place, clang::SourceLocation Where) {
    unsigned Result = Table.writtenThrough(Place);
    if (Result != Place && Written.insert(Result).second)
      edge({Result}, Place, FlowEdge::Way::Copy, Where);
    return Result;
  }

  /// The slots whose kind the value of \p Value keeps.
  void collect(const Expr &Value, Operands &Into) {
    if (Value.getBeginLoc().isMacroID())
      if (std::optional<MacroUse> Use = knownMacro(Value, Options.Kinds, Context))
        if (Use->Known->Result || Use->Known->Default || Use->Known->Same) {
          Into.push_back({valueOfMacro(Value, *Use), Value.getExprLoc()});
          return;
        }
    const Expr *Stripped = Value.IgnoreParens();
    if (const auto *Cast = dyn_cast<clang::CastExpr>(Stripped)) {
      // A pointer made an integer is a virtual address; a narrow number is none.
      QualType From = Cast->getSubExpr()->getType();
      if (From->isIntegerType() || Table.isTracked(From))
        collect(*Cast->getSubExpr(), Into);
      return;
    }
    if (!Table.isTracked(Stripped->getType()))
      return;
    if (std::optional<unsigned> Slot = place(*Stripped)) {
      Into.push_back({*Slot, Stripped->getExprLoc()});
      return;
    }
    if (const auto *Binary = dyn_cast<clang::BinaryOperator>(Stripped))
      return collectBinary(*Binary, Into);
    if (const auto *Choice = dyn_cast<clang::AbstractConditionalOperator>(Stripped)) {
      collect(*Choice->getTrueExpr(), Into);
      collect(*Choice->getFalseExpr(), Into);
    } else if (const auto *Call = dyn_cast<clang::CallExpr>(Stripped)) {
      if (std::optional<unsigned> Result = valueOf(*Call))
        Into.push_back({*Result, Stripped->getExprLoc()});
    } else if (const auto *Block = dyn_cast<clang::StmtExpr>(Stripped)) {
      const clang::CompoundStmt *Body = Block->getSubStmt();
      if (const auto *Last = Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back()))
        collect(*Last, Into);
    } else if (const auto *Unary = dyn_cast<clang::UnaryOperator>(Stripped)) {
      if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == clang::UO_Plus ||
          Unary->getOpcode() == clang::UO_Extension)
        collect(*Unary->getSubExpr(), Into);
      else if (Unary->getOpcode() == clang::UO_AddrOf) // &pages[i] is pages + i
        if (const auto *Element =
                dyn_cast<clang::ArraySubscriptExpr>(Unary->getSubExpr()->IgnoreParens()))
          collect(*Element->getBase(), Into);
    }
  }

  /// By convention the address stands on the left of a sum.
  void collectAddend(const Expr &Value, Operands &Into) {
    size_t Before = Into.size();
    collect(Value, Into);
    for (size_t I = Before; I < Into.size(); ++I)
      Into[I].IsAddend = true;
  }

  /// True for what the catalog says to be a number of another sort, like offset_in_page().
  bool isNoAddress(const Expr &Value) const {
    const KnownName *Known = nullptr;
    if (std::optional<MacroUse> Use = Value.getBeginLoc().isMacroID()
                                          ? knownMacro(Value, Options.Kinds, Context)
                                          : std::nullopt)
      Known = Use->Known;
    else if (const auto *Call = dyn_cast<clang::CallExpr>(Value.IgnoreParenCasts()))
      if (const clang::ValueDecl *Callee = calleeOf(*Call))
        Known = Options.Kinds.find(Callee->getName());
    return Known && Known->Result == Kind::None;
  }

  /// True for what is no address, whatever flows into it: a size_t, or a local variable that only
  /// gets numbers.
  bool isNumber(const Expr &Value) {
    if (isNoAddress(Value) || isSizeType(Value.IgnoreParenImpCasts()->getType(), Options.Kinds))
      return true;
    const clang::VarDecl *Variable = variableOf(&Value);
    return Variable && Numbers.holds(*Variable, [&](const Expr &Given) {
      Operands Found;
      collect(Given, Found);
      return Found.empty() || isNumber(Given);
    });
  }

  /// True for `a - b`, where b may be an address.
  bool isDifference(const Expr &Value) {
    const auto *Difference = dyn_cast<clang::BinaryOperator>(Value.IgnoreParenImpCasts());
    Operands Subtracted;
    if (Difference && Difference->getOpcode() == clang::BO_Sub)
      collect(*Difference->getRHS(), Subtracted);
    return !Subtracted.empty();
  }

  /// \p Value, by \p Distance away.
  void collectMoved(const Expr &Value, const Expr &Distance, Operands &Into) {
    size_t Before = Into.size();
    collect(Value, Into);
    for (size_t I = Before; I < Into.size(); ++I)
      Into[I].IsMoved |= !constant(Distance);
  }

  std::optional<int64_t> constant(const Expr &Value) const {
    Expr::EvalResult Result;
    if (Value.isValueDependent() || !Value.EvaluateAsInt(Result, Context))
      return std::nullopt;
    llvm::APSInt Number = Result.Val.getInt();
    return Number.getSignificantBits() <= 64 ? std::optional(Number.getExtValue()) : std::nullopt;
  }

  void collectBinary(const clang::BinaryOperator &Binary, Operands &Into) {
    const Expr &Left = *Binary.getLHS(), &Right = *Binary.getRHS();
    switch (Binary.getOpcode()) {
    case clang::BO_Add:
    case clang::BO_AddAssign:
    case clang::BO_Or:
    case clang::BO_OrAssign:
      if (isDifference(Left)) // end - start + 1, or base - start + address: it may be either
        return;
      collectMoved(Left, Right, Into);
      collectAddend(Right, Into);
      return;
    case clang::BO_Sub:
    case clang::BO_SubAssign: {
      // The difference of two addresses is a length; an address less a number stays one.
      Operands Subtracted;
      collect(Right, Subtracted);
      if (Subtracted.empty() || isNumber(Right))
        collectMoved(Left, Right, Into);
      return;
    }
    case clang::BO_And:
    case clang::BO_AndAssign:
      // A mask of low bits leaves an offset.
      for (const auto &[Value, Mask] : {std::pair(&Left, &Right), std::pair(&Right, &Left)}) {
        std::optional<int64_t> Bits = constant(*Mask);
        if (!constant(*Value) && (!Bits || *Bits < 0 || *Bits > (int64_t(1) << 24)))
          collect(*Value, Into);
        if (!Bits)
          return;
      }
      return;
    case clang::BO_Shl:
    case clang::BO_Shr: {
      // By a page's size: an address and its frame number. By anything else: bits of a register.
      std::optional<int64_t> Amount = constant(Right);
      if (Amount && *Amount >= 9 && *Amount <= 16)
        collect(Left, Into);
      return;
    }
    case clang::BO_Assign:
    case clang::BO_Comma:
      collect(Right, Into);
      return;
    default:
      return;
    }
  }

  /// The function, or the field of a function pointer, that \p Call calls.
  static const clang::ValueDecl *calleeOf(const clang::CallExpr &Call) {
    const Expr *Callee = Call.getCallee()->IgnoreParenImpCasts();
    if (const auto *Deref = dyn_cast<clang::UnaryOperator>(Callee))
      Callee = Deref->getSubExpr()->IgnoreParenImpCasts();
    if (const auto *Member = dyn_cast<clang::MemberExpr>(Callee))
      return Member->getMemberDecl();
    if (const auto *Reference = dyn_cast<clang::DeclRefExpr>(Callee))
      return dyn_cast<clang::FunctionDecl>(Reference->getDecl());
    return nullptr;
  }

  /// The slot of a call's value, if it is one to follow. Adds the edges of the call at first sight.
  std::optional<unsigned> valueOf(const clang::CallExpr &Call) {
    auto [Known, IsNew] = CallValues.try_emplace(&Call, std::nullopt);
    const clang::ValueDecl *Callee = IsNew ? calleeOf(Call) : nullptr;
    if (!Callee)
      return Known->second;
    std::optional<unsigned> Value;
    if (Table.isTracked(Call.getType())) {
      Value = Table.valueOfCall(Current, Call.getExprLoc());
      Known->second = Value;
      edge({Table.returnOf(Callee)}, *Value, FlowEdge::Way::Return, Call.getExprLoc());
    }
    for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
      Called = Sources.getFileLoc(Call.getCallee()->getExprLoc());
      flowArgument(*Call.getArg(I), *Callee, I, Value.value_or(FlowEdge::NoCall));
    }
    return Value;
  }

  void flowArgument(const Expr &Argument, const clang::ValueDecl &Callee, unsigned Index,
                    unsigned Call) {
    if (isBehindEllipsis(Callee, Index)) // it has no parameter, and is only read
      return;
    QualType Type = Argument.getType();
    if (Table.isTracked(Type)) {
      flow(Argument, Table.parameterOf(&Callee, Index), FlowEdge::Way::Enter, Call);
      return;
    }
    QualType Pointee = Type->getPointeeType();
    if (Pointee.isNull() || !Table.isTracked(Pointee))
      return;
    std::optional<unsigned> Outside = pointee(*Argument.IgnoreParenCasts());
    if (!Outside)
      return;
    unsigned Inside = Table.pointeeOf(Table.parameterOf(&Callee, Index));
    edge({*Outside}, Inside, FlowEdge::Way::Enter, Argument.getExprLoc(), Call);
    if (isOnlyRead(Callee, Index))
      return;
    if (edge({Table.writtenThrough(Inside)}, written(*Outside, Argument.getExprLoc()),
             FlowEdge::Way::Return, Argument.getExprLoc()))
      nameCall(Argument.getExprLoc());
  }

  static const clang::FunctionProtoType *prototypeOf(const clang::ValueDecl &Callee) {
    return llvm::dyn_cast_or_null<clang::FunctionProtoType>(Callee.getFunctionType());
  }

  static bool isBehindEllipsis(const clang::ValueDecl &Callee, unsigned Index) {
    const clang::FunctionProtoType *Prototype = prototypeOf(Callee);
    return Prototype && Prototype->isVariadic() && Index >= Prototype->getNumParams();
  }

  /// True for a pointer to what the function promises not to change.
  static bool isOnlyRead(const clang::ValueDecl &Callee, unsigned Index) {
    const clang::FunctionProtoType *Prototype = prototypeOf(Callee);
    if (!Prototype || Index >= Prototype->getNumParams())
      return false;
    QualType Pointee = Prototype->getParamType(Index)->getPointeeType();
    return !Pointee.isNull() && Pointee.isConstQualified();
  }

  /// The slot of the value of one use of a macro, as for a call.
  unsigned valueOfMacro(const Expr &Expansion, const MacroUse &Use) {
    auto [Known, IsNew] = MacroValues.try_emplace(Use.Expansion, 0);
    if (IsNew) {
      SeenMacros.insert(Use.Expansion);
      Known->second = Table.valueOfCall(Current, Expansion.getExprLoc());
      edge({Table.ofMacro(Use.Macro, std::nullopt)}, Known->second, FlowEdge::Way::Return,
           Expansion.getExprLoc());
      flowIntoMacro(Expansion, Use, Known->second);
    }
    return Known->second;
  }

  /// Gives what is written as arguments of a macro to its parameters.
  void flowIntoMacro(const Expr &Expansion, const MacroUse &Use, unsigned Call) {
    auto [Id, Offset] = Sources.getDecomposedLoc(Use.Name);
    bool InMacro = Sources.getExpansionLoc(Expansion.getBeginLoc()) != Use.Name;
    CallText Written = readCallText(Sources.getBufferData(Id), Offset, InMacro);
    if (Written.Wrong == CallText::Problem::None)
      flowArguments(Expansion, Use, Written, Id, Call);
  }

  void flowArguments(const clang::Stmt &Part, const MacroUse &Use, const CallText &Written,
                     clang::FileID Id, unsigned Call) {
    for (const clang::Stmt *Child : Part.children()) {
      if (!Child)
        continue;
      const auto *Value = dyn_cast<Expr>(Child);
      std::optional<unsigned> Index =
          Value ? argumentAt(*Value, Written, Id, Sources) : std::nullopt;
      if (Index) {
        Called = Use.Name;
        flow(*Value, Table.ofMacro(Use.Macro, *Index), FlowEdge::Way::Enter, Call);
      } else {
        flowArguments(*Child, Use, Written, Id, Call);
      }
    }
  }

  const FlowOptions &Options;
  clang::ASTContext &Context;
  TreeFiles &Files;
  const clang::SourceManager &Sources;
  SlotTable Table;
  GuardScopes Guards;      ///< of Current
  NumberVariables Numbers; ///< of Current
  std::vector<FlowEdge> Edges;
  const clang::FunctionDecl *Current = nullptr;
  clang::SourceLocation Called; ///< the written name of what gets an argument
  std::map<const clang::CallExpr *, std::optional<unsigned>> CallValues;
  std::set<unsigned> Written;               ///< slots of written()
  std::set<unsigned> SeenMacros;            ///< by MacroUse::Expansion
  std::map<unsigned, unsigned> MacroValues; ///< by MacroUse::Expansion
};

} // namespace

AddressFacts kphys::flowsOf(const std::vector<clang::Decl *> &Declarations,
                            const FlowOptions &Options, TreeFiles &Files,
                            clang::ASTContext &Context) {
  FlowVisitor Visitor(Options, Context, Files);
  for (clang::Decl *Declaration : Declarations)
    Visitor.TraverseDecl(Declaration);
  return Visitor.take();
}
