// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/CopyHelpers.h"

#include "rewriters/CallSpelling.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace kphys;
using clang::Stmt;
using llvm::StringRef;

namespace {

bool isWordPart(char C) { return llvm::isAlnum(C) || C == '_'; }

/// How often \p Text has the identifier \p Word.
unsigned countWord(StringRef Text, StringRef Word) {
  unsigned Result = 0;
  for (size_t At = 0; (At = Text.find(Word, At)) != StringRef::npos; At += Word.size()) {
    bool Starts = At == 0 || !isWordPart(Text[At - 1]);
    size_t End = At + Word.size();
    Result += Starts && (End == Text.size() || !isWordPart(Text[End]));
  }
  return Result;
}

/// True if evaluating \p Text has no side effect and reads no memory that one could change: names,
/// numbers and arithmetic; members and elements too unless \p OnlyNames.
bool isPure(StringRef Text, bool OnlyNames) {
  if (OnlyNames && (Text.contains("->") || Text.contains('.') || Text.contains('[')))
    return false;
  for (size_t At = Text.find('('); At != StringRef::npos; At = Text.find('(', At + 1)) {
    StringRef Before = Text.take_front(At).rtrim();
    if (!Before.empty() && isWordPart(Before.back()) && !Before.ends_with("sizeof"))
      return false; // a call
  }
  return !Text.contains("++") && !Text.contains("--") && !Text.contains('=') && !Text.contains('"');
}

/// Three statements that follow each other, and where they are in the file.
struct Three {
  const MappingCall *Map = nullptr, *Unmap = nullptr;
  TextRange MapLines, UnmapLines; ///< with the line breaks behind
  TextRange Copy;                 ///< the call in between
  std::string After;
};

class Finder : public clang::RecursiveASTVisitor<Finder> {
public:
  Finder(const Catalog &Names, const FunctionSite &Site, const Mappings &Found)
      : Names(Names), Found(Found), Sources(Site.Context.getSourceManager()) {
    for (const MappingCall &Call : Found.Calls)
      if (Call.Name)
        ByLocation[Call.Name->Location] = &Call;
    clang::SourceLocation Begin = Sources.getExpansionLoc(Site.Function.getBeginLoc());
    std::tie(File, BodyBegin) = Sources.getDecomposedLoc(Begin);
    Text = Sources.getBufferData(File);
    BodyEnd = offsetOf(Site.Function.getEndLoc());
  }

  bool VisitCompoundStmt(clang::CompoundStmt *Block) {
    std::vector<const Stmt *> Body(Block->body_begin(), Block->body_end());
    for (size_t I = 2; I < Body.size(); ++I)
      if (std::optional<Three> Here = threeAt(*Body[I - 2], *Body[I - 1], *Body[I]))
        Threes[Here->Map->Group].push_back(std::move(*Here));
    return true;
  }

  bool VisitDeclStmt(clang::DeclStmt *Declared) {
    if (Declared->isSingleDecl())
      Declarations[Declared->getSingleDecl()] = Declared;
    return true;
  }

  std::map<const clang::CallExpr *, HelperEdit> edits() const {
    std::map<const clang::CallExpr *, HelperEdit> Result;
    for (const auto &[Group, Here] : Threes)
      editGroup(Found.Groups[Group], Here, Result);
    return Result;
  }

private:
  unsigned offsetOf(clang::SourceLocation Where) const {
    return Sources.getFileOffset(Sources.getExpansionLoc(Where));
  }

  const MappingCall *callNamedIn(unsigned Begin, unsigned End) const {
    for (const auto &[Where, Call] : ByLocation)
      if (Call->Name->Offset >= Begin && Call->Name->Offset < End &&
          Sources.isInFileID(Where, File))
        return Call;
    return nullptr;
  }

  CallText callText(unsigned Offset) const { return readCallText(Text, Offset, /*InMacro=*/false); }

  /// The lines from \p Begin to the semicolon that follows \p End, if nothing else is on them.
  std::optional<TextRange> wholeLines(unsigned Begin, unsigned End) const {
    unsigned First = Begin, Last = End;
    while (First > 0 && (Text[First - 1] == ' ' || Text[First - 1] == '\t'))
      --First;
    if (Last >= Text.size() || Text[Last] != ';' || (First > 0 && Text[First - 1] != '\n'))
      return std::nullopt;
    ++Last;
    if (Last >= Text.size() || Text[Last] != '\n')
      return std::nullopt;
    TextRange Result = {First, Last + 1};
    // A block must not begin with the empty line that follows its only declaration.
    if (Text.take_front(First).rtrim().ends_with("{") && Text.substr(Result.End).starts_with("\n"))
      ++Result.End;
    return Result;
  }

  std::optional<Three> threeAt(const Stmt &First, const Stmt &Second, const Stmt &Third) const {
    unsigned MapBegin = offsetOf(First.getBeginLoc()), CopyBegin = offsetOf(Second.getBeginLoc());
    unsigned UnmapBegin = offsetOf(Third.getBeginLoc());
    Three Result;
    Result.Map = callNamedIn(MapBegin, CopyBegin);
    Result.Unmap = callNamedIn(UnmapBegin, UnmapBegin + 1);
    bool IsPlain = llvm::isa<clang::Expr, clang::DeclStmt>(First); // no label
    if (!IsPlain || !Result.Map || !Result.Unmap || !Result.Map->maps() || Result.Unmap->maps() ||
        Result.Map->Group != Result.Unmap->Group || !Result.Map->Handle)
      return std::nullopt;
    CallText Map = callText(Result.Map->Name->Offset), Copy = callText(CopyBegin);
    CallText Unmap = callText(UnmapBegin);
    for (const CallText *Each : {&Map, &Copy, &Unmap})
      if (Each->Wrong != CallText::Problem::None)
        return std::nullopt;
    std::optional<TextRange> MapLines = wholeLines(MapBegin, Map.Whole.End);
    std::optional<TextRange> UnmapLines = wholeLines(UnmapBegin, Unmap.Whole.End);
    if (!MapLines || !UnmapLines || !wholeLines(CopyBegin, Copy.Whole.End) ||
        hasComment(Text.slice(MapLines->Begin, UnmapLines->End)) ||
        !Text.slice(MapBegin, Map.Name.Begin).rtrim().ends_with("=") ||
        !takesItsPointers(Second, Copy))
      return std::nullopt;
    Result.MapLines = *MapLines;
    Result.UnmapLines = *UnmapLines;
    Result.Copy = Copy.Whole;
    Result.After = helperCall(*Result.Map, Map, Copy);
    return Result.After.empty() ? std::nullopt : std::optional(std::move(Result));
  }

  /// True if the pointers that \p Copy is given are to char or void: memcpy() takes any, the
  /// helpers do not. The call may be a macro: what is written as an argument is looked for in \p
  /// Part.
  bool takesItsPointers(const Stmt &Part, const CallText &Copy) const {
    if (const auto *Value = llvm::dyn_cast<clang::Expr>(&Part)) {
      auto [Id, Offset] = Sources.getDecomposedSpellingLoc(Value->getBeginLoc());
      clang::QualType Pointee = Value->IgnoreParenImpCasts()->getType()->getPointeeType();
      bool IsArgument =
          Id == File && llvm::any_of(Copy.Arguments,
                                     [&, At = Offset](TextRange Each) { return Each.Begin == At; });
      if (IsArgument && !Pointee.isNull() && !Pointee->isVoidType() &&
          !Pointee->isAnyCharacterType())
        return false;
    }
    return llvm::all_of(Part.children(), [&](const Stmt *Child) {
      return !Child || takesItsPointers(*Child, Copy);
    });
  }

  /// The helper's call for \p Copy, or an empty string where there is none.
  std::string helperCall(const MappingCall &Call, const CallText &Map, const CallText &Copy) const {
    std::string Variable = Call.Handle->getNameAsString();
    StringRef Page = Map.Arguments.front().in(Text);
    if (Map.Arguments.size() != 1 || countWord(Copy.Whole.in(Text), Variable) != 1)
      return {};
    bool PageIsPure = isPure(Page, /*OnlyNames=*/false);
    std::vector<std::string> Arguments;
    std::optional<unsigned> PageArgument;
    for (unsigned I = 0; I < Copy.Arguments.size(); ++I) {
      StringRef Argument = Copy.Arguments[I].in(Text);
      if (countWord(Argument, Variable) == 1) {
        StringRef Offset = Argument;
        Offset.consume_front(Variable);
        Offset = Offset.trim();
        if (!Offset.empty() && !Offset.consume_front("+"))
          return {};
        PageArgument = I;
        Arguments.push_back(Page.str());
        Argument = Offset.empty() ? "0" : Offset.trim();
      }
      if (!isPure(Argument, !PageIsPure))
        return {};
      Arguments.push_back(Argument.str());
    }
    if (!PageArgument)
      return {};
    StringRef Helper = Names.copyHelper(Copy.Name.in(Text), *PageArgument);
    return Helper.empty() ? "" : Helper.str() + "(" + llvm::join(Arguments, ", ") + ")";
  }

  void editGroup(const MappingGroup &Group, const std::vector<Three> &Here,
                 std::map<const clang::CallExpr *, HelperEdit> &Into) const {
    const auto *Variable = llvm::dyn_cast_or_null<clang::VarDecl>(Group.Handle);
    if (!Variable || Group.Maps != Here.size() || Group.Unmaps != Here.size())
      return;
    std::optional<TextRange> Declaration = declarationToRemove(*Variable, Here);
    unsigned Mentions = Declaration ? 1 : 0;
    for (const Three &Each : Here)
      for (TextRange Part : {Each.MapLines, Each.Copy, Each.UnmapLines})
        Mentions += countWord(Part.in(Text), Variable->getName());
    bool DeclaredInThree =
        llvm::any_of(Here, [&](const Three &Each) { return contains(Each.MapLines, *Variable); });
    if ((!Declaration && !DeclaredInThree) ||
        Mentions != countWord(Text.slice(BodyBegin, BodyEnd), Variable->getName()))
      return;
    for (const Three &Each : Here) {
      HelperEdit &Map = Into[Each.Map->Call];
      Map.After = foldSpace(Each.After);
      Map.Edits = {{Each.MapLines.Begin, Each.MapLines.End - Each.MapLines.Begin, ""},
                   {Each.Copy.Begin, Each.Copy.End - Each.Copy.Begin, Each.After}};
      if (Declaration && &Each == &Here.front())
        Map.Edits.push_back({Declaration->Begin, Declaration->End - Declaration->Begin, ""});
      llvm::sort(Map.Edits);
      Into[Each.Unmap->Call] = {
          {{Each.UnmapLines.Begin, Each.UnmapLines.End - Each.UnmapLines.Begin, ""}}, Map.After};
    }
  }

  bool contains(TextRange Lines, const clang::VarDecl &Variable) const {
    unsigned At = offsetOf(Variable.getLocation());
    return At >= Lines.Begin && At < Lines.End;
  }

  /// The lines of `T *variable;`, where that is all there is.
  std::optional<TextRange> declarationToRemove(const clang::VarDecl &Variable,
                                               const std::vector<Three> &Here) const {
    auto Declared = Declarations.find(&Variable);
    if (Declared == Declarations.end() || Variable.hasInit() ||
        llvm::any_of(Here, [&](const Three &Each) { return contains(Each.MapLines, Variable); }))
      return std::nullopt;
    return wholeLines(offsetOf(Declared->second->getBeginLoc()),
                      offsetOf(Variable.getLocation()) + Variable.getName().size());
  }

  const Catalog &Names;
  const Mappings &Found;
  const clang::SourceManager &Sources;
  std::map<clang::SourceLocation, const MappingCall *> ByLocation;
  clang::FileID File;
  StringRef Text; ///< of the function's file
  unsigned BodyBegin = 0, BodyEnd = 0;
  std::map<unsigned, std::vector<Three>> Threes; ///< by group
  std::map<const clang::Decl *, const clang::DeclStmt *> Declarations;
};

} // namespace

std::map<const clang::CallExpr *, HelperEdit>
kphys::copyHelpers(const Catalog &Names, const FunctionSite &Site, const Mappings &Found) {
  Finder Threes(Names, Site, Found);
  Threes.TraverseStmt(Site.Function.getBody());
  return Threes.edits();
}
