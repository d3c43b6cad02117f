// An offset that a parameter cuts is cut where it is added to an address that has more bits; nowhere else.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts
// RUN: mini-tree %t %t.parts -- --target=i686-linux-gnu && sed -i 's/^typedef unsigned long size_t;/typedef __SIZE_TYPE__ size_t;/' %t/include/linux/types.h
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff drivers/dma/width.c drivers/dma/wrap.c drivers/iommu/width.c
// RUN: site %t.json drivers/dma/width.c | FileCheck %s
// RUN: site %t.json drivers/dma/wrap.c | FileCheck --check-prefix=WRAP %s
// RUN: FileCheck --check-prefix=OPS --input-file=%t.diff %s
//
// Not where addresses have as many bits as the parameter: on 64-bit machines, and without PAE.
// RUN: mini-tree %t.wide %t.parts
// RUN: kphys fix -p %t.wide --with-prep --report %t.wide.json --diff %t.wide.diff drivers/dma/width.c drivers/dma/wrap.c
// RUN: site %t.wide.json | FileCheck --check-prefix=NOCUT --implicit-check-not='(size_t)' %s
// RUN: sed -i 's/^typedef u64 phys_addr_t;/typedef u32 phys_addr_t;/' %t/include/linux/types.h
// RUN: kphys fix -p %t --with-prep --report %t.narrow.json --diff %t.narrow.diff drivers/dma/width.c drivers/dma/wrap.c
// RUN: site %t.narrow.json | FileCheck --check-prefix=NOCUT --implicit-check-not='(size_t)' %s
// RUN: FileCheck --check-prefix=CALLER --input-file=%t.wide.diff %s
// RUN: FileCheck --check-prefix=CALLER --input-file=%t.narrow.diff %s
// NOCUT: dma_map_phys(dev, same,
// NOCUT: page_to_phys(page) + -n,
// NOCUT: page_to_phys(page) + (n ? 8 : it->large),
// NOCUT: page_to_phys(page) + offset,
// NOCUT: dma_map_phys(dev, phys, len,
// CALLER: +{{.*}}handed(dev, page_to_phys(page) + large, 64);

//--- drivers/dma/width.c
#include <linux/dma-mapping.h>
#define TO(dev, page, at) dma_map_page(dev, page, at, 64, DMA_TO_DEVICE)

struct item { unsigned char small; unsigned short half : 4; int wide; u64 large; };

void cut(struct device *dev, struct page *page, u64 offset, int n, struct item *it, phys_addr_t pa)
{
	phys_addr_t same = page_to_phys(page) + offset;

	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)offset,
	dma_map_page(dev, page, offset, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)-n,
	dma_map_page(dev, page, -n, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)(n + 1),
	dma_map_page(dev, page, n + 1, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)it->wide,
	dma_map_page(dev, page, it->wide, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)(n ? 8 : it->large),
	dma_map_page_attrs(dev, page, n ? 8 : it->large, 64, DMA_TO_DEVICE, 0);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)-1,
	dma_map_page(dev, page, -1, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(pfn_to_page(3)) + (size_t)0x100000000ull,
	dma_map_page(dev, pfn_to_page(3), 0x100000000ull, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)(n % 8),
	dma_map_page(dev, page, n % 8, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (size_t)(it->small - 1),
	dma_map_page(dev, page, it->small - 1, 64, DMA_TO_DEVICE);
	pa = same;
}

void kept(struct device *dev, struct page *page, unsigned long offset, u32 o32, struct item *it, int n, u64 big)
{
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + offset,
	dma_map_page(dev, page, offset, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + o32,
	dma_map_page(dev, page, o32, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + it->small,
	dma_map_page(dev, page, it->small, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (it->small * 8 + 1),
	dma_map_page(dev, page, it->small * 8 + 1, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + 100,
	dma_map_page(dev, page, 100, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (n ? 8 : 16),
	dma_map_page(dev, page, n ? 8 : 16, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + (big & 0xfff),
	dma_map_page(dev, page, big & 0xfff, 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page) + sizeof(*it),
	dma_map_page(dev, page, sizeof(*it), 64, DMA_TO_DEVICE);
	// CHECK: :[[@LINE+1]] {{.*}} page_to_phys(page),
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

//--- drivers/dma/wrap.c
#include <linux/dma-mapping.h>

// What a wrapper's parameter and that of the call cut, the callers would not.
static dma_addr_t handed(struct device *dev, struct page *page, u64 offset, size_t len)
{
	// WRAP: :[[@LINE+1]] {{.*}} -> dma_map_phys(dev, page_to_phys(page) + (size_t)offset, len,
	return dma_map_page(dev, page, offset, len, DMA_TO_DEVICE);
}

dma_addr_t callers(struct device *dev, struct page *page, u64 large)
{
	return handed(dev, page, large, 64);
}

//--- drivers/iommu/width.c
#include <linux/dma-map-ops.h>
dma_addr_t slot(phys_addr_t phys);

static dma_addr_t width_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

// OPS: +	return width_map_phys(dev, page_to_phys(page) + (unsigned long)large, 8, DMA_TO_DEVICE, 0);
dma_addr_t by_hand(struct device *dev, struct page *page, u64 large)
{
	return width_map_page(dev, page, large, 8, DMA_TO_DEVICE, 0);
}

const struct dma_map_ops width_ops = { .map_page = width_map_page };
