// Where not all halves of a mapping can change, or not all that runs in between can be known, none changes.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --report %t.json --diff %t.diff
// RUN: for each in next macro finish cursor begin guard paste included sometimes alias embedded early lazy copy wrap named declared returned; do site %t.json fs/$each/$each.c || exit 1; done | FileCheck --implicit-check-not=rewritten %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s

// One function ends a mapping and makes the next.
//--- fs/next/next.c
#include <linux/highmem.h>

struct next { struct page *page; char *next_at; };

static void next_map(struct next *of)
{
	// CHECK: next.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->next_at = kmap_atomic(of->page);
}

static void next_unmap(struct next *of)
{
	kunmap_atomic(of->next_at);
}

static void next_next(struct next *of)
{
	kunmap_atomic(of->next_at);
	of->page++;
	of->next_at = kmap_atomic(of->page);
}

void next_all(struct next *of)
{
	next_map(of);
	next_next(of);
	next_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/next/next.c, line {{[0-9]+}} may have another half of it"

//--- fs/macro/macro.c
#include <linux/highmem.h>

struct macro { struct page *page; char *macro_at; };
#define macro_end(of) kunmap_atomic((of)->macro_at)

static void macro_map(struct macro *of)
{
	// CHECK: macro.c:{{[0-9]+}} kunmap_atomic
	// CHECK: macro.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->macro_at = kmap_atomic(of->page);
}

static void macro_unmap(struct macro *of)
{
	kunmap_atomic(of->macro_at);
}

void macro_all(struct macro *of)
{
	macro_map(of);
	macro_end(of);
	macro_map(of);
	macro_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/macro/macro.c, line {{[0-9]+}} may have another half of it"

// A helper of the caller's own ends it.
//--- fs/finish/lend.h
void *lend(struct page *page);
void take_back(void *at);

//--- fs/finish/finish.c
#include <linux/highmem.h>
#include "lend.h"

void *lend(struct page *page)
{
	// CHECK: finish.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	return kmap_atomic(page);
}

void take_back(void *at)
{
	kunmap_atomic(at);
}

//--- fs/finish/user.c
#include <linux/highmem.h>
#include "lend.h"

static void finish(char *at)
{
	at[0] = 0;
	kunmap_atomic(at);
}

void finish_all(struct page *page, int i)
{
	char *at = lend(page);

	if (i) {
		take_back(at);
		return;
	}
	finish(at);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address is returned; fs/finish/user.c, line {{[0-9]+}} may have another half of it"

// The page is mapped between two calls of the same function.
//--- fs/cursor/cursor.h
struct cursor { struct page *page; int *cursor_at; int left; };
int cursor_next(struct cursor *of);
int cursor_sum(struct cursor *of);

//--- fs/cursor/cursor.c
#include <linux/highmem.h>
#include "cursor.h"

static void cursor_map(struct cursor *of)
{
	// CHECK: cursor.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->cursor_at = kmap_atomic(of->page);
}

static void cursor_unmap(struct cursor *of)
{
	kunmap_atomic(of->cursor_at);
}

int cursor_next(struct cursor *of)
{
	if (of->cursor_at)
		cursor_unmap(of);
	if (!of->left)
		return 0;
	cursor_map(of);
	return of->left--;
}

//--- fs/cursor/user.c
#include "cursor.h"

int smp_processor_id(void);

int cursor_sum(struct cursor *of)
{
	int result = 0;

	while (cursor_next(of))
		result += of->cursor_at[smp_processor_id()];
	return result;
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; who calls cursor_sum() is not known"

// What maps, and unmaps if something goes wrong, leaves the page mapped otherwise.
//--- fs/begin/begin.h
struct begin { struct page *page; int *begin_at; };
int begin(struct begin *of);
void end(struct begin *of);

//--- fs/begin/begin.c
#include <linux/highmem.h>
#include "begin.h"

static void begin_map(struct begin *of)
{
	// CHECK: begin.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->begin_at = kmap_atomic(of->page);
}

static void begin_unmap(struct begin *of)
{
	kunmap_atomic(of->begin_at);
}

int begin(struct begin *of)
{
	begin_map(of);
	if (*of->begin_at)
		return 1;
	begin_unmap(of);
	return 0;
}

void end(struct begin *of)
{
	begin_unmap(of);
}

//--- fs/begin/user.c
#include "begin.h"

int smp_processor_id(void);

void begin_all(struct begin *of)
{
	if (!begin(of))
		return;
	*of->begin_at = smp_processor_id();
	end(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; begin_all() uses smp_processor_id()"

// A macro makes functions that call them.
//--- fs/guard/guard.c
#include <linux/highmem.h>

struct guard { struct page *page; int *guard_at; };
#define DEFINE_GUARD(name, lock, unlock) \
	void name##_destructor(struct guard *_T) { unlock; } \
	void name##_constructor(struct guard *_T) { lock; }

static void guard_map(struct guard *of)
{
	// CHECK: guard.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->guard_at = kmap_atomic(of->page);
}

static void guard_unmap(struct guard *of)
{
	kunmap_atomic(of->guard_at);
}

DEFINE_GUARD(demo, guard_map(_T), guard_unmap(_T))
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/guard/guard.c, line {{[0-9]+}}: guard_map() is handed over"

//--- fs/paste/paste.c
#include <linux/highmem.h>

struct paste { struct page *page; int *paste_at; };
struct paste_ops { void (*map)(struct paste *); void (*unmap)(struct paste *); };
#define OPS(name) { .map = name##_map, .unmap = name##_unmap }

static void paste_map(struct paste *of)
{
	// CHECK: paste.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->paste_at = kmap_atomic(of->page);
}

static void paste_unmap(struct paste *of)
{
	kunmap_atomic(of->paste_at);
}

const struct paste_ops paste_ops = OPS(paste);
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; who calls paste_map() is not known"

// Another source includes this one.
//--- fs/included/user.c
#include "included.c"

int smp_processor_id(void);

void included_all(struct included *of)
{
	included_map(of);
	*of->included_at = smp_processor_id();
	included_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; included_all() uses smp_processor_id()"

//--- fs/included/included.c
#include <linux/highmem.h>

struct included { struct page *page; int *included_at; };

static void included_map(struct included *of)
{
	// CHECK: included.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->included_at = kmap_atomic(of->page);
}

static void included_unmap(struct included *of)
{
	kunmap_atomic(of->included_at);
}

// Static in some configurations only.
//--- fs/sometimes/sometimes.h
struct sometimes { struct page *page; int *sometimes_at; };
void sometimes_map(struct sometimes *of);
void sometimes_unmap(struct sometimes *of);

//--- fs/sometimes/sometimes.c
#include <linux/highmem.h>
#include "sometimes.h"

#ifdef CONFIG_DEMO_STATIC
static
#endif
void sometimes_map(struct sometimes *of)
{
	// CHECK: sometimes.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->sometimes_at = kmap_atomic(of->page);
}

#ifdef CONFIG_DEMO_STATIC
static
#endif
void sometimes_unmap(struct sometimes *of)
{
	kunmap_atomic(of->sometimes_at);
}

//--- fs/sometimes/user.c
#include "sometimes.h"

int smp_processor_id(void);

void sometimes_all(struct sometimes *of)
{
	sometimes_map(of);
	*of->sometimes_at = smp_processor_id();
	sometimes_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; sometimes_all() uses smp_processor_id()"

// The address is taken out of the field before it is unmapped.
//--- fs/alias/alias.h
struct alias { struct page *page; int *alias_at; };

//--- fs/alias/alias.c
#include <linux/highmem.h>
#include "alias.h"

static void alias_map(struct alias *of)
{
	// CHECK: alias.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->alias_at = kmap_atomic(of->page);
}

static void alias_unmap(struct alias *of)
{
	kunmap_atomic(of->alias_at);
}

void alias_all(struct alias *of)
{
	alias_map(of);
	alias_unmap(of);
}

//--- fs/alias/other.c
#include <linux/highmem.h>
#include "alias.h"

void alias_end(struct alias *of)
{
	int *at = of->alias_at;

	of->alias_at = NULL;
	kunmap_atomic(at);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/alias/other.c, line {{[0-9]+}} may have another half of it"

// Code of another architecture names the field only.
//--- include/linux/embedded.h
struct embedded { struct page *page; int *embedded_at; };
struct around { struct embedded in; };

//--- arch/arm/mm/demo.c
#include <linux/highmem.h>
#include <linux/embedded.h>

void around_end(struct around *of)
{
	kunmap_atomic(of->in.embedded_at);
}

//--- fs/embedded/embedded.c
#include <linux/highmem.h>
#include <linux/embedded.h>

static void embedded_map(struct embedded *of)
{
	// CHECK: embedded.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->embedded_at = kmap_atomic(of->page);
}

static void embedded_unmap(struct embedded *of)
{
	kunmap_atomic(of->embedded_at);
}

void embedded_all(struct embedded *of)
{
	embedded_map(of);
	embedded_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; arch/arm/mm/demo.c, line {{[0-9]+}} may have another half of it"

// Who leaves the page mapped is known only when it is known what the functions that it calls do.
//--- fs/early/early.h
struct early { struct page *page; int *early_at; };
void early_all(struct early *of);

//--- fs/early/early.c
#include <linux/highmem.h>
#include "early.h"

int smp_processor_id(void);

static void early_map(struct early *of)
{
	// CHECK: early.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->early_at = kmap_atomic(of->page);
}

static void early_unmap(struct early *of)
{
	kunmap_atomic(of->early_at);
}

static void early_clear(struct early *of)
{
	early_map(of);
	early_unmap(of);
}

static int early_begin(struct early *of)
{
	early_clear(of);
	early_map(of);
	if (!*of->early_at)
		return 1;
	early_unmap(of);
	return 0;
}

void early_all(struct early *of)
{
	if (!early_begin(of))
		return;
	*of->early_at = smp_processor_id();
	early_unmap(of);
}

void early_user(struct early *of)
{
	early_all(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; early_all() uses smp_processor_id()"

// The page stays mapped until it is full.
//--- fs/lazy/lazy.h
struct lazy { struct page *page; int *lazy_at; int left; };
void lazy_put(struct lazy *of, int value);

//--- fs/lazy/lazy.c
#include <linux/highmem.h>
#include "lazy.h"

static void lazy_map(struct lazy *of)
{
	// CHECK: lazy.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->lazy_at = kmap_atomic(of->page);
}

static void lazy_unmap(struct lazy *of)
{
	kunmap_atomic(of->lazy_at);
}

void lazy_put(struct lazy *of, int value)
{
	if (!of->lazy_at)
		lazy_map(of);
	of->lazy_at[of->left++] = value;
	if (of->left == 1024)
		lazy_unmap(of);
}

//--- fs/lazy/user.c
#include "lazy.h"

int smp_processor_id(void);

static void lazy_all(struct lazy *of)
{
	lazy_put(of, smp_processor_id());
}

void lazy_user(struct lazy *of)
{
	lazy_all(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; who calls lazy_user() is not known"

// The address goes on to another field.
//--- fs/copy/copy.c
#include <linux/highmem.h>

struct copy { struct page *page; int *copy_at; };
struct target { int *target_at; };

static void copy_map(struct copy *of)
{
	// CHECK: copy.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->copy_at = kmap_atomic(of->page);
}

static void copy_unmap(struct copy *of)
{
	kunmap_atomic(of->copy_at);
}

void copy_all(struct copy *of, struct target *to)
{
	copy_map(of);
	to->target_at = of->copy_at;
	if (!*of->copy_at)
		copy_map(of);
	copy_unmap(of);
}

void copy_done(struct target *to)
{
	kunmap_atomic(to->target_at);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/copy/copy.c, line {{[0-9]+}} may have another half of it"

// A function of a header elsewhere ends it.
//--- include/linux/put_it.h
#include <linux/highmem.h>

static inline void put_it(void *at)
{
	kunmap_atomic(at);
}

//--- fs/wrap/wrap.c
#include <linux/highmem.h>
#include <linux/put_it.h>

struct wrap { struct page *page; int *wrap_at; };

static void wrap_map(struct wrap *of)
{
	// CHECK: wrap.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->wrap_at = kmap_atomic(of->page);
}

static void wrap_unmap(struct wrap *of)
{
	kunmap_atomic(of->wrap_at);
}

void wrap_all(struct wrap *of)
{
	wrap_map(of);
	put_it(of->wrap_at);
	wrap_map(of);
	wrap_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; include/linux/put_it.h, line {{[0-9]+}} may have another half of it"

// The record has another name, and the field is named before the call.
//--- fs/named/named.h
typedef struct named { struct page *page; int *named_at; } named_t;

//--- fs/named/named.c
#include <linux/highmem.h>
#include "named.h"

static void named_map(named_t *of)
{
	// CHECK: named.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->named_at = kmap_atomic(of->page);
}

static void named_unmap(named_t *of)
{
	kunmap_atomic(of->named_at);
}

void named_all(named_t *of)
{
	named_map(of);
	named_unmap(of);
}

//--- fs/named/abort.c
#include <linux/highmem.h>
#include "named.h"

void abort_it(named_t *of)
{
	int *where = of->named_at;

	of->named_at = NULL;
	kunmap_atomic(where);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/named/abort.c, line {{[0-9]+}} may have another half of it"

// The header that declares it is included by another one, which only speaks of it.
//--- fs/declared/ops.h
struct declared { struct page *page; int *declared_at; };
void declared_begin(struct declared *of);
void declared_end(struct declared *of);

//--- fs/declared/declared.h
/* See declared_begin() and declared_end(). */
#include "ops.h"

//--- fs/declared/declared.c
#include <linux/highmem.h>
#include "declared.h"

void declared_begin(struct declared *of)
{
	// CHECK: declared.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->declared_at = kmap_atomic(of->page);
}

void declared_end(struct declared *of)
{
	kunmap_atomic(of->declared_at);
}

//--- drivers/net/declared_user.c
#include "../../fs/declared/ops.h"

int smp_processor_id(void);

void declared_all(struct declared *of)
{
	declared_begin(of);
	*of->declared_at = smp_processor_id();
	declared_end(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; declared_all() uses smp_processor_id()"

// Not all that is returned is mapped here.
//--- fs/returned/returned.h
void *map_elsewhere(struct page *page);
void *returned_map(struct page *page, int i);
void returned_unmap(void *at);

//--- fs/returned/returned.c
#include <linux/highmem.h>
#include "returned.h"

void *returned_map(struct page *page, int i)
{
	if (i)
		return map_elsewhere(page);
	// CHECK: returned.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	return kmap_atomic(page);
}

void returned_unmap(void *at)
{
	kunmap_atomic(at);
}

//--- fs/returned/user.c
#include "returned.h"

void returned_all(struct page *page)
{
	returned_unmap(returned_map(page, 0));
}
