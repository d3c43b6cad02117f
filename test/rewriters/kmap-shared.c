// One function maps, another unmaps: both become local mappings where nothing in the whole tree keeps that from being
// right, and stay otherwise.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: find %t -exec touch -d 2020-01-01 {} +
// RUN: kphys fix -p %t --report %t.json --diff %t.diff
// RUN: for file in fs/walk/walk.c include/linux/peek.h fs/leaves/leaves.c; do site %t.json $file || exit 1; done | FileCheck %s
// RUN: for file in relies/relies calls/calls pointer/pointer other/other unseen/unseen spread/map spread/spread twin/twin alone/alone; do site %t.json fs/$file.c || exit 1; done | FileCheck --check-prefix=KEPT --implicit-check-not=rewritten %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// A second run, which knows all files, says the same.
// RUN: kphys fix -p %t -v --report %t.2.json --diff %t.2.diff 2>&1 | FileCheck --check-prefix=AGAIN %s
// RUN: cmp %t.json %t.2.json && cmp %t.diff %t.2.diff
// AGAIN: kphys: 0 parses
//
// Where a caller changes, so does what is said, though the file with the halves is not parsed again.
// RUN: echo 'int other_user(struct walk *walk) { return smp_processor_id() + walk_first(walk) + walk_done(walk); }' >> %t/fs/other_walk.c
// RUN: kphys fix -p %t --report %t.3.json --diff %t.3.diff && site %t.3.json fs/walk/walk.c | FileCheck --check-prefix=CHANGED %s
// RUN: kphys fix -p %t --no-cache --report %t.4.json --diff %t.4.diff && cmp %t.3.json %t.4.json && cmp %t.3.diff %t.4.diff
// CHANGED: kmap_atomic refused mapping-leaves-function
//
// One unit alone cannot tell.
// RUN: cd %t && kphys check -- -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 fs/walk/walk.c 2>&1 | FileCheck --check-prefix=CHECK-ONE %s
// CHECK-ONE: walk.c:{{[0-9]+}}:{{[0-9]+}}: warning: kmap_atomic(){{.*}}mapping-leaves-function

//--- include/linux/walk.h
#include <linux/highmem.h>

struct walk {
	struct page *page;
	char *data;
	int left;
};

int walk_first(struct walk *walk);
int walk_done(struct walk *walk);

//--- include/linux/peek.h
#include <linux/highmem.h>

static inline void *peek_map(struct page *page)
{
	// CHECK-DAG: include/linux/peek.h:[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	return (char *)kmap_atomic(page) + 16;
}

static inline void peek_unmap(void *at)
{
	// CHECK-DAG: include/linux/peek.h:[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(at);
}

//--- fs/walk/walk.c
#include <linux/walk.h>

#define EXPORT_SYMBOL_GPL(name) extern typeof(name) name
#define __must_hold(what)

static int map_next(struct walk *walk)
{
	// CHECK-DAG: fs/walk/walk.c:[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(walk->page) -> kmap_local_page(walk->page)
	walk->data = kmap_atomic(walk->page);
	return walk->left;
}

static int __attribute__((noinline)) map_some(struct walk *walk)
	__must_hold(walk)
{
	return walk->left ? map_next(walk) : 0;
}

/* Leaves the page mapped, and ends what the last round has left, with kunmap_atomic(). */
int walk_done(struct walk *walk)
{
	// CHECK-DAG: fs/walk/walk.c:[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(walk->data) -> kunmap_local(walk->data)
	kunmap_atomic(walk->data);
	return --walk->left ? map_some(walk) : 0;
}
EXPORT_SYMBOL_GPL(walk_done);

int walk_first(struct walk *walk)
{
	return map_some(walk);
}
EXPORT_SYMBOL_GPL(walk_first);

//--- fs/other_walk.c
#include <linux/peek.h>
#include <linux/walk.h>

int smp_processor_id(void);

int sum(struct walk *walk)
{
	int left, result = 0;

	for (left = walk_first(walk); left > 0; left = walk_done(walk))
		result += walk->data[0];
	return result;
}

int not_by_it(void)
{
	return smp_processor_id();
}

char other_sum(struct page *page)
{
	char *at = peek_map(page), result = *at;

	peek_unmap(at);
	return result;
}

// Maps, unmaps, and leaves one mapped for its caller.
//--- fs/leaves/leaves.c
#include <linux/highmem.h>

struct leaves { struct page *page; char *leaves_at; };

static void leaves_map(struct leaves *of)
{
	// CHECK-DAG: fs/leaves/leaves.c:[[@LINE+1]] kmap_atomic rewritten
	of->leaves_at = kmap_atomic(of->page);
}

static void leaves_unmap(struct leaves *of)
{
	// CHECK-DAG: fs/leaves/leaves.c:[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(of->leaves_at);
}

static void leaves_next(struct leaves *of)
{
	leaves_unmap(of);
	of->page++;
	leaves_map(of);
}

static void leaves_end(struct leaves *of)
{
	leaves_unmap(of);
}

void leaves_all(struct leaves *of)
{
	leaves_map(of);
	leaves_next(of);
	of->leaves_at[0] = 0;
	leaves_end(of);
}

// Who maps and unmaps by others relies on preemption being off.
//--- fs/relies/relies.c
#include <linux/highmem.h>

int smp_processor_id(void);
struct relies { struct page *page; int *relies_at; };

static void relies_map(struct relies *of)
{
	// KEPT: relies.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->relies_at = kmap_atomic(of->page);
}

static void relies_unmap(struct relies *of)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->relies_at);
}

void relies_on_it(struct relies *of)
{
	relies_map(of);
	of->relies_at[0] = smp_processor_id();
	relies_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; relies_on_it() uses smp_processor_id()"

// What it calls in another file of the directory does.
//--- fs/calls/calls.h
void calls_helper(int *at);

//--- fs/calls/helper.c
#include "calls.h"

int smp_processor_id(void);

void calls_helper(int *at)
{
	*at = smp_processor_id();
}

//--- fs/calls/calls.c
#include <linux/highmem.h>
#include "calls.h"

struct calls { struct page *page; int *calls_at; };

static void calls_map(struct calls *of)
{
	// KEPT: calls.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->calls_at = kmap_atomic(of->page);
}

static void calls_unmap(struct calls *of)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->calls_at);
}

void calls_by(struct calls *of)
{
	calls_map(of);
	calls_helper(of->calls_at);
	calls_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; calls_by() uses calls_helper() uses smp_processor_id()"

// Nobody knows who calls it.
//--- fs/pointer/pointer.c
#include <linux/highmem.h>

struct pointer { struct page *page; int *pointer_at; };
struct pointer_ops { void (*map)(struct pointer *); void (*unmap)(struct pointer *); };

static void pointer_map(struct pointer *of)
{
	// KEPT: pointer.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->pointer_at = kmap_atomic(of->page);
}

static void pointer_unmap(struct pointer *of)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->pointer_at);
}

const struct pointer_ops pointer_ops = { .map = pointer_map, .unmap = pointer_unmap };
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/pointer/pointer.c, line {{[0-9]+}}: pointer_map() is handed over"

// A caller ends the mapping itself, too.
//--- include/linux/other.h
void *other_map(struct page *page);
void other_unmap(int unused, void *at);

//--- fs/other/other.c
#include <linux/highmem.h>
#include <linux/other.h>

void *other_map(struct page *page)
{
	// KEPT: other.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	return kmap_atomic(page);
}

void other_unmap(int unused, void *at)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(at);
}

//--- fs/other/user.c
#include <linux/highmem.h>
#include <linux/other.h>

void other_user(struct page *page, int i)
{
	void *at = other_map(page);

	if (i)
		other_unmap(0, at);
	else
		kunmap_atomic(at);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address is returned; fs/other/user.c, line {{[0-9]+}} may have another half of it"

// Code of another architecture may end it.
//--- include/linux/unseen.h
struct unseen { struct page *page; int *unseen_at; };

//--- arch/arm/mm/demo.c
#include <linux/highmem.h>
#include <linux/unseen.h>

void unseen_end(struct unseen *of)
{
	kunmap_atomic(of->unseen_at);
}

//--- fs/unseen/unseen.c
#include <linux/highmem.h>
#include <linux/unseen.h>

static void unseen_map(struct unseen *of)
{
	// KEPT: unseen.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->unseen_at = kmap_atomic(of->page);
}

static void unseen_unmap(struct unseen *of)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->unseen_at);
}

void unseen_both(struct unseen *of)
{
	unseen_map(of);
	unseen_unmap(of);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; arch/arm/mm/demo.c, line {{[0-9]+}} may have another half of it"

// Two files have halves.
//--- fs/spread/spread.h
struct spread { struct page *page; int *spread_at; };
void spread_map(struct spread *of);
void spread_unmap(struct spread *of);

//--- fs/spread/map.c
#include <linux/highmem.h>
#include "spread.h"

void spread_map(struct spread *of)
{
	// KEPT: map.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->spread_at = kmap_atomic(of->page);
}

//--- fs/spread/spread.c
#include <linux/highmem.h>
#include "spread.h"

void spread_unmap(struct spread *of)
{
	// KEPT: spread.c:[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->spread_at);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the function unmaps what it did not map; no other half was found"

// By its text a call may be of either.
//--- fs/twin/twin.h
struct twin { struct page *page; int *twin_at; };
void twin_map(struct twin *of);
void twin_unmap(struct twin *of);

//--- fs/twin/twin.c
#include <linux/highmem.h>
#include "twin.h"

void twin_map(struct twin *of)
{
	// KEPT: twin.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->twin_at = kmap_atomic(of->page);
}

void twin_unmap(struct twin *of)
{
	// KEPT: kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(of->twin_at);
}

//--- fs/twin/second.c
#include "twin.h"

void twin_user(struct twin *of)
{
	twin_map(of);
	twin_unmap(of);
}

//--- fs/twin/third.c
#include "twin.h"

#ifdef CONFIG_NO_TWIN
static void twin_map(struct twin *of)
{
}
#endif
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; fs/twin/third.c has another twin_map()"

//--- fs/alone/alone.c
#include <linux/highmem.h>

struct alone { struct page *page; int *alone_at; };

void alone_map(struct alone *of)
{
	// KEPT: alone.c:[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	of->alone_at = kmap_atomic(of->page);
}
// DETAIL-DAG: "detail": "line {{[0-9]+}}: what is put there outlives the function; no other half was found"
