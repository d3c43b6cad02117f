// The types of physical addresses: the kernel's own, and those that tell the two kinds apart.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_BODIES_ADDRESSTYPE_H
#define KPHYS_CHECKS_BODIES_ADDRESSTYPE_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kphys {

enum class AddressType {
  Plain, ///< phys_addr_t
  Kphys, ///< kernel-mapped RAM
  Raw,   ///< what must not get to phys_to_virt() and the like
};
constexpr AddressType lastOf(AddressType) { return AddressType::Raw; }

/// What a type, and what belongs to it, is called in the code.
struct AddressTypeNames {
  AddressType Is;
  llvm::StringLiteral Kind;               ///< as in a report
  llvm::StringLiteral Type;               ///< the typedef
  llvm::StringLiteral Marker;             ///< on a declaration of phys_addr_t
  llvm::StringLiteral ToPlain, FromPlain; ///< conversions
  llvm::StringLiteral ToPlainPointer, FromPlainPointer; ///< of what points to one
  llvm::StringLiteral Add, Subtract, Mask;
};

constexpr llvm::StringLiteral PlainAddressType = "phys_addr_t";

constexpr AddressTypeNames KphysNames = {
    AddressType::Kphys, "kphys",         "kphys_addr_t",      "__kphys",
    "kphys_to_phys",    "phys_to_kphys", "kphys_to_phys_ptr", "phys_to_kphys_ptr",
    "kphys_add",        "kphys_sub",     "kphys_mask"};
constexpr AddressTypeNames RawNames = {
    AddressType::Raw,   "raw",              "raw_phys_addr_t",      "__raw_phys",
    "raw_phys_to_phys", "phys_to_raw_phys", "raw_phys_to_phys_ptr", "phys_to_raw_phys_ptr",
    "raw_phys_add",     "raw_phys_sub",     "raw_phys_mask"};

/// Those of a type that is not plain.
constexpr const AddressTypeNames &namesOf(AddressType Of) {
  return Of == AddressType::Kphys ? KphysNames : RawNames;
}

/// The type that \p Typedef names, if it is one of them.
inline std::optional<AddressType> addressTypeNamed(llvm::StringRef Typedef) {
  if (Typedef == PlainAddressType)
    return AddressType::Plain;
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    if (Typedef == Each->Type)
      return Each->Is;
  return std::nullopt;
}

/// The type that a declaration whose type is written \p Type is annotated with, if it is.
inline std::optional<AddressType> annotatedType(llvm::StringRef Type) {
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    if (Type.contains(Each->Type) || Type.contains(Each->Marker))
      return Each->Is;
  return std::nullopt;
}

} // namespace kphys

#endif
