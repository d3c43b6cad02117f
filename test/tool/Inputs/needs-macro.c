#include <linux/dma-mapping.h>

#ifdef FROM_WP
dma_addr_t needs_macro_map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
#endif
