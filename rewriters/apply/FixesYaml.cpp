// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/apply/FixesYaml.h"

#include "clang/Tooling/ReplacementsYaml.h"

using namespace kphys;

std::string kphys::fixesYaml(const std::string &TreeRoot, const std::vector<EditedFile> &Files) {
  clang::tooling::TranslationUnitReplacements Document;
  for (const EditedFile &File : Files)
    for (const TextEdit &Edit : File.Edits)
      Document.Replacements.emplace_back(TreeRoot + "/" + File.Path, Edit.Offset, Edit.Length,
                                         Edit.Text);
  std::string Text;
  llvm::raw_string_ostream Stream(Text);
  llvm::yaml::Output Out(Stream);
  Out << Document;
  return Text;
}
