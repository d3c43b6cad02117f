// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/verify/GeneratedCode.h"

#include "checks/sources/Paths.h"
#include "rewriters/verify/ContentNames.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/CodeGen/BackendUtil.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <filesystem>

using namespace kphys;

namespace {

/// Notes where macros of a set are expanded.
class MacroRecorder : public clang::PPCallbacks {
public:
  using Places = std::map<std::string, std::vector<clang::SourceLocation>>;

  MacroRecorder(const clang::SourceManager &Sources, const std::set<std::string> &Wanted,
                Places &Found)
      : Sources(Sources), Wanted(Wanted), Found(Found) {}

  void MacroExpands(const clang::Token &Name, const clang::MacroDefinition &, clang::SourceRange,
                    const clang::MacroArgs *) override {
    std::string Macro = Name.getIdentifierInfo()->getName().str();
    if (Wanted.count(Macro))
      Found[Macro].push_back(Sources.getExpansionLoc(Name.getLocation()));
  }

private:
  const clang::SourceManager &Sources;
  const std::set<std::string> &Wanted;
  Places &Found;
};

void noteError(const llvm::DiagnosticInfo *Info, void *Problem) {
  if (Info->getSeverity() != llvm::DS_Error)
    return;
  std::string Text;
  llvm::raw_string_ostream Stream(Text);
  llvm::DiagnosticPrinterRawOStream Printer(Stream);
  Info->print(Printer);
  if (auto &Into = *static_cast<std::string *>(Problem); Into.empty())
    Into = Stream.str().empty() ? "the code generator failed" : Stream.str();
}

void initializeTargets() {
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  llvm::InitializeAllAsmParsers();
}

} // namespace

namespace kphys {

class GenerateAction : public clang::ASTFrontendAction {
public:
  GenerateAction(GeneratedCode &Into, const GeneratedCode::Questions &Asked, HeaderUse &Use)
      : Into(Into), Asked(Asked), Use(Use) {}

protected:
  bool BeginSourceFileAction(clang::CompilerInstance &Compiler) override {
    Use = {};
    clang::Preprocessor &Preprocessor = Compiler.getPreprocessor();
    recordHeaderUse(Preprocessor, Use);
    Preprocessor.addPPCallbacks(
        std::make_unique<MacroRecorder>(Compiler.getSourceManager(), Asked.Macros, Expansions));
    return ASTFrontendAction::BeginSourceFileAction(Compiler);
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &Compiler,
                                                        llvm::StringRef File) override {
    Into.Module.reset(); // while its context is there
    Into = {};
    Into.Context = std::make_unique<llvm::LLVMContext>();
    Into.Context->setDiscardValueNames(true);
    Into.Invocation = std::make_shared<clang::CompilerInvocation>(Compiler.getInvocation());
    Into.DataLayout = Compiler.getTarget().getDataLayoutString();
    std::unique_ptr<clang::CodeGenerator> Made(
        clang::CreateLLVMCodeGen(Compiler.getDiagnostics(), File, &Compiler.getVirtualFileSystem(),
                                 Compiler.getHeaderSearchOpts(), Compiler.getPreprocessorOpts(),
                                 Compiler.getCodeGenOpts(), *Into.Context));
    Generator = Made.get();
    return Made;
  }

  void EndSourceFileAction() override {
    if (!Generator || !Generator->GetModule() ||
        getCompilerInstance().getDiagnostics().hasErrorOccurred())
      return;
    for (const llvm::Function &Each : *Generator->GetModule())
      if (!Each.isDeclaration())
        noteFunction(Each.getName());
    for (const auto &[Macro, Where] : Expansions)
      if (!Where.empty()) // what is left stands in no function that has code
        Into.Expansions[Macro].insert("");
    Into.Module = std::unique_ptr<llvm::Module>(Generator->ReleaseModule());
  }

private:
  void noteFunction(llvm::StringRef Symbol) {
    const auto *Declared =
        llvm::dyn_cast_or_null<clang::FunctionDecl>(Generator->GetDeclForMangledName(Symbol));
    const clang::FunctionDecl *Defined = nullptr;
    if (!Declared || !Declared->hasBody(Defined))
      return;
    std::string Name = Defined->getNameAsString();
    if (Name != Symbol)
      Into.SourceNames[Symbol.str()] = Name;
    const clang::SourceManager &Sources = getCompilerInstance().getSourceManager();
    clang::SourceLocation Begin = Sources.getExpansionLoc(Defined->getBeginLoc());
    clang::SourceLocation End = Sources.getExpansionRange(Defined->getEndLoc()).getEnd();
    clang::FileID Id = Sources.getFileID(Begin);
    for (auto &[Macro, Where] : Expansions)
      if (std::erase_if(Where, [&](clang::SourceLocation Each) {
            return Sources.getFileID(Each) == Id && Begin <= Each && Each <= End;
          }) > 0)
        Into.Expansions[Macro].insert(Name);
    for (const auto &[Offset, Place] : placesIn(Id))
      if (Sources.getFileOffset(Begin) <= Offset && Offset <= Sources.getFileOffset(End))
        Into.Holders[Place].insert(Name);
  }

  using NamedOffsets = std::vector<std::pair<unsigned, std::string>>;

  const NamedOffsets &placesIn(clang::FileID Id) {
    auto [Known, IsNew] = ByFile.try_emplace(Id, nullptr);
    static const NamedOffsets None;
    if (IsNew) {
      Known->second = &None;
      if (auto File = getCompilerInstance().getSourceManager().getFileEntryRefForID(Id))
        if (auto Wanted = Asked.Places.find(absolutePath(File->getName(), Directory));
            Wanted != Asked.Places.end())
          Known->second = &Wanted->second;
    }
    return *Known->second;
  }

  GeneratedCode &Into;
  const GeneratedCode::Questions &Asked;
  HeaderUse &Use;
  const std::string Directory = std::filesystem::current_path();
  MacroRecorder::Places Expansions;
  llvm::DenseMap<clang::FileID, const NamedOffsets *> ByFile;
  clang::CodeGenerator *Generator = nullptr;
};

} // namespace kphys

std::vector<std::string> GeneratedCode::comparableArguments(bool WithUnused) {
  std::vector<std::string> Result = {"-g0", "-fno-sanitize=all",
                                     "-fno-sanitize-coverage=trace-pc,trace-cmp", "-D__LINE__=1",
                                     "-w"};
  if (WithUnused)
    Result.push_back("-femit-all-decls");
  return Result;
}

std::unique_ptr<clang::FrontendAction>
GeneratedCode::generate(GeneratedCode &Into, const Questions &Asked, HeaderUse &Use) {
  initializeTargets();
  return std::make_unique<GenerateAction>(Into, Asked, Use);
}

std::string GeneratedCode::sourceName(llvm::StringRef Symbol) const {
  // What the optimizer splits off or specializes has a suffix.
  for (llvm::StringRef Name = Symbol; !Name.empty(); Name = Name.rsplit('.').first) {
    if (auto Known = SourceNames.find(Name.str()); Known != SourceNames.end())
      return Known->second;
    if (!Name.contains('.'))
      return Name.str();
  }
  return Symbol.str();
}

std::string GeneratedCode::runBackend(llvm::Module &Of, bool Optimize, Output To,
                                      std::string &Problem) const {
#if LLVM_VERSION_MAJOR >= 22
  clang::CompilerInstance Compiler(std::make_shared<clang::CompilerInvocation>(*Invocation));
  Compiler.createVirtualFileSystem();
#else
  clang::CompilerInstance Compiler;
  Compiler.setInvocation(std::make_shared<clang::CompilerInvocation>(*Invocation));
#endif
  Compiler.createDiagnostics(new clang::IgnoringDiagConsumer);
  clang::CodeGenOptions &Options = Compiler.getCodeGenOpts();
  Options.DisableLLVMPasses = !Optimize;
  llvm::SmallString<0> Buffer;
  Context->setDiagnosticHandlerCallBack(noteError, &Problem);
  clang::BackendAction Action =
      To == Output::Object ? clang::Backend_EmitObj : clang::Backend_EmitNothing;
  auto Stream = std::make_unique<llvm::raw_svector_ostream>(Buffer);
#if LLVM_VERSION_MAJOR >= 22
  clang::emitBackendOutput(Compiler, Options, DataLayout, &Of, Action,
                           llvm::vfs::getRealFileSystem(), std::move(Stream));
#else
  clang::EmitBackendOutput(Compiler.getDiagnostics(), Compiler.getHeaderSearchOpts(), Options,
                           Compiler.getTargetOpts(), Compiler.getLangOpts(), DataLayout, &Of,
                           Action, llvm::vfs::getRealFileSystem(), std::move(Stream));
#endif
  Context->setDiagnosticHandlerCallBack(nullptr, nullptr);
  if (Problem.empty() && Compiler.getDiagnostics().hasErrorOccurred())
    Problem = "there is no code generator for this target";
  return Buffer.str().str();
}

std::string GeneratedCode::optimize() {
  std::string Problem;
  runBackend(*Module, /*Optimize=*/true, Output::Nothing, Problem);
  return Problem;
}

namespace {

/// Leaves the declarations of \p Of that its one function names, those of equal contents once.
void keepWhatIsNamed(llvm::Module &Of) {
  Of.setModuleInlineAsm("");
  std::vector<llvm::GlobalValue *> Unused;
  for (llvm::GlobalValue &Each : Of.global_values()) {
    if (!Each.isDeclaration())
      continue;
    Each.removeDeadConstantUsers();
    if (std::string Name = withoutCounts(Each.getName());
        !Each.use_empty() && Name != Each.getName()) {
      if (llvm::GlobalValue *First = Of.getNamedValue(Name))
        Each.replaceAllUsesWith(First);
      else
        Each.setName(Name);
    }
    if (Each.use_empty())
      Unused.push_back(&Each);
  }
  for (llvm::GlobalValue *Each : Unused)
    if (Each->use_empty())
      Each->eraseFromParent();
}

} // namespace

std::string GeneratedCode::objectOf(llvm::StringRef Symbol, std::string &Problem) const {
  const llvm::Function *Wanted = Module->getFunction(Symbol);
  if (!Wanted || Wanted->isDeclaration()) {
    Problem = "there is no such function";
    return {};
  }
  llvm::ValueToValueMapTy Copies;
  std::unique_ptr<llvm::Module> Alone = llvm::CloneModule(
      *Module, Copies, [&](const llvm::GlobalValue *Each) { return Each == Wanted; });
  llvm::Function *Copy = Alone->getFunction(Symbol);
  Copy->setLinkage(llvm::GlobalValue::ExternalLinkage);
  Copy->setComdat(nullptr);
  keepWhatIsNamed(*Alone);
  return runBackend(*Alone, /*Optimize=*/false, Output::Object, Problem);
}
