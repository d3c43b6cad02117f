// The text of a function and of the file around it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H
#define KPHYS_REWRITERS_KMAP_FUNCTIONTEXT_H

#include "checks/extract/SiteCollector.h"
#include "rewriters/text/SourceText.h"

namespace kphys {

/// True for what is spelled in a header that is known to be one of the whole kernel's: those of
/// drivers have other directories.
inline bool isOfKernelHeader(const clang::SourceManager &Sources, clang::SourceLocation Where) {
  static constexpr const char *Directories[] = {"asm",  "crypto", "drm",   "linux", "media", "net",
                                                "rdma", "scsi",   "sound", "uapi",  "vdso",  "xen"};
  std::string Path = "/" + Sources.getFilename(Sources.getSpellingLoc(Where)).str();
  llvm::StringRef Below = llvm::StringRef(Path).rsplit("/include/").second;
  return llvm::is_contained(Directories, Below.split('/').first) ||
         Below.starts_with("asm-generic/");
}

/// True for a function that the compiler knows, or that such a header declares.
inline bool isOfKernel(const clang::FunctionDecl &Function) {
  return Function.getBuiltinID() != 0 ||
         isOfKernelHeader(Function.getASTContext().getSourceManager(), Function.getLocation());
}

struct FunctionText : SourceText {
  explicit FunctionText(const FunctionSite &Site)
      : SourceText(Site.Context, Site.Context.getSourceManager().getFileID(
                                     Site.Context.getSourceManager().getExpansionLoc(
                                         Site.Function.getBeginLoc()))),
        Body{offsetOf(Site.Function.getBeginLoc()), offsetOf(Site.Function.getEndLoc())} {}

  const TextRange Body; ///< all of the function
};

} // namespace kphys

#endif
