// A flag that says the opposite of what the parameter wants.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-inverted-predicate drivers | FileCheck --implicit-check-not=warning: %s
// RUN: kphys audit -p %t --checks=-*,kphys-inverted-predicate --report %t.json drivers > /dev/null && validate %docs/report.schema.json %t.json
// RUN: apply-findings %t.json %t && kphys audit -p %t --checks=-*,kphys-inverted-predicate --error-on-findings drivers

//--- drivers/iommu/audited.c
#include <linux/dma-mapping.h>
#define DMA_ATTR_MMIO (1UL << 10)
bool dma_capable(struct device *dev, dma_addr_t addr, size_t size, bool is_ram);

bool broken(struct device *dev, phys_addr_t phys, size_t size, unsigned long attrs)
{
	bool is_mmio = attrs & DMA_ATTR_MMIO;

	// CHECK: audited.c:[[@LINE+1]]:38: warning: dma_capable() asks whether the memory is RAM, and is told whether it is device memory [kphys-inverted-predicate]
	return dma_capable(dev, phys, size, is_mmio) ||
	       // CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_capable()
	       dma_capable(dev, phys, size, (attrs & DMA_ATTR_MMIO) != 0);
}

bool repaired(struct device *dev, phys_addr_t phys, size_t size, unsigned long attrs, bool is_mmio)
{
	bool mmio = attrs & DMA_ATTR_MMIO;

	return dma_capable(dev, phys, size, !mmio) || dma_capable(dev, phys, size, true) ||
	       dma_capable(dev, phys, size, !(attrs & DMA_ATTR_MMIO)) ||
	       dma_capable(dev, phys, size, (attrs & DMA_ATTR_MMIO) == 0) ||
	       dma_capable(dev, phys, size, ~attrs & DMA_ATTR_MMIO) ||
	       dma_capable(dev, phys, size, (attrs ^ DMA_ATTR_MMIO) & DMA_ATTR_MMIO);
}
