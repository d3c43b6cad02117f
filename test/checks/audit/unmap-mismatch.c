// What was mapped as device memory must be unmapped as such.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-unmap-mismatch drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
#define DMA_ATTR_MMIO (1UL << 10)
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
			enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size,
		    enum dma_data_direction dir, unsigned long attrs);
#define dma_unmap_single(d, a, s, r) dma_unmap_page_attrs(d, a, s, r, 0)

struct ring {
	dma_addr_t doorbell, data, either;
};

void start(dma_addr_t addr);

void broken(struct device *dev, phys_addr_t bar, struct page *page)
{
	dma_addr_t addr = dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0);

	start(addr);
	// CHECK: audited.c:[[@LINE+2]]:2: warning: dma_unmap_page() ends a mapping of device memory as one of RAM [kphys-unmap-mismatch]
	// CHECK-NEXT: audited.c:[[@LINE-4]]:20: note: it was made by dma_map_resource() here
	dma_unmap_page(dev, addr, 64, DMA_TO_DEVICE);
	addr = dma_map_phys(dev, bar, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_MMIO);
	start(addr);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: dma_unmap_phys() ends a mapping of device memory as one of RAM
	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	addr = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: dma_unmap_resource() ends a mapping of RAM as one of device memory
	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, 0);
}

void repaired(struct device *dev, phys_addr_t bar, struct page *page, void *data)
{
	dma_addr_t addr = dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0);

	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, DMA_ATTR_MMIO);
	addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
	dma_unmap_page(dev, addr, 64, DMA_TO_DEVICE);
	addr = dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
}

int set_up(struct device *dev, struct ring *ring, phys_addr_t bar, struct page *page)
{
	dma_addr_t addr;

	ring->doorbell = dma_map_phys(dev, bar, 64, DMA_TO_DEVICE, DMA_ATTR_MMIO);
	addr = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	ring->data = addr;
	ring->either = bar ? dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0) : addr;
	return 0;
}

void tear_down(struct device *dev, struct ring *ring, unsigned long attrs)
{
	// CHECK: audited.c:[[@LINE+1]]:2: warning: dma_unmap_phys() ends a mapping of device memory as one of RAM
	dma_unmap_phys(dev, ring->doorbell, 64, DMA_TO_DEVICE, 0);
	dma_unmap_phys(dev, ring->doorbell, 64, DMA_TO_DEVICE, attrs);
	dma_unmap_phys(dev, ring->data, 64, DMA_TO_DEVICE, 0);
	dma_unmap_phys(dev, ring->either, 64, DMA_TO_DEVICE, 0);
	ring->doorbell = DMA_MAPPING_ERROR;
}

/* On one of two ways only. */
void unclear(struct device *dev, phys_addr_t bar, struct page *page)
{
	dma_addr_t addr;

	if (bar)
		addr = dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0);
	else
		addr = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	dma_unmap_page(dev, addr, 64, DMA_TO_DEVICE);
}
//--- drivers/net/later.c
// Those that dma-debug compares, and those that may differ.
#include <linux/dma-mapping.h>
#define DMA_ATTR_WEAK_ORDERING (1UL << 1)
#define DMA_ATTR_NO_KERNEL_MAPPING (1UL << 4)
#define DMA_ATTR_FORCE_CONTIGUOUS (1UL << 6)
#define DMA_ATTR_NO_WARN (1UL << 8)
#define DMA_ATTR_PRIVILEGED (1UL << 9)
#define DMA_ATTR_MMIO (1UL << 10)
#define DMA_ATTR_REQUIRE_COHERENT (1UL << 12)
#define OUR_ATTRS (DMA_ATTR_REQUIRE_COHERENT | DMA_ATTR_SKIP_CPU_SYNC)
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			unsigned long attrs);
void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		    unsigned long attrs);
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags, unsigned long attrs);
void dma_free_attrs(struct device *dev, size_t size, void *at, dma_addr_t handle, unsigned long attrs);
void use(dma_addr_t addr);

void lacking(struct device *dev, phys_addr_t phys, bool weak)
{
	unsigned long attrs = OUR_ATTRS;
	dma_addr_t addr;

	if (weak)
		attrs |= DMA_ATTR_WEAK_ORDERING;
	addr = dma_map_phys(dev, phys, 64, DMA_TO_DEVICE, attrs);
	use(addr);
	// CHECK: later.c:[[@LINE+2]]:2: warning: dma_unmap_phys() lacks DMA_ATTR_REQUIRE_COHERENT, which the mapping that it ends has [kphys-unmap-mismatch]
	// CHECK-NEXT: later.c:[[@LINE-3]]:9: note: it was made by dma_map_phys() here
	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, attrs & DMA_ATTR_WEAK_ORDERING);
}
void invented(struct device *dev, struct page *page)
{
	dma_addr_t addr = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);

	use(addr);
	// CHECK: later.c:[[@LINE+1]]:2: warning: dma_unmap_page_attrs() has DMA_ATTR_PRIVILEGED, which the mapping that it ends has not
	dma_unmap_page_attrs(dev, addr, 64, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
}
void memory(struct device *dev)
{
	dma_addr_t handle;
	void *at = dma_alloc_attrs(dev, 64, &handle, 0, DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_NO_WARN);

	// CHECK: later.c:[[@LINE+1]]:2: warning: dma_free_attrs() lacks DMA_ATTR_FORCE_CONTIGUOUS, which
	dma_free_attrs(dev, 64, at, handle, 0);
	at = dma_alloc_attrs(dev, 64, &handle, 0, DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_NO_WARN);
	dma_free_attrs(dev, 64, at, handle, DMA_ATTR_NO_KERNEL_MAPPING);
}
void may_differ(struct device *dev, phys_addr_t phys, struct page *page, bool coherent)
{
	unsigned long attrs = coherent ? DMA_ATTR_REQUIRE_COHERENT : 0;
	dma_addr_t addr = dma_map_phys(dev, phys, 64, DMA_TO_DEVICE, DMA_ATTR_WEAK_ORDERING | DMA_ATTR_NO_WARN);

	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	addr = dma_map_phys(dev, phys, 64, DMA_TO_DEVICE, attrs);
	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, attrs);
	addr = dma_map_phys(dev, phys, 64, DMA_TO_DEVICE, attrs);
	dma_unmap_phys(dev, addr, 64, DMA_TO_DEVICE, 0);
	addr = dma_map_resource(dev, phys, 64, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, DMA_ATTR_PRIVILEGED);
}
