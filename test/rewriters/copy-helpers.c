// Map, copy, unmap: memcpy_from_page() and its kin where that is exact, and the variable goes.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/copy.c | FileCheck %s
// RUN: site %t.json fs/demofs/fortified.c | FileCheck --check-prefix=FORTIFIED %s
// RUN: site %t.json fs/demofs/own-memcpy.c | FileCheck --check-prefix=OWN %s
// RUN: FileCheck --check-prefix=DIFF --input-file=%t.diff %s
//
// DIFF: -{{.}}void *addr;
// DIFF-NEXT: {{^-$}}
// DIFF-NEXT: -{{.}}addr = kmap_atomic(page);
// DIFF-NEXT: -{{.}}memcpy(to, addr + offset, size);
// DIFF-NEXT: -{{.}}kunmap_atomic(addr);
// DIFF-NEXT: +{{.}}memcpy_from_page(to, page, offset, size);

//--- fs/demofs/copy.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int c, size_t size);
void copy_page(void *to, void *from);
void clear_page(void *page);
struct page *next_page(void);

// CHECK: :[[@LINE+6]] kmap_atomic rewritten - | kmap_atomic(page) -> memcpy_from_page(to, page, offset, size)
// CHECK: :[[@LINE+7]] kunmap_atomic rewritten - | kunmap_atomic(addr) -> memcpy_from_page(to, page, offset, size)
void from(struct page *page, void *to, u8 offset, u8 size)
{
	void *addr;

	addr = kmap_atomic(page);
	memcpy(to, addr + offset, size);
	kunmap_atomic(addr);
}

void to(struct page *page, const void *data, u8 size, int i)
{
	if (i) {
		// CHECK: :[[@LINE+1]] kmap rewritten - | kmap(page) -> memcpy_to_page(page, 0, data, size)
		void *addr = kmap(page);
		memcpy(addr, data, size);
		kunmap(page);
	} else {
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> memset_page(page, 8, i, size)
		char *start = kmap_atomic(page);
		memset(start + (8), i, size);
		kunmap_atomic(start);
	}
}

void commented(struct page *page, char *data, u8 size)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	/* nobody deletes this */
	memcpy(data, addr, size);
	kunmap_atomic(addr);
}

// The plain form: the variable has another use, the copy is not all, the arguments have side effects.
void plain(struct page *page, char *data, u8 size)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(data, addr, size);
	data[0] = addr[1];
	kunmap_atomic(addr);
	addr = data;
}

void effects(unsigned char *data, size_t size)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(next_page()) -> kmap_local_page(next_page())
	addr = kmap_atomic(next_page());
	memcpy(data, addr, data[0]);
	kunmap_atomic(addr);
}

struct record { int number; };

void typed(struct page *page, struct record *record, int i)
{
	void *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(addr, record, sizeof(*record));
	kunmap_atomic(addr);
}

void labelled(struct page *page, char *data, int i)
{
	void *addr;

	if (i)
		goto out;
	data[0] = 0;
out:
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(addr, data, 16);
	kunmap_atomic(addr);
}

void steps(struct page *page, char *data, u8 size)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(data++, addr, size);
	kunmap_atomic(addr);
}

void zero(struct page *page, u8 size)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> memzero_page(page, 8, size)
	char *start = kmap_atomic(page);
	memset(start + 8, 0, size);
	kunmap_atomic(start);
}

// Two pages, and the line that declares both variables.
// CHECK: :[[@LINE+6]] kmap_atomic rewritten - | kmap_atomic(page) -> memcpy_page(page, 8, other, (size + 1) / 2, size)
// CHECK: :[[@LINE+6]] kmap_atomic rewritten - | kmap_atomic(other) -> memcpy_page(page, 8, other, (size + 1) / 2, size)
void between(struct page *page, struct page *other, u8 size)
{
	void *to, *from;

	to = kmap_atomic(page);
	from = kmap_atomic(other);
	memcpy(to + 8, from + (size + 1) / 2, size);
	kunmap_atomic(from);
	kunmap_atomic(to);
}

// DIFF: {{^}} void between(
// DIFF: {{^}} {
// DIFF-NEXT: {{^}}-{{.}}void *to, *from;
// DIFF-NEXT: {{^}}-{{$}}
// DIFF: {{^}}+{{.}}memcpy_page(page, 8, other, (size + 1) / 2, size);

// CHECK: :[[@LINE+4]] kmap rewritten - | kmap(page) -> copy_highpage(page, other)
// CHECK: :[[@LINE+4]] kmap rewritten - | kmap(other) -> copy_highpage(page, other)
void whole(struct page *page, struct page *other)
{
	void *to = kmap(page);
	void *from = kmap(other);
	copy_page(to, from);
	kunmap(other);
	kunmap(page);
}

// CHECK: :[[@LINE+4]] kmap rewritten - | kmap(page) -> kmap_local_page(page)
// CHECK: :[[@LINE+4]] kmap rewritten - | kmap(other) -> kmap_local_page(other)
void part_of(struct page *page, struct page *other)
{
	void *to = kmap(page);
	void *from = kmap(other);
	copy_page(to, from + 8);
	kunmap(other);
	kunmap(page);
}

// One of the two variables that are declared together has another use: both stay.
void half(struct page *page, struct page *other, char *data)
{
	void *to, *from;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	to = kmap_atomic(page);
	memcpy(to, data, 16);
	kunmap_atomic(to);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(other) -> kmap_local_page(other)
	from = kmap_atomic(other);
	memcpy(data, from, 16);
	data[0] = ((char *)from)[1];
	kunmap_atomic(from);
}

// This tree has no clear_highpage().
void clear(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	void *start = kmap_atomic(page);
	clear_page(start);
	kunmap_atomic(start);
}

// CHECK: :[[@LINE+4]] kmap rewritten - | kmap(page) -> memcpy_from_page(data, page, 0, 16)
// CHECK: :[[@LINE+4]] kunmap rewritten - | kunmap(page) -> memcpy_from_page(data, page, 0, 16)
void at_once(struct page *page, char *data)
{
	memcpy(data, kmap(page), 16);
	kunmap(page);
	// CHECK: :[[@LINE+1]] kmap refused mapping-not-in-variable
	memcpy(data, kmap(page), 16);
	data[0] = 1;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(page);
}

// Another variable of the same name has other uses.
void shadowed(struct page *page, char *data, int i)
{
	if (i) {
		char *addr;

		// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> memcpy_from_page(data, page, 0, 16)
		addr = kmap_atomic(page);
		memcpy(data, addr, 16);
		kunmap_atomic(addr);
	}
	if (i) {
		char *addr = data;

		addr[0] = 1;
	}
}

//--- include/linux/fortified.h
void *memcpy(void *to, const void *from, size_t size);
#define memcpy(to, from, size) ({						\
	size_t from_size = __builtin_object_size(from, 0);			\
	from_size < (size) ? NULL : __builtin_memcpy(to, from, size);		\
})

//--- fs/demofs/fortified.c
#include <linux/highmem.h>
#include <linux/fortified.h>

// FORTIFIED: :[[@LINE+4]] kmap rewritten - | kmap(page) -> memcpy_from_page(data, page, 0, 16)
// FORTIFIED: :[[@LINE+4]] kunmap rewritten - | kunmap(page) -> memcpy_from_page(data, page, 0, 16)
void at_once_twice(struct page *page, char *data)
{
	memcpy(data, kmap(page), 16);
	kunmap(page);
}

//--- fs/demofs/own-memcpy.c
#include <linux/highmem.h>

void *checked_copy(void *to, const void *from, size_t size);
#define memcpy(to, from, size) checked_copy(to, from, size)

// A macro of the driver may do anything.
void with_own_copy(struct page *page, char *data)
{
	char *addr;

	// OWN: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(data, addr, 16);
	kunmap_atomic(addr);
}
