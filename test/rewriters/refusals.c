// What is refused, with its code.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --report %t.json --diff %t.diff
// RUN: site %t.json drivers/net/refused.c | FileCheck %s
// RUN: site %t.json include/linux/dma-mapping.h | FileCheck --check-prefix=HEADER %s
// RUN: site %t.json drivers/net/demo_ops.c | FileCheck --check-prefix=OPS %s
// RUN: not grep -q refused.c %t.diff

//--- drivers/net/refused.c
#include <linux/dma-mapping.h>

typedef dma_addr_t (*map_fn)(struct device *, struct page *, size_t, size_t,
			     enum dma_data_direction, unsigned long);

// CHECK: :[[#]] dma_map_page_attrs manual not-a-call
map_fn mapper = dma_map_page_attrs;

#define dma_pool_page(dev, page) other_map(dev, page)
dma_addr_t other_map(struct device *dev, struct page *page);

void refused(struct device *dev, struct page *page)
{
	// CHECK: dma_map_page refused comment-in-argument
	dma_map_page(dev, page, /* from the start */ 0, 64, DMA_TO_DEVICE);
	// Whose comment is this?
	// CHECK: dma_map_page refused comment-in-argument
	dma_map_page(dev, page, 0, /* all of it */ 64, DMA_TO_DEVICE);
	// CHECK: dma_map_page refused directive-in-call
	dma_map_page(dev, page,
#ifdef CONFIG_HALF
		     2048,
#else
		     0,
#endif
		     64, DMA_TO_DEVICE);
	// CHECK: dma_map_page_attrs refused call-not-spelled-out
	(dma_map_page_attrs)(dev, page, 0, 64, DMA_TO_DEVICE, 0);
}

// HEADER: dma_map_page_attrs refused api-implementation
// OPS: .map_page refused other-entity
// OPS: .map_page refused other-entity
