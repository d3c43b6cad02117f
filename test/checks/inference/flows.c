// Each way in which a value keeps its kind, and each in which it loses it.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t 2> %t.err && kphys solve -p %t --report %t.json
// RUN: validate %docs/report.schema.json %t.json
// RUN: kinds %t.json drivers/net/flows.c | FileCheck %s

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
void *ioremap(resource_size_t offset, unsigned long size);
//--- drivers/net/flows.c
#define phys_frame PHYS_PFN
#include <linux/ioport.h>
#include <linux/mm.h>

// CHECK: in_field holder raw
struct holder { phys_addr_t in_field; };

// CHECK: global_copy {{ *}}kphys
static phys_addr_t global_copy;

void keeps(struct resource *res, struct page *page, struct holder *h, int i)
{
	// CHECK: copy keeps raw
	phys_addr_t copy = res->start;
	// CHECK: cast keeps raw
	phys_addr_t cast = (phys_addr_t)(unsigned long)copy;
	// CHECK: offset keeps raw
	phys_addr_t offset = cast + 64;
	// CHECK: less keeps raw
	phys_addr_t less = offset - 64;
	// CHECK: aligned keeps raw
	phys_addr_t aligned = offset & PAGE_MASK;
	// CHECK: frame keeps raw
	phys_addr_t frame = PFN_PHYS(PHYS_PFN(offset));
	// CHECK: aliased keeps raw
	phys_addr_t aliased = PFN_PHYS(phys_frame(offset));
	// CHECK: choice keeps either
	phys_addr_t choice = i ? offset : page_to_phys(page);
	// CHECK: ram keeps kphys
	phys_addr_t ram = page_to_phys(page) + i;
	// CHECK: demanded keeps raw
	phys_addr_t demanded;

	ioremap(demanded, 4);
	global_copy = ram;
	h->in_field = offset;
}

void loses(struct resource *res)
{
	// CHECK: difference loses unknown
	phys_addr_t difference = res->end - res->start;
	// CHECK: length loses unknown
	phys_addr_t length = res->end - res->start + 1;
	// CHECK: grown loses unknown
	phys_addr_t grown = res->end - res->start + res->start;
	// CHECK: inside loses unknown
	phys_addr_t inside = res->start & ~PAGE_MASK;
	// CHECK: scaled loses unknown
	phys_addr_t scaled = res->start * 2;
	// CHECK: compared loses unknown
	phys_addr_t compared = res->start == res->end;
}
