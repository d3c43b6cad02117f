// One mapping is one page.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-map-length drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
void *memcpy(void *to, const void *from, size_t size);
struct scatterlist {
	struct page *page;
	unsigned int offset, length;
};

void broken(void *to, struct page *page)
{
	char *from = kmap_local_page(page);

	// CHECK: audited.c:[[@LINE+2]]:2: warning: memcpy() goes beyond the one page that is mapped [kphys-map-length]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:15: note: kmap_local_page() maps one page here
	memcpy(to, from, 3 * PAGE_SIZE);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: memcpy() goes beyond
	memcpy(to, from + 4000, 100);
	kunmap_local(from);
}

void segment(void *to, struct scatterlist *sg)
{
	char *from = kmap_local_page(sg->page) + sg->offset;

	// CHECK: audited.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment, which may go beyond the one page that is mapped
	memcpy(to, from, sg->length);
	kunmap_local(from);
}

void repaired(char *to, struct page *page, int pages)
{
	int i;

	for (i = 0; i < pages; i++) {
		char *from = kmap_local_page(page + i);

		memcpy(to + i * PAGE_SIZE, from, PAGE_SIZE);
		kunmap_local(from);
	}
	memcpy(to, page_address(page), 2 * PAGE_SIZE);
}
