// An IOMMU driver steps through the pages and adds the offset at the end.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-offset-after-change drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/iommu/audited.c
#include <linux/mm.h>

void set_entry(unsigned long where, phys_addr_t phys);

dma_addr_t broken(dma_addr_t base, phys_addr_t paddr, unsigned long npages)
{
	unsigned long i;
	dma_addr_t ret;

	paddr &= PAGE_MASK;
	for (i = 0; i < npages; ++i, paddr += PAGE_SIZE)
		set_entry(i, paddr);
	ret = base + npages * PAGE_SIZE;
	// CHECK: audited.c:[[@LINE+3]]:9: warning: the offset that is taken from 'paddr' is always 0: its low bits were cleared before [kphys-offset-after-change]
	// CHECK-NEXT: audited.c:[[@LINE-5]]:2: note: 'paddr' gets the value that is used here
	// CHECK-NEXT: audited.c:[[@LINE-5]]:{{[0-9]+}}: note: 'paddr' gets
	ret += offset_in_page(paddr);
	return ret;
}

dma_addr_t repaired(dma_addr_t base, phys_addr_t paddr, unsigned long npages)
{
	unsigned long i, offset = offset_in_page(paddr);

	paddr &= PAGE_MASK;
	for (i = 0; i < npages; ++i, paddr += PAGE_SIZE)
		set_entry(i, paddr);
	return base + npages * PAGE_SIZE + offset;
}

/* Other spellings; the pages of the second are smaller than what is cleared. */
unsigned long spelled(phys_addr_t phys)
{
	phys = phys & ~(phys_addr_t)(PAGE_SIZE - 1);
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}'phys'
	return phys & (PAGE_SIZE - 1);
}

unsigned long smaller(phys_addr_t phys)
{
	phys >>= 16;
	phys <<= 16;
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}'phys'
	return phys & ~PAGE_MASK;
}

/* Fine: fewer bits are cleared than taken; only on one path; asked, not used; another value. */
unsigned long fine(phys_addr_t phys, int c, phys_addr_t other)
{
	phys_addr_t small = phys;
	unsigned long result;

	small &= ~511ULL;
	result = offset_in_page(small);
	if (c)
		phys &= PAGE_MASK;
	result += offset_in_page(phys);
	other &= PAGE_MASK;
	if (offset_in_page(other))
		return 0;
	other = small;
	return result + offset_in_page(other);
}

unsigned long in_step(phys_addr_t phys, unsigned long size)
{
	unsigned long sum = 0;

	while (size--) {
		sum += offset_in_page(phys);
		phys += 100;
	}
	return sum;
}
