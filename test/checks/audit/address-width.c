// A table entry in a variable of an address type: its high bits are lost where addresses are short.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-address-width drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/iommu/audited.c
#include <linux/mm.h>
#define VALID_BIT 0x8000000000000000ULL

void broken(u64 *entry, phys_addr_t pa)
{
	pa &= PAGE_MASK;
	pa |= 3;
	// CHECK: audited.c:[[@LINE+1]]:5: warning: this bit does not fit where an address has 32 bits: 'phys_addr_t' is no type for a table entry [kphys-address-width]
	pa |= VALID_BIT;
	*entry = pa;
}

void repaired(u64 *entry, phys_addr_t phys)
{
	u64 pa = phys & PAGE_MASK;

	pa |= 3;
	pa |= VALID_BIT;
	*entry = pa;
}

void spelled(u64 *entry, phys_addr_t phys)
{
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: this bit
	phys_addr_t pa = phys | 1 | VALID_BIT;

	// CHECK: audited.c:[[@LINE+1]]:5: warning: this bit
	pa = pa | VALID_BIT;
	*entry = pa | VALID_BIT;
	// CHECK: audited.c:[[@LINE+1]]:18: warning: the address is shifted up before it is widened
	entry[1] = phys << 8;
	entry[2] = (u64)phys << 8;
	pa = PFN_PHYS(3);
	/* An address may have this bit; and here nothing is widened. */
	pa |= 1ULL << 40;
	pa = (pa << PAGE_SHIFT) + 3;
}
