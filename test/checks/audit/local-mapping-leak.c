// A local mapping that a way through the function does not end.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-local-mapping-leak drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
int bad(const char *a);
void release_buffer(char *a);
void BUG(void) __attribute__((noreturn));
void work(void *a, int n);
bool IS_ERR(const void *p);
bool IS_ERR_OR_NULL(const void *p);
struct page *read_page(struct page *page);
struct holder { char *address; struct page *page; };

int broken(struct page *page)
{
	char *a = kmap_local_page(page);

	if (bad(a))
		// CHECK: audited.c:[[@LINE+2]]:3: warning: broken() is left with a local mapping that was not ended on the way here [kphys-local-mapping-leak]
		// CHECK-NEXT: audited.c:[[@LINE-4]]:12: note: kmap_local_page() makes it here
		return -5;
	kunmap_local(a);
	return 0;
}

/* Through a label, an arithmetic copy and a condition that says something else. */
int jumps(struct page *page, unsigned int offset, int flag)
{
	char *a, *at;
	int r = -22;

	a = kmap_atomic(page);
	at = a + offset;
	r = bad(at);
	if (r)
		goto out;
	kunmap_atomic(a);
	r = 1;
out:
	// CHECK: audited.c:[[@LINE+1]]:2: warning: jumps() is left
	return r;
}

/* One in each round, and one too many. */
void rounds(struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		// CHECK: audited.c:[[@LINE+1]]:13: warning: kmap_local_page() maps anew, on a way that has not ended the mapping that it made before
		char *a = kmap_local_page(pages[i]);

		if (bad(a))
			continue;
		kunmap_local(a);
	}
	// CHECK: audited.c:[[@LINE+1]]:1: warning: rounds() is left
}

/* Nobody ends it. */
void never(struct page *page)
{
	char *a = kmap_local_page(page);

	work(a, 4096);
	// CHECK: audited.c:[[@LINE+1]]:1: warning: never() is left
}

int switched(struct page *page, int how)
{
	char *a = kmap_local_page(page);

	switch (how) {
	case 0:
		kunmap_local(a);
		return 0;
	case 1:
		// CHECK: audited.c:[[@LINE+1]]:3: warning: switched() is left
		return bad(a);
	default:
		kunmap_local(a);
	}
	return 1;
}

/* The result says nothing of the address. */
char *other_result(struct page *page, char *other)
{
	char *a = kmap_local_page(page);

	if (!bad(a))
		return a;
	// CHECK: audited.c:[[@LINE+1]]:2: warning: other_result() is left
	return other;
}

int repaired(struct page *page)
{
	char *a = kmap_local_page(page);
	int r = 0;

	if (bad(a)) {
		r = -5;
		goto out;
	}
	work(a, 64);
out:
	kunmap_local(a);
	return r;
}

/* The caller's. */
void *returned(struct page *page, unsigned int offset)
{
	char *a = kmap_local_page(page);

	return a + offset;
}
void stored(struct holder *at)
{
	at->address = kmap_local_page(at->page);
}
void stored_later(struct holder *at)
{
	char *a = kmap_local_page(at->page);

	at->address = a + 8;
}
int through_pointer(struct page *page, char **into)
{
	char *a = kmap_local_page(page);

	if (!a)
		return -5;
	*into = a;
	return 0;
}

/* Conditions that belong together. */
int by_flag(struct page *page, int flag, struct holder *at)
{
	char *a = NULL;
	int r;

	if (flag)
		a = kmap_local_page(page);
	r = bad(a);
	if (flag)
		kunmap_local(a);
	return r;
}
int by_address(struct page *page, int flag)
{
	char *a = NULL;

	if (flag & 4)
		a = kmap_local_page(page);
	if (bad(a))
		goto out;
	if (a) {
		kunmap_local(a);
		a = NULL;
	}
	work(page, 1);
out:
	if (a)
		kunmap_local(a);
	return 0;
}
int by_field(struct holder *at, int r)
{
	bool mapped = false;
	char *a = 0;

	if (!at->address) {
		a = kmap_local_page(at->page);
		mapped = true;
	}
	if (r)
		work(a, 1);
	if (mapped)
		kunmap_local(a);
	return r;
}
int by_result(struct page **pages, int n)
{
	char *a;
	int i, r = 0;

	for (i = 0; i < n; i++) {
		a = kmap_local_page(pages[i]);
		r = bad(a);
		if (r)
			break;
		kunmap_local(a);
	}
	if (r)
		kunmap_local(a);
	return r;
}
int by_case(struct page *page, int how)
{
	char *a;

	switch (how) {
	case 1:
	case 2:
		a = kmap_local_page(page);
		break;
	default:
		a = 0;
	}
	work(page, how);
	switch (how) {
	case 1:
	case 2:
		kunmap_local(a);
	}
	return 0;
}

/* Whatever is mapped is a page. */
int by_page(struct page **pages, int n)
{
	struct page *page = NULL;
	char *a;
	int i, done = 0;

	for (i = 0; i < n; i++) {
		if (page) {
			kunmap_local(a);
			page = NULL;
		}
		if (bad((char *)pages[i]))
			continue;
		page = read_page(pages[i]);
		if (IS_ERR(page))
			goto out;
		a = kmap_local_page(page);
		work(a, i);
	}
out:
	if (!IS_ERR_OR_NULL(page))
		kunmap_local(a);
	return done;
}
/* The address of a variable is in no mapping. */
int by_other_address(struct page *page, int n)
{
	int own = 0;
	void *at = &own;

	if (n > 4)
		at = kmap_local_page(page);
	work(at, n);
	if (__builtin_expect(!!(at != &own), 1))
		kunmap_local(at);
	return own;
}
int by_count(struct page **pages, int n)
{
	int count = 0, i;
	char *a;

	for (i = 0; i < n; i++) {
		if (bad(0)) {
			if (count)
				kunmap_local(a);
			a = kmap_local_page(pages[i]);
			count++;
		}
	}
	if (count)
		kunmap_local(a);
	return count;
}

/* Somebody else ends it. */
static void done_with(char *a, int n)
{
	work(a, n);
	kunmap_local(a);
}
int by_helper(struct page *page, int r)
{
	char *a = kmap_local_page(page);

	if (r) {
		done_with(a + 1, r);
		return r;
	}
	release_buffer(a);
	return 0;
}
struct holder_ops { void (*put)(char *a); };
void by_pointer(struct page *page, const struct holder_ops *ops)
{
	ops->put(kmap_local_page(page));
}
static inline void unmap_it(char **a) { kunmap_local(*a); }
void by_cleanup(struct page *page)
{
	char *a __attribute__((cleanup(unmap_it))) = kmap_local_page(page);

	work(a, 1);
}
void by_address_of(struct page *page)
{
	char *a = kmap_local_page(page);

	unmap_it(&a);
}
void recomputed(struct page *page, int n)
{
	char *a = kmap_local_page(page);

	while (n--)
		*a++ = 0;
	kunmap_local((void *)((unsigned long)(a - 1) & PAGE_MASK));
}
int never_comes_back(struct page *page)
{
	char *a = kmap_local_page(page);

	if (bad(a))
		BUG();
	kunmap_local(a);
	return 0;
}
void two_in_turn(struct page **pages, int n)
{
	char *now = kmap_local_page(pages[0]), *next;
	int i;

	for (i = 1; i < n; i++) {
		next = kmap_local_page(pages[i]);
		work(next, *now);
		kunmap_local(now);
		now = next;
	}
	kunmap_local(now);
}
void an_array(struct page **pages, int n)
{
	char *all[4];
	int i;

	for (i = 0; i < n; i++)
		all[i] = kmap_local_page(pages[i]);
	while (i--)
		kunmap_local(all[i]);
}
