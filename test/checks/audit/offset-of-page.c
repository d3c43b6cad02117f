// A conversion that forgot to take the page's place: offset_in_page() casts, so nobody complains.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-offset-of-page drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/mm.h>

#define OFFSET_OF(x) offset_in_page(x)

unsigned long broken(struct page *page)
{
	// CHECK: audited.c:[[@LINE+1]]:9: warning: offset_in_page() of a pointer to struct page {{.*}} [kphys-offset-of-page]
	return offset_in_page(page);
}

unsigned long hidden(const struct page *page)
{
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [kphys-offset-of-page]
	return 2 + OFFSET_OF((unsigned long)page);
}

unsigned long repaired(phys_addr_t phys)
{
	return offset_in_page(phys);
}

unsigned long of_memory(void *data, struct page **pages)
{
	return offset_in_page(data) + offset_in_page(pages);
}
