// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/decide/Decision.h"

#include "tool/decide/CodeProof.h"
#include "tool/decide/SiteEdits.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

Error kphys::decide(const VerificationInput &Input, SiteTable &Sites, bool ProvesCode,
                    LineBreaks Lines) {
  Chooser Choice(Sites);
  Choice.settleOverlaps();
  Choice.closeGroups();
  const std::string &Root = Input.In.Program.Tree.Root;
  Expected<std::vector<EditedFile>> Files =
      readEditedFiles(Root, collectEdits(Sites, {}), Input.Texts);
  if (!Files)
    return Files.takeError();
  if (Lines == LineBreaks::LaidOut)
    layOutEdits(Sites, *Files, Root);
  Verifier Verify(Input, Sites);
  for (bool IsVerified = false; !IsVerified || ProvesCode;) {
    Expected<std::vector<FailedCondition>> Failed =
        IsVerified ? proveCode(Input, Sites) : Verify.check();
    if (!Failed)
      return Failed.takeError();
    bool AllHold = !Choice.fail(*Failed);
    AllHold &= !Choice.closeGroups();
    if (AllHold && IsVerified)
      break;
    IsVerified = AllHold;
  }
  return Error::success();
}
