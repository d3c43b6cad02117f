// A struct page is no kernel mapping.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-pfn-valid drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/mm.h>
int pfn_valid(unsigned long pfn);
int page_is_ram(unsigned long pfn);
void use(void *data);

void broken(phys_addr_t phys)
{
	if (!pfn_valid(PHYS_PFN(phys)))
		return;
	// CHECK: audited.c:[[@LINE+1]]:6: warning: phys_to_virt() of an address of which only pfn_valid() was asked: a struct page is no kernel mapping [kphys-pfn-valid]
	use(phys_to_virt(phys));
}

void repaired(phys_addr_t phys)
{
	if (!page_is_ram(PHYS_PFN(phys)))
		return;
	use(phys_to_virt(phys));
}

void fine(phys_addr_t phys, phys_addr_t other)
{
	if (pfn_valid(PHYS_PFN(phys)) && page_is_ram(PHYS_PFN(phys)))
		use(phys_to_virt(phys));
	if (pfn_valid(PHYS_PFN(phys)))
		use(phys_to_virt(other));
	if (pfn_valid(PHYS_PFN(phys)))
		use(pfn_to_page(PHYS_PFN(phys)));
	else
		use(phys_to_virt(phys));
}
