// What is told apart: the users of a number in a struct of the whole kernel, what a function prints
// and what it writes, the arrays that a pointer may point to, the size and the start of an entry.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t 2> %t.err && kphys solve -p %t --report %t.json
// RUN: validate %docs/report.schema.json %t.json
// RUN: kinds %t.json | sort > %t.kinds
// RUN: FileCheck %s < %t.kinds
// RUN: FileCheck --check-prefix=ABSENT %s < %t.kinds

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
void *ioremap(resource_size_t offset, unsigned long size);
int region_intersects(resource_size_t offset, size_t size, unsigned long flags, unsigned long desc);
#define __va(x) ((void *)((unsigned long)(x)))
int printk(const char *format, ...);
/// The key of a tree: anything.
struct tree_node { unsigned long key; unsigned long owned; };
struct ops { int (*where)(int which, phys_addr_t *out); };

//--- drivers/one/ram.c
#include <linux/ioport.h>
#include <linux/mm.h>

void keep(struct tree_node *node, struct page *page)
{
	node->key = page_to_phys(page);
	node->owned = page_to_phys(page);
}

unsigned long ram_key(struct tree_node *node)
{
	// CHECK-DAG: ram.c:13 key ram_key kphys
	phys_addr_t key = node->key;

	printk("%pa", &key);
	return key;
}

// A guard is asked about its own argument.
void *guarded(phys_addr_t base, phys_addr_t length)
{
	if (region_intersects(base, length, 0, 0) == 0)
		return __va(base);
	// CHECK-DAG: ram.c:25 size guarded unknown
	phys_addr_t size = length;
	return (void *)(unsigned long)size;
}

//--- drivers/two/bar.c
#include <linux/ioport.h>

void store(struct tree_node *node, struct resource *res)
{
	node->key = res->start;
}

phys_addr_t bar_key(struct tree_node *node)
{
	// CHECK-DAG: bar.c:11 key bar_key raw
	phys_addr_t key = node->key;
	// What one directory alone stores is what the others find.
	// CHECK-DAG: bar.c:14 owned bar_key kphys
	phys_addr_t owned = node->owned;

	printk("%pa %pa", &owned, &key);
	return key + owned;
}

// What two functions print is not one thing.
// CHECK-DAG: bar.c:22 plain prints raw
void prints(phys_addr_t plain) { printk("%d %pa", 1, &plain); ioremap(plain, 4); }

//--- drivers/two/pointers.c
#include <linux/ioport.h>
#include <linux/mm.h>

// CHECK-DAG: pointers.c:5 rams arrays kphys
struct arrays { phys_addr_t rams[4];
	// CHECK-DAG: pointers.c:7 bars arrays raw
	phys_addr_t bars[4];
	// CHECK-DAG: pointers.c:9 chosen arrays bus
	phys_addr_t chosen[4]; };

dma_addr_t dma_map_page(void *dev, struct page *page, size_t offset, size_t size, int direction);

void fill(struct arrays *of, struct page *page, struct resource *res)
{
	of->rams[0] = page_to_phys(page);
	of->bars[0] = res->start;
}

static phys_addr_t *pick(struct arrays *of, int i)
{
	return i ? &of->rams[i] : &of->bars[0];
}

phys_addr_t reads(struct arrays *of, int i)
{
	phys_addr_t *either = pick(of, i) + 1;
	// CHECK-DAG: pointers.c:28 got reads either
	phys_addr_t got = *either;
	return got;
}

void writes(struct arrays *of, struct page *page)
{
	phys_addr_t *into = of->chosen;

	into[1] = dma_map_page(0, page, 0, 4, 0);
}

static int bar_where(int which, phys_addr_t *out)
{
	struct resource *res = 0;

	*out = res->start;
	return 0;
}

const struct ops bar_ops = {.where = bar_where};

phys_addr_t asks(struct ops *ops)
{
	// CHECK-DAG: pointers.c:52 found asks raw
	phys_addr_t found;

	ops->where(1, &found);
	return found;
}

// A number is taken away, however it got there.
phys_addr_t less(struct resource *res, int i)
{
	phys_addr_t inside = 4096;

	if (i)
		inside = 8192;
	// CHECK-DAG: pointers.c:66 before less raw
	phys_addr_t before = res->start - inside;
	return before;
}

//--- drivers/three/own.h
#include <linux/types.h>
struct own { phys_addr_t base; };
// A declaration has the kind of what it declares.
// CHECK-DAG: own.h:5 where where bus
phys_addr_t where(struct own *own);

//--- drivers/three/main.c
#include <linux/ioport.h>
#include "own.h"

void maps(struct own *own)
{
	// The store is in a unit that names no type of an address.
	// CHECK-DAG: main.c:8 mapped maps bus
	phys_addr_t mapped = own->base;

	printk("%pa", &mapped);
	where(own);
}

//--- drivers/three/store.c
#include <linux/dma-mapping.h>
#include "own.h"

void stores(struct own *own)
{
	own->base = dma_map_single(0, own, 4, 0);
}

//--- drivers/three/wide.c
#include "own.h"
#include <linux/mm.h>

phys_addr_t where(struct own *own)
{
	return own->base;
}

// An integer that holds an address is reported; one that does not is not.
void wide(struct page *page)
{
	// CHECK-DAG: wide.c:13 table_pa wide kphys
	unsigned long table_pa = page_to_phys(page);
	// ABSENT-NOT: wide.c:15 count
	unsigned long count = 4;
}
