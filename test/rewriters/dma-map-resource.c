// dma_map_resource() becomes dma_map_phys() with DMA_ATTR_MMIO among the attributes, and the unmap too.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep %t/drivers/dma/mmio.c | FileCheck %s

//--- drivers/dma/mmio.c
#include <linux/dma-mapping.h>

void mmio(struct device *dev, phys_addr_t fifo, dma_addr_t dma, unsigned long attrs, bool sync)
{
	// CHECK: {{^[+].*}}dma_map_phys(dev, fifo, 4, DMA_TO_DEVICE, DMA_ATTR_MMIO);
	dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, 0);
	// CHECK: {{^[+].*}}dma_map_phys(dev, fifo, 4, DMA_TO_DEVICE, attrs | DMA_ATTR_MMIO);
	dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, attrs);
	// CHECK: {{^[+].*}}dma_map_phys(dev, fifo, 4, DMA_TO_DEVICE, attrs | 4 | DMA_ATTR_MMIO);
	dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, attrs | 4);
	// CHECK: {{^[+].*}}dma_map_phys(dev, fifo, 4, DMA_TO_DEVICE, (attrs ^ 4) | DMA_ATTR_MMIO);
	dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, attrs ^ 4);
	// CHECK: {{^[+].*}}dma_unmap_phys(dev, dma, 4, DMA_TO_DEVICE, (sync ? 0 : attrs) | DMA_ATTR_MMIO);
	dma_unmap_resource(dev, dma, 4, DMA_TO_DEVICE, sync ? 0 : attrs);
	// What stands at or behind the parenthesis moves with it; what does not stays where it is.
	// CHECK: {{^}}+	dma = dma_map_phys(dev, fifo, 4,
	// CHECK-NEXT: {{^}}+			   DMA_TO_DEVICE, DMA_ATTR_MMIO);
	dma = dma_map_resource(dev, fifo, 4,
			       DMA_TO_DEVICE, 0);
	// CHECK: {{^}}+	dma_unmap_phys(dev, dma,
	// CHECK-NEXT: {{^}} 		4, DMA_TO_DEVICE,
	// CHECK: {{^}}+		       attrs | DMA_ATTR_MMIO);
	dma_unmap_resource(dev, dma,
		4, DMA_TO_DEVICE,
			   attrs);
}
