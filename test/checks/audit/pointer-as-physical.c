// A pointer whose type says nothing; it may hold a physical address.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-pointer-as-physical drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
			enum dma_data_direction dir, unsigned long attrs);
struct ring {
	char *memory;
};

dma_addr_t broken(struct device *dev, void *data)
{
	// CHECK: audited.c:[[@LINE+1]]:27: warning: dma_map_phys() takes a physical address, and gets a pointer [kphys-pointer-as-physical]
	return dma_map_phys(dev, (unsigned long)data, 64, DMA_TO_DEVICE, 0);
}

dma_addr_t in_steps(struct device *dev, char *data)
{
	phys_addr_t phys = (unsigned long)data;

	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [kphys-pointer-as-physical]
	return dma_map_phys(dev, phys, 64, DMA_TO_DEVICE, 0);
}

dma_addr_t repaired(struct device *dev, void *data)
{
	return dma_map_phys(dev, virt_to_phys(data), 64, DMA_TO_DEVICE, 0);
}

/* That is for kphys-not-physical; and a constant is what it says. */
void others(struct device *dev, struct ring *ring)
{
	dma_map_phys(dev, (unsigned long)ring->memory, 64, DMA_TO_DEVICE, 0);
	dma_map_phys(dev, (unsigned long)(void *)4096, 64, DMA_TO_DEVICE, 0);
}
