// The address of a local mapping is nobody's after its end.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-local-mapping-use drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
int bad(const char *a);
void flush(void *a);
int printk(const char *format, ...);
struct header { int length; char name[8]; struct header *next; };

int broken(struct page *page)
{
	char *a = kmap_local_page(page);

	bad(a);
	kunmap_local(a);
	// CHECK: audited.c:[[@LINE+3]]:9: warning: the address of a local mapping is used after its end [kphys-local-mapping-use]
	// CHECK-NEXT: audited.c:[[@LINE-5]]:12: note: kmap_local_page() makes it here
	// CHECK-NEXT: audited.c:[[@LINE-3]]:2: note: and it ends here
	return a[0];
}

void through_field(struct page *page)
{
	struct header *h = kmap_atomic(page), *copy = h + 1;

	kunmap_atomic(h);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: the address of a local mapping is used
	copy->length = 0;
}

/* Of one that is exchanged it is the address that counts. */
void by_address(struct page *page, int i, int hard)
{
	unsigned int *v = kmap_atomic(page);

	v[i] = 3;
	kunmap_atomic((void *)v);
	if (hard)
		// CHECK: audited.c:[[@LINE+1]]:3: warning: the address of a local mapping is used
		flush(&v[i]);
}

void name_of(struct page *page)
{
	struct header *h = kmap_local_page(page);

	kunmap_local(h);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: the address of a local mapping is used
	bad(h->name);
}

void twice(struct page *page, int r)
{
	char *a = kmap_local_page(page);

	if (r)
		kunmap_local(a);
	bad("");
	// CHECK: audited.c:[[@LINE+1]]:2: warning: a local mapping is ended a second time
	kunmap_local(a);
}

int repaired(struct page *page, struct page *next)
{
	char *a = kmap_local_page(page), first;

	first = a[0];
	kunmap_local(a);
	a = kmap_local_page(next);
	first += a[0];
	kunmap_local(a);
	return first;
}

/* A number, and no use. */
unsigned long only_numbers(struct page *page, const char *start)
{
	struct header *h = kmap_local_page(page);
	unsigned long distance;

	kunmap_local(h);
	distance = (char *)h - start;
	printk("%p", h);
	if (h)
		distance += sizeof(h->name);
	return distance + (unsigned long)&h->length;
}

int by_flag(struct page *page, int keep)
{
	char *a = kmap_local_page(page);
	int r = 0;

	if (!keep)
		kunmap_local(a);
	if (keep) {
		r = a[0];
		kunmap_local(a);
	}
	return r;
}

int other_memory(struct page *page, char *other)
{
	char *a = kmap_local_page(page);

	bad(a);
	kunmap_local(a);
	a = other;
	return a[0];
}

int loops(struct page **pages, int n)
{
	char *a = NULL;
	int r = 0;

	while (n--) {
		a = kmap_local_page(pages[n]);
		r += a[0];
		kunmap_local(a);
	}
	return r;
}
