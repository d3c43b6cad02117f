// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/AtomicGuards.h"

#include "checks/sources/Directives.h"
#include "checks/sources/LineEnds.h"
#include "rewriters/PlainDeclaration.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace kphys;
using clang::Stmt;

namespace {

/// Finds the statements of blocks that begin with, or have, the calls of a mapping.
class Guard : public clang::RecursiveASTVisitor<Guard> {
public:
  Guard(AtomicReliance &Reliances, const FunctionSite &Site, const Mappings &Found, unsigned Group)
      : Reliances(Reliances), Context(Site.Context), In(Site) {
    for (const MappingCall &Call : Found.Calls)
      if (Call.Group == Group)
        (Call.maps() ? Map : Unmaps.emplace_back()) = &Call;
  }

  bool VisitCompoundStmt(clang::CompoundStmt *Block) {
    if (Block->getLBracLoc().isMacroID())
      return true;
    for (auto Each = Block->body_begin(); Each != Block->body_end(); ++Each) {
      const Stmt *Plain = *Each;
      while (const auto *Label = llvm::dyn_cast<clang::LabelStmt>(Plain))
        Plain = Label->getSubStmt();
      for (const MappingCall *Unmap : Unmaps)
        if (In.offsetOf(*Plain) == Unmap->Name->Offset && Reliances.below(*Plain).Parts == 0)
          placeBefore(*Unmap, In.offsetOf(*Plain));
      if (Plain == *Each && hasMap(*Plain) && Reliances.below(*Plain).Parts == 0)
        placeBehind(*Each, llvm::ArrayRef(Each + 1, Block->body_end()));
    }
    return true;
  }

  /// Where the lines go, and how they are indented; by call.
  std::map<const clang::CallExpr *, std::pair<unsigned, std::string>> Places;
  bool AddsEmptyLine = false; ///< before the line behind the call that maps

private:
  bool hasMap(const Stmt &Statement) const {
    std::optional<TextRange> Lines = In.linesOf(Statement);
    return llvm::isa<clang::Expr, clang::DeclStmt>(Statement) && Lines &&
           Map->Name->Offset >= Lines->Begin && Map->Name->Offset < Lines->End;
  }

  void placeBefore(const MappingCall &Unmap, unsigned Offset) {
    if (std::optional<llvm::StringRef> Indentation = In.blanksBefore(Offset))
      Places[Unmap.Call] = {Offset - Indentation->size(), Indentation->str()};
  }

  /// \p Others follow in the block. Declarations come first in it.
  void placeBehind(const Stmt *Statement, llvm::ArrayRef<Stmt *> Others) {
    const Stmt *const First = Statement;
    std::string Indentation = In.blanksBefore(In.offsetOf(*Statement))->str();
    bool IsDeclaration = llvm::isa<clang::DeclStmt>(Statement);
    while (IsDeclaration && !Others.empty() && llvm::isa<clang::DeclStmt>(Others.front())) {
      const auto *Declared = llvm::cast<clang::DeclStmt>(Others.front());
      if (!isPlain(*Declared, Context))
        return;
      for (const clang::Decl *Each : Declared->decls())
        if (llvm::cast<clang::VarDecl>(Each)->hasInit())
          return; // who knows what that relies on
      Statement = Others.front();
      Others = Others.drop_front();
    }
    std::optional<TextRange> Lines = In.linesOf(*Statement);
    if (!Lines)
      return;
    unsigned Empty = lineBreak(In.Text.substr(Lines->End)).size();
    if (hasDirective(In.text(In.offsetOf(*First), Lines->End)))
      return; // what is put there may be left out
    AddsEmptyLine = IsDeclaration && Empty == 0;
    Places[Map->Call] = {Lines->End + (IsDeclaration ? Empty : 0), Indentation};
  }

  AtomicReliance &Reliances;
  const clang::ASTContext &Context;
  const FunctionText In;
  const MappingCall *Map = nullptr;
  std::vector<const MappingCall *> Unmaps;
};

bool isPlainPair(const Mappings &Found, const MappingFlow &Flow, unsigned Group) {
  return Found.Groups[Group].Maps == 1 && Flow.IsComplete && !Flow.Repeated.count(Group) &&
         !Flow.Unclear.count(Group) && !Flow.OutOfOrder.count(Group) &&
         !Flow.OpenAtEnd.count(Group) && llvm::all_of(Found.Calls, [&](const MappingCall &Call) {
           return Call.Group != Group || (Call.Name && Call.Name->Location.isFileID());
         });
}

} // namespace

std::map<const clang::CallExpr *, GuardLines>
kphys::spellOutAtomic(const Catalog &Names, AtomicReliance &Reliances, const FunctionSite &Site,
                      const Mappings &Found, const MappingFlow &Flow, unsigned Group,
                      uint64_t Parts) {
  llvm::ArrayRef<AtomicPart> All = Names.mappings().atomicParts();
  for (size_t I = 0; I < All.size(); ++I)
    if ((Parts >> I & 1) && All[I].Disable.empty()) // nothing spells it out
      return {};
  if (!isPlainPair(Found, Flow, Group))
    return {};
  Guard Lines(Reliances, Site, Found, Group);
  Lines.TraverseStmt(Site.Function.getBody());
  std::map<const clang::CallExpr *, GuardLines> Result;
  for (const MappingCall &Call : Found.Calls) {
    if (Call.Group != Group)
      continue;
    auto Place = Lines.Places.find(Call.Call);
    if (Place == Lines.Places.end())
      return {};
    auto [Offset, Indentation] = Place->second;
    std::vector<std::string> Switches;
    for (unsigned I = 0; I < All.size(); ++I) {
      const AtomicPart &Part = All[I];
      if (Parts >> I & 1)
        Switches.insert(Call.maps() ? Switches.end() : Switches.begin(),
                        (Call.maps() ? Part.Disable : Part.Enable) + "();");
    }
    std::string Text = Call.maps() && Lines.AddsEmptyLine ? "\n" : "";
    for (const std::string &Switch : Switches)
      Text += Indentation + Switch + "\n";
    Result[Call.Call] = {{Offset, 0, Text}, llvm::join(Switches, " ")};
  }
  return Result;
}
