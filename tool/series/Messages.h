// What the mails of a series say.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_SERIES_MESSAGES_H
#define KPHYS_TOOL_SERIES_MESSAGES_H

#include "tool/series/Mail.h"
#include "tool/series/SeriesPlan.h"

namespace kphys {

/// What all mails have in common.
struct MessageContext {
  const Project &Of;
  std::string From, Date;   ///< see Mail
  std::string Arguments;    ///< options and paths of the command that makes the series again
  bool WasCompared = false; ///< the generated code
  bool WasChecked = false;  ///< each patch on top of those before it
};

/// The mails of \p Series: a cover letter, unless it is one patch, and the patches in order.
std::vector<Mail> mailsOf(const PlannedSeries &Series, const Catalog &Names,
                          const MessageContext &Context);

/// The subject of \p Patch, without what is in brackets.
std::string subjectOf(const PlannedPatch &Patch, const Catalog &Names);

/// The patch \p Change of scripts/checkpatch.pl in the tree at \p TreeRoot; nobody sends it yet.
Mail checkpatchMail(const EditedFile &Change, const std::string &TreeRoot);

/// True if Documentation/process of the tree at \p TreeRoot asks for an Assisted-by: tag.
bool asksForAssistedBy(const std::string &TreeRoot);

} // namespace kphys

#endif
