// What happens to the local mappings of a function on the ways through it?
//
// kmap_local_page() and its kin map a page for the running thread, and its mappings form a stack.
// Every way through the control flow graph is followed with what it maps, in that order, which
// variables hold an address in a mapping, and what the conditions on the way have said. A mapping
// is given up, and nothing more is told of it, as soon as somebody else may end it: its address is
// returned, stored, or handed to a function that may do so. Where there are too many ways nothing
// is told at all.
//
// rewriters/kmap/ has a flow analysis of its own, which is about what may be rewritten.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_CHECKS_AUDIT_LOCALMAPPINGS_H
#define KPHYS_CHECKS_AUDIT_LOCALMAPPINGS_H

#include "checks/audit/Audit.h"

namespace kphys {

struct LocalMappingEvent {
  enum class Kind {
    Left,        ///< the function is left, or the page mapped anew, with the mapping still there
    OutOfOrder,  ///< it is ended before Other, which was made after it
    Used,        ///< its address is used after Other, which ends it
    EndedTwice,  ///< it is ended after Other, which does so
    PageAddress, ///< the address of its page is asked for otherwise
    HandedOver,  ///< another thread or an interrupt gets its address
  };
  Kind Is;
  /// Where; nullptr for the end of the function.
  const clang::Stmt *Where;
  const clang::CallExpr *Map; ///< what made the mapping
  const clang::Stmt *Other = nullptr;
};

/// All of them in \p In, each once, in the order of the text. \p Wanted: of one kind only.
std::vector<LocalMappingEvent> localMappingEvents(const AuditInput &In,
                                                  LocalMappingEvent::Kind Wanted);

/// The name of the function that makes \p Map, for a message.
std::string nameOfMap(const LocalMappingEvent &Of);

} // namespace kphys

#endif
