// A device's address is no CPU's, though both are numbers.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-dma-as-physical drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
void set_up(phys_addr_t base, dma_addr_t ring);

void broken(dma_addr_t handle, phys_addr_t phys)
{
	// CHECK: audited.c:[[@LINE+1]]:[[#]]: warning: phys_to_virt() takes a physical address, and gets a DMA address [kphys-dma-as-physical]
	phys_to_virt(handle);
	// CHECK: audited.c:[[@LINE+1]]:[[#]]: warning: set_up() takes a DMA address, and gets a physical one
	set_up(phys, phys);
}

void repaired(dma_addr_t handle, phys_addr_t phys, u64 number)
{
	phys_to_virt(phys);
	set_up(phys, handle);
	set_up((phys_addr_t)handle, number);
}
