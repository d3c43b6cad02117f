// Where a page comes from decides what its physical address is: one of a scatterlist may be PCI P2PDMA.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/pages.c | FileCheck %s

//--- drivers/net/pages.c
#include <linux/mm.h>
struct scatterlist;
struct page *sg_page(struct scatterlist *sg);

// CHECK: from_parameter map_page either
phys_addr_t map_page(struct page *page, u32 offset)
{
	phys_addr_t from_parameter = page_to_phys(page) + offset;
	return from_parameter;
}

void pages(struct scatterlist *sg)
{
	// CHECK: allocated pages kphys
	phys_addr_t allocated = page_to_phys(alloc_page(0));
	// CHECK: listed pages either
	phys_addr_t listed = page_to_phys(sg_page(sg));

	map_page(sg_page(sg), 0);
}
