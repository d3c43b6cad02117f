// The mappings of all functions of a unit, with those that some functions make or end for others.
//
// A static function may map a page and return the address, or unmap what it is given, and nothing
// else may be done with it than to call it: then the mapping is one of its callers', and changes in
// all of them together.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_KMAP_UNITMAPPINGS_H
#define KPHYS_REWRITERS_KMAP_UNITMAPPINGS_H

#include "rewriters/Rule.h"
#include "rewriters/kmap/FunctionMappings.h"

namespace kphys {

class UnitMappings {
public:
  UnitMappings(const RuleContext &Context, const UnitSite &Unit,
               llvm::ArrayRef<FunctionSite> Functions, TreeFiles &Files);

  /// Those of each function with a call to change, or that calls a helper or is one.
  const std::vector<FunctionMappings> &functions() const { return Functions; }

  /// A number that all mappings have that change together, those of a group among them; \p Group is
  /// one of functions()[Function].
  unsigned family(unsigned Function, unsigned Group) const;

  /// What keeps the mappings of \p Family, if anything does.
  const MappingRefusal *refusal(unsigned Family) const;

  /// The function after which \p Family is named.
  const clang::FunctionDecl &namedAfter(unsigned Family) const;

private:
  void findHelpers(const UnitSite &Unit, llvm::ArrayRef<FunctionSite> Sites);
  MappingHelpers helpersWith(const MappingHelpers &Known, llvm::ArrayRef<FunctionSite> Sites) const;
  void checkOrder(llvm::ArrayRef<FunctionSite> Sites);
  OpenFunctions openFunctions(llvm::ArrayRef<FunctionSite> Sites, const OpenFunctions &Known) const;
  void join();

  const Catalog &Names;
  MappingHelpers Helpers;
  std::vector<FunctionMappings> Functions;
  std::vector<unsigned> FirstNode; ///< by function: that of its group 0
  std::vector<unsigned> Parent;    ///< by node, a group of a function
  std::map<unsigned, MappingRefusal> Refused;
};

} // namespace kphys

#endif
