// Where not all halves of a mapping can change, or not all that runs in between can be known, none changes.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --report %t.json --diff %t.diff
// RUN: for each in next macro finish cursor begin guard paste included sometimes alias embedded; do site %t.json fs/$each/$each.c || exit 1; done | FileCheck --implicit-check-not=rewritten %s
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

void macro_all(struct macro *of, int i)
{
	macro_map(of);
	if (i)
		macro_unmap(of);
	else
		macro_end(of);
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
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; begin_all() of user.c uses smp_processor_id()"

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
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; included_all() of user.c uses smp_processor_id()"

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
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; sometimes_all() of user.c uses smp_processor_id()"

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
