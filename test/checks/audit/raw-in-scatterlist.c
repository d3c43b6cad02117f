// A carve-out in a container of pages.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-raw-in-scatterlist drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/mm.h>
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
struct scatterlist;
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset);
struct heap {
	phys_addr_t base;
};

void broken(struct scatterlist *sg, struct heap *heap, phys_addr_t bar)
{
	struct page *page = pfn_to_page(PHYS_PFN(bar));

	// CHECK: audited.c:[[@LINE+2]]:2: warning: sg_set_page() of a page that is made from an address: it may be no RAM [kphys-raw-in-scatterlist]
	// CHECK-NEXT: note: the address is here
	sg_set_page(sg, pfn_to_page(PHYS_PFN(heap->base)), 64, 0);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: sg_set_page()
	sg_set_page(sg, page, 64, 0);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: sg_set_page()
	sg_set_page(sg, phys_to_page(heap->base + 4096), 64, 0);
}

void repaired(struct scatterlist *sg, void *data, struct page *page)
{
	phys_addr_t phys = virt_to_phys(data);

	sg_set_page(sg, page, 64, 0);
	sg_set_page(sg, virt_to_page(data), 64, 0);
	sg_set_page(sg, pfn_to_page(PHYS_PFN(phys)), 64, 0);
}
