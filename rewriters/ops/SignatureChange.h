// Gives a function an address instead of page and offset: in its declarations and in all its calls.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_OPS_SIGNATURECHANGE_H
#define KPHYS_REWRITERS_OPS_SIGNATURECHANGE_H

#include "rewriters/ops/BodyConversion.h"
#include "rewriters/ops/FamilyConversion.h"

namespace kphys {

/// Parameters that follow each other, to be one: the address.
struct PageParameters {
  const clang::ParmVarDecl *Page, *Offset;
  const std::string &Function; ///< of which they are
  /// Its attributes, as far as they may say something of single parameters.
  llvm::ArrayRef<clang::Attr *> Attributes;
};

/// Why it could not be done.
struct ParametersRefusal {
  Reason Why = Reason::None;
  std::string About;
};

/// Makes the edits for parameters that are written in \p Where; \p Address is the new name, of type
/// \p Type.
ParametersRefusal changeParameters(const PageParameters &Of, const std::string &Type,
                                   const std::string &Address, const SourceText &Where,
                                   EditSet &Edits);

class SignatureChange {
public:
  /// \p Bodies are those of all functions that change, converted already; what \p Family stores is
  /// changed elsewhere.
  SignatureChange(const OpsTarget &Target, const UnitSite &Site, const SourceText &Where,
                  const std::map<PageFunction, ConvertedBody> &Bodies, const OpsFamily &Family,
                  EditSet &Edits)
      : Target(Target), Contract(Target.Contract), Site(Site), Where(Where), Bodies(Bodies),
        Family(Family), Edits(Edits) {}

  /// Makes the edits for \p Of, of which \p Uses are all mentions in the unit. False with a refusal
  /// if one cannot be made.
  bool apply(const PageFunction &Of, const std::vector<FunctionUse> &Uses);

  /// The part of it that concerns the declarations of \p Of.
  bool changeDeclarations(const PageFunction &Of);

  Reason Refusal = Reason::None;
  std::string Detail;

private:
  bool refuse(Reason Why, std::string About);
  bool changeDeclaration(const clang::FunctionDecl &Declaration, const PageFunction &Of);
  bool changeUse(const FunctionUse &Use, const PageFunction &Of);
  bool isHandedOn(TextRange Page) const;
  bool changeArguments(const FunctionUse &Use, const PageFunction &Of, const CallText &Text);

  const OpsTarget &Target;
  const PageContract &Contract;
  const UnitSite &Site;
  const SourceText &Where;
  const std::map<PageFunction, ConvertedBody> &Bodies;
  const OpsFamily &Family;
  EditSet &Edits;
  std::set<unsigned> Seen; ///< mentions of the function
};

} // namespace kphys

#endif
