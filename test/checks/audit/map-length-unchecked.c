// A length that the caller gives, and nobody looks at.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-map-length-unchecked drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
void *memcpy(void *to, const void *from, size_t size);

void broken(void *to, struct page *page, unsigned int offset, size_t len)
{
	char *from = kmap_local_page(page);

	// CHECK: audited.c:[[@LINE+2]]:2: warning: memcpy() of a length that nothing keeps within the one page that is mapped [kphys-map-length-unchecked]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:15: note: kmap_local_page() maps one page here
	memcpy(to, from + offset, len);
	kunmap_local(from);
}

void repaired(char *to, struct page *page, unsigned int offset, size_t len)
{
	while (len) {
		size_t now = len < PAGE_SIZE - offset ? len : PAGE_SIZE - offset;
		char *from = kmap_local_page(page++);

		memcpy(to, from + offset, now);
		kunmap_local(from);
		len -= now;
		to += now;
		offset = 0;
	}
}

void compared(void *to, struct page *page, size_t len)
{
	char *from = kmap_local_page(page);

	if (len <= PAGE_SIZE)
		memcpy(to, from, len);
	kunmap_local(from);
}
