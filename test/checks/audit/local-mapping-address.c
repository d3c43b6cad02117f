// A page that is mapped locally may have no other address.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-local-mapping-address drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
int bad(const char *a);
struct buffer { struct page *page; struct page **pages; };

int broken(struct page *page)
{
	char *a = kmap_local_page(page);
	// CHECK: audited.c:[[@LINE+2]]:27: warning: the page is mapped locally, so it may have no other address than that of the mapping [kphys-local-mapping-address]
	// CHECK-NEXT: audited.c:[[@LINE-2]]:12: note: kmap_local_page() maps it here
	int r = bad(a) + *(int *)page_address(page);

	kunmap_local(a);
	return r;
}

void of_a_field(struct buffer *b, int i)
{
	char *a = (char *)kmap_atomic(b->pages[i]) + 64;

	// CHECK: audited.c:[[@LINE+1]]:11: warning: the page is mapped locally
	bad(a - (page_address(b->pages[i]) != NULL));
	kunmap_atomic(a);
}

int repaired(struct page *page)
{
	char *a = kmap_local_page(page);
	int r = bad(a) + *(int *)a;

	kunmap_local(a);
	return r;
}

void another_page(struct page *page, struct buffer *b, int i)
{
	char *a = kmap_local_page(page), *c;

	bad(page_address(b->page));
	kunmap_local(a);
	bad(page_address(page)); /* not while it is mapped */
	c = kmap_local_page(b->pages[i]);
	i++;
	bad(page_address(b->pages[i]));
	kunmap_local(c);
}

/* Which of the two is asked. */
void either(struct page *page, int high)
{
	char *a;

	if (high)
		a = kmap_local_page(page);
	else
		a = page_address(page);
	bad(a);
	if (high)
		kunmap_local(a);
}
