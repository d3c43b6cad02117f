// kmap() becomes kmap_local_page() where nobody else can see the mapping; kunmap() takes the page, kunmap_local() the
// address.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/kmap.c | FileCheck %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// Each refusal names the statement that forces it.
// DETAIL-DAG: "detail": "line {{[0-9]+}}: a later mapping is still there"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: others can see what is put there"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the variable gets another value"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the variable gets another mapping"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address of the variable is taken"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the page that is unmapped is another"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: no one mapping of this function is of that page"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the page is mapped on some ways to here only, or in another order"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the function maps and does not unmap"

//--- fs/demofs/kmap.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
struct buffer { struct page *page; void *data; };
struct folio { struct page page; };
static void *kept;

int plain(struct buffer *b, struct page *other, int i)
{
	// CHECK: :[[@LINE+1]] kmap rewritten - | kmap(b->page) -> kmap_local_page(b->page)
	char *addr = kmap(b->page);
	char *second;

	if (addr[i]) {
		// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(b->page) -> kunmap_local(addr)
		kunmap(b->page);
		return 1;
	}
	// CHECK: :[[@LINE+1]] kmap rewritten
	second = kmap(other);
	memcpy(addr, second, 16);
	// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(other) -> kunmap_local(second)
	kunmap(other);
	// CHECK: :[[@LINE+1]] kunmap rewritten
	kunmap(b->page);
	return 0;
}

void cleanup_chain(struct page *page, struct page *other, int i)
{
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *first = kmap(page);
	char *second;

	if (i)
		goto unmap_first;
	// CHECK: :[[@LINE+1]] kmap rewritten
	second = kmap(other);
	memcpy(first, second, 16);
	kunmap(other);
unmap_first:
	kunmap(page);
}

void loop(struct page **pages, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		// CHECK: :[[@LINE+1]] kmap rewritten
		char *addr = kmap(pages[i]);

		addr[0] = 0;
		kunmap(pages[i]);
	}
}

void swapped(struct page *page, struct page *other)
{
	// CHECK: :[[@LINE+1]] kmap refused unmap-order
	char *first = kmap(page);
	// CHECK: :[[@LINE+1]] kmap refused unmap-order
	char *second = kmap(other);

	kunmap(page);
	memcpy(second, second + 16, 16);
	kunmap(other);
}

// Nothing happens between the two: they can be exchanged.
void exchanged(struct page *page, struct page *other)
{
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *first = kmap(page);
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *second = kmap(other);

	memcpy(first, second, 16);
	// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(page) -> kunmap_local(second)
	kunmap(page);
	// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(other) -> kunmap_local(first)
	kunmap(other);
}

void kept_mapping(struct buffer *b, struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	char *addr = kmap(page);

	kept = addr;
	kunmap(page);
	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	b->data = kmap(b->page);
	kunmap(b->page);
}

void moves(struct page *page, int i)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);

	while (i--)
		*addr++ = 0;
	kunmap(page);
}

void sometimes(struct page *page, int i)
{
	char *addr = NULL;

	if (i)
		// CHECK: :[[@LINE+1]] kmap refused
		addr = kmap(page);
	if (addr)
		addr[0] = 0;
	if (i)
		kunmap(page);
}

void other_page(struct buffer *b, struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap refused mapping-leaves-function
	char *addr = kmap(page);

	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(b->page);
}

// Before and after the mapping the variable may have any value.
void initialized(struct page *page, int i)
{
	char *addr = NULL;

	while (i--) {
		// CHECK: :[[@LINE+1]] kmap rewritten
		addr = kmap(page);
		addr[i] = 0;
		kunmap(page);
		addr = NULL;
	}
}

void set_later(char **addr);

void exposed(struct page *page, int i)
{
	char *addr = NULL;

	set_later(&addr);
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	addr = kmap(page);
	addr[i] = 0;
	kunmap(page);
}

// The second mapping is all that the variable still knows.
void two_in_one(struct page **pages)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap refused address-changes
	addr = kmap(pages[0]);
	addr[0] = 0;
	addr = kmap(pages[1]);
	addr[0] = 0;
	kunmap(pages[1]);
	kunmap(pages[0]);
}

// Written in the same way, and yet another page.
void another_page(struct page *page, struct page *other)
{
	// CHECK: :[[@LINE+1]] kmap refused page-of-unmap-unclear
	char *addr = kmap(page);

	addr[0] = 0;
	page = other;
	kunmap(page);
}

// One page at a time, each mapped at the end of a round and unmapped in the next.
void loop_keeps(struct page **pages, int count)
{
	struct page *page = pages[0];
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *addr = kmap(page);
	int i;

	for (i = 1; i < count; i++) {
		addr[i] = 0;
		// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(page) -> kunmap_local(addr)
		kunmap(page);
		page = pages[i];
		// CHECK: :[[@LINE+1]] kmap rewritten
		addr = kmap(page);
	}
	kunmap(page);
}

// All of them at once: a stack, but unmapped from its bottom.
void loop_keeps_all(struct page **pages, int count)
{
	char *addr;
	int i;

	for (i = 0; i < count; i++) {
		// CHECK: :[[@LINE+1]] kmap refused
		addr = kmap(pages[i]);
		addr[0] = 0;
	}
	for (i = 0; i < count; i++)
		kunmap(pages[i]);
}

// The chain is entered in its middle, with less mapped.
int into_chain(struct page *page, struct page *other, int i)
{
	char *first, *second;

	// CHECK: :[[@LINE+1]] kmap rewritten
	first = kmap(page);
	if (first[i])
		goto unmap_first;
	// CHECK: :[[@LINE+1]] kmap rewritten
	second = kmap(other);
	if (second[i])
		goto unmap_second;
	second[i] = first[i];
unmap_second:
	kunmap(other);
unmap_first:
	kunmap(page);
	return 0;
}

// The wrong label: the second is unmapped that was never mapped.
int into_wrong_place(struct page *page, struct page *other, int i)
{
	char *first, *second;

	// CHECK: :[[@LINE+1]] kmap refused control-flow-unclear
	first = kmap(page);
	if (first[i])
		goto unmap_second;
	// CHECK: :[[@LINE+1]] kmap refused control-flow-unclear
	second = kmap(other);
	second[i] = first[i];
unmap_second:
	kunmap(other);
	kunmap(page);
	return 0;
}

void of_folio(struct folio *folio)
{
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *addr = kmap(&folio->page);

	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(&folio->page) -> kunmap_local(addr)
	kunmap(&folio->page);
}

void panic(void) __attribute__((noreturn));

// Nobody unmaps where nothing goes on.
void no_return(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *addr = kmap(page);

	if (!addr[0])
		panic();
	kunmap(page);
}

// Where the loop ends, so may the page.
void steps(struct page *page, int i)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);

	while (i--) {
		addr[0] = 0;
		addr = addr + 512;
	}
	kunmap(page);
}

// What is added at once, and is no more than a page has, leaves the address in the page.
void offset_first(struct page *page, unsigned long at)
{
	unsigned offset = at & ~PAGE_MASK;
	// CHECK: :[[@LINE+1]] kmap rewritten
	char *addr = kmap(page);
	addr += offset;

	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(page) -> kunmap_local(addr)
	kunmap(page);
	// CHECK: :[[@LINE+1]] kmap rewritten
	addr = kmap(page);
	addr += at % PAGE_SIZE;
	addr[0] = 0;
	kunmap(page);
}

void offset_unbounded(struct page *page, unsigned offset)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);
	addr += offset;

	if (offset < PAGE_SIZE)
		addr[0] = 0;
	kunmap(page);
}

void offset_changes(struct page *page, unsigned long at, int i)
{
	unsigned offset = offset_in_page(at);
	char *addr;

	if (i)
		offset += 512;
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	addr = kmap(page);
	addr += offset;
	addr[0] = 0;
	kunmap(page);
}

void offset_is_signed(struct page *page, int i)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);
	addr += i % 4096;

	addr[0] = 0;
	kunmap(page);
}

void offset_is_cut(struct page *page, unsigned i)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);
	addr += (signed char)(i & ~PAGE_MASK);

	addr[0] = 0;
	kunmap(page);
}

void offset_of_words(struct page *page, unsigned long at)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	int *addr = kmap(page);
	addr += at & ~PAGE_MASK;

	addr[0] = 0;
	kunmap(page);
}

void offset_twice(struct page *page, unsigned long at)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);
	addr += at & ~PAGE_MASK;
	addr += at & ~PAGE_MASK;

	addr[0] = 0;
	kunmap(page);
}

void offset_of_offset(struct page *page, unsigned long at)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page) + 512;
	addr += at & ~PAGE_MASK;

	addr[0] = 0;
	kunmap(page);
}

void offset_later(struct page *page, unsigned long at, int i)
{
	// CHECK: :[[@LINE+1]] kmap refused address-changes
	char *addr = kmap(page);

	while (i--)
		addr += at & ~PAGE_MASK;
	addr[0] = 0;
	kunmap(page);
}

struct table { struct page **pages; };

// The variable has the page that is unmapped.
void copied_page(struct table *table, int count)
{
	for (int i = 0; i < count; i++) {
		struct page *page = table->pages[i];
		// CHECK: :[[@LINE+1]] kmap rewritten
		char *addr = kmap(page);

		addr[0] = 0;
		// CHECK: :[[@LINE+1]] kunmap rewritten - | kunmap(table->pages[i]) -> kunmap_local(addr)
		kunmap(table->pages[i]);
	}
}

void copied_before(struct table *table, int i)
{
	struct page *page = table->pages[i];
	char *addr;

	i++;
	addr = kmap(page);
	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(table->pages[i]);
}

void copied_sometimes(struct table *table, struct page *page, int i)
{
	char *addr;

	if (i)
		page = table->pages[i];
	addr = kmap(page);
	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(table->pages[i]);
}

void copied_before_element(struct table *table, int i)
{
	struct page *page = table->pages[i];
	char *addr = kmap(page);

	addr[0] = 0;
	table->pages[i] = table->pages[1 - i];
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(table->pages[i]);
}

void copied_from_another(struct table *table, struct page **pages, int i)
{
	struct page *page = table->pages[i];
	char *addr;

	table->pages = pages;
	addr = kmap(page);
	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(table->pages[i]);
}
