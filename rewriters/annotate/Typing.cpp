// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/annotate/Typing.h"

#include "checks/bodies/CallText.h"
#include "checks/sources/Lines.h"
#include "rewriters/annotate/KernelDoc.h"
#include "rewriters/annotate/TypeEdits.h"

using namespace kphys;
using llvm::StringRef;
using Form = AddressExpr::Form;

namespace {

/// An operator for which there is a function that keeps the type of an address.
struct TypedOperator {
  Form Is, InPlace;
  llvm::StringLiteral Sign;
  llvm::StringLiteral AddressTypeNames::*Function;
};
constexpr TypedOperator TypedOperators[] = {
    {Form::Sum, Form::Advance, "+", &AddressTypeNames::Add},
    {Form::Difference, Form::Reduce, "-", &AddressTypeNames::Subtract},
    {Form::Mask, Form::Narrow, "&", &AddressTypeNames::Mask},
};

const TypedOperator *typedOperator(Form Of) {
  for (const TypedOperator &Each : TypedOperators)
    if (Each.Is == Of || Each.InPlace == Of)
      return &Each;
  return nullptr;
}

class Typist {
public:
  /// \p OnlyReports: what does not agree, be there an edit that would mend it or not.
  Typist(const ChosenTypes &Chosen, const std::vector<TypedFunction> &Functions,
         const TreeText &Text, TypedProgram &Into, bool OnlyReports = false)
      : Chosen(Chosen), Functions(Functions), TextOf(Text), Into(Into), OnlyReports(OnlyReports) {}

  void type(const AddressUse &Use) {
    Current = &Use;
    Text = TextOf(Use.File);
    switch (Use.For) {
    case AddressUse::Wants::Anything:
      settle(Use.Value);
      break;
    case AddressUse::Wants::Plain:
      convert(Use.Value, AddressType::Plain, TypeConversion::Cause::Neighbour);
      break;
    case AddressUse::Wants::Slot:
      convert(Use.Value, typeOf(Use.Key, Use.Type), TypeConversion::Cause::Neighbour);
      break;
    }
  }

  void type(const AddressPointer &Use) {
    AddressType From = typeOf(Use.From, Use.FromType), To = typeOf(Use.To, Use.ToType);
    std::set<std::string> Keys;
    for (const std::string &Key : {Use.From, Use.To})
      if (Chosen.count(Key))
        Keys.insert(Key);
    const bool IsEditable = Use.End != 0;
    bool IsOnce = !IsEditable || wantedOnce(Use.File, Use.Begin, Use.End, To, Keys);
    bool IsBoth = From != AddressType::Plain && To != AddressType::Plain;
    if (From == To && IsOnce)
      return;
    TypeConversion Row;
    std::tie(Row.File, Row.Line, Row.Column, Row.Function) =
        std::tie(Use.File, Use.Line, Use.Column, Use.Function);
    Row.From = From;
    Row.To = To;
    bool IsGiven = From == AddressType::Plain;
    std::tie(Row.Typed, Row.Neighbour) =
        IsGiven ? std::tie(Use.To, Use.From) : std::tie(Use.From, Use.To);
    Into.Conversions.insert(std::move(Row));
    if (!IsOnce || IsBoth || !IsEditable) {
      for (const std::string &Key : Keys)
        Into.Failed.try_emplace(Key,
                                TypeObstacle{Key, Reason::PointerOfOtherType, Use.File, Use.Line});
      return;
    }
    StringRef Function = IsGiven ? namesOf(To).FromPlainPointer : namesOf(From).ToPlainPointer;
    Edits[Use.File].wrap(Use.Begin, Use.End, Function.str() + "(", ")", {Keys, Use.Function});
  }

  std::map<std::string, TypeEdits> Edits; ///< by file

private:
  AddressType typeOf(const std::string &Key, AddressType Declared) const {
    auto Found = Chosen.find(Key);
    return Found == Chosen.end() ? Declared : Found->second;
  }

  /// The type that \p Of has once its places have theirs.
  AddressType natural(const AddressExpr &Of) const {
    switch (Of.Is) {
    case Form::Place:
      return typeOf(Of.Key, Of.Type);
    case Form::Typed:
      return Of.Type;
    case Form::Sum:
    case Form::Difference: {
      AddressType Left = natural(Of.Operands[0]), Right = natural(Of.Operands[1]);
      if (Right == AddressType::Plain)
        return Left;
      return Left == AddressType::Plain && Of.Is == Form::Sum ? Right : AddressType::Plain;
    }
    case Form::Choice: {
      std::set<AddressType> Types;
      for (const AddressExpr &Each : Of.Operands)
        if (Each.Is != Form::Zero)
          Types.insert(natural(Each));
      return Types.size() == 1 ? *Types.begin() : AddressType::Plain;
    }
    default:
      return AddressType::Plain;
    }
  }

  bool hasTyped(const AddressExpr &Of) const {
    return natural(Of) != AddressType::Plain ||
           llvm::any_of(Of.Operands, [&](const AddressExpr &Each) { return hasTyped(Each); });
  }

  void convert(const AddressExpr &Of, AddressType Want, TypeConversion::Cause Because) {
    if (Of.Is == Form::Zero)
      return;
    AddressType Has = natural(Of);
    if (Of.Is == Form::Choice && hasTyped(Of)) {
      for (const AddressExpr &Each : Of.Operands)
        convert(Each, Want, Because);
      return;
    }
    bool IsSum = Of.Is == Form::Sum || Of.Is == Form::Difference;
    if (IsSum && Has != AddressType::Plain && Want == AddressType::Plain) {
      for (const AddressExpr &Each : Of.Operands)
        convert(Each, Want, TypeConversion::Cause::Arithmetic);
      return;
    }
    if (Of.Is == Form::Mask && Want != AddressType::Plain && natural(Of.Operands[0]) == Want)
      return operate(Of, Want); // a page's address, say
    settle(Of);
    note(Of, Want);
    if (Has != Want)
      wrap(Of, Has, Want, Because);
  }

  /// Makes what is in \p Of agree, whatever is wanted of the whole.
  void settle(const AddressExpr &Of) {
    switch (Of.Is) {
    case Form::Sum:
    case Form::Difference:
      if (natural(Of) != AddressType::Plain)
        operate(Of, natural(Of));
      else
        makePlain(Of);
      break;
    case Form::Mask:
    case Form::Arithmetic:
      makePlain(Of);
      break;
    case Form::Equality:
    case Form::Choice:
      settleLike(Of);
      break;
    case Form::Advance:
    case Form::Reduce:
    case Form::Narrow:
    case Form::Change:
      if (natural(Of.Operands[0]) == AddressType::Plain)
        convert(Of.Operands[1], AddressType::Plain, TypeConversion::Cause::Arithmetic);
      else
        step(Of);
      break;
    case Form::Other:
    case Form::Zero:
    case Form::Place:
    case Form::Typed:
      break;
    }
  }

  void makePlain(const AddressExpr &Of) {
    for (const AddressExpr &Each : Of.Operands)
      convert(Each, AddressType::Plain, TypeConversion::Cause::Arithmetic);
  }

  /// The operands must be of one type.
  void settleLike(const AddressExpr &Of) {
    std::set<AddressType> Types;
    for (const AddressExpr &Each : Of.Operands)
      if (Each.Is != Form::Zero)
        Types.insert(natural(Each));
    if (Types.size() > 1)
      return makePlain(Of);
    for (const AddressExpr &Each : Of.Operands)
      settle(Each);
  }

  StringRef text(const AddressExpr &Of) const { return Text.slice(Of.Begin, Of.End); }

  /// True if \p Of is its left operand, \p Operator, and its right operand, perhaps in parentheses.
  bool isSpelled(const AddressExpr &Of, StringRef Operator) const {
    const AddressExpr &Left = Of.Operands[0], &Right = Of.Operands[1];
    return Of.isEditable() && Left.isEditable() && Right.isEditable() && Of.Begin == Left.Begin &&
           Text.substr(Left.End).starts_with(Operator) &&
           Left.End + Operator.size() <= Right.Begin && Right.End <= Of.End;
  }

  /// What keeps its type, \p Type: `kphys_add(a, b)`.
  void operate(const AddressExpr &Of, AddressType Type) {
    const AddressExpr &Left = Of.Operands[0], &Right = Of.Operands[1];
    const TypedOperator &Operator = *typedOperator(Of.Is);
    const std::string Sign = " " + Operator.Sign.str() + " ";
    if (natural(Left) != Type || !isSpelled(Of, Sign) || isStep(Of)) {
      makePlain(Of);
      wrap(Of, AddressType::Plain, Type, TypeConversion::Cause::Arithmetic);
      return;
    }
    if (OnlyReports)
      report(Left, Type, AddressType::Plain, TypeConversion::Cause::Arithmetic);
    settle(Left);
    note(Left, Type);
    convert(Right, AddressType::Plain, TypeConversion::Cause::Arithmetic);
    edits().wrap(Of.Begin, Of.End, (namesOf(Type).*Operator.Function).str() + "(", ")",
                 purposeOf(Of));
    edits().replace(Left.End, Left.End + Sign.size(), ", ", purposeOf(Of));
  }

  /// True for the right side of `a = a + b`: what step() makes of `a += b` reads like that.
  bool isStep(const AddressExpr &Of) const {
    std::string Assigned = text(Of.Operands[0]).str() + " = ";
    return Text.take_front(Of.Begin).ends_with(Assigned);
  }

  /// `a += b` becomes `a = kphys_add(a, b)`.
  void step(const AddressExpr &Of) {
    const AddressExpr &Left = Of.Operands[0], &Right = Of.Operands[1];
    if (OnlyReports)
      report(Left, natural(Left), AddressType::Plain, TypeConversion::Cause::Arithmetic);
    const TypedOperator *Operator = typedOperator(Of.Is);
    bool IsSimple = text(Left).find_first_of("()=") == StringRef::npos &&
                    !text(Left).contains("++") && !text(Left).contains("--");
    const std::string Sign = Operator ? " " + Operator->Sign.str() + "= " : "";
    if (!Operator || !IsSimple || !isSpelled(Of, Sign))
      return fail(Of, Reason::ChangedInPlace);
    StringRef Function = namesOf(natural(Left)).*Operator->Function;
    convert(Right, AddressType::Plain, TypeConversion::Cause::Arithmetic);
    edits().wrap(Of.Begin, Of.End, "", ")", purposeOf(Of));
    edits().replace(Left.End, Left.End + Sign.size(),
                    (" = " + Function + "(" + text(Left) + ", ").str(), purposeOf(Of));
  }

  /// Says that \p Of is wanted as \p Want: what a macro is given is wanted in one way only.
  void note(const AddressExpr &Of, AddressType Want) {
    if (Of.isEditable() && !wantedOnce(Current->File, Of.Begin, Of.End, Want, keysOf(Of)))
      fail(Of, Reason::UseInMacro);
  }

  /// False if what is from \p Begin to \p End is wanted in another type already: then the slots
  /// that want it so cannot have their types either.
  bool wantedOnce(const std::string &File, unsigned Begin, unsigned End, AddressType Want,
                  const std::set<std::string> &Keys) {
    auto [Known, IsNew] = Wanted.try_emplace({File, Begin, End});
    WantedType &Before = Known->second;
    if (IsNew)
      Before.Is = Want;
    Before.Keys.insert(Keys.begin(), Keys.end());
    if (Before.Is == Want)
      return true;
    for (const std::string &Key : Before.Keys)
      Into.Failed.try_emplace(
          Key, TypeObstacle{Key, Reason::UseInMacro, File, lineNumber(TextOf(File), Begin)});
    return false;
  }

  void wrap(const AddressExpr &Of, AddressType From, AddressType To,
            TypeConversion::Cause Because) {
    bool IsNamed = Of.isEditable() && rename(Of, From, To);
    report(Of, From, To, IsNamed ? TypeConversion::Cause::Call : Because);
    if (!Of.isEditable())
      return fail(Of, Reason::UseInMacro);
    if (IsNamed)
      return;
    std::string Open, Close;
    if (To != AddressType::Plain) {
      Open = namesOf(To).FromPlain.str() + "(";
      Close = ")";
    }
    if (From != AddressType::Plain) {
      Open += namesOf(From).ToPlain.str() + "(";
      Close += ")";
    }
    edits().wrap(Of.Begin, Of.End, Open, Close, purposeOf(Of));
  }

  void report(const AddressExpr &Of, AddressType From, AddressType To,
              TypeConversion::Cause Because) {
    TypeConversion Row;
    Row.File = Current->File;
    Row.Line = Of.isEditable() ? lineNumber(Text, Of.Begin) : Current->Line;
    Row.Column = Of.isEditable() ? Of.Begin - lineStart(Text, Of.Begin) + 1 : Current->Column;
    Row.Function = Current->Function;
    Row.From = From;
    Row.To = To;
    Row.Because = Because;
    bool IsGiven = From == AddressType::Plain; // a plain value to who has a type of its own
    Row.Typed = IsGiven ? Current->Key : placeIn(Of);
    Row.Neighbour = IsGiven ? Of.Key : Current->Key;
    Into.Conversions.insert(std::move(Row));
  }

  /// The slot that gives \p Of its type.
  std::string placeIn(const AddressExpr &Of) const {
    if (Of.Is == Form::Place && natural(Of) != AddressType::Plain)
      return Of.Key;
    for (const AddressExpr &Each : Of.Operands)
      if (std::string Key = placeIn(Each); !Key.empty())
        return Key;
    return {};
  }

  /// Names the function around \p Of, or the one that yields it, as it is called for the type.
  bool rename(const AddressExpr &Of, AddressType From, AddressType To) {
    for (const TypedFunction &Each : Functions) {
      const std::string Call = Each.Name + "(";
      unsigned Name = Of.Begin;
      if (Each.IsResult) {
        if (Each.Type != To || From != AddressType::Plain || !isCallOf(Of, Call))
          continue;
      } else {
        if (Each.Type != From || To != AddressType::Plain ||
            !Text.take_front(Of.Begin).ends_with(Call) || !Text.substr(Of.End).starts_with(")"))
          continue;
        Name = Of.Begin - Call.size();
      }
      if (Name != 0 && clang::isAsciiIdentifierContinue(Text[Name - 1]))
        continue;
      edits().replace(Name, Name + Each.Name.size(), Each.Typed, purposeOf(Of));
      return true;
    }
    return false;
  }

  /// True if \p Of is written as nothing but the \p Call, which ends in its parenthesis.
  bool isCallOf(const AddressExpr &Of, StringRef Call) const {
    return text(Of).starts_with(Call) &&
           readCallText(Text, Of.Begin, /*InMacro=*/false).Whole.End == Of.End;
  }

  TypeEdits &edits() { return Edits[Current->File]; }

  TypeEdits::Purpose purposeOf(const AddressExpr &Of) const {
    return {keysOf(Of), Current->Function};
  }

  /// The chosen slots that \p Of, or who gets it, is typed by.
  std::set<std::string> keysOf(const AddressExpr &Of) const {
    std::set<std::string> Result;
    collectKeys(Of, Result);
    if (Chosen.count(Current->Key))
      Result.insert(Current->Key);
    return Result;
  }
  void collectKeys(const AddressExpr &Of, std::set<std::string> &Keys) const {
    if (Chosen.count(Of.Key))
      Keys.insert(Of.Key);
    for (const AddressExpr &Each : Of.Operands)
      collectKeys(Each, Keys);
  }

  void fail(const AddressExpr &Of, Reason Why) {
    for (const std::string &Key : keysOf(Of))
      Into.Failed.try_emplace(Key, TypeObstacle{Key, Why, Current->File, Current->Line});
  }

  const ChosenTypes &Chosen;
  const std::vector<TypedFunction> &Functions;
  const TreeText &TextOf;
  TypedProgram &Into;
  const AddressUse *Current = nullptr;
  StringRef Text;
  const bool OnlyReports;
  struct WantedType {
    AddressType Is = AddressType::Plain;
    std::set<std::string> Keys; ///< of slots that have to do with it
  };
  std::map<std::tuple<std::string, unsigned, unsigned>, WantedType> Wanted; ///< by place
};

} // namespace

static TypeEdits::Purpose purposeOf(const AddressDeclaration &Of) {
  return {{Of.Key}, Of.Decl == "local" ? Of.Function : ""};
}

void Typing::eachDeclaration(
    const ChosenTypes &Chosen, TypedProgram &Into,
    llvm::function_ref<void(const AddressDeclaration &, const AddressTypeNames &)> Edit) const {
  for (const AddressDeclaration &Each : Uses.Declarations) {
    auto Found = Chosen.find(Each.Key);
    if (Found == Chosen.end() || Found->second == Each.Is)
      continue;
    if (Text(Each.File).substr(Each.TypeOffset).starts_with(PlainAddressType))
      Edit(Each, namesOf(Found->second));
    else
      Into.Failed.try_emplace(
          Each.Key, TypeObstacle{Each.Key, Reason::TypeInMacro, Each.File, Each.TypeLine});
  }
}

TypedProgram Typing::finish(TypedProgram Program,
                            const std::map<std::string, TypeEdits> &Edits) const {
  for (const auto &[File, InFile] : Edits)
    for (TypedLines &Each : InFile.byLines(Text(File))) {
      Each.File = File;
      Program.Lines.push_back(std::move(Each));
    }
  return Program;
}

static void typeAll(Typist &Types, const AddressUses &Uses) {
  for (const AddressUse &Each : Uses.Uses)
    Types.type(Each);
  for (const AddressPointer &Each : Uses.Pointers)
    Types.type(Each);
}

TypedProgram Typing::apply(const ChosenTypes &Chosen, bool Converts) const {
  TypedProgram Result;
  Typist Types(Chosen, Functions, Text, Result);
  eachDeclaration(Chosen, Result, [&](const AddressDeclaration &Of, const AddressTypeNames &Names) {
    Types.Edits[Of.File].replace(Of.TypeOffset, Of.TypeOffset + PlainAddressType.size(),
                                 Names.Type.str(), purposeOf(Of));
  });
  if (Converts)
    typeAll(Types, Uses);
  return finish(std::move(Result), Types.Edits);
}

TypedProgram Typing::mark(const ChosenTypes &Chosen) const {
  TypedProgram Result;
  std::map<std::string, TypeEdits> Edits;
  eachDeclaration(Chosen, Result, [&](const AddressDeclaration &Of, const AddressTypeNames &Names) {
    unsigned End = Of.TypeOffset + PlainAddressType.size();
    Edits[Of.File].replace(End, End, " " + Names.Marker.str(), purposeOf(Of));
  });
  return finish(std::move(Result), Edits);
}

TypedProgram Typing::describe(const ChosenTypes &Chosen) const {
  TypedProgram Result;
  std::map<std::string, TypeEdits> Edits;
  eachDeclaration(Chosen, Result, [&](const AddressDeclaration &Of, const AddressTypeNames &Names) {
    if (std::optional<TextEdit> Edit = describeType(Text(Of.File), Of, Names.Is))
      Edits[Of.File].replace(Edit->Offset, Edit->Offset, Edit->Text, {{Of.Key}, ""});
  });
  return finish(std::move(Result), Edits);
}

std::set<TypeConversion> Typing::disagreements() const {
  TypedProgram Result;
  const ChosenTypes Nothing;
  Typist Types(Nothing, Functions, Text, Result, /*OnlyReports=*/true);
  typeAll(Types, Uses);
  return std::move(Result.Conversions);
}
