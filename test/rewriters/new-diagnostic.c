// An edit that brings a new diagnostic is withdrawn; the rest of the file stands.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --report %t.json --diff %t.diff %t/drivers/net/clash.c
// RUN: site %t.json drivers/net/clash.c | FileCheck %s
// RUN: FileCheck --check-prefix=DIFF --input-file=%t.diff %s

//--- drivers/net/clash.c
#include <linux/dma-mapping.h>
#pragma GCC poison dma_map_phys
dma_addr_t clash(struct device *dev, struct page *page)
{
	// CHECK: :6 dma_map_page refused new-diagnostic
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

void fine(struct device *dev, dma_addr_t dma)
{
	// CHECK: dma_unmap_page rewritten -
	dma_unmap_page(dev, dma, 64, DMA_TO_DEVICE);
}

// DIFF-NOT: +{{.*}}dma_map_phys
// DIFF: +{{.*}}dma_unmap_phys(dev, dma, 64, DMA_TO_DEVICE, 0);
