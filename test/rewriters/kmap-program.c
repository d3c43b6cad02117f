// What runs while a page is mapped is looked into wherever it is defined: through units, inline functions of shared
// headers, and pointers in fields of records.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: find %t -exec touch -d 2020-01-01 {} +
// RUN: kphys fix -p %t --inference=off --report %t.json fs lib
// RUN: site %t.json fs/demofs/map.c | FileCheck %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// A second run asks nobody; where a function changes four calls away, the answer does too.
// RUN: kphys fix -p %t --inference=off -v --report %t.2.json fs lib 2>&1 | FileCheck --check-prefix=KNOWN %s
// RUN: cmp %t.json %t.2.json
// KNOWN: kphys: 0 parses
// RUN: sed -i 's/smp_processor_id();/0;/' %t/lib/step4.c
// RUN: kphys fix -p %t --inference=off --report %t.3.json fs lib
// RUN: site %t.3.json fs/demofs/map.c | FileCheck --check-prefix=CHANGED %s
// RUN: kphys fix -p %t --inference=off --no-cache -j1 --report %t.4.json fs lib && cmp %t.3.json %t.4.json
//
// Where a file begins to store a function in a field, or to define one, that counts at once, though all the others are
// as they were.
// RUN: find %t -exec touch -d 2020-01-01 {} + && kphys fix -p %t --inference=off --report %t.5.json fs lib && cmp %t.3.json %t.5.json
// RUN: echo 'static int late(void *buf) { return nowhere(); } void set(struct steps *s) { s->look = late; }' >> %t/lib/step1.c
// RUN: touch -d 2021-01-01 %t/lib/step1.c && kphys fix -p %t --inference=off --report %t.6.json fs lib
// RUN: site %t.6.json fs/demofs/map.c | FileCheck --check-prefix=STORED %s
// RUN: kphys fix -p %t --inference=off --no-cache --report %t.7.json fs lib && cmp %t.6.json %t.7.json
// RUN: echo 'int step4(int depth) { return smp_processor_id(); }' >> %t/lib/step2.c
// RUN: touch -d 2021-01-01 %t/lib/step2.c && kphys fix -p %t --inference=off --report %t.8.json fs lib
// RUN: site %t.8.json fs/demofs/map.c | FileCheck --check-prefix=DEFINED %s
// RUN: kphys fix -p %t --inference=off --no-cache --report %t.9.json fs lib && cmp %t.8.json %t.9.json

//--- include/linux/steps.h
int step1(int depth);
int step2(int depth);
int step3(int depth);
int step4(int depth);
int nowhere(void);
int twice(void);
int smp_processor_id(void);

int calls(int (*look)(void *buf), void *buf);
int sum_of(const void *buf, int size);
int pass1(void *buf);
int pass2(void *buf);
int pass3(void *buf);
char *same(void *buf);
void hold(void *buf);

static inline int inlined(void) { return smp_processor_id(); }
static inline int harmless_inlined(int i) { return i + 1; }

struct steps {
	int (*take)(void *buf);
	int (*look)(void *buf);
	int (*maybe)(void *buf);
};
struct keeper { void *kept; };

//--- lib/step1.c
#include <linux/steps.h>
int step1(int depth) { return step2(depth); }
//--- lib/step2.c
#include <linux/steps.h>
int step2(int depth) { return step3(depth); }
//--- lib/step3.c
#include <linux/steps.h>
static int hop(int depth) { return depth ? step1(depth - 1) : step4(depth); }
int step3(int depth) { return hop(depth); }
//--- lib/step4.c
#include <linux/steps.h>
int step4(int depth) { return smp_processor_id(); }

//--- lib/twice_a.c
#include <linux/steps.h>
int twice(void) { return 1; }
//--- lib/twice_b.c
#include <linux/steps.h>
int twice(void) { return smp_processor_id(); }

//--- lib/calls.c
#include <linux/steps.h>
int calls(int (*look)(void *buf), void *buf) { return look(buf); }
int sum_of(const void *buf, int size) { return ((const char *)buf)[0] + ((const char *)buf)[size - 1]; }
char *same(void *buf) { return buf; }
//--- lib/pass1.c
#include <linux/steps.h>
int pass1(void *buf) { return pass2(buf); }
//--- lib/pass2.c
#include <linux/steps.h>
int pass2(void *buf) { return pass3(buf); }
//--- lib/pass3.c
#include <linux/steps.h>
static struct keeper keeper;
int pass3(void *buf) { hold(buf); return 0; }
void hold(void *buf) { keeper.kept = buf; }

//--- lib/take.c
#include <linux/steps.h>
static int take_here(void *buf) { return *(char *)buf + smp_processor_id(); }
static int look_here(void *buf) { return *(char *)buf; }
const struct steps here = { .take = take_here, .look = look_here, .maybe = look_here };
static struct keeper keeper;
static int keep(void *buf) { keeper.kept = buf; return 0; }
static int look_there(void *buf) { return *(int *)buf; }
static struct steps there;
void set_up(int (*from)(void *buf))
{
	there.take = keep;
	there.look = &look_there;
	there.maybe = from;
}

//--- fs/demofs/map.c
#include <linux/highmem.h>
#include <linux/steps.h>

int four_calls_away(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+3]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
	// CHANGED: :[[@LINE+2]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	// DEFINED: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
	addr = kmap_atomic(page);
	i = step1(2);
	kunmap_atomic(addr);
	return i;
}

int in_a_header(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
	addr = kmap_atomic(page);
	i = inlined();
	kunmap_atomic(addr);
	return i;
}

int nothing_in_a_header(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	addr = kmap_atomic(page);
	i = harmless_inlined(addr[0]);
	kunmap_atomic(addr);
	return i;
}

int of_no_unit(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic refused callee-unknown
	addr = kmap_atomic(page);
	i = nowhere();
	kunmap_atomic(addr);
	return i;
}

int of_two_units(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
	addr = kmap_atomic(page);
	i = twice();
	kunmap_atomic(addr);
	return i;
}

int by_pointer(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable(){{$}}
	addr = kmap_atomic(page);
	i = s->take(addr);
	kunmap_atomic(addr);
	return i;
}

int by_harmless_pointer(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+2]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	// STORED: :[[@LINE+1]] kmap_atomic refused callee-unknown
	addr = kmap_atomic(page);
	i = s->look(addr);
	kunmap_atomic(addr);
	return i;
}

int by_pointer_in_variable(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	addr = kmap_atomic(page);
	int (*look)(void *buf) = s->look; i = look(addr);
	kunmap_atomic(addr);
	return i;
}

int by_unknown_pointer(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic refused callee-unknown
	addr = kmap_atomic(page);
	i = s->maybe(addr);
	kunmap_atomic(addr);
	return i;
}

int by_parameter(struct page *page, int (*look)(void *buf))
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic refused callee-unknown
	addr = kmap_atomic(page);
	i = look(addr);
	kunmap_atomic(addr);
	return i;
}

int handing_on_a_parameter(struct page *page, int (*look)(void *buf))
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic refused callee-unknown
	addr = kmap_atomic(page);
	i = calls(look, addr);
	kunmap_atomic(addr);
	return i;
}

static int look_at(void *buf)
{
	return *(char *)buf;
}

int handing_on_a_function(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	addr = kmap_atomic(page);
	i = calls(look_at, addr);
	kunmap_atomic(addr);
	return i;
}

int borrowed(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap rewritten - | kmap(page) -> kmap_local_page(page){{$}}
	addr = kmap(page);
	i = s->look(addr) + sum_of(addr, 8);
	kunmap(page);
	return i;
}

int kept(struct page *page, struct steps *s)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	addr = kmap(page);
	i = s->take(addr);
	kunmap(page);
	return i;
}

int kept_four_calls_away(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	addr = kmap(page);
	i = pass1(addr);
	kunmap(page);
	return i;
}

int returned_and_kept(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap refused mapping-is-stored
	addr = kmap(page);
	i = *same(addr); hold(same(addr)); 
	kunmap(page);
	return i;
}

int returned_and_read(struct page *page)
{
	char *addr;
	int i;

	// CHECK: :[[@LINE+1]] kmap rewritten - | kmap(page) -> kmap_local_page(page){{$}}
	addr = kmap(page);
	i = *same(addr);
	kunmap(page);
	return i;
}

// DETAIL: "detail": "line {{[0-9]+}}: nowhere(): what it relies on while the page is mapped is not known"
// DETAIL: "detail": "line {{[0-9]+}}: steps.maybe(): what it relies on while the page is mapped is not known"
// DETAIL: "detail": "line {{[0-9]+}}: pass1() gets it as buf: pass2() gets it as buf: pass3() gets it as buf: hold() gets it as buf: others can see what is put there"
