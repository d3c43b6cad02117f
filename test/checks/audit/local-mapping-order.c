// Local mappings are a stack.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-local-mapping-order drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
int bad(const char *a);
void copy(void *to, const void *from);
void end_mapping(void *a);

int broken(struct page *p, struct page *q)
{
	char *a = kmap_local_page(p), *b = kmap_local_page(q);
	int r = bad(a) + bad(b);

	// CHECK: audited.c:[[@LINE+3]]:2: warning: a local mapping is ended while one that was made after it is still there [kphys-local-mapping-order]
	// CHECK-NEXT: audited.c:[[@LINE-4]]:12: note: kmap_local_page() makes the one that is ended
	// CHECK-NEXT: audited.c:[[@LINE-5]]:37: note: the later one is made here
	kunmap_local(a);
	kunmap_local(b);
	return r;
}

/* The two kinds share the stack; and it is on one way only. */
void mixed(struct page *p, struct page *q, int n)
{
	char *a = kmap_atomic(p), *b = NULL;

	if (n)
		b = (char *)kmap_local_page(q) + n;
	copy(a, b);
	if (n > 1)
		// CHECK: audited.c:[[@LINE+1]]:3: warning: a local mapping is ended while
		kunmap_atomic(a);
	if (b)
		kunmap_local(b);
	if (n <= 1)
		kunmap_atomic(a);
}

/* An inner page that is exchanged. */
void exchanged(struct page *p, struct page **q, int n)
{
	char *a = kmap_local_page(p), *b = kmap_local_page(q[0]);

	while (n--) {
		// CHECK: audited.c:[[@LINE+1]]:3: warning: a local mapping is ended while
		kunmap_local(a);
		a = kmap_local_page(q[n]);
		copy(a, b);
	}
	// CHECK: audited.c:[[@LINE+1]]:2: warning: a local mapping is ended while
	kunmap_local(a); /* where there was no round */
	kunmap_local(b);
}

void repaired(struct page *p, struct page *q)
{
	char *a = kmap_local_page(p), *b = kmap_local_page(q);

	copy(a, b);
	kunmap_local(b);
	kunmap_local(a);
}

void one_after_the_other(struct page *p, struct page *q)
{
	char *a = kmap_local_page(p), *b;

	bad(a);
	kunmap_local(a);
	b = kmap_local_page(q);
	bad(b);
	kunmap_local(b);
}

void by_flag(struct page *p, struct page *q, int first)
{
	char *a, *b;

	if (first) {
		a = kmap_local_page(p);
		b = kmap_local_page(q);
	} else {
		b = kmap_local_page(q);
		a = kmap_local_page(p);
	}
	copy(a, b);
	if (first)
		kunmap_local(b);
	kunmap_local(a);
	if (!first)
		kunmap_local(b);
}

/* The later one may be ended already. */
void by_others(struct page *p, struct page *q)
{
	char *a = kmap_local_page(p), *b = kmap_local_page(q);

	copy(a, b);
	end_mapping(b);
	kunmap_local(a);
}

/* kmap() makes no local mapping. */
void other_kind(struct page *p, struct page *q)
{
	char *a = kmap_local_page(p), *b = kmap(q);

	copy(a, b);
	kunmap_local(a);
	kunmap(q);
}
