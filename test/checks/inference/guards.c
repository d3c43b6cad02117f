// A guard that vouches for a value: behind it the value is RAM, whatever it may be elsewhere.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/guards.c | FileCheck %s

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
//--- arch/x86/include/asm/e820/types.h
enum e820_type { E820_TYPE_RAM = 1, E820_TYPE_RESERVED = 2 };
struct e820_entry { u64 addr, size; enum e820_type type; };
//--- drivers/net/guards.c
#include <linux/ioport.h>
#include <asm/e820/types.h>
#include <linux/mm.h>
int page_is_ram(unsigned long pfn);
int pfn_valid(unsigned long pfn);
bool is_pci_p2pdma_page(const struct page *page);
struct scatterlist;
struct page *sg_page(struct scatterlist *sg);

void guards(struct resource *res, struct scatterlist *sg, struct e820_entry *entry, int i)
{
	phys_addr_t start = res->start;
	struct page *page = sg_page(sg);
	int ret;

	// CHECK: unguarded guards raw
	phys_addr_t unguarded = start;
	if (page_is_ram(start >> PAGE_SHIFT)) {
		// CHECK: inside guards kphys
		phys_addr_t inside = start;
	} else {
		// CHECK: otherwise guards raw
		phys_addr_t otherwise = start;
	}
	if (!page_is_ram(PHYS_PFN(start)) && i) {
		// CHECK: refuted guards raw
		phys_addr_t refuted = start;
	}
	// CHECK: chosen guards kphys
	phys_addr_t chosen = page_is_ram(PHYS_PFN(start)) ? start : 0;
	// A memmap entry is no proof of RAM.
	if (pfn_valid(PHYS_PFN(start))) {
		// CHECK: has_page guards raw
		phys_addr_t has_page = start;
	}
	if (!is_pci_p2pdma_page(page)) {
		// CHECK: no_device guards kphys
		phys_addr_t no_device = page_to_phys(page);
	}
	{
		phys_addr_t made_early = page_to_phys(page);

		if (!is_pci_p2pdma_page(page)) {
			// CHECK: made_from_it guards kphys
			phys_addr_t made_from_it = made_early;
		}
	}
	// CHECK: may_be_device guards either
	phys_addr_t may_be_device = page_to_phys(page);
	if (entry->type == E820_TYPE_RAM) {
		// CHECK: usable guards kphys
		phys_addr_t usable = entry->addr;
	}
	if (entry->type != E820_TYPE_RAM) {
		// CHECK: reserved guards either
		phys_addr_t reserved = entry->addr;
	}
	{
		ret = page_is_ram(PHYS_PFN(start));
		if (!ret)
			return;
		// CHECK: by_result guards kphys
		phys_addr_t by_result = start;
	}
	if (i || !page_is_ram(PHYS_PFN(start)))
		return;
	// CHECK: after_return guards kphys
	phys_addr_t after_return = start;
}
