// A mapping of the page that an address is in is no mapping of the address.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-lost-offset drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
#define page_to_virt(page) phys_to_virt(page_to_phys(page))

void use(void *at, unsigned long size);

void broken(phys_addr_t phys, unsigned long size)
{
	// CHECK: audited.c:[[@LINE+2]]:6: warning: page_to_virt() of the page that 'phys' is in: the offset of the address is lost [kphys-lost-offset]
	// CHECK-NEXT: note: the page is made from the address here
	use(page_to_virt(phys_to_page(phys)), size);
}

void in_steps(phys_addr_t phys, unsigned long size)
{
	struct page *page = pfn_to_page(phys >> PAGE_SHIFT);

	// CHECK: audited.c:[[@LINE+1]]:6: warning: page_address() of the page that 'phys' is in
	use(page_address(page), size);
}

void page_by_page(phys_addr_t phys, size_t size)
{
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: page_to_virt() of the page that 'phys' is in
	unsigned long addr = (unsigned long)page_to_virt(phys_to_page(phys));

	while (size) {
		size_t now = PAGE_SIZE - offset_in_page(addr);

		now = now < size ? now : size;
		use((void *)addr, now);
		addr += now;
		size -= now;
	}
}

void repaired(phys_addr_t phys, unsigned long size)
{
	use(phys_to_virt(phys), size);
}

struct vec {
	phys_addr_t paddr;
};

void *field(struct vec *vec)
{
	// CHECK: audited.c:[[@LINE+1]]:9: warning: page_address() of the page that 'paddr' is in
	return page_address(phys_to_page(vec->paddr));
}

void fine(phys_addr_t phys, phys_addr_t page_start, phys_addr_t window, unsigned long size)
{
	char *start;

	use(page_address(phys_to_page(phys)) + offset_in_page(phys), size);
	start = kmap_local_page(pfn_to_page(window >> PAGE_SHIFT));
	use(start + size, size);
	page_start &= PAGE_MASK;
	use(page_address(phys_to_page(page_start)), PAGE_SIZE);
}
