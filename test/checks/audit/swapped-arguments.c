// Two numbers in each other's place.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-swapped-arguments drivers | FileCheck --implicit-check-not=warning: %s
// RUN: kphys audit -p %t --checks=-*,kphys-swapped-arguments --report %t.json drivers > /dev/null && validate %docs/report.schema.json %t.json
// RUN: apply-findings %t.json %t && kphys audit -p %t --checks=-*,kphys-swapped-arguments --error-on-findings drivers

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
			enum dma_data_direction dir, unsigned long attrs);
int iommu_map(void *domain, unsigned long iova, phys_addr_t paddr, size_t size);
int map_one(struct device *dev, dma_addr_t iova, phys_addr_t paddr, size_t size);
void unmap_two(struct device *dev, u64 meta_phys, phys_addr_t phys);

struct segment {
	phys_addr_t start;
	dma_addr_t bus;
	size_t len;
	unsigned int count;
	phys_addr_t length;
};

// CHECK: audited.c:[[@LINE+8]]:[[#]]: warning: arguments 2 and 3 of map_one() stand in each other's place [kphys-swapped-arguments]
// CHECK-NEXT: note: its parameters are 'iova' and 'paddr'
// CHECK: audited.c:[[@LINE+7]]:[[#]]: warning: arguments 2 and 3 of unmap_two()
// CHECK: audited.c:[[@LINE+7]]:[[#]]: warning: arguments 2 and 3 of dma_map_phys()
// CHECK: audited.c:[[@LINE+7]]:[[#]]: warning: arguments 4 and 5 of dma_map_phys()
// CHECK: audited.c:[[@LINE+7]]:[[#]]: warning: arguments 2 and 3 of dma_map_phys()
// CHECK: audited.c:[[@LINE+7]]:[[#]]: warning: arguments 2 and 3 of iommu_map()
void broken(struct device *dev, struct segment *seg, phys_addr_t phys, u64 meta_phys) {
	map_one(dev, seg->start, seg->bus, seg->len);
	unmap_two(dev, phys, meta_phys);
	dma_map_phys(dev, seg->len, seg->start, DMA_TO_DEVICE, 0);
	dma_map_phys(dev, seg->start, seg->len, 0, DMA_TO_DEVICE);
	dma_map_phys(dev, seg->count, phys, DMA_TO_DEVICE, 0);
	iommu_map(dev, phys, seg->bus, 64);
}

void repaired(struct device *dev, struct segment *seg, phys_addr_t phys, u64 meta_phys)
{
	map_one(dev, seg->bus, seg->start, seg->len);
	unmap_two(dev, meta_phys, phys);
	dma_map_phys(dev, seg->start, seg->len, DMA_TO_DEVICE, 0);
	map_one(dev, phys, meta_phys, 64);
	map_one(dev, seg->bus, meta_phys, seg->length);
	iommu_map(dev, seg->bus, phys, 64);
	iommu_map(dev, PFN_PHYS(meta_phys), seg->bus, 64); /* of a device behind another IOMMU */
}

/* The other way round on purpose. */
void copy_phys(phys_addr_t dst, phys_addr_t src, size_t size);
void give_back(struct device *dev, u64 meta_phys, phys_addr_t phys)
{
	unmap_two(dev, phys, meta_phys);
}
void in_its_order(struct device *dev, u64 meta_phys, phys_addr_t phys)
{
	unmap_two(dev, phys, meta_phys);
}
void both_ways(struct device *dev, struct segment *seg, u64 meta_phys, phys_addr_t phys, bool again)
{
	if (again)
		unmap_two(dev, meta_phys, phys);
	else
		unmap_two(dev, phys, meta_phys);
}
void restore(phys_addr_t src, phys_addr_t dst)
{
	copy_phys(src, dst, 64);
}
void reverse_map(struct device *dev, dma_addr_t iova, phys_addr_t paddr)
{
	map_one(dev, paddr, iova, 64);
}
