// Calls: parameters, results, out-parameters, function pointers, recursion; and a helper that returns its argument does
// not mix its callers.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/calls.c | FileCheck %s
// RUN: kinds %t.json drivers/net/other.c | FileCheck --check-prefix=OTHER %s
//
// The order of the database does not matter, nor how often it was indexed.
// RUN: reverse-entries %t
// RUN: kphys index -p %t -j1 && kphys solve -p %t --report %t.again.json && cmp %t.json %t.again.json

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
//--- include/linux/calls.h
#include <linux/ioport.h>
#include <linux/mm.h>
struct ops { phys_addr_t (*translate)(phys_addr_t address); };
phys_addr_t same(phys_addr_t argument);
phys_addr_t other_unit(struct page *page);
//--- drivers/net/calls.c
#include <linux/calls.h>

// CHECK: argument twice either
static phys_addr_t twice(phys_addr_t argument)
{
	return same(same(argument));
}

// CHECK: deep recursion raw
static phys_addr_t recursion(phys_addr_t deep, int n)
{
	return n ? recursion(deep + 4, n - 1) : deep;
}

static void fill(phys_addr_t *out, struct resource *res)
{
	*out = res->start;
}

// CHECK: address translate_ram kphys
static phys_addr_t translate_ram(phys_addr_t address)
{
	return address;
}

static const struct ops ops = { .translate = translate_ram };

void callers(struct resource *res, struct page *page, const struct ops *o)
{
	// CHECK: mmio callers raw
	phys_addr_t mmio = twice(res->start);
	// CHECK: ram callers kphys
	phys_addr_t ram = twice(page_to_phys(page));
	// CHECK: filled callers raw
	phys_addr_t filled;
	// CHECK: recursed callers raw
	phys_addr_t recursed = recursion(res->start, 3);
	// CHECK: elsewhere callers kphys
	phys_addr_t elsewhere = other_unit(page);
	// CHECK: pointed callers kphys
	phys_addr_t pointed = o->translate(page_to_phys(page));

	fill(&filled, res);
}
//--- drivers/net/other.c
#include <linux/calls.h>

// OTHER: argument same either
phys_addr_t same(phys_addr_t argument)
{
	return argument;
}

phys_addr_t other_unit(struct page *page)
{
	return page_to_phys(page);
}
