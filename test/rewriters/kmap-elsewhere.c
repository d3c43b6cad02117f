// A mapping that others may end, or move on, is theirs as well; one of several must be told from the others.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --inference=off --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/map.c | FileCheck %s

//--- fs/demofs/map.h
#include <linux/highmem.h>

int smp_processor_id(void);

struct cursor {
	char *at;
	struct page *page;
};

struct ops {
	void (*put)(void *at);
};

void cursor_put(void *at);
void cursor_start(struct cursor *c);
void cursor_finish(struct cursor c);
void *memmove(void *to, const void *from, size_t size);

//--- fs/demofs/put.c
#include "map.h"

void cursor_put(void *at)
{
	kunmap_atomic(at);
}

void cursor_start(struct cursor *c)
{
	c->at = kmap_atomic(c->page);
}

void cursor_finish(struct cursor c)
{
	kunmap_atomic(c.at);
}

//--- fs/demofs/map.c
#include "map.h"

int here_or_there(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	char *addr = kmap_atomic(page);

	if (!addr[0]) {
		kunmap_atomic(addr);
		return -1;
	}
	cursor_put(addr);
	return 0;
}

int here_or_behind_a_pointer(struct page *page, const struct ops *ops)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	char *addr = kmap_atomic(page);

	if (!addr[0]) {
		kunmap_atomic(addr);
		return -1;
	}
	ops->put(addr);
	return 0;
}

static void put_it(void *at)
{
	void *copy = at;

	cursor_put(copy);
}

static void look_at(const char *at)
{
	if (at[0])
		cursor_put(0);
}

int here_or_by_a_helper(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	char *addr = kmap_atomic(page);

	if (!addr[0]) {
		kunmap_atomic(addr);
		return -1;
	}
	put_it(addr);
	return 0;
}

int only_looked_at(struct page *page, int quick)
{
	char *addr = 0;

	if (!quick)
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten
		addr = kmap_atomic(page);
	if (!quick) {
		look_at(addr);
		kunmap_atomic(addr);
	}
	return 0;
}

int here_or_by_value(struct page *page)
{
	struct cursor c;

	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	c.at = kmap_atomic(page);
	if (!c.at[0]) {
		kunmap_atomic(c.at);
		return -1;
	}
	cursor_finish(c);
	return 0;
}

// The first one is of another function.
int begun_by_others(struct page *page)
{
	struct cursor c = { .page = page };
	int r;

	cursor_start(&c);
	r = c.at[0];
	// CHECK: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(c.at);
	// CHECK: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	c.at = kmap_atomic(page);
	r += c.at[0];
	kunmap_atomic(c.at);
	return r;
}

int begun_by_address(struct page *page)
{
	char *addr;

	// CHECK: :[[@LINE+1]] kmap_atomic refused address-changes
	addr = kmap_atomic(page);
	cursor_put(&addr);
	kunmap_atomic(addr);
	return 0;
}

struct walk {
	char *at;
	struct page *page;
};

// What one function moves on, another must not have changed alone.
void walk_step(struct walk *w)
{
	// CHECK: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(w->at);
	w->at = kmap_atomic(w->page);
}

int walk_all(struct walk *w)
{
	int r;

	// CHECK: :[[@LINE+1]] kmap_atomic refused
	w->at = kmap_atomic(w->page);
	r = w->at[0];
	walk_step(w);
	r += w->at[0];
	kunmap_atomic(w->at);
	return r;
}

struct part {
	char *addr;
};

// Which of them is unmapped is not told by the field.
int two_of_one_field(struct page *p, struct page *q)
{
	struct part in, out;
	int cpu;

	// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
	in.addr = kmap_atomic(p);
	out.addr = kmap_atomic(q);
	out.addr[0] = in.addr[0];
	kunmap_atomic(out.addr);
	cpu = smp_processor_id();
	kunmap_atomic(in.addr);
	return cpu;
}

// One way has them in order.
void exchanged_on_one_way(struct page *p, struct page *q, int swapped)
{
	char *a, *b;

	if (swapped) {
		// CHECK: :[[@LINE+1]] kmap_atomic refused unmap-order
		a = kmap_atomic(p);
		b = kmap_atomic(q);
	} else {
		b = kmap_atomic(q);
		if (p)
			b[1] = 0;
		if (q)
			b[2] = 0;
		a = kmap_atomic(p);
	}
	a[0] = b[0];
	kunmap_atomic(a);
	kunmap_atomic(b);
}

void hidden(struct page *page, char *other)
{
	// CHECK: :[[@LINE+1]] kmap refused unmap-address-unclear
	char *addr = kmap(page);

	addr[0] = 0;
	if (other) {
		char *addr = other;

		addr[0] = 0;
		kunmap(page);
		return;
	}
	kunmap(page);
}

// One page has one address with kmap(), and two mappings of the thread's own have two.
void moved(struct page *p, struct page *q)
{
	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	char *to = kmap(p);
	char *from = kmap(q);

	memmove(to + 8, from, 100);
	kunmap(q);
	kunmap(p);
}

static void count(int *of)
{
	*of = smp_processor_id();
}

static void forget(int *of)
{
	*of = 0;
}

// What cleans a variable up runs while the page is mapped.
void cleaned_up(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable()
	char *addr = kmap_atomic(page);

	if (addr[0]) {
		int cpu __attribute__((cleanup(count))) = 0;

		addr[1] = cpu;
	}
	kunmap_atomic(addr);
}

void cleaned_up_anywhere(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	char *addr = kmap_atomic(page);

	if (addr[0]) {
		int cpu __attribute__((cleanup(forget))) = 0;

		addr[1] = cpu;
	}
	kunmap_atomic(addr);
}

struct page *next_of(struct page **pages);

void unmaps_with_effect(struct page **pages)
{
	// CHECK: :[[@LINE+1]] kmap refused
	char *addr = kmap(next_of(pages));

	addr[0] = 0;
	// CHECK: :[[@LINE+1]] kunmap refused page-of-unmap-unclear
	kunmap(next_of(pages));
}

void other_element(struct page **pages, struct page *other, int i)
{
	// CHECK: :[[@LINE+1]] kmap refused page-of-unmap-unclear
	char *addr = kmap(pages[i]);

	addr[0] = 0;
	pages[i] = other;
	kunmap(pages[i]);
}

// A line for both must not be where one configuration leaves it out.
int guarded_in_part(struct page *page)
{
	// CHECK: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	char *addr = kmap_atomic(page);
#ifndef CONFIG_DEMO_SMALL
	int size;
#endif
	int cpu;

	cpu = smp_processor_id();

	kunmap_atomic(addr);
	return cpu;
}
