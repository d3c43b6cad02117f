// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/CodeText.h"

#include "rewriters/verify/ContentNames.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/ModuleSlotTracker.h"
#include "llvm/Support/Regex.h"

using namespace kphys;

namespace {

/// \p Assembly with the numbers of its numeric labels in the order of their first appearance: the
/// kernel makes them of __COUNTER__, and hands one on as an operand, too.
std::string withoutLabelNumbers(llvm::StringRef Assembly) {
  static const llvm::Regex Label("([0-9][0-9]+):");
  std::vector<std::string> Numbers;
  llvm::SmallVector<llvm::StringRef> Groups;
  for (llvm::StringRef Rest = Assembly; Label.match(Rest, &Groups);
       Rest = Rest.drop_front(Groups[0].end() - Rest.begin()))
    if (!llvm::is_contained(Numbers, Groups[1].str()))
      Numbers.push_back(Groups[1].str());
  std::string Result;
  for (size_t At = 0; At < Assembly.size();) {
    llvm::StringRef Digits = Assembly.drop_front(At).take_while(llvm::isDigit);
    auto Found = llvm::find(Numbers, Digits.str());
    if (Digits.empty())
      Result += Assembly[At];
    else if (Found == Numbers.end())
      Result += Digits.str();
    else
      Result += "label" + std::to_string(Found - Numbers.begin());
    At += std::max<size_t>(Digits.size(), 1);
  }
  return Result;
}

/// A function out of its module, as long as this is there: to print an instruction LLVM goes through
/// all that its module has.
class Apart {
public:
  explicit Apart(llvm::Function &Of)
      : Of(Of), Module(*Of.getParent()), Next(std::next(Of.getIterator())) {
    Of.removeFromParent();
  }
  ~Apart() { Module.getFunctionList().insert(Next, &Of); }

private:
  llvm::Function &Of;
  llvm::Module &Module;
  const llvm::Module::iterator Next;
};

/// Writes functions. What stands in tables of the module (attributes, metadata) is taken off an
/// instruction while it is printed, and written out behind it.
class FunctionWriter {
public:
  explicit FunctionWriter(llvm::Module &Of)
      : SourceLocation(Of.getMDKindID("srcloc")),
        Slots(&Of, /*ShouldInitializeAllMetadata=*/false) {
    Of.getMDKindNames(KindNames);
  }

  std::string write(llvm::Function &Of) {
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    Slots.incorporateFunction(Of);
    writeHead(Of, Stream);
    const Apart Alone(Of);
    for (llvm::BasicBlock &Block : Of) {
      Stream << "block " << Slots.getLocalSlot(&Block) << ":\n";
      for (llvm::Instruction &Each : Block)
        write(Each, Stream);
    }
    return withoutCounts(Stream.str());
  }

private:
  using Attachments = llvm::SmallVector<std::pair<unsigned, llvm::MDNode *>>;

  void writeHead(const llvm::Function &Of, llvm::raw_ostream &To) {
    To << "define ";
    Of.getFunctionType()->print(To);
    To << " " << Of.getName() << "\n";
    To << "linkage " << Of.getLinkage() << " visibility " << Of.getVisibility() << " convention "
       << Of.getCallingConv() << " section " << Of.getSection() << " align "
       << Of.getAlign().valueOrOne().value() << "\n";
    if (Of.hasPersonalityFn())
      To << "personality " << Of.getPersonalityFn()->getName() << "\n";
    for (unsigned Index : Of.getAttributes().indexes())
      To << "attributes " << Index << ": " << Of.getAttributes().getAsString(Index) << "\n";
    Attachments All;
    Of.getAllMetadata(All);
    writeAttachments(All, To);
    To << "\n";
  }

  void write(llvm::Instruction &Each, llvm::raw_ostream &To) {
    Attachments All;
    Each.getAllMetadata(All);
    for (const auto &[Kind, Node] : All)
      Each.setMetadata(Kind, nullptr);
    auto *Call = llvm::dyn_cast<llvm::CallBase>(&Each);
    llvm::AttributeList Attributes = Call ? Call->getAttributes() : llvm::AttributeList();
    if (Call)
      Call->setAttributes(Attributes.removeFnAttributes(Each.getContext()));

    std::string Line;
    llvm::raw_string_ostream Printed(Line);
    Each.print(Printed, Slots);
    bool IsAssembly = Call && Call->isInlineAsm();
    writeLine(Each, IsAssembly ? withoutLabelNumbers(Printed.str()) : Printed.str(), To);
    if (Attributes.hasFnAttrs())
      To << " #{" << Attributes.getFnAttrs().getAsString() << "}";
    writeAttachments(All, To);
    To << "\n";

    if (Call)
      Call->setAttributes(Attributes);
    for (const auto &[Kind, Node] : All)
      Each.setMetadata(Kind, Node);
  }

  /// Metadata that is an operand has but a number in \p Line.
  void writeLine(const llvm::Instruction &Of, llvm::StringRef Line, llvm::raw_ostream &To) {
    static const llvm::Regex Numbered("metadata ![0-9]+");
    llvm::SmallVector<llvm::StringRef> Found;
    for (const llvm::Use &Operand : Of.operands())
      if (const auto *Data = llvm::dyn_cast<llvm::MetadataAsValue>(Operand.get());
          Data && Numbered.match(Line, &Found)) {
        To << Line.take_front(Found[0].begin() - Line.begin());
        writeNode(Data->getMetadata(), To);
        Line = Line.drop_front(Found[0].end() - Line.begin());
      }
    To << Line;
  }

  void writeAttachments(const Attachments &All, llvm::raw_ostream &To) {
    for (const auto &[Kind, Node] : All) {
      if (Kind == SourceLocation)
        continue; // where inline assembly stands in the source: for messages
      To << " !" << KindNames[Kind] << " ";
      writeNode(Node, To);
    }
  }

  void writeNode(const llvm::Metadata *Of, llvm::raw_ostream &To) {
    if (const auto *Text = llvm::dyn_cast_or_null<llvm::MDString>(Of)) {
      To << '"' << Text->getString() << '"';
    } else if (const auto *Value = llvm::dyn_cast_or_null<llvm::ValueAsMetadata>(Of)) {
      Value->getValue()->printAsOperand(To, /*PrintType=*/true, Slots);
    } else if (const auto *Node = llvm::dyn_cast_or_null<llvm::MDNode>(Of)) {
      if (!Open.insert(Node).second) {
        To << "{...}"; // a loop's name is itself
        return;
      }
      To << (Node->isDistinct() ? "distinct {" : "{");
      for (const llvm::MDOperand &Each : Node->operands()) {
        writeNode(Each.get(), To);
        To << ",";
      }
      To << "}";
      Open.erase(Node);
    } else {
      To << (Of ? "other" : "null");
    }
  }

  const unsigned SourceLocation;

  llvm::ModuleSlotTracker Slots;
  llvm::SmallVector<llvm::StringRef> KindNames;
  llvm::DenseSet<const llvm::MDNode *> Open;
};

/// What only keeps things from being thrown away.
bool isList(const llvm::GlobalVariable &Of) {
  return Of.getName() == "llvm.used" || Of.getName() == "llvm.compiler.used";
}

/// The name that it has in the source.
std::string lastingName(const llvm::GlobalValue &Of) {
  return Of.getName().split(".kphys.").first.str();
}

void addData(llvm::Module &Of, CodeTexts &To) {
  for (const llvm::GlobalVariable &Each : Of.globals())
    if (Each.hasInitializer() && !isNameless(Each) && !isList(Each))
      To.Data[lastingName(Each)] = textOf(Each);
  auto Add = [&](const llvm::GlobalValue &Each, const llvm::Constant *Target) {
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    Stream << Each.getLinkage() << ' ' << Each.getVisibility() << ' ';
    Target->printAsOperand(Stream, /*PrintType=*/true, &Of);
    To.Data[Each.getName().str()] = withoutCounts(Stream.str());
  };
  for (const llvm::GlobalAlias &Each : Of.aliases())
    Add(Each, Each.getAliasee());
  for (const llvm::GlobalIFunc &Each : Of.ifuncs())
    Add(Each, Each.getResolver());
  if (!Of.getModuleInlineAsm().empty())
    To.Data["asm"] = Of.getModuleInlineAsm();
}

void addUsers(const llvm::Constant &Of, const std::string &Named,
              llvm::DenseSet<const llvm::User *> &Seen,
              std::map<std::string, std::set<std::string>> &To) {
  for (const llvm::User *User : Of.users()) {
    if (!Seen.insert(User).second)
      continue;
    if (const auto *Instruction = llvm::dyn_cast<llvm::Instruction>(User))
      To[Named].insert(Instruction->getFunction()->getName().str());
    else if (llvm::isa<llvm::Constant>(User) && !llvm::isa<llvm::GlobalValue>(User))
      addUsers(*llvm::cast<llvm::Constant>(User), Named, Seen, To);
  }
}

} // namespace

CodeTexts kphys::textsOf(llvm::Module &Of) {
  nameByContents(Of);
  CodeTexts Result;
  FunctionWriter Writer(Of);
  for (llvm::Function &Each : Of)
    if (!Each.isDeclaration())
      Result.Functions[Each.getName().str()] = Writer.write(Each);
  addData(Of, Result);
  return Result;
}

std::map<std::string, std::set<std::string>> kphys::usersIn(const llvm::Module &Of) {
  std::map<std::string, std::set<std::string>> Result;
  for (const llvm::GlobalObject &Each : Of.global_objects())
    if (!Each.isDeclaration()) {
      llvm::DenseSet<const llvm::User *> Seen;
      addUsers(Each, lastingName(Each), Seen, Result);
    }
  return Result;
}

std::string kphys::firstDifference(llvm::StringRef Before, llvm::StringRef After) {
  while (!Before.empty() || !After.empty()) {
    auto [Old, OldRest] = Before.split('\n');
    auto [New, NewRest] = After.split('\n');
    if (Old != New)
      return ("'" + Old.trim() + "' became '" + New.trim() + "'").str();
    Before = OldRest;
    After = NewRest;
  }
  return {};
}
