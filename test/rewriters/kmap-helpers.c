// A static function that maps for its callers, or unmaps for them: the mapping is theirs.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/helpers.c | FileCheck %s
// RUN: site %t.json fs/demofs/pointer.c | FileCheck %s --check-prefix=POINTER
// RUN: site %t.json fs/demofs/breaks.c | FileCheck %s --check-prefix=BREAKS
// RUN: site %t.json fs/demofs/relies.c | FileCheck %s --check-prefix=RELIES
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// DETAIL: "detail": "unmap-order, line {{[0-9]+}}: a later mapping is still there"
// DETAIL: "detail": "relies-on-atomic, line {{[0-9]+}}: __copy_from_user_inatomic()"

//--- fs/demofs/helpers.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
struct part { struct page *page; size_t offset; };

static char *map_part(struct part *part, unsigned long *flags)
{
	*flags = 1;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(part->page) -> kmap_local_page(part->page)
	return kmap_atomic(part->page) + part->offset;
}

// One that calls another.
static char *map_first(struct part *part)
{
	unsigned long flags;

	return map_part(part, &flags);
}

static void unmap_part(unsigned long flags, void *addr)
{
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(addr) -> kunmap_local(addr)
	kunmap_atomic(addr);
}

static void unmap_first(void *addr)
{
	return unmap_part(0, addr);
}

void both(struct part *part, void *to)
{
	unsigned long flags;
	char *from = map_part(part, &flags);

	memcpy(to, from, 16);
	unmap_part(flags, from);
}

int early(struct part *part, int i)
{
	char *from = map_first(part) + 8;

	if (from[i]) {
		// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
		kunmap_atomic(from);
		return 1;
	}
	unmap_first(from);
	return 0;
}

void own(struct part *part)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	char *addr = kmap_atomic(part->page);

	addr[0] = 0;
	unmap_part(0, addr);
}

// Its caller cannot tell whether there is a mapping.
static char *map_maybe(struct part *part, int i)
{
	if (i)
		return NULL;
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	return (char *)kmap_atomic(part->page) + 1;
}

int maybe(struct part *part, int i)
{
	char *addr = map_maybe(part, i);

	if (!addr)
		return 0;
	// CHECK: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(addr);
	return 1;
}

//--- fs/demofs/pointer.c
#include <linux/highmem.h>

static void end(void *addr)
{
	// POINTER: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(addr);
}

struct ops { void (*end)(void *addr); };
struct ops pointer_ops = { .end = end };

void pointer(struct page *page)
{
	// POINTER: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	void *addr = kmap_atomic(page);

	end(addr);
}

#ifdef CONFIG_HALF
void left_out(void *addr)
{
	end_of(addr);
}
#endif

static void end_of(void *addr)
{
	// POINTER: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(addr);
}

void named_by_it(struct page *page)
{
	// POINTER: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	void *addr = kmap_atomic(page);

	end_of(addr);
}

//--- fs/demofs/breaks.c
#include <linux/highmem.h>

static char *map(struct page *page)
{
	// BREAKS: :[[@LINE+1]] kmap_atomic refused other-half-refused
	return kmap_atomic(page);
}

static void unmap(void *addr)
{
	// BREAKS: :[[@LINE+1]] kunmap_atomic refused other-half-refused
	kunmap_atomic(addr);
}

void good(struct page *page)
{
	char *addr = map(page);

	unmap(addr + 1);
}

// Nothing of the catalog is in sight here, and it spoils everything.
void swapped(struct page *page, struct page *other)
{
	char *first = map(page);
	char *second = map(other);

	unmap(first);
	unmap(second);
}

//--- fs/demofs/relies.c
#include <linux/highmem.h>

size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);

static char *map(struct page *page)
{
	// RELIES: :[[@LINE+1]] kmap_atomic refused other-half-refused
	return kmap_atomic(page);
}

static void unmap(void *addr)
{
	// RELIES: :[[@LINE+1]] kunmap_atomic refused other-half-refused
	kunmap_atomic(addr);
}

size_t relies(struct page *page, const void *from)
{
	char *addr = map(page);
	size_t left;

	left = __copy_from_user_inatomic(addr, from, 16);
	unmap(addr);
	return left;
}
