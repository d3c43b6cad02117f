// Gets out of one unit what functions do that others have asked about.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_EFFECTEXTRACTOR_H
#define KPHYS_REWRITERS_EFFECTS_EFFECTEXTRACTOR_H

#include "checks/catalog/Catalog.h"
#include "checks/extract/TreeFiles.h"
#include "checks/frontend/Extractor.h"
#include "rewriters/effects/FunctionEffects.h"
#include "clang/Lex/Preprocessor.h"

namespace kphys {

/// Which functions one unit is asked about.
struct EffectQuestion {
  /// As Reliance::Further names them, and as parameterName() names their parameters.
  std::set<std::string> Names;
  bool IsOfHeaders = false; ///< the bodies of all functions of headers must be parsed for that
};

/// What it has to say of them: those of which it has a body, and pointers that it stores a function
/// in. KnownEffects::Running has what is found in this unit alone.
using EffectAnswer = KnownEffects;

/// Creates the extractor for \p Question. All must outlive it. \p Elsewhere is what is known so far
/// of others' parameters.
std::unique_ptr<Extractor> effectExtractor(const Catalog &Names, const TreeNames &Tree,
                                           const EffectQuestion &Question,
                                           const KnownEffects &Elsewhere,
                                           clang::Preprocessor &Macros);

} // namespace kphys

#endif
