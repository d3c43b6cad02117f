// A base for table entries that was masked before the conversion.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-unaligned-entry drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/iommu/audited.c
#include <linux/mm.h>
unsigned long iommu_num_pages(unsigned long addr, unsigned long len, unsigned long page_size);
int iommu_map(void *domain, unsigned long iova, phys_addr_t paddr, size_t size, int prot);
#define IO_PAGE_SIZE (1UL << 13)
#define IO_PAGE_MASK (~(IO_PAGE_SIZE - 1))
#define IO_PAGE_ALIGN(x) (((x) + IO_PAGE_SIZE - 1) & IO_PAGE_MASK)

dma_addr_t broken(u64 *base, phys_addr_t phys, unsigned long size, u64 protection)
{
	unsigned long i, npages = IO_PAGE_ALIGN(phys + size) - (phys & IO_PAGE_MASK);
	dma_addr_t ret = 0x1000 | (phys & ~IO_PAGE_MASK);

	npages >>= 13;
	for (i = 0; i < npages; i++, base++, phys += IO_PAGE_SIZE)
		// CHECK: audited.c:[[@LINE+2]]:{{[0-9]+}}: warning: the address in 'phys' is stepped by pages, and has its offset in the first page still [kphys-unaligned-entry]
		// CHECK-NEXT: audited.c:[[@LINE-5]]:{{[0-9]+}}: note: the offset is taken here, and not off
		*base = protection | phys;
	return ret;
}

dma_addr_t repaired(u64 *base, phys_addr_t phys, unsigned long size, u64 protection)
{
	unsigned long i, npages = IO_PAGE_ALIGN(phys + size) - (phys & IO_PAGE_MASK);
	dma_addr_t ret = 0x1000 | (phys & ~IO_PAGE_MASK);

	phys &= IO_PAGE_MASK;
	npages >>= 13;
	for (i = 0; i < npages; i++, base++, phys += IO_PAGE_SIZE)
		*base = protection | phys;
	return ret;
}

/* A copy; and callers that give whole pages, as far as can be seen. */
void others(u64 *base, phys_addr_t phys, phys_addr_t whole, unsigned long npages, u64 flags)
{
	u64 entry = phys, offset = offset_in_page(entry);

	while (npages--) {
		// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: the address in 'entry'
		*base++ = entry | flags;
		entry += PAGE_SIZE;
		*base++ = whole | flags | offset;
		whole += PAGE_SIZE;
	}
}

/* The offset is taken by what counts the pages. */
void counted(u64 *base, phys_addr_t phys, unsigned long size, u64 flags)
{
	unsigned long npages = iommu_num_pages(phys, size, PAGE_SIZE);

	while (npages--) {
		// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: the address in 'phys'
		*base++ = phys | flags;
		phys += PAGE_SIZE;
	}
}

/* What takes whole pages. */
dma_addr_t map_whole(void *domain, unsigned long iova, phys_addr_t phys, size_t size)
{
	unsigned long offset = offset_in_page(phys);

	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: iommu_map() takes whole pages, and gets the address in 'phys', which has its offset still [kphys-unaligned-entry]
	iommu_map(domain, iova, phys, size + offset, 3);
	iommu_map(domain, iova, phys & PAGE_MASK, size + offset, 3);
	phys -= offset;
	iommu_map(domain, iova, phys, size + offset, 3);
	return iova + offset;
}

void whole_already(void *domain, unsigned long iova, phys_addr_t phys, size_t size)
{
	iommu_map(domain, iova, phys, size, 3);
}

/* What turns an address with an offset away thinks of it. */
int turned_away(void *domain, unsigned long iova, phys_addr_t phys, size_t size)
{
	if (offset_in_page(phys) || offset_in_page(iova))
		return -1;
	return iommu_map(domain, iova, phys, size, 3);
}

int turned_away_by_name(void *domain, unsigned long iova, phys_addr_t phys, size_t size)
{
	unsigned long offset = offset_in_page(phys);

	if (offset)
		return -1;
	return iommu_map(domain, iova, phys, size, 3);
}
