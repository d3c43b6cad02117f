// What other sources do while a page is mapped counts like what the unit's own does.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: find %t -exec touch -d 2020-01-01 {} +
// RUN: kphys fix -p %t --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/map.c | FileCheck %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// Where that changes, the source that was not changed is looked at again; with a cache as without.
// RUN: sed -i 's/this_cpu_ptr/per_cpu_ptr/' %t/fs/demofs/fill.c
// RUN: kphys fix -p %t -v --report %t.2.json fs 2>&1 | FileCheck --check-prefix=AGAIN %s
// RUN: site %t.2.json fs/demofs/map.c | FileCheck --check-prefix=CHANGED %s
// RUN: kphys fix -p %t --no-cache --report %t.3.json fs && cmp %t.2.json %t.3.json
// AGAIN: kphys: {{[1-9][0-9]*}} parses
//
// One unit alone cannot tell, and says so.
// RUN: cd %t && kphys check -- -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 fs/demofs/map.c 2>&1 | FileCheck --check-prefix=CHECK-ONE %s
// CHECK-ONE: map.c:{{[0-9]+}}:{{[0-9]+}}: warning: kmap_atomic() is left for a person: callee-unknown (line {{[0-9]+}}: fs_core(): what it relies on while the page is mapped is not known)

//--- fs/demofs/demofs.h
size_t fs_fill(void *to, const void *from);
void fs_count(void *at);
void fs_first(int depth, void *at);
void fs_second(int depth, void *at);
void fs_macro(void *at);
void fs_one_line(void *at);
void fs_harmless(void *at);
void __fs_attribute(const char *format, void *at);

//--- fs/demofs/fill.c
#include <linux/highmem.h>
#include "demofs.h"

size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);
void *this_cpu_ptr(void *of);
int smp_processor_id(void);
void flush_dcache_page(void *at);

#define count_it(at) \
	do { \
		*(int *)(at) = smp_processor_id(); \
	} while (0)

static struct counters {
	int in_atomic;
} counted;

static const struct counters first = {
	.in_atomic = 1,
};

static size_t copy(void *to, const void *from)
{
	return __copy_from_user_inatomic(to, from, 16);
}

size_t fs_fill(void *to, const void *from)
{
	return copy(to, from);
}

void __attribute__((noinline)) fs_count(void *at)
{
	*(void **)at = this_cpu_ptr(at);
}

void fs_first(int depth, void *at)
{
	if (depth)
		fs_second(depth - 1, at);
#ifdef CONFIG_DEMO
	if (depth > 2) {
#else
	if (depth > 1) {
#endif
		*(int *)at = 0;
	}
}

void fs_second(int depth, void *at)
{
	if (depth)
		fs_first(depth - 1, at);
	*(int *)at = smp_processor_id();
}

void fs_macro(void *at)
{
	count_it(at);
}

void fs_one_line(void *at) { *(int *)at = smp_processor_id(); }

/* Not smp_processor_id(). */
void fs_harmless(void *at)
{
	counted.in_atomic = first.in_atomic;
	flush_dcache_page(at);
}

#define __printf(a, b) __attribute__((__format__(printf, a, b)))

/* An attribute in front, and braces that match only with one side of #ifdef. */
__printf(1, 0) void __fs_attribute(const char *format, void *at)
{
	if (at) {
#ifdef CONFIG_DEMO
	} else {
		*(int *)at = 0;
	}
#else
	}
#endif
	*(int *)at = smp_processor_id();
}

//--- fs/core/core.h
void fs_core(void *at);
//--- fs/core/core.c
int smp_processor_id(void);

void fs_core(void *at)
{
	*(int *)at = smp_processor_id();
}

//--- fs/demofs/other.c
#include <linux/highmem.h>

int smp_processor_id(void);

/* fill.c has one of its own. */
static size_t copy(void *to, const void *from)
{
	return smp_processor_id();
}

/* Of this name there is one that the whole kernel knows. */
static void page_address(void *at)
{
	*(int *)at = smp_processor_id();
}

//--- fs/demofs/map.c
#include <linux/highmem.h>
#include "../core/core.h"
#include "demofs.h"

// What a header of another directory declares is looked for there.
// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
void core(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_core(addr);
	kunmap_atomic(addr);
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
void attribute(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	__fs_attribute("", addr);
	kunmap_atomic(addr);
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); pagefault_disable(){{$}}
size_t fill(struct page *page, const void *from)
{
	size_t left;
	char *addr;

	addr = kmap_atomic(page);
	left = fs_fill(addr, from);
	kunmap_atomic(addr);
	return left;
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
// CHANGED: :[[@LINE+5]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
void count(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_count(addr);
	kunmap_atomic(addr);
}

// The functions call each other, and the one called last relies on it.
// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
void in_turn(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_first(2, addr);
	kunmap_atomic(addr);
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
void by_macro(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_macro(addr);
	kunmap_atomic(addr);
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
void on_one_line(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_one_line(addr);
	kunmap_atomic(addr);
}

// Only a member and a comment have the names.
// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
void harmless(struct page *page)
{
	char *addr;

	addr = kmap_atomic(page);
	fs_harmless(addr);
	kunmap_atomic(addr);
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
void by_the_kernel(struct page *page, struct page *other)
{
	char *addr;

	addr = kmap_atomic(page);
	*(void **)addr = page_address(other);
	kunmap_atomic(addr);
}

// It cannot be spelled out: the way there is told.
// DETAIL: line [[@LINE+9]]: fs_fill() uses copy() uses __copy_from_user_inatomic()
size_t unclear(struct page *page, const void *from, int i)
{
	size_t left = 0;
	char *addr;

	if (i) {
		// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
		addr = kmap_atomic(page);
		left = fs_fill(addr, from);
	}
	if (i) {
		kunmap_atomic(addr);
	}
	return left;
}
