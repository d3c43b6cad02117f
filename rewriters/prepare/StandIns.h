// Sources that a program of the tree builds, too, against headers of its own.
//
// tools/virtio compiles drivers/virtio/virtio_ring.c with a <linux/dma-mapping.h> that has macros
// for the old names only. A rewrite of such a source takes the new names there along.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_PREPARE_STANDINS_H
#define KPHYS_REWRITERS_PREPARE_STANDINS_H

#include "checks/catalog/Catalog.h"
#include "checks/sources/TextHashes.h"
#include "rewriters/apply/EditedFiles.h"
#include <set>

namespace kphys {

class StandIns {
public:
  /// Looks among \p Files, of the tree \p TreeRoot, for headers that stand in for one of a feature
  /// of \p Names, and in the makefile beside their directory for what is built against them.
  StandIns(const Catalog &Names, const std::string &TreeRoot, const std::set<std::string> &Files);

  /// Why a rewrite of \p File with the feature \p Feature breaks what else builds it; empty: it
  /// does not, given edits().
  std::string problem(const std::string &File, const std::string &Feature) const;

  /// What the headers need once \p Files are rewritten.
  EditsByFile edits(const std::set<std::string> &Files) const;

  /// The texts that edits() are for.
  const TextHashes &texts() const { return Texts; }

private:
  struct StandIn {
    std::string Header, Directory; ///< that of the makefile
    std::string Feature;
    std::set<std::string> Sources; ///< that are built against it
    std::vector<TextEdit> Edits;   ///< that give it what Feature provides
    std::string Problem;           ///< why they cannot be made

    /// Finds what \p Text, of Header, lacks of Feature.
    void complete(const Catalog &Names, llvm::StringRef Text);
  };

  std::vector<StandIn> All;
  TextHashes Texts;
};

} // namespace kphys

#endif
