// Numbers of frames of two sizes, and addresses.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-frame-unit drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
#define HV_HYP_PAGE_SHIFT 12
#define HVPFN_DOWN(x) ((x) >> HV_HYP_PAGE_SHIFT)
void *memremap(phys_addr_t phys, size_t size, unsigned long flags);
void use(const void *data);
void tell(phys_addr_t phys);

void broken(phys_addr_t phys, struct page *page)
{
	unsigned long gpa = HVPFN_DOWN(phys), pfn = page_to_pfn(page);

	// CHECK: audited.c:[[@LINE+2]]:{{[0-9]+}}: warning: PFN_PHYS() takes the number of a page of the kernel, and gets the number of a page of the hypervisor [kphys-frame-unit]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:{{[0-9]+}}: note: it comes from here
	tell(PFN_PHYS(gpa));
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: this shift takes the number of a page of the hypervisor, and gets the number of a page of the kernel
	tell((phys_addr_t)pfn << HV_HYP_PAGE_SHIFT);
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: pfn_to_page() takes the number of a page of the kernel, and gets an address
	use(pfn_to_page(page_to_phys(page)));
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: phys_to_virt() takes an address, and gets the number of a page of the kernel
	use(phys_to_virt(pfn + 1));
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: PHYS_PFN() takes an address, and gets the number
	use(kmap_local_pfn(PHYS_PFN(pfn)));
}

void repaired(phys_addr_t phys, struct page *page)
{
	unsigned long gpa = HVPFN_DOWN(phys), pfn = page_to_pfn(page);

	tell((phys_addr_t)gpa << HV_HYP_PAGE_SHIFT);
	tell((phys_addr_t)pfn << PAGE_SHIFT);
	tell(PFN_PHYS(pfn));
	use(pfn_to_page(PHYS_PFN(page_to_phys(page))));
	use(phys_to_virt(PFN_PHYS(pfn + 1)));
	use(kmap_local_pfn(pfn));
}
