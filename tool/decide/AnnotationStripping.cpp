// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/AnnotationStripping.h"

#include "checks/sources/IdentifierScan.h"
#include "checks/sources/RegularFile.h"
#include "rewriters/annotate/KernelDoc.h"
#include "rewriters/annotate/Stripping.h"

using namespace kphys;
using llvm::Expected;

/// The text of \p File of the tree; nothing for what is none.
static std::optional<std::string> textOf(const Project &Of, llvm::StringRef File) {
  auto Read = readRegularFile(Of.Tree.Root + "/" + File.str());
  return Read ? std::optional((*Read)->getBuffer().str()) : std::nullopt;
}

Expected<std::vector<EditedFile>> kphys::strippedFiles(const Project &Of) {
  Expected<KindCatalog> Kinds = KindCatalog::embedded();
  if (!Kinds)
    return Kinds.takeError();
  const std::vector<TypedFunction> Functions = typedFunctions(*Kinds);
  const IdentifierScan Annotated(annotationWords(Functions));
  std::optional<std::string> Header = textOf(Of, TypeHeaderFile);
  if (Header && !isTypeHeader(*Header, Functions))
    return llvm::createStringError(TypeHeaderFile + ": this is not from kphys");
  std::vector<EditedFile> Result;
  bool IsNeeded = false; // by a file that stays as it is
  if (const std::string &Problem = Of.Names.problem(); !Problem.empty())
    return llvm::createStringError(Problem);
  for (const std::string &File : Of.Names.sources()) {
    if (File == TypeHeaderFile || File == TypesFile)
      continue;
    std::optional<std::string> Text = textOf(Of, File);
    if (!Text)
      continue;
    // Without the header the names are somebody else's.
    std::vector<TextEdit> Edits = Header && Annotated.mentionsName(*Text)
                                      ? stripEdits(*Text, Functions)
                                      : stripKernelDoc(*Text);
    if (Edits.empty())
      continue;
    if (Of.Filter.contains(File))
      Result.push_back({File, std::move(*Text), std::move(Edits)});
    else
      IsNeeded = true;
  }
  if (IsNeeded)
    return Result;
  if (std::optional<std::string> Types = textOf(Of, TypesFile))
    if (std::optional<TextEdit> Edit = excludeTypeHeader(*Types))
      Result.push_back({TypesFile.str(), std::move(*Types), {std::move(*Edit)}});
  if (Header) {
    const unsigned Length = Header->size();
    Result.push_back(
        {TypeHeaderFile.str(), std::move(*Header), {{0, Length, ""}}, EditedFile::Fate::Removed});
  }
  llvm::sort(Result, [](const auto &A, const auto &B) { return A.Path < B.Path; });
  return Result;
}
