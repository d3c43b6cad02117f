// The offset of the end where that of the start is wanted.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-offset-after-advance drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/iommu/audited.c
#include <linux/mm.h>
void set_entry(phys_addr_t phys);

dma_addr_t broken(dma_addr_t base, phys_addr_t phys, size_t size, size_t step)
{
	for (; size > step; size -= step) {
		set_entry(phys);
		phys += step;
	}
	// CHECK: audited.c:[[@LINE+2]]:{{[0-9]+}}: warning: the offset of 'phys' in its page is taken after the loop that moves it on [kphys-offset-after-advance]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:3: note: it is moved here
	return base + offset_in_page(phys);
}

dma_addr_t repaired(dma_addr_t base, phys_addr_t phys, size_t size, size_t step)
{
	unsigned long offset = offset_in_page(phys);

	for (; size > step; size -= step) {
		set_entry(phys);
		phys += step;
	}
	return base + offset;
}

/* Whole pages leave the offset as it is; and each step may have one of its own. */
dma_addr_t fine(dma_addr_t base, phys_addr_t phys, phys_addr_t other, size_t size, size_t step)
{
	for (; size > step; size -= step) {
		set_entry(phys);
		phys += PAGE_SIZE;
		base += offset_in_page(other);
		other += step;
	}
	return base + offset_in_page(phys);
}
