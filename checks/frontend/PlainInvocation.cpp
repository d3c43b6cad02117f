// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/PlainInvocation.h"

using namespace kphys;

namespace {

/// Options that are mostly about other things than the text are made anew, with what is needed.
clang::FrontendOptions plain(const clang::FrontendOptions &Of) {
  clang::FrontendOptions Result;
  Result.ProgramAction = clang::frontend::ParseSyntaxOnly;
  Result.Inputs = Of.Inputs;
  Result.DashX = Of.DashX;
  return Result;
}

void makePlain(clang::DiagnosticOptions &Of) {
  Of.DiagnosticLogFile.clear();
  Of.DiagnosticSerializationFile.clear();
}

void makePlain(clang::HeaderSearchOptions &Of) {
  Of.ModuleCachePath.clear();
  Of.ModuleUserBuildPath.clear();
  Of.PrebuiltModuleFiles.clear();
  Of.PrebuiltModulePaths.clear();
  Of.VFSOverlayFiles.clear();
  Of.ImplicitModuleMaps = false;
}

void makePlain(clang::LangOptions &Of) {
  Of.Modules = false;
  Of.ImplicitModules = false;
  Of.NoSanitizeFiles.clear();
  Of.XRayAlwaysInstrumentFiles.clear();
  Of.XRayNeverInstrumentFiles.clear();
  Of.XRayAttrListFiles.clear();
  Of.ProfileListFiles.clear();
}

/// How code is generated is the code's; where else something is written, or read from, is not.
void makePlain(clang::CodeGenOptions &Of) {
  for (std::string *File :
       {&Of.CoverageDataFile, &Of.CoverageNotesFile, &Of.SplitDwarfFile, &Of.SplitDwarfOutput,
        &Of.InstrProfileOutput, &Of.MemoryProfileOutput, &Of.MemoryProfileUsePath,
        &Of.OptRecordFile, &Of.StackUsageOutput, &Of.ThinLTOIndexFile, &Of.ThinLinkBitcodeFile,
        &Of.AsSecureLogFile, &Of.SaveTempsFilePrefix, &Of.ProfileInstrumentUsePath,
        &Of.SampleProfileFile, &Of.ProfileRemappingFile})
    File->clear();
  Of.PassPlugins.clear();
  Of.LinkBitcodeFiles.clear();
  Of.CommandLineArgs.clear();
  Of.BBSections = "none"; // a list of them is a file
}

} // namespace

void kphys::makePlain(clang::CompilerInvocation &Of) {
  Of.getFrontendOpts() = plain(Of.getFrontendOpts());
  Of.getDependencyOutputOpts() = {};
  Of.getFileSystemOpts() = {};
  Of.getAPINotesOpts() = {};
  ::makePlain(Of.getDiagnosticOpts());
  ::makePlain(Of.getHeaderSearchOpts());
  ::makePlain(Of.getLangOpts());
  ::makePlain(Of.getCodeGenOpts());
}
