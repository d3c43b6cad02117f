#include <linux/dma-mapping.h>
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(x)))

dma_addr_t endless_map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

void endless(void)
{
	B(B(B(;)))
}
