// kmap_atomic() becomes kmap_local_page() where a function maps, unmaps, and relies on nothing that it switches off.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/atomic.c | FileCheck %s
// RUN: kphys fix -p %t --with-prep --report %t.comments.json --diff %t.diff fs/demofs/comments.c
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.comments.json %s
// RUN: kphys fix -p %t --in-place fs && kphys fix -p %t fs | count 0
//
// DETAIL: "detail": "a comment names kmap_atomic(): line {{[0-9]+, [0-9]+}}, kunmap_atomic(): line {{[0-9]+}}",

//--- fs/demofs/atomic.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);
bool pagefault_disabled(void);
typedef size_t (*copier)(void *to, const void *from, size_t size);
size_t copy_with(void *to, const void *from, size_t size, copier copy);
struct walk { void *addr; struct page *page; };
struct info { u64 contents; };

void plain(struct page *page, struct page *other, void *to, size_t offset)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	void *addr = kmap_atomic(page);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(other) -> kmap_local_page(other)
	char *second = (char *)kmap_atomic(other) + offset;

	memcpy(to, addr + offset, 16);
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(second) -> kunmap_local(second)
	kunmap_atomic(second);
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten -
	kunmap_atomic(addr);
}

int early_return(struct page *page, int i)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	addr = kmap_atomic(page);
	if (addr[i]) {
		// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
		kunmap_atomic(addr);
		return 1;
	}
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(addr);
	return 0;
}

// A member of a local struct, and a handle that is made from another one.
void derived(struct page *page)
{
	struct info info;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	char *start = kmap_atomic(page), *next = start + 8;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	info.contents = (unsigned long)kmap_atomic(page);
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic((void *)(unsigned long)info.contents);
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(next);
}

void chained(struct page *page)
{
	char *start, *next;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	start = next = kmap_atomic(page);
	next[8] = 0;
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(start);
}

// Nobody else sees a local struct, whatever the path.
void correlated(struct page *page, int i)
{
	struct info info;

	if (i)
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten
		info.contents = (unsigned long)kmap_atomic(page);
	if (i)
		// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
		kunmap_atomic((void *)info.contents);
}

void by_pfn(unsigned long pfn)
{
	// CHECK: :[[@LINE+1]] kmap_atomic_pfn rewritten - | kmap_atomic_pfn(pfn) -> kmap_local_pfn(pfn)
	void *addr = kmap_atomic_pfn(pfn);

	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(addr);
}

void by_page_of_pfn(unsigned long pfn)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(pfn_to_page(pfn + 1)) -> kmap_local_pfn(pfn + 1)
	void *addr = kmap_atomic(pfn_to_page(pfn + 1));

	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(addr);
}

// copy_page_from_iter_atomic(): a copy from user space must not sleep in a fault here.
size_t user_copy(struct page *page, const void *from)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	size_t left = __copy_from_user_inatomic(addr, from, 16);

	// CHECK: :[[@LINE+1]] kunmap_atomic refused relies-on-atomic
	kunmap_atomic(addr);
	return left;
}

// The same through a function that gets the copier, and through one of this file.
size_t user_copy_with(struct page *page, const void *from)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	size_t left = copy_with(addr, from, 16, __copy_from_user_inatomic);

	kunmap_atomic(addr);
	return left;
}

static bool asks(void)
{
	return pagefault_disabled();
}

bool indirect(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	bool result = asks();

	kunmap_atomic(addr);
	return result && asks();
}

// After the mapping nothing is relied on any more.
bool afterwards(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	void *addr = kmap_atomic(page);

	kunmap_atomic(addr);
	return asks();
}

// sg_miter_next(), sg_miter_stop(): another function unmaps.
void walk_next(struct walk *walk)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	walk->addr = kmap_atomic(walk->page);
}

void walk_stop(struct walk *walk)
{
	// CHECK: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(walk->addr);
}

// zs_map_object(): given to the caller, unmapped here on an error only.
void *map_object(struct page *page, int i)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	void *addr = kmap_atomic(page);

	if (i) {
		kunmap_atomic(addr);
		return NULL;
	}
	return addr;
}

int map_field(struct walk *walk, int i)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	walk->addr = kmap_atomic(walk->page);
	if (i)
		return 0;
	kunmap_atomic(walk->addr);
	return 1;
}

// Nothing happens between the two: they can be exchanged.
void swapped(struct page *page, struct page *other)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	void *first = kmap_atomic(page);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten
	void *second = kmap_atomic(other);

	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(first) -> kunmap_local(second)
	kunmap_atomic(first);
	// CHECK: :[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(second) -> kunmap_local(first)
	kunmap_atomic(second);
}

void swapped_apart(struct page *page, struct page *other, int *count)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
	void *first = kmap_atomic(page);
	// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
	void *second = kmap_atomic(other);

	// CHECK: :[[@LINE+1]] kunmap_atomic refused unmap-order
	kunmap_atomic(first);
	++*count;
	kunmap_atomic(second);
}

void swapped_expressions(struct page *page, struct page *other, int at)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
	char *first = kmap_atomic(page);
	char *second = kmap_atomic(other);

	kunmap_atomic(first + at);
	kunmap_atomic(second);
}

void mixed(struct page *page, struct page *other)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
	void *first = kmap_atomic(page);
	void *second = kmap_local_page(other);

	kunmap_atomic(first);
	kunmap_local(second);
}

void half(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused other-half-refused
	void *addr = kmap_atomic(page);

	// CHECK: :[[@LINE+1]] kunmap_atomic refused call-not-spelled-out
	kunmap_atomic(
#ifdef CONFIG_HALF
		addr
#else
		addr
#endif
		);
}

// Another configuration unmaps in the old way.
void left_out(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused unseen-use
	void *addr = kmap_atomic(page);

#ifdef CONFIG_HALF
	if (addr) {
		kunmap_atomic(addr);
		return;
	}
#endif
	kunmap_atomic(addr);
}

void unnamed(struct page *page, void *to)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-not-in-variable
	memcpy(to, kmap_atomic(page), 16);
}

// What is unmapped may be what another function has mapped.
char *map_elsewhere(struct page *page);

char own_or_other(struct page *page, int i)
{
	char *addr, result;

	if (i)
		// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
		addr = kmap_atomic(page);
	else
		addr = map_elsewhere(page);
	result = *addr;
	kunmap_atomic(addr);
	return result;
}

// Here it is not: where the other address is, nothing is unmapped.
char own_or_none(struct page *page, int i)
{
	char *addr, result;

	if (i)
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten
		addr = kmap_atomic(page);
	else
		addr = map_elsewhere(page);
	result = *addr;
	if (i)
		kunmap_atomic(addr);
	return result;
}

void own_or_given(struct page *page, char *addr)
{
	if (!addr)
		// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
		addr = kmap_atomic(page);
	*addr = 0;
	kunmap_atomic(addr);
}

struct kept { char *addr; };

void own_or_kept(struct page *page, struct kept *kept)
{
	if (!kept->addr)
		// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
		kept->addr = kmap_atomic(page);
	*kept->addr = 0;
	kunmap_atomic(kept->addr);
}

//--- fs/demofs/comments.c
#include <linux/highmem.h>

/* Calls kmap_atomic(), as this comment says. */
void commented(struct page *page)
{
	void *addr = kmap_atomic(page);

	/* kunmap_atomic() wants the address, a kmap_atomic() the page. */
	kunmap_atomic(addr);
}

void not_commented(struct page *page)
{
	void *addr = kmap_atomic(page);

	kunmap_atomic(addr);
}
