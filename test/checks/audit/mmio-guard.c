// A .map_phys must ask for device memory before it takes the address for RAM.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-mmio-guard drivers | FileCheck --implicit-check-not=warning: %s

//--- include/linux/dma-map-ops.h
#include <linux/dma-mapping.h>
#define DMA_ATTR_MMIO (1UL << 10)

struct dma_map_ops {
	dma_addr_t (*map_phys)(struct device *dev, phys_addr_t phys, size_t size,
			       enum dma_data_direction dir, unsigned long attrs);
};
//--- drivers/iommu/audited.c
#include <linux/dma-map-ops.h>

dma_addr_t enter(void *at, size_t size);
void flush(struct page *page);

static dma_addr_t broken(struct device *dev, phys_addr_t phys, size_t size,
			 enum dma_data_direction dir, unsigned long attrs)
{
	// CHECK: audited.c:[[@LINE+3]]:9: warning: phys_to_virt() of the address that is to be mapped: it may be device memory, which is not asked before [kphys-mmio-guard]
	// CHECK-NEXT: audited.c:[[@LINE-4]]:19: note: broken() is the dma_map_ops.map_phys of its device
	return enter(
	       phys_to_virt(phys), size);
}

static dma_addr_t repaired(struct device *dev, phys_addr_t phys, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	if (attrs & DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}

/* The test comes too late; and on one of two ways only. */
static dma_addr_t late(struct device *dev, phys_addr_t phys, size_t size,
		       enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t start = phys & PAGE_MASK;

	// CHECK: audited.c:[[@LINE+2]]:8: warning: pfn_to_page() {{.*}} [kphys-mmio-guard]
	// CHECK-NEXT: note: late() is
	flush(pfn_to_page(PHYS_PFN(start)));
	if (attrs & DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return phys;
}

static dma_addr_t sometimes(struct device *dev, phys_addr_t phys, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	if (dir == DMA_TO_DEVICE && (attrs & DMA_ATTR_MMIO))
		return DMA_MAPPING_ERROR;
	// CHECK: audited.c:[[@LINE+2]]:15: warning: phys_to_virt() {{.*}} [kphys-mmio-guard]
	// CHECK-NEXT: note: sometimes() is
	return enter(phys_to_virt(phys), size);
}

/* Through a helper of the driver. */
static dma_addr_t helper(struct device *dev, phys_addr_t base, size_t size)
{
	// CHECK: audited.c:[[@LINE+3]]:15: warning: phys_to_virt() {{.*}} [kphys-mmio-guard]
	// CHECK-NEXT: note: through() is
	// CHECK-NEXT: audited.c:[[@LINE+7]]:9: note: the address is handed to helper() here, untested
	return enter(phys_to_virt(base), size);
}

static dma_addr_t through(struct device *dev, phys_addr_t phys, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	return helper(dev, phys, size);
}

static dma_addr_t only_numbers(struct device *dev, phys_addr_t phys, size_t size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long offset = offset_in_page(phys);
	bool is_mmio = attrs & DMA_ATTR_MMIO;

	if (!is_mmio)
		enter(phys_to_virt(phys), size);
	return phys + offset;
}

static dma_addr_t assigned(struct device *dev, phys_addr_t phys, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	// CHECK: audited.c:[[@LINE+2]]:15: warning: phys_to_virt() {{.*}} [kphys-mmio-guard]
	// CHECK-NEXT: note: assigned() is
	return enter(phys_to_virt(phys), size);
}

void set_up(struct dma_map_ops *at)
{
	at->map_phys = assigned;
}

/* Nobody's callback. */
dma_addr_t of_ram(phys_addr_t phys, size_t size)
{
	return enter(phys_to_virt(phys), size);
}

static const struct dma_map_ops ops[] = {
	{.map_phys = broken}, {.map_phys = repaired}, {.map_phys = late}, {.map_phys = sometimes},
	{.map_phys = through}, {only_numbers},
};
//--- drivers/iommu/demo_iommu.c
//--- kernel/dma/mapping.c
