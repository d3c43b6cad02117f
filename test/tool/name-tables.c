// Tables of names: what a macro turns into a string is no code, and is not said to be unseen; what may be code is never
// said to be none.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys scan -j 1 -p %t --inference=off --report %t.json > /dev/null
// RUN: site %t.json drivers/net/table.c | FileCheck --check-prefix=TABLE %s
// RUN: site %t.json drivers/net/names.h | FileCheck --check-prefix=NAMES %s
// RUN: site %t.json include/linux/shared_names.h | FileCheck --check-prefix=SHARED %s
// RUN: kphys scan -j 1 -p %t --inference=off --no-pch --no-cache --report %t.plain.json > /dev/null
// RUN: diff %t.json %t.plain.json

//--- drivers/net/table.c
#include <linux/dma-mapping.h>
#define NAMES(EM) EM(dma_map_page, "page") EM(dma_unmap_page, "page")
// TABLE: table.c:2 dma_map_page manual not-code
// TABLE: table.c:2 dma_unmap_page manual not-code
#define EM(a, b) {#a, b},
struct names { const char *name, *what; } names[] = { NAMES(EM) };

// By way of __VA_ARGS__, of an argument that is dropped, and of a name that is put together.
#define ALL(...) #__VA_ARGS__
#define VARIADIC ALL(kmap_atomic, kunmap_atomic)
// TABLE: table.c:10 kmap_atomic manual not-code
// TABLE: table.c:10 kunmap_atomic manual not-code
const char *variadic = VARIADIC;
#define SECOND(a, b) b
#define DROPPED SECOND(kmap, "kmap")
// TABLE: table.c:15 kmap manual not-code
const char *dropped = DROPPED;
#define PREFIXED(a) trace_##a
#define PASTED PREFIXED(kunmap)
// TABLE: table.c:19 kunmap manual not-code
int PASTED;

// Not expanded at all.
#define UNUSED(EM) EM(kmap, "kmap")
// TABLE: table.c:24 kmap unseen macro-not-expanded

// The same list, once for its names and once for what they name.
#define BOTH(EM) EM(dma_map_resource)
// TABLE: table.c:28 dma_map_resource manual not-a-call
#define STRING(a) #a
#define CODE(a) (void *)a
const char *as_string = BOTH(STRING);
void *as_code(void) { return BOTH(CODE); }

// A list in a list.
#define INNER(EM) EM(dma_unmap_resource)
// TABLE: table.c:36 dma_unmap_resource manual not-code
#define OUTER(EM) INNER(EM)
const char *nested = OUTER(STRING);

// What is put together is what the kernel has: that is code, whatever it is.
#define ATTRS(a) a##_attrs
#define MADE ATTRS(dma_map_page)
// TABLE: table.c:43 dma_map_page
// TABLE-NOT: not-code
void *made(void) { return (void *)MADE; }
//--- drivers/net/names.h
#define HEADER_NAMES(EM) EM(kmap_atomic)
// NAMES: names.h:1 kmap_atomic manual not-a-call
#define ONLY_NAMES(EM) EM(kunmap_atomic)
// NAMES: names.h:3 kunmap_atomic manual not-code
//--- drivers/net/strings.c
#include <linux/highmem.h>
#include "names.h"
#define STRING(a) #a
const char *header_string = HEADER_NAMES(STRING);
const char *only_string = ONLY_NAMES(STRING);
//--- drivers/net/uses.c
#include <linux/highmem.h>
#include "names.h"
#define CODE(a) (void *)a
void *header_code(void) { return HEADER_NAMES(CODE); }
//--- include/linux/shared_names.h
#define SHARED_NAMES(EM) EM(kmap)
// SHARED: shared_names.h:1 kmap manual not-code
//--- drivers/net/shared.c
#include <linux/shared_names.h>
#define STRING(a) #a
const char *shared_string = SHARED_NAMES(STRING);
