// What functions do to a mapping: to one that is there while they run, and to one of which they get
// the address. In a form that can be sent from a worker process.
//
// A parse has the bodies of its unit. Of what is called beyond them it says so, and the rest of the
// program answers (tool/collect/ProgramEffects.h).
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_FUNCTIONEFFECTS_H
#define KPHYS_REWRITERS_EFFECTS_FUNCTIONEFFECTS_H

#include "checks/sources/JsonText.h"
#include "llvm/ADT/STLExtras.h"

namespace kphys {

/// What some code relies on, and what in it does so first.
struct Reliance {
  uint64_t Parts = 0; ///< a bit for each of MappingNames::atomicParts()
  std::string Reason; ///< a function or macro, with those that it is called through
  /// The first function of which nobody knows what it relies on, likewise; empty: there is none.
  std::string Unknown;
  /// What the parse has no bodies of, with the functions that each is called through, itself at the
  /// end: a function, `function@file` if no other file has its body, or `record.field@file` for
  /// whatever that field of a record of that file points to.
  std::map<std::string, std::string> Further;
  std::set<std::string> Seen; ///< the functions whose bodies were looked at

  Reliance &operator|=(const Reliance &Other) {
    if (Parts == 0)
      Reason = Other.Reason;
    Parts |= Other.Parts;
    if (Unknown.empty())
      Unknown = Other.Unknown;
    Further.insert(Other.Further.begin(), Other.Further.end());
    Seen.insert(Other.Seen.begin(), Other.Seen.end());
    return *this;
  }
};
KPHYS_JSON_MEMBERS(Reliance, Parts, Reason, Unknown, Further, Seen)

/// What is asked for.
enum class MappingKind {
  Atomic, ///< what kmap_atomic() switches off
  Kmap,   ///< a mapping that page_address() and its like know; Reliance::Parts has one bit for it
};

/// What a function does while it runs.
struct RunningEffect {
  Reliance OnAtomic, OnKmap;
};
KPHYS_JSON_MEMBERS(RunningEffect, OnAtomic, OnKmap)

/// What a function does with an address in a page that is mapped, which it gets as a parameter.
struct AddressEffect {
  std::string Escape = {}; ///< who gets to see it, in words; empty: nobody
  bool IsStored = false;   ///< of an Escape: it is put somewhere, and not handed on
  bool IsReturned = false, IsDerivedReturned = false; ///< the result has it, or is made of it
  std::set<unsigned> Beside = {}; ///< parameters that must have an address in the same page
  /// The parameters, by parameterName(), of which others have to tell: without that it is taken for
  /// an Escape.
  std::set<std::string> Demands = {};

  /// Adds that it may be another function.
  AddressEffect &operator|=(const AddressEffect &Other);
};
KPHYS_JSON_MEMBERS(AddressEffect, Escape, IsStored, IsReturned, IsDerivedReturned, Beside, Demands)

/// True for a name of a field that functions are stored in; Reliance::Further says how it is made.
inline bool isPointer(llvm::StringRef Name) { return Name.split('@').first.contains('.'); }

/// True for that of a function of a header.
inline bool isOfHeader(llvm::StringRef Name) { return Name.contains('@') && !isPointer(Name); }

/// What KnownEffects::Addresses calls \p Parameter of \p Function.
inline std::string parameterName(llvm::StringRef Function, unsigned Parameter) {
  return (Function + "#" + llvm::Twine(Parameter)).str();
}

/// What the rest of the program says of functions.
struct KnownEffects {
  std::map<std::string, RunningEffect> Running;   ///< by what Reliance::Further has
  std::map<std::string, AddressEffect> Addresses; ///< by parameterName()
  /// Nobody else is going to be asked: what is not known is unknown.
  bool IsAll = false;

  /// True if it is not what is taken for granted where nothing is known: that functions rely on
  /// nothing.
  bool isNews() const {
    return !Addresses.empty() || llvm::any_of(Running, [](const auto &Each) {
      const RunningEffect &Of = Each.second;
      return Of.OnAtomic.Parts != 0 || !Of.OnAtomic.Unknown.empty() || Of.OnKmap.Parts != 0;
    });
  }

  const RunningEffect *running(const std::string &Function) const {
    auto Found = Running.find(Function);
    return Found == Running.end() ? nullptr : &Found->second;
  }
  const AddressEffect *address(const std::string &Parameter) const {
    auto Found = Addresses.find(Parameter);
    return Found == Addresses.end() ? nullptr : &Found->second;
  }
};
KPHYS_JSON_MEMBERS(KnownEffects, Running, Addresses, IsAll)

} // namespace kphys

#endif
