// What depends on preemption, migration or page faults being off is known by the primitive that it comes down to: by its
// name, by how its name begins, by the header that it comes out of. What counts what kmap_atomic() counts is refused.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --inference=off --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/refused.c | grep ' kmap_atomic ' | FileCheck --check-prefix=REFUSED --implicit-check-not=rewritten %s
// RUN: site %t.json fs/demofs/spelled.c | grep ' kmap_atomic ' | FileCheck --check-prefix=SPELLED %s
// RUN: site %t.json fs/demofs/plain.c | grep ' kmap_atomic ' | FileCheck --check-prefix=PLAIN --implicit-check-not=refused %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s

//--- include/linux/preempt.h
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H
void preempt_enable_no_resched(void);
int odd_test_of_the_count(void);
#define is_counted() (odd_test_of_the_count() != 0)
int preempt_count(void);
#define in_interrupt() (preempt_count() & 0xff00)
#endif

//--- include/linux/percpu-defs.h
extern int counter;
#define bump_counter() (counter++)
#define per_cpu_ptr(p, cpu) ((p) + (cpu))
void this_cpu_inc_like(int *p);

//--- include/linux/seqlock.h
struct seqcount { unsigned n; };
void write_seqcount_begin(struct seqcount *s);
void write_seqcount_end(struct seqcount *s);
unsigned read_seqcount_begin(struct seqcount *s);
int read_seqcount_retry(struct seqcount *s, unsigned start);

//--- include/linux/current.h
struct task { int pid; };
#include <linux/preempt.h>
#define current ((struct task *)(unsigned long)odd_test_of_the_count())
static inline void preempt_constructor_like(void) { }

//--- fs/demofs/refused.c
#include <linux/highmem.h>
#include <linux/preempt.h>

long sink(const void *buf, size_t count);
void migrate_disable(void);
void migrate_enable(void);
int get_cpu(void);
void put_cpu(void);
static void let_others_run(void) { preempt_enable_no_resched(); preempt_disable(); }
#define WITH_FAULTS(x) do { pagefault_enable(); x; pagefault_disable(); } while (0)

long dump(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n;

	preempt_enable();
	n = sink(addr, PAGE_SIZE);
	preempt_disable();
	kunmap_atomic(addr);
	return n;
}

long by_helper(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n;

	let_others_run();
	n = sink(addr, PAGE_SIZE);
	kunmap_atomic(addr);
	return n;
}

long by_macro(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n;

	WITH_FAULTS(n = sink(addr, PAGE_SIZE));
	kunmap_atomic(addr);
	return n;
}

long on_a_cpu(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n = get_cpu();

	n += sink(addr, PAGE_SIZE);
	put_cpu();
	kunmap_atomic(addr);
	return n;
}

long where_it_is(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n;

	migrate_disable();
	n = sink(addr, PAGE_SIZE);
	migrate_enable();
	kunmap_atomic(addr);
	return n;
}

long by_pointer(struct page *page)
{
	void (*run)(void) = preempt_enable;
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	void *addr = kmap_atomic(page);
	long n;

	run = let_others_run;
	run();
	n = sink(addr, PAGE_SIZE);
	kunmap_atomic(addr);
	return n;
}

unsigned long flags(struct page *page)
{
	// REFUSED: :[[@LINE+1]] kmap_atomic refused relies-on-atomic
	unsigned long *addr = kmap_atomic(page), n;

	asm volatile("pushf; pop %0" : "=r"(n));
	*addr = n;
	kunmap_atomic(addr);
	return n;
}

//--- fs/demofs/spelled.c
#include <linux/highmem.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/seqlock.h>

static void count(int *addr) { this_cpu_inc_like(addr); }

void by_header(struct page *page)
{
	int *addr;

	// SPELLED: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable()
	addr = kmap_atomic(page);
	addr[bump_counter()] = 0;
	kunmap_atomic(addr);
}

void by_function_of_header(struct page *page)
{
	int *addr;

	// SPELLED: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable()
	addr = kmap_atomic(page);
	count(addr);
	kunmap_atomic(addr);
}

void by_macro_of_header(struct page *page)
{
	int *addr;

	// SPELLED: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable()
	addr = kmap_atomic(page);
	*addr = is_counted();
	kunmap_atomic(addr);
}

void writer(struct page *page, struct seqcount *s)
{
	int *addr;

	// SPELLED: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page); preempt_disable()
	addr = kmap_atomic(page);
	write_seqcount_begin(s);
	*addr = 1;
	write_seqcount_end(s);
	kunmap_atomic(addr);
}

//--- fs/demofs/plain.c
#include <linux/highmem.h>
#include <linux/current.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/seqlock.h>

// What the exceptions of the catalog name is made of primitives, and minds nothing.
void plain(struct page *page, struct seqcount *s, int *of_cpu, int cpu)
{
	int *addr;

	// PLAIN: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	addr = kmap_atomic(page);
	*addr = current->pid + in_interrupt() + *per_cpu_ptr(of_cpu, cpu);
	do {
		cpu = read_seqcount_begin(s);
		addr[1] = *of_cpu;
	} while (read_seqcount_retry(s, cpu));
	asm volatile("" : : : "memory");
	asm volatile("clflush (%0)\n\tmfence" : : "r"(addr) : "memory");
	kunmap_atomic(addr);
}

// Of two mappings, neither is what the other one relies on.
void nested(struct page *page, struct page *other)
{
	int *addr, *second;

	// PLAIN: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page){{$}}
	addr = kmap_atomic(page);
	// PLAIN: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(other) -> kmap_local_page(other){{$}}
	second = kmap_atomic(other);
	second[1] = *addr;
	kunmap_atomic(second);
	kunmap_atomic(addr);
}

// DETAIL-DAG: "detail": "line {{[0-9]+}}: preempt_enable()"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: let_others_run() uses preempt_enable_no_resched()"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: asm()"
