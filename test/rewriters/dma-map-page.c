// Each shape of dma_map_page()'s page and offset; what is written stays as it is written.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json %t/drivers/net/shapes.c > %t.diff
// RUN: FileCheck --input-file=%t.diff %s
// RUN: (cd %t && patch -s -p1 < %t.diff) && kphys fix -p %t --diff %t.again %t/drivers/net/shapes.c
// RUN: test ! -s %t.again

//--- drivers/net/shapes.c
#include <linux/dma-mapping.h>

struct vec { struct page *page; u32 offset; };

#define OFFSET_SUM 16 + 16

void shapes(struct device *dev, struct page *page, struct page **pages, struct vec *v,
	    void *cookie, const struct page *ro, u32 off, int i, bool high)
{
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0); /* zero */
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE); /* zero */
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + off, 64, DMA_TO_DEVICE, 0);
	dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(v->page) + v->offset, 64,
	dma_map_page(dev, v->page, v->offset, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(pages[i++]) + off, 64,
	dma_map_page(dev, pages[i++], off, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + (high ? 2048 : 0), 64,
	dma_map_page(dev, page, high ? 2048 : 0, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + (off << 2), 64,
	dma_map_page(dev, page, off << 2, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + (off + 2), 64,
	dma_map_page(dev, page, off + 2, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + off * 2, 64,
	dma_map_page(dev, page, off * 2, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + (OFFSET_SUM), 64,
	dma_map_page(dev, page, OFFSET_SUM, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(high ? page : pages[0]) + off, 64,
	dma_map_page(dev, high ? page : pages[0], off, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys((struct page *)cookie) + off, 64,
	dma_map_page(dev, cookie, off, 64, DMA_TO_DEVICE);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys((struct page *)(cookie + 8)), 64,
	dma_map_page(dev, cookie + 8, 0, 64, DMA_TO_DEVICE);
	// The name of a comment's neighbour changes, the comment does not.
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) +
	// CHECK-NEXT: /* comment */ off, 64, DMA_TO_DEVICE,
	dma_map_page_attrs(dev, page,
			   /* comment */ off, 64, DMA_TO_DEVICE,
			   DMA_ATTR_SKIP_CPU_SYNC);
}
