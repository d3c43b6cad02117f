// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/GeneratedCode.h"

#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;

namespace {

/// Collects what \p Action, one of Clang's that write a text, writes.
template <typename Action> class CodeAction : public Action {
public:
  CodeAction(FunctionCode (*Read)(llvm::StringRef), FunctionCode &Functions, HeaderUse &Use)
      : Read(Read), Functions(Functions), Use(Use) {}

  bool BeginInvocation(clang::CompilerInstance &Compiler) override {
    Compiler.setOutputStream(std::make_unique<llvm::raw_svector_ostream>(Buffer));
    return Action::BeginInvocation(Compiler);
  }

  bool BeginSourceFileAction(clang::CompilerInstance &Compiler) override {
    Use = {};
    recordHeaderUse(Compiler.getPreprocessor(), Use);
    return Action::BeginSourceFileAction(Compiler);
  }

  void EndSourceFileAction() override {
    Action::EndSourceFileAction();
    Functions = Read(Buffer);
  }

private:
  llvm::SmallString<0> Buffer;
  FunctionCode (*Read)(llvm::StringRef);
  FunctionCode &Functions;
  HeaderUse &Use;
};

/// \p Line with every match of \p Numbered cut down to its first group.
std::string withoutNumbers(llvm::StringRef Line, const llvm::Regex &Numbered) {
  std::string Result;
  llvm::SmallVector<llvm::StringRef> Groups;
  while (Numbered.match(Line, &Groups)) {
    size_t At = Groups[0].begin() - Line.begin();
    Result += (Line.take_front(At) + Groups[1]).str();
    Line = Line.drop_front(At + Groups[0].size());
  }
  return Result + Line.str();
}

FunctionCode functionsInAssembly(llvm::StringRef Text) {
  static const llvm::Regex Label("(\\.L[A-Za-z_.]*)[0-9]+");
  FunctionCode Result;
  std::string *Current = nullptr;
  for (llvm::StringRef Line : llvm::split(Text, '\n')) {
    llvm::StringRef Word = Line.trim();
    if (Word.consume_front(".type") && Word.consume_back(",@function"))
      Current = &Result[Word.trim().str()];
    else if (Word.starts_with(".size"))
      Current = nullptr;
    else if (Current)
      *Current += withoutNumbers(Line, Label) + "\n";
  }
  return Result;
}

FunctionCode functionsInIr(llvm::StringRef Text) {
  static const llvm::Regex Reference("([!#])[0-9]+"); // to metadata, to attributes
  FunctionCode Result;
  std::string *Current = nullptr;
  for (llvm::StringRef Line : llvm::split(Text, '\n')) {
    if (Line.starts_with("define ")) {
      llvm::StringRef Name = Line.split('@').second;
      Current = &Result[Name.split('(').first.trim('"').str()];
    }
    if (Current)
      *Current += withoutNumbers(Line, Reference) + "\n";
    if (Line == "}")
      Current = nullptr;
  }
  return Result;
}

} // namespace

std::vector<std::string> kphys::comparableArguments(CodeForm Of) {
  std::vector<std::string> Result = {"-g0", "-fno-sanitize=all",
                                     "-fno-sanitize-coverage=trace-pc,trace-cmp", "-D__LINE__=1",
                                     "-w"};
  if (Of != CodeForm::Assembly)
    Result.insert(Result.end(), {"-Xclang", "-disable-llvm-passes"});
  if (Of == CodeForm::UnoptimizedWithUnused)
    Result.push_back("-femit-all-decls");
  return Result;
}

std::unique_ptr<clang::FrontendAction> kphys::generateCode(CodeForm Of, FunctionCode &Functions,
                                                           HeaderUse &Use) {
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  llvm::InitializeAllAsmParsers();
  if (Of != CodeForm::Assembly)
    return std::make_unique<CodeAction<clang::EmitLLVMAction>>(functionsInIr, Functions, Use);
  return std::make_unique<CodeAction<clang::EmitAssemblyAction>>(functionsInAssembly, Functions,
                                                                 Use);
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
