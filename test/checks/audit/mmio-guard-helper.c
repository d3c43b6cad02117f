// What a callback in another file calls.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-mmio-guard-helper drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/iommu/old.c
// A tree, or a file, that does not know the attribute.
#include <linux/dma-mapping.h>
void *old(struct device *dev, phys_addr_t phys, unsigned long attrs)
{
	return phys_to_virt(phys);
}
//--- drivers/iommu/audited.c
#include <linux/dma-mapping.h>
#define DMA_ATTR_MMIO (1UL << 10)
dma_addr_t enter(void *at, size_t size);

dma_addr_t broken(struct device *dev, phys_addr_t phys, size_t size, unsigned long attrs)
{
	// CHECK: audited.c:[[@LINE+1]]:15: warning: phys_to_virt() of the address that is to be mapped: {{.*}} [kphys-mmio-guard-helper]
	return enter(phys_to_virt(phys), size);
}

dma_addr_t repaired(struct device *dev, phys_addr_t phys, size_t size, unsigned long attrs)
{
	if (attrs & DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}

static dma_addr_t own(struct device *dev, phys_addr_t phys, size_t size, unsigned long attrs)
{
	return enter(phys_to_virt(phys), size);
}

dma_addr_t other(struct device *dev, phys_addr_t phys, size_t size)
{
	return own(dev, phys, size, 0);
}
