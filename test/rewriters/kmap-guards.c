// Code that relies on what kmap_atomic() switches off gets it spelled out, or is left alone.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/guards.c | FileCheck %s
// RUN: FileCheck --check-prefix=DIFF --input-file=%t.diff %s
// RUN: site %t.json fs/demofs/local.c | FileCheck --check-prefix=LOCAL %s
// RUN: kphys fix -p %t --in-place fs && kphys fix -p %t fs | FileCheck --check-prefix=AGAIN --allow-empty %s
//
// AGAIN-NOT: pagefault_disable

//--- fs/demofs/guards.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);
int smp_processor_id(void);

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); pagefault_disable()
// CHECK: kunmap_atomic rewritten - | kunmap_atomic(addr) -> pagefault_enable(); kunmap_local(addr)
// DIFF: {{^}}+{{.}}addr = kmap_local_page(page);
// DIFF-NEXT: {{^}}+{{.}}pagefault_disable();
// DIFF-NEXT: {{^([+] | )}}left = __copy_from_user_inatomic(addr, from, 16);
// DIFF: {{^}}+{{.}}pagefault_enable();
// DIFF-NEXT: {{^}}+{{.}}kunmap_local(addr);
size_t plain(struct page *page, const void *from)
{
	size_t left;
	char *addr;

	addr = kmap_atomic(page);
	left = __copy_from_user_inatomic(addr, from, 16);
	kunmap_atomic(addr);
	return left;
}

// CHECK: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); pagefault_disable(); preempt_disable()
// DIFF: {{^}}+{{.}}char *addr = kmap_local_page(page);
// DIFF-NEXT: {{^([+] | )}}size_t left;
// DIFF-NEXT: {{^[+ ]$}}
// DIFF-NEXT: {{^}}+{{.}}pagefault_disable();
// DIFF-NEXT: {{^}}+{{.}}preempt_disable();
// DIFF-NEXT: {{^([+] | )}}left = __copy_from_user_inatomic(addr, from, 16);
// DIFF: {{^}}+{{.}}preempt_enable();
// DIFF-NEXT: {{^}}+{{.}}pagefault_enable();
// DIFF-NEXT: {{^}}+{{.}}kunmap_local(addr);
// DIFF: {{^[+ ]}}out:
// DIFF: {{^}}+{{.}}preempt_enable();
// DIFF-NEXT: {{^}}+{{.}}pagefault_enable();
// DIFF-NEXT: {{^}}+{{.}}kunmap_local(addr);
int declared(struct page *page, const void *from)
{
	char *addr = kmap_atomic(page);
	size_t left;

	left = __copy_from_user_inatomic(addr, from, 16);
	if (left)
		goto out;
	if (addr[0]) {
		kunmap_atomic(addr);
		return 1;
	}
	addr[0] = smp_processor_id();
out:
	kunmap_atomic(addr);
	return 0;
}

// What follows the declaration at once would run with page faults on.
size_t initialized(struct page *page, const void *from)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	char *addr = kmap_atomic(page);
	size_t left = __copy_from_user_inatomic(addr, from, 16);

	kunmap_atomic(addr);
	return left;
}

// There is no place for a second statement.
size_t no_block(struct page *page, const void *from, int i)
{
	size_t left;
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	char *addr = kmap_atomic(page);

	left = __copy_from_user_inatomic(addr, from, 16);
	if (i)
		kunmap_atomic(addr);
	else
		kunmap_atomic(addr);
	return left;
}

// Two ways to map: which one a line behind would belong to depends.
size_t two(struct page *page, struct page *other, const void *from, int i)
{
	size_t left;
	char *addr;

	if (i) {
		// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
		addr = kmap_atomic(page);
	} else {
		addr = kmap_atomic(other);
	}
	left = __copy_from_user_inatomic(addr, from, 16);
	kunmap_atomic(addr);
	return left;
}

// Mapped on one way only.
size_t sometimes(struct page *page, const void *from, int i)
{
	size_t left = 0;
	char *addr;

	if (i) {
		// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
		addr = kmap_atomic(page);
		left = __copy_from_user_inatomic(addr, from, 16);
	}
	if (i) {
		kunmap_atomic(addr);
	}
	return left;
}

// The statement that maps relies on it itself.
size_t at_once(struct page *page, const void *from)
{
	size_t left;
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	left = (addr = kmap_atomic(page), __copy_from_user_inatomic(addr, from, 16));
	kunmap_atomic(addr);
	return left;
}

// kmap() leaves page faults on.
size_t faults(struct page *page, const void *from)
{
	size_t left;
	// CHECK: :[[@LINE+1]] kmap rewritten - | kmap(page) -> kmap_local_page(page){{$}}
	char *addr = kmap(page);

	left = __copy_from_user_inatomic(addr, from, 16);
	kunmap(page);
	return left;
}

// One of the two ways to map leaves page faults on, the other does not.
size_t either(struct page *page, const void *from, int may_fault)
{
	size_t left;
	char *addr;

	if (may_fault)
		// CHECK: :[[@LINE+1]] kmap refused other-half-refused
		addr = kmap(page);
	else
		// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
		addr = kmap_atomic(page);
	left = __copy_from_user_inatomic(addr, from, 16);
	if (may_fault)
		kunmap(page);
	else
		kunmap_atomic(addr);
	return left;
}

//--- fs/demofs/local.h
size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);

static inline size_t take(void *to, const void *from)
{
	return __copy_from_user_inatomic(to, from, 16);
}

//--- fs/demofs/local.c
#include <linux/highmem.h>
#include "local.h"

// What a header of the driver does counts.
// LOCAL: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); pagefault_disable()
size_t by_header(struct page *page, const void *from)
{
	size_t left;
	char *addr;

	addr = kmap_atomic(page);
	left = take(addr, from);
	kunmap_atomic(addr);
	return left;
}
